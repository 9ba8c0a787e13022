package org.javisor.system.monitor;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.javisor.device.memory.BalloonStatistics;
import org.javisor.device.memory.VirtioBalloon;
import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.JsonValue;
import org.javisor.qmp.wire.QmpErrorClass;
import org.javisor.qmp.wire.QmpException;
import org.javisor.system.board.BoardView;
import org.javisor.system.board.VirtBoard;
import org.javisor.system.lifecycle.Machine;
import org.javisor.system.qom.DeviceModel;

/** The balloon in the guest's memory, as clients see it. */
final class GuestBalloon {
  private static final long MAX_INTERVAL = 0xFFFFFFFFL;

  private final Machine machine;

  GuestBalloon(Machine machine) {
    this.machine = machine;
  }

  /** What the balloon says with the machine's lock held; nothing when there is none. */
  private <R> Optional<R> ask(Function<VirtioBalloon, R> question) {
    Optional<VirtBoard> board = machine.board();
    if (board.isEmpty()) {
      return Optional.empty();
    }
    BoardView view = new BoardView(board.get());
    view.lock().lock();
    try {
      return view.balloon().map(question);
    } finally {
      view.lock().unlock();
    }
  }

  private static QmpException none() {
    return new QmpException(
        QmpErrorClass.DEVICE_NOT_ACTIVE, "No balloon device has been activated");
  }

  /** How much memory the guest has. */
  long actualBytes() throws QmpException {
    return ask(VirtioBalloon::actualBytes).orElseThrow(GuestBalloon::none);
  }

  /** Asks the guest to do with so much. */
  void setTarget(long bytes) throws QmpException {
    if (ask(VirtioBalloon::actualBytes).isEmpty()) {
      throw none();
    }
    if (bytes <= 0) {
      throw QmpException.generic("Parameter 'value' expects a size");
    }
    Optional<Boolean> _ =
        ask(balloon -> {
          balloon.setTarget(bytes);
          return true;
        });
  }

  /** The properties of its object that change by themselves. */
  Map<String, JsonValue> live() {
    return ask(balloon ->
            Map.of(
                DeviceModel.GUEST_STATS,
                statistics(balloon.statistics()),
                DeviceModel.GUEST_STATS_INTERVAL,
                (JsonValue) new JsonValue.Int(balloon.intervalSeconds())))
        .orElse(Map.of());
  }

  private static JsonValue statistics(BalloonStatistics told) {
    JsonObject values = new JsonObject();
    for (BalloonStatistics.Tag tag : BalloonStatistics.Tag.values()) {
      String name = "stat-" + tag.name().toLowerCase(Locale.ROOT).replace('_', '-');
      values.put(name, JsonValue.Int.ofUnsigned(told.values().getOrDefault(tag, -1L)));
    }
    return new JsonObject().put("stats", values).put("last-update", told.toldSeconds());
  }

  /** Sets how often the guest is asked what it does with its memory. */
  void setInterval(JsonValue value) throws QmpException {
    if (!(value instanceof JsonValue.Int seconds)) {
      throw QmpException.generic(
          "Invalid parameter type for '"
              + DeviceModel.GUEST_STATS_INTERVAL
              + "', expected: integer");
    }
    if (seconds.value() < 0) {
      throw QmpException.generic("timer value must be greater than zero");
    }
    if (seconds.value() > MAX_INTERVAL) {
      throw QmpException.generic("timer value is too big");
    }
    Optional<Boolean> _ =
        ask(balloon -> {
          balloon.setInterval(seconds.value());
          return true;
        });
  }
}
