package org.javisor.qmp.api;

import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.JsonValue;
import org.javisor.qmp.wire.QmpException;

/**
 * A command with its arguments.
 *
 * @param <R> what it returns
 */
public interface QmpCommand<R> {
  /** The name after {@code execute}. */
  String commandName();

  /** The arguments, empty if it has none. */
  JsonObject toJson();

  /**
   * Understands what a peer returned.
   *
   * @throws QmpException when it is not of the promised form
   */
  R decodeReturn(JsonValue returned) throws QmpException;

  /** A command that this schema does not have; what it returns is passed on as it is. */
  static QmpCommand<JsonValue> raw(String name, JsonObject arguments) {
    return new RawCommand(name, arguments);
  }
}
