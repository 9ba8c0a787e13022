package org.javisor.qmp.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.javisor.qmp.wire.JsonObject;

/** A message that is waited for. */
final class PendingReply {
  private final CompletableFuture<JsonObject> message = new CompletableFuture<>();

  boolean isDone() {
    return message.isDone();
  }

  void arrived(JsonObject reply) {
    message.complete(reply);
  }

  void failed(QmpDisconnectedException reason) {
    message.completeExceptionally(reason);
  }

  /**
   * Waits.
   *
   * @param subject for messages
   */
  JsonObject await(String subject, Optional<Duration> deadline)
      throws IOException, InterruptedException {
    try {
      if (deadline.isEmpty()) {
        return message.get();
      }
      return message.get(deadline.get().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      QmpTimeoutException timeout =
          new QmpTimeoutException(subject + ": no answer within " + deadline.get());
      timeout.initCause(e);
      throw timeout;
    } catch (ExecutionException e) {
      throw new QmpDisconnectedException(subject + ": " + e.getCause().getMessage(), e.getCause());
    }
  }
}
