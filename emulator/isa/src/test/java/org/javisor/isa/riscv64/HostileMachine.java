package org.javisor.isa.riscv64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.javisor.bus.io.MmioHandler;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.bus.memory.GuestRam;
import org.javisor.engine.vcpu.Engine;
import org.javisor.engine.vcpu.Vcpu;
import org.javisor.host.HostException;
import org.javisor.host.memory.RawMemory;

/** Runs hostile cases; RAM that no page table mentions lies on both sides of theirs. */
final class HostileMachine implements AutoCloseable, StillWiring {
  private static final int CANARY_BYTES = 1 << 16;
  private static final int RAM_BYTES = HostileCase.RAM_PAGES * 4096;
  private static final byte CANARY = 0x5A;
  private static final byte[] PATTERN = new byte[RAM_BYTES];

  static {
    new java.util.Random(7).nextBytes(PATTERN);
  }

  private final AddressSpace memory = new AddressSpace();
  private final GuestRam ram;
  private final List<GuestRam> canaries = new ArrayList<>();
  private final Engine engine;
  private final Vcpu vcpu;
  private final Hart hart;
  private final AtomicReference<String> failure = new AtomicReference<>("");
  private final List<String> accesses = new ArrayList<>();
  private volatile CountDownLatch ended = new CountDownLatch(1);

  /** Everything that must be the same afterwards. */
  record Outcome(long[] state, List<String> accesses, byte[] ram) {
    /** Where they differ; empty when they do not. */
    String difference(Outcome other) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < state.length; i++) {
        if (state[i] != other.state[i]) {
          text.append(" [%d] %x %x".formatted(i, state[i], other.state[i]));
        }
      }
      int at = Arrays.mismatch(ram, other.ram);
      if (at >= 0) {
        text.append(" RAM at %x: %x %x".formatted(at, ram[at], other.ram[at]));
      }
      if (!accesses.equals(other.accesses)) {
        text.append(" device ").append(accesses).append(" ").append(other.accesses);
      }
      return text.toString();
    }
  }

  private final class Device implements MmioHandler {
    @Override
    public long read(long offset, int width) {
      accesses.add("r" + width + "@" + offset);
      return offset * 0x0101010101010101L >>> (64 - 8 * width);
    }

    @Override
    public void write(long offset, int width, long value) {
      accesses.add("w" + width + "@" + offset + "=" + (value << (64 - 8 * width)));
    }
  }

  HostileMachine(Engine.Config how) throws HostException {
    ram = GuestRam.allocate("ram", HostileCase.RAM, RAM_BYTES);
    memory.map(ram);
    canary(HostileCase.RAM - 2 * CANARY_BYTES);
    canary(HostileCase.RAM + RAM_BYTES + CANARY_BYTES);
    memory.map("device", HostileCase.DEVICE, 4096, new Device());
    engine = Engine.create(memory, how);
    vcpu = TestHart.start(engine, CpuModel.MAX.plain(), this, failure::set);
    hart = (Hart) vcpu.cpu();
  }

  private void canary(long base) throws HostException {
    GuestRam canary = GuestRam.allocate("canary", base, CANARY_BYTES);
    memory.map(canary);
    RawMemory.fill(canary.hostAddress(), CANARY_BYTES, CANARY);
    canaries.add(canary);
  }

  private void store(int page, int offset, int... words) {
    long host = ram.hostAddress() + page * 4096L + offset;
    for (int i = 0; i < words.length; i++) {
      RawMemory.putInt(host + 4L * i, words[i]);
    }
  }

  /** Begins {@code program}. */
  void start(HostileCase program) {
    RawMemory.copyIn(PATTERN, 0, ram.hostAddress(), PATTERN.length);
    for (int i = 0; i < program.tables.length; i++) {
      RawMemory.putLong(ram.hostAddress() + 8L * i, program.tables[i]);
    }
    store(HostileCase.CODE_PAGE, program.codeOffset, program.code);
    store(HostileCase.CODE_PAGE, program.codeOffset + 4 * program.code.length, Words.ECALL);
    store(HostileCase.HANDLER_PAGE, 0, Words.ECALL);
    memory.ramWritten(HostileCase.RAM, RAM_BYTES);
    accesses.clear();
    ended = new CountDownLatch(1);
    vcpu.post(cpu -> prepare(program));
    vcpu.resume();
  }

  private long before;

  private void prepare(HostileCase program) {
    hart.reset();
    hart.startSupervisor(HostileCase.CODE + program.codeOffset, 0, 0);
    writeCsr(0x105, HostileCase.HANDLER);
    writeCsr(0x180, 8L << 60 | HostileCase.RAM >>> 12);
    writeCsr(0x003, (long) program.rounding << 5);
    // csrrs: SUM and MXR, floats stay on.
    hart.setX(5, (program.sum ? 1 << 18 : 0) | (program.mxr ? 1 << 19 : 0));
    long _ = hart.helper(HelperCall.CSR, Words.csrrs(0, 0x100, 5), 0);
    hart.port().setSlot(CsrSlots.SCAUSE, -1);
    hart.port().setSlot(CsrSlots.STVAL, -1);
    hart.port().setSlot(CsrSlots.SEPC, HostileCase.CODE + program.codeOffset);
    if (program.user) {
      long _ = hart.helper(HelperCall.SRET, 0, 0);
    }
    for (int i = 0; i < 32; i++) {
      hart.setX(i, program.x[i]);
      hart.port().setSlot(Emitter.FLOAT + i, program.f[i]);
    }
    before = hart.port().instructionsRetired();
  }

  private void writeCsr(int number, long value) {
    hart.setX(5, value);
    long _ = hart.helper(HelperCall.CSR, Words.csrrw(0, number, 5), 0);
  }

  /** Waits for its end. */
  Outcome finish(HostileCase program) throws InterruptedException {
    assertTrue(
        ended.await(20, TimeUnit.SECONDS),
        () -> "seed " + program.seed + " does not end; " + failure.get());
    vcpu.pause();
    assertEquals("", failure.get());
    long[] state = new long[70];
    for (int i = 0; i < 32; i++) {
      state[i] = hart.x(i);
      state[32 + i] = hart.port().slot(Emitter.FLOAT + i);
    }
    state[64] = hart.port().floatFlags();
    state[65] = hart.port().slot(CsrSlots.SCAUSE);
    state[66] = hart.port().slot(CsrSlots.STVAL);
    state[67] = hart.port().slot(CsrSlots.SEPC);
    state[68] = hart.port().instructionsRetired() - before;
    state[69] = hart.port().pc();
    byte[] bytes = new byte[RAM_BYTES];
    RawMemory.copyOut(ram.hostAddress(), bytes, 0, bytes.length);
    return new Outcome(state, List.copyOf(accesses), bytes);
  }

  /** Nothing has been written where no address leads. */
  void checkCanaries() {
    byte[] expected = new byte[CANARY_BYTES];
    Arrays.fill(expected, CANARY);
    byte[] found = new byte[CANARY_BYTES];
    for (GuestRam canary : canaries) {
      RawMemory.copyOut(canary.hostAddress(), found, 0, CANARY_BYTES);
      assertEquals(-1, Arrays.mismatch(expected, found));
    }
  }

  @Override
  public Firmware firmware() {
    return caller -> {
      vcpu.stopHere();
      ended.countDown();
      return true;
    };
  }

  @Override
  public void close() {
    vcpu.close();
    engine.close();
    canaries.forEach(GuestRam::close);
    ram.close();
  }
}
