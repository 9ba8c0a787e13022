package org.javisor.isa.riscv64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.bus.memory.GuestRam;
import org.javisor.engine.vcpu.Engine;
import org.javisor.engine.vcpu.Vcpu;
import org.javisor.host.HostException;
import org.javisor.host.memory.RawMemory;

/**
 * A hart that runs fixtures. A program ends with a call to the firmware from S-mode; traps go to
 * handlers that end it as well, the M-mode one by reading the time.
 */
final class ConformanceMachine implements AutoCloseable, StillWiring {
  static final long BASE = 0x80000000L;
  static final long DATA = BASE + 0x10000;
  static final int ECALL = 0x00000073;

  private static final long SUPERVISOR_HANDLER = BASE + 0x8000;
  private static final long MACHINE_HANDLER = BASE + 0x8100;
  private static final int READ_TIME = 0xC0102073;
  private static final int JUMP_HERE = 0x0000006F;
  private static final int RAM_BYTES = 1 << 18;
  private static final long USER_END = 8;

  private final AddressSpace memory = new AddressSpace();
  private final GuestRam ram;
  private final Engine engine;
  private final Vcpu vcpu;
  private final AtomicReference<String> failure = new AtomicReference<>("");
  private volatile CountDownLatch ended = new CountDownLatch(1);
  final Hart hart;

  ConformanceMachine(Features features, int unitLimit) throws HostException {
    this(features, Engine.Config.of(Engine.Accelerator.JIT).withMaxUnit(unitLimit));
  }

  ConformanceMachine(Features features, Engine.Config how) throws HostException {
    ram = GuestRam.allocate("ram", BASE, RAM_BYTES);
    memory.map(ram);
    HartConfig config = new HartConfig(3, HartConfig.SV57, features);
    engine = Engine.create(memory, how);
    vcpu =
        Vcpu.create(
            new Vcpu.Setup(
                0,
                engine,
                new RiscvFrontEnd(features),
                port -> new Hart(config, port, this),
                failure::set));
    hart = (Hart) vcpu.cpu();
    vcpu.start();
    store(SUPERVISOR_HANDLER, ECALL);
    store(MACHINE_HANDLER, READ_TIME, JUMP_HERE);
  }

  private long host(long address) {
    return ram.hostAddress() + (address - BASE);
  }

  void store(long address, int... words) {
    for (int i = 0; i < words.length; i++) {
      RawMemory.putInt(host(address) + 4L * i, words[i]);
    }
    memory.ramWritten(address, 4L * words.length);
  }

  /** Runs {@code fixture} and says how it went otherwise than expected; empty when it did not. */
  String run(Fixture fixture) throws InterruptedException {
    int[] code = fixture.code();
    store(BASE, code);
    store(BASE + 4L * code.length, ECALL);
    RawMemory.copyIn(
        fixture.before().memory, 0, host(Registers.MEMORY_BASE), Registers.MEMORY_BYTES);
    memory.ramWritten(Registers.MEMORY_BASE, Registers.MEMORY_BYTES);
    begin(() -> prepare(fixture));
    Registers after = new Registers();
    for (int i = 0; i < 32; i++) {
      after.x[i] = hart.x(i);
      after.f[i] = hart.port().slot(Emitter.FLOAT + i);
    }
    after.flags = hart.port().floatFlags();
    after.rounding = hart.dynamicRounding();
    RawMemory.copyOut(host(Registers.MEMORY_BASE), after.memory, 0, Registers.MEMORY_BYTES);
    String difference = fixture.after().difference(after);
    return difference.isEmpty() ? trapDifference(fixture) : "expected, actual " + difference;
  }

  private String trapDifference(Fixture fixture) {
    boolean machine = fixture.privilege() == Hart.MACHINE;
    long cause = hart.port().slot(machine ? CsrSlots.MCAUSE : CsrSlots.SCAUSE);
    long value = hart.port().slot(machine ? CsrSlots.MTVAL : CsrSlots.STVAL);
    long at = hart.port().slot(machine ? CsrSlots.MEPC : CsrSlots.SEPC) - BASE;
    Fixture.Trap expected = fixture.trap();
    if (expected.cause() < 0) {
      // Only the environment call that ends the program, which S-mode makes to the firmware.
      long end =
          switch (fixture.privilege()) {
            case Hart.USER -> USER_END;
            case Hart.MACHINE -> Cause.ECALL_FROM_M;
            default -> -1;
          };
      return cause == end ? "" : "trap " + cause + " at " + at;
    }
    Fixture.Trap actual = new Fixture.Trap((int) cause, value, (int) at);
    return expected.equals(actual) ? "" : "expected " + expected + ", actual " + actual;
  }

  private void prepare(Fixture fixture) {
    hart.reset();
    hart.startSupervisor(BASE, 0, 0);
    writeCsr(0x105, SUPERVISOR_HANDLER);
    hart.port().setSlot(CsrSlots.SCAUSE, -1);
    hart.port().setSlot(CsrSlots.MCAUSE, -1);
    writeCsr(0x002, fixture.before().rounding);
    writeCsr(0x001, fixture.before().flags);
    if (fixture.privilege() == Hart.USER) {
      hart.port().setSlot(CsrSlots.SEPC, BASE);
      long _ = hart.helper(HelperCall.SRET, 0, 0);
    } else if (fixture.privilege() == Hart.MACHINE) {
      machineMode();
    }
    for (int i = 0; i < 32; i++) {
      hart.setX(i, fixture.before().x[i]);
      hart.port().setSlot(Emitter.FLOAT + i, fixture.before().f[i]);
    }
  }

  /** Starts anew, with floats on and traps going to M-mode's handler. */
  private void machineMode() {
    int rounding = hart.dynamicRounding();
    int flags = hart.port().floatFlags();
    hart.reset();
    writeCsr(0x300, Status.FS);
    writeCsr(0x305, MACHINE_HANDLER);
    writeCsr(0x3B0, -1); // all memory is open to lower modes
    writeCsr(0x3A0, 0x1F);
    writeCsr(0x002, rounding);
    writeCsr(0x001, flags);
    hart.port().setSlot(CsrSlots.MCAUSE, -1);
    hart.port().setPc(BASE);
  }

  /** csrrw x0, number, x5. */
  private void writeCsr(int number, long value) {
    hart.setX(5, value);
    long _ = hart.helper(HelperCall.CSR, number << 20 | 5 << 15 | 1 << 12 | 0x73, 0);
  }

  private void begin(Runnable preparation) throws InterruptedException {
    ended = new CountDownLatch(1);
    vcpu.post(cpu -> preparation.run());
    vcpu.resume();
    assertTrue(ended.await(20, TimeUnit.SECONDS), () -> "it did not end; " + failure.get());
    vcpu.pause();
    assertEquals("", failure.get());
  }

  private void end() {
    vcpu.stopHere();
    ended.countDown();
  }

  @Override
  public long ticks() {
    if (hart.port().pc() == MACHINE_HANDLER) {
      end();
    }
    return 0;
  }

  @Override
  public Firmware firmware() {
    return caller -> {
      end();
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
