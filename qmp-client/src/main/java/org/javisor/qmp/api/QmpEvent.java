package org.javisor.qmp.api;

import java.util.Optional;
import org.javisor.qmp.wire.JsonObject;

/** Something that a machine tells without being asked. */
public interface QmpEvent {
  /** The name after {@code event}. */
  String eventName();

  /** The event's members; empty if it has none. */
  Optional<JsonObject> data();
}
