package org.javisor.device.clock;

import java.util.function.LongSupplier;
import org.javisor.bus.device.Device;
import org.javisor.bus.device.DeviceLog;
import org.javisor.bus.device.Saveable;
import org.javisor.bus.io.MmioHandler;
import org.javisor.bus.io.RegisterMap;
import org.javisor.bus.irq.IrqLine;
import org.javisor.bus.time.Clock;
import org.javisor.bus.time.Timer;
import org.javisor.bus.time.Timers;

/**
 * A real-time clock that counts nanoseconds, with one alarm.
 *
 * <p>Spec: [GOLDFISH] RTC, register list.
 */
public final class GoldfishRtc implements Device, MmioHandler, Saveable<GoldfishRtc.State> {
  /** Bytes of its registers. */
  public static final long SIZE = 0x1000;

  private enum Reg implements RegisterMap.Register {
    TIME_LOW(0x00),
    TIME_HIGH(0x04),
    ALARM_LOW(0x08),
    ALARM_HIGH(0x0C),
    IRQ_ENABLED(0x10),
    CLEAR_ALARM(0x14),
    ALARM_STATUS(0x18),
    CLEAR_INTERRUPT(0x1C);

    private final int offset;

    Reg(int offset) {
      this.offset = offset;
    }

    @Override
    public int offset() {
      return offset;
    }

    @Override
    public int width() {
      return 4;
    }

    @Override
    public RegisterMap.Mode mode() {
      return switch (this) {
        case TIME_LOW, TIME_HIGH, ALARM_LOW, ALARM_HIGH, IRQ_ENABLED -> RegisterMap.Mode.READ_WRITE;
        case ALARM_STATUS -> RegisterMap.Mode.READ;
        case CLEAR_ALARM, CLEAR_INTERRUPT -> RegisterMap.Mode.WRITE;
      };
    }
  }

  /** Nanoseconds that the clock of a machine does not reach. */
  private static final long FOREVER = Long.MAX_VALUE / 2;

  /** Guest-visible state; times in nanoseconds since 1970. */
  public record State(
      long offset,
      long latchedHigh,
      long pendingHigh,
      long alarm,
      boolean armed,
      boolean enabled,
      boolean pending) {}

  /**
   * What it is connected to.
   *
   * @param wallClock nanoseconds since 1970 on the host
   */
  public record Wiring(IrqLine irq, LongSupplier wallClock, Clock clock, Timers timers) {}

  // Wiring.
  private final IrqLine irq;
  private final LongSupplier wallClock;
  private final Clock clock;
  private final Timer timer;
  private final RegisterMap<Reg> registers;
  // Guest state.
  private long offset;
  private long latchedHigh;
  private long pendingHigh;
  private long alarm;
  private boolean armed;
  private boolean enabled;
  private boolean pending;

  public GoldfishRtc(Wiring wiring, DeviceLog log) {
    this.irq = wiring.irq();
    this.wallClock = wiring.wallClock();
    this.clock = wiring.clock();
    this.timer = wiring.timers().timer("rtc alarm", this::alarmExpired);
    this.registers = new RegisterMap<>(Reg.values(), (int) SIZE, log);
  }

  @Override
  public String name() {
    return "rtc";
  }

  @Override
  public long read(long at, int width) {
    if (!registers.canRead(at, width)) {
      return 0;
    }
    return switch (registers.reader(at)) {
      case TIME_LOW -> {
        long now = now();
        latchedHigh = now >>> 32;
        yield now & 0xFFFFFFFFL;
      }
      case TIME_HIGH -> latchedHigh;
      case ALARM_LOW -> alarm & 0xFFFFFFFFL;
      case ALARM_HIGH -> alarm >>> 32;
      case IRQ_ENABLED -> enabled ? 1 : 0;
      case ALARM_STATUS -> armed ? 1 : 0;
      case CLEAR_ALARM, CLEAR_INTERRUPT -> 0;
    };
  }

  @Override
  public void write(long at, int width, long value) {
    if (!registers.canWrite(at, width)) {
      return;
    }
    long word = value & 0xFFFFFFFFL;
    switch (registers.writer(at)) {
      case TIME_LOW -> offset += (pendingHigh << 32 | word) - now();
      case TIME_HIGH, ALARM_HIGH -> pendingHigh = word;
      case ALARM_LOW -> setAlarm(pendingHigh << 32 | word);
      case IRQ_ENABLED -> enabled = (word & 1) != 0;
      case CLEAR_ALARM -> armed = false;
      case CLEAR_INTERRUPT -> pending = false;
      case ALARM_STATUS -> {
        // Read-only: the register map has refused it.
      }
    }
    update();
  }

  private long now() {
    return wallClock.getAsLong() + offset;
  }

  /** Times are any 64 bits: what is further away than half of them, never comes. */
  private long untilAlarm() {
    long now = now();
    long left = alarm - now;
    return now >= alarm ? 0 : left < 0 ? FOREVER : Math.min(left, FOREVER);
  }

  private void setAlarm(long at) {
    alarm = at;
    armed = true;
  }

  private void alarmExpired() {
    if (armed && now() >= alarm) {
      armed = false;
      pending = true;
    }
    update();
  }

  private void update() {
    if (armed) {
      timer.arm(clock.nanos() + untilAlarm());
    } else {
      timer.cancel();
    }
    irq.set(pending && enabled);
  }

  @Override
  public void reset() {
    armed = false;
    alarm = 0;
    enabled = false;
    pending = false;
    latchedHigh = 0;
    pendingHigh = 0;
    update();
  }

  @Override
  public State save() {
    return new State(offset, latchedHigh, pendingHigh, alarm, armed, enabled, pending);
  }

  @Override
  public void restore(State state) {
    offset = state.offset();
    latchedHigh = state.latchedHigh();
    pendingHigh = state.pendingHigh();
    alarm = state.alarm();
    armed = state.armed();
    enabled = state.enabled();
    pending = state.pending();
    update();
  }
}
