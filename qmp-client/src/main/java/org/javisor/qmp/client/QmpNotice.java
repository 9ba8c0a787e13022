package org.javisor.qmp.client;

import java.time.Instant;
import java.util.Optional;
import org.javisor.qmp.api.Events;
import org.javisor.qmp.api.QmpEvent;
import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.QmpException;

/**
 * An event as it came.
 *
 * @param when the sender's clock
 * @param name of the event
 * @param data its members, none if it has none
 */
public record QmpNotice(Instant when, String name, JsonObject data) {
  /**
   * The event as a record; empty for one that this schema does not have.
   *
   * @throws QmpException when the sender's idea of it differs from ours
   */
  public Optional<QmpEvent> typed() throws QmpException {
    return Events.decode(name, data);
  }
}
