package org.javisor.isa.riscv64;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.engine.isa.GuestCpu;
import org.javisor.engine.isa.VcpuPort;

/** An engine that executes nothing and notes what the hart asks of it. */
final class RecordingPort implements VcpuPort {
  final List<String> calls = new ArrayList<>();
  final AddressSpace memory = new AddressSpace();
  long retired;
  boolean attention;
  private final long[] slots = new long[Emitter.SLOTS];
  private long pc;
  private int floatFlags;

  /** A board without time or firmware. */
  static final class Wiring implements StillWiring {
    @Override
    public Firmware firmware() {
      return Firmware.NONE;
    }
  }

  @Override
  public long slot(int slot) {
    return slots[slot];
  }

  @Override
  public void setSlot(int slot, long value) {
    slots[slot] = value;
  }

  @Override
  public long pc() {
    return pc;
  }

  @Override
  public void setPc(long newPc) {
    pc = newPc;
  }

  @Override
  public int floatFlags() {
    return floatFlags;
  }

  @Override
  public void setFloatFlags(int flags) {
    floatFlags = flags;
  }

  @Override
  public long instructionsRetired() {
    return retired;
  }

  @Override
  public AddressSpace memory() {
    return memory;
  }

  @Override
  public void attention() {
    attention = true;
  }

  @Override
  public void waitForInterrupt() {
    calls.add("wait");
  }

  @Override
  public void switchAddressSpace(long space) {
    calls.add("space " + space);
  }

  @Override
  public void flushTlb() {
    calls.add("flush");
  }

  @Override
  public void flushTlbSpace(long space) {
    calls.add("flush space " + space);
  }

  @Override
  public void flushTlbPage(long address) {
    calls.add("flush page " + Long.toHexString(address));
  }

  @Override
  public void flushTlbPage(long address, long space) {
    calls.add("flush page " + Long.toHexString(address) + " of " + space);
  }

  @Override
  public long updateSmall(long address, int size, LongUnaryOperator update) {
    throw new UnsupportedOperationException("there is no memory behind this port");
  }

  @Override
  public void clearReservation() {
    calls.add("unreserve");
  }

  @Override
  public void onEveryVcpu(Consumer<GuestCpu> action) {
    calls.add("everyone");
  }
}
