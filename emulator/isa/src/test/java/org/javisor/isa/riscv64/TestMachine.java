package org.javisor.isa.riscv64;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.bus.memory.GuestRam;
import org.javisor.engine.vcpu.Engine;
import org.javisor.engine.vcpu.Vcpu;
import org.javisor.host.HostException;
import org.javisor.host.memory.RawMemory;

/**
 * A hart with 1 MiB of RAM that runs a few instructions in S-mode until an ecall from S, which ends
 * the run. Exceptions go to {@link #HANDLER}, an ecall too.
 */
final class TestMachine implements AutoCloseable, StillWiring {
  static final long BASE = 0x80000000L;
  static final long HANDLER = BASE + 0x8000;
  static final long DATA = BASE + 0x10000;
  static final int ECALL = 0x00000073;
  private static final int CSRW_STVEC_X5 = 0x10529073;

  private final AddressSpace memory = new AddressSpace();
  private final GuestRam ram;
  final Engine engine;
  final Vcpu vcpu;
  private final CompletableFuture<String> failure = new CompletableFuture<>();
  private volatile CountDownLatch ended = new CountDownLatch(1);
  final Hart hart;

  TestMachine(int unitLimit) throws HostException {
    this(Engine.Accelerator.valueOf(System.getProperty("accel", "JIT")), unitLimit);
  }

  TestMachine(Engine.Accelerator accelerator, int unitLimit) throws HostException {
    this(Engine.Config.of(accelerator).withMaxUnit(unitLimit));
  }

  TestMachine(Engine.Config how) throws HostException {
    ram = GuestRam.allocate("ram", BASE, 1 << 20);
    memory.map(ram);
    engine = Engine.create(memory, how);
    vcpu = TestHart.start(engine, CpuModel.MAX.plain(), this, failure::complete);
    hart = (Hart) vcpu.cpu();
    store(HANDLER, ECALL);
  }

  void store(long address, int... words) {
    for (int i = 0; i < words.length; i++) {
      RawMemory.putInt(ram.hostAddress() + address - BASE + 4L * i, words[i]);
    }
    memory.ramWritten(address, 4L * words.length);
  }

  void storeLong(long address, long value) {
    RawMemory.putLong(ram.hostAddress() + address - BASE, value);
    memory.ramWritten(address, 8);
  }

  long loadLong(long address) {
    return RawMemory.getLong(ram.hostAddress() + address - BASE);
  }

  Engine engine() {
    return engine;
  }

  AddressSpace memory() {
    return memory;
  }

  /** What is set up before the first instruction. */
  interface Preparation {
    void prepare(Hart hart);
  }

  /** Runs {@code program}, an ecall behind it, from BASE to the first ecall from S-mode. */
  void run(Preparation preparation, int... program) throws InterruptedException {
    prepare(preparation, program);
    vcpu.resume();
    awaitEnd();
  }

  /** All but the running. */
  void prepare(Preparation preparation, int... program) {
    store(BASE, program);
    store(BASE + 4L * program.length, ECALL);
    ended = new CountDownLatch(1);
    vcpu.post(cpu -> {
      hart.reset();
      hart.startSupervisor(BASE, 0, 0);
      hart.setX(5, HANDLER);
      long _ = hart.helper(HelperCall.CSR, CSRW_STVEC_X5, 0);
      hart.setX(5, 0);
      preparation.prepare(hart);
    });
  }

  /** Waits for the end by a bug of the emulator's; what was said of it. */
  String failure() throws Exception {
    return failure.get(20, TimeUnit.SECONDS);
  }

  /** Waits for the ecall. */
  void awaitEnd() throws InterruptedException {
    assertTrue(ended.await(20, TimeUnit.SECONDS), () -> "no ecall came; " + failure.getNow(""));
    vcpu.pause();
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
    ram.close();
  }
}
