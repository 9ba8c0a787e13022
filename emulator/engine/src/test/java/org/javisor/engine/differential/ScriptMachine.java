package org.javisor.engine.differential;

import java.util.Arrays;
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

/** A machine with one virtual CPU that runs scripts. */
final class ScriptMachine implements AutoCloseable {
  static final long RAM_BASE = 0x80000000L;
  static final int RAM_PAGES = 16;
  static final long DEVICE = 0x10000000L;

  /** Where neither RAM nor a device is. */
  static final long NOTHING = 0x20000000L;

  private static final int RAM_BYTES = RAM_PAGES * 4096;
  private static final byte[] PATTERN = pattern();

  private final AddressSpace memory = new AddressSpace();
  private final GuestRam ram;
  private final Engine engine;
  private final ScriptFrontEnd frontEnd;
  private final Vcpu vcpu;
  private final ScriptCpu cpu;
  private final AtomicReference<String> failure = new AtomicReference<>("");
  private volatile CountDownLatch ended = new CountDownLatch(1);

  /** What a script leaves behind. */
  record Outcome(long[] slots, int flags, long[] journal, byte[] ram) {}

  /** A device whose registers answer by their place; every access is an event. */
  private static final class Device implements MmioHandler {
    private ScriptCpu cpu;

    @Override
    public long read(long offset, int width) {
      cpu.noteDevice(2000L + width, offset, 0);
      return offset * 0x0101010101010101L >>> (64 - 8 * width);
    }

    @Override
    public void write(long offset, int width, long value) {
      cpu.noteDevice(3000L + width, offset, value << (64 - 8 * width));
    }
  }

  /**
   * @param tally counts its units
   */
  ScriptMachine(Engine.Config config, UnitTally tally) throws HostException {
    frontEnd = new ScriptFrontEnd(tally);
    ram = GuestRam.allocate("ram", RAM_BASE, RAM_BYTES);
    memory.map(ram);
    Device device = new Device();
    memory.map("device", DEVICE, 4096, device);
    engine = Engine.create(memory, config);
    vcpu =
        Vcpu.create(
            new Vcpu.Setup(
                0, engine, frontEnd, port -> new ScriptCpu(port, this::stop), failure::set));
    cpu = (ScriptCpu) vcpu.cpu();
    device.cpu = cpu;
    vcpu.start();
  }

  private static byte[] pattern() {
    byte[] bytes = new byte[RAM_BYTES];
    new java.util.SplittableRandom(7).nextBytes(bytes);
    return bytes;
  }

  private void stop() {
    vcpu.stopHere();
    ended.countDown();
  }

  /** Translations made before are of another script: forgets them, and writes the code. */
  void load(Script script) {
    frontEnd.use(script);
    byte[] code = script.code();
    RawMemory.copyIn(code, 0, ram.hostAddress(), code.length);
    memory.ramWritten(RAM_BASE, code.length);
  }

  /** Starts {@code script}, which has been loaded. */
  void start(Script script) {
    byte[] code = script.code();
    byte[] now = new byte[code.length];
    RawMemory.copyOut(ram.hostAddress(), now, 0, now.length);
    if (!Arrays.equals(code, now)) {
      RawMemory.copyIn(code, 0, ram.hostAddress(), code.length);
      memory.ramWritten(RAM_BASE, code.length);
    }
    RawMemory.copyIn(
        PATTERN, code.length, ram.hostAddress() + code.length, PATTERN.length - code.length);
    ended = new CountDownLatch(1);
    vcpu.post(_ -> cpu.begin(script));
    vcpu.resume();
  }

  /** Waits until the script has ended. */
  Outcome finish(Script script) throws InterruptedException {
    int patience = 20;
    while (!ended.await(100, TimeUnit.MILLISECONDS)) {
      if (patience-- == 0 || vcpu.hasFailed()) {
        vcpu.pause();
        throw new AssertionError(
            "seed %d does not end: pc 0x%x, fuel %d, %d events; %s%n%s"
                .formatted(
                    script.seed,
                    vcpu.pc(),
                    vcpu.slot(Script.FUEL),
                    cpu.journal().length / 4,
                    failure.get(),
                    script.print()));
      }
    }
    vcpu.pause();
    long[] slots = new long[Script.SLOTS];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = vcpu.slot(i);
    }
    byte[] bytes = new byte[RAM_BYTES];
    RawMemory.copyOut(ram.hostAddress(), bytes, 0, bytes.length);
    return new Outcome(slots, vcpu.floatFlags(), cpu.journal(), bytes);
  }

  /** Asks the CPU for its attention, from another thread, at no particular moment. */
  void disturb() {
    vcpu.attention();
  }

  @Override
  public void close() {
    vcpu.close();
    engine.close();
    ram.close();
  }
}
