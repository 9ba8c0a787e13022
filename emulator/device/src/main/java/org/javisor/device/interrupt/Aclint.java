package org.javisor.device.interrupt;

import java.util.ArrayList;
import java.util.List;
import org.javisor.bus.device.Device;
import org.javisor.bus.device.DeviceLog;
import org.javisor.bus.device.Saveable;
import org.javisor.bus.io.MmioHandler;
import org.javisor.bus.irq.CpuInterrupts;
import org.javisor.bus.time.Clock;
import org.javisor.bus.time.Timer;
import org.javisor.bus.time.Timers;

/**
 * Machine-mode software interrupts and timers of all harts, laid out as the SiFive CLINT.
 *
 * <p>Spec: [ACLINT] 1.0, chapters 2 (MTIMER) and 3 (MSWI), backward-compatible layout of chapter 1.
 */
public final class Aclint implements Device, MmioHandler, Saveable<Aclint.State> {
  /** Bytes of its registers. */
  public static final long SIZE = 0x10000;

  private static final int MTIMECMP = 0x4000;
  private static final int MTIME = 0xBFF8;
  private static final long NANOS_PER_TICK = 100;
  private static final int MACHINE_SOFTWARE = 3;
  private static final int MACHINE_TIMER = 7;

  /** Guest-visible state. */
  public record State(List<Boolean> software, List<Long> compare) {}

  // Wiring.
  private final Clock clock;
  private final List<CpuInterrupts> harts;
  private final List<Timer> timers = new ArrayList<>();
  private final DeviceLog log;
  // Guest state.
  private final boolean[] software;
  private final long[] compare;

  public Aclint(Clock clock, Timers timers, List<? extends CpuInterrupts> harts, DeviceLog log) {
    this.clock = clock;
    this.harts = List.copyOf(harts);
    this.log = log;
    this.software = new boolean[harts.size()];
    this.compare = new long[harts.size()];
    java.util.Arrays.fill(compare, -1);
    for (int i = 0; i < harts.size(); i++) {
      this.timers.add(timers.timer("mtimer", this::update));
    }
  }

  @Override
  public String name() {
    return "aclint";
  }

  private long ticks() {
    return clock.nanos() / NANOS_PER_TICK;
  }

  @Override
  public long read(long offset, int width) {
    int at = (int) offset & ~7;
    int shift = 8 * ((int) offset & 7);
    if (offset >= MTIME) {
      return part(ticks(), shift, width);
    }
    if (offset >= MTIMECMP) {
      int hart = (at - MTIMECMP) >>> 3;
      return hart < compare.length ? part(compare[hart], shift, width) : 0;
    }
    int hart = (int) offset >>> 2;
    return hart < software.length && software[hart] ? 1 : 0;
  }

  private static long part(long value, int shift, int width) {
    return width == 8 ? value : value >>> shift & (1L << (8 * width)) - 1;
  }

  @Override
  public void write(long offset, int width, long value) {
    if (width < 4 || (offset & (width - 1)) != 0) {
      log.guestError("write of " + width + " bytes at offset 0x" + Long.toHexString(offset));
      return;
    }
    if (offset >= MTIME) {
      log.unimplemented("write to mtime");
    } else if (offset >= MTIMECMP) {
      writeCompare((int) offset, width, value);
    } else {
      int hart = (int) offset >>> 2;
      if (hart < software.length) {
        software[hart] = (value & 1) != 0;
      }
    }
    update();
  }

  private void writeCompare(int offset, int width, long value) {
    int hart = (offset - MTIMECMP) >>> 3;
    if (hart >= compare.length) {
      return;
    }
    if (width == 8) {
      compare[hart] = value;
    } else {
      int shift = 8 * (offset & 4);
      compare[hart] = compare[hart] & ~(0xFFFFFFFFL << shift) | (value & 0xFFFFFFFFL) << shift;
    }
  }

  private void update() {
    for (int i = 0; i < software.length; i++) {
      harts.get(i).set(MACHINE_SOFTWARE, software[i]);
      boolean due = Long.compareUnsigned(ticks(), compare[i]) >= 0;
      harts.get(i).set(MACHINE_TIMER, due);
      if (due || Long.compareUnsigned(compare[i], Long.MAX_VALUE / NANOS_PER_TICK) >= 0) {
        timers.get(i).cancel();
      } else {
        timers.get(i).arm(compare[i] * NANOS_PER_TICK);
      }
    }
  }

  @Override
  public void reset() {
    java.util.Arrays.fill(software, false);
    java.util.Arrays.fill(compare, -1);
    update();
  }

  @Override
  public State save() {
    List<Boolean> bits = new ArrayList<>();
    List<Long> deadlines = new ArrayList<>();
    for (int i = 0; i < software.length; i++) {
      bits.add(software[i]);
      deadlines.add(compare[i]);
    }
    return new State(bits, deadlines);
  }

  @Override
  public void restore(State state) {
    if (state.software().size() != software.length || state.compare().size() != compare.length) {
      throw new IllegalArgumentException("the ACLINT's saved state is for another number of harts");
    }
    for (int i = 0; i < software.length; i++) {
      software[i] = state.software().get(i);
      compare[i] = state.compare().get(i);
    }
    update();
  }
}
