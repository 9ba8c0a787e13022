package org.javisor.qmp.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.javisor.qmp.api.QmpCommand;
import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.JsonValue;
import org.javisor.qmp.wire.QmpErrorClass;
import org.javisor.qmp.wire.QmpException;

/**
 * The answer to a command that has been sent. Closing it forgets the answer, whether it has come or
 * not; the other side carries the command out all the same.
 *
 * @param <R> what the command returns
 */
public final class QmpReply<R> implements AutoCloseable {
  private final QmpCommand<R> command;
  private final PendingReply pending;
  private final Optional<Duration> deadline;
  private final Runnable forget;

  QmpReply(
      QmpCommand<R> command, PendingReply pending, Optional<Duration> deadline, Runnable forget) {
    this.command = command;
    this.pending = pending;
    this.deadline = deadline;
    this.forget = forget;
  }

  /** Whether the answer has come, or never will because the connection ended. */
  public boolean isDone() {
    return pending.isDone();
  }

  /**
   * Waits for the answer, for as long as the command's options say, counted from now.
   *
   * @throws QmpException when the machine refuses
   * @throws QmpDisconnectedException when the connection ended before the answer
   * @throws QmpTimeoutException when there is no answer before the deadline
   */
  public R await() throws IOException, InterruptedException, QmpException {
    JsonObject reply = pending.await(command.commandName(), deadline);
    Optional<JsonValue> returned = reply.get("return");
    if (returned.isEmpty()) {
      throw refusal(reply);
    }
    try {
      return command.decodeReturn(returned.get());
    } catch (QmpException e) {
      throw new IOException(command.commandName() + ": unexpected answer: " + e.getMessage(), e);
    }
  }

  private static QmpException refusal(JsonObject reply) {
    JsonObject error =
        reply.get("error").orElse(JsonValue.Null.NULL) instanceof JsonObject object
            ? object
            : new JsonObject();
    return new QmpException(
        QmpErrorClass.of(error.text("class").orElse("")),
        error.text("desc").orElse("refused without a reason"));
  }

  /** Forgets the answer; whoever waits for it goes on waiting until the deadline. */
  @Override
  public void close() {
    forget.run();
  }
}
