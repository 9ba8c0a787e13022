package org.javisor.qmp.server;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.javisor.qmp.wire.JsonObject;

/**
 * Lets frequent events through once a second: the first at once, and of those that follow within a
 * second the last, when it is over.
 */
final class EventThrottle {
  /** Runs something later. */
  interface Delay {
    void after(Duration time, Runnable action);
  }

  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /** The events that are held back, and the member that tells their subjects apart. */
  private enum Held {
    BALLOON_CHANGE(""),
    BLOCK_IO_ERROR("qom-path"),
    HV_BALLOON_STATUS_REPORT(""),
    MEMORY_DEVICE_SIZE_CHANGE("qom-path"),
    QUORUM_FAILURE(""),
    QUORUM_REPORT_BAD("node-name"),
    RTC_CHANGE(""),
    VSERPORT_CHANGE("id"),
    WATCHDOG("");

    private final String subject;

    Held(String subject) {
      this.subject = subject;
    }
  }

  private final Delay delay;
  private final Consumer<JsonObject> output;

  /** For each event and subject of the last second, what is to follow. */
  private final Map<String, Optional<JsonObject>> recent = new HashMap<>();

  EventThrottle(Delay delay, Consumer<JsonObject> output) {
    this.delay = delay;
    this.output = output;
  }

  /** Takes an event, on any thread, and passes it on now, later, or not at all. */
  synchronized void emit(String name, JsonObject message) {
    Optional<String> key = key(name, message);
    if (key.isEmpty()) {
      output.accept(message);
    } else if (recent.containsKey(key.get())) {
      recent.put(key.get(), Optional.of(message));
    } else {
      pass(key.get(), message);
    }
  }

  private void pass(String key, JsonObject message) {
    recent.put(key, Optional.empty());
    output.accept(message);
    delay.after(INTERVAL, () -> over(key));
  }

  private synchronized void over(String key) {
    Optional<JsonObject> last = recent.remove(key);
    if (last.isPresent()) {
      pass(key, last.get());
    }
  }

  /** What the event is counted under; empty for one that is never held back. */
  private static Optional<String> key(String name, JsonObject message) {
    for (Held held : Held.values()) {
      if (held.name().equals(name)) {
        JsonObject data =
            message.get("data").orElse(message) instanceof JsonObject object ? object : message;
        if (held == Held.BLOCK_IO_ERROR && data.text("action").equals(Optional.of("stop"))) {
          return Optional.empty(); // Somebody has to act on it.
        }
        return Optional.of(name + " " + data.text(held.subject).orElse(""));
      }
    }
    return Optional.empty();
  }
}
