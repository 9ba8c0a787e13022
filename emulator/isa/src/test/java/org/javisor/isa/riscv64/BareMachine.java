package org.javisor.isa.riscv64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
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

/**
 * A hart without firmware, where the machine {@code virt} has them: RAM, a serial port that only
 * sends, one hart's software and timer interrupts, and what turns the machine off. Time stands at
 * {@link #TIME}; timers expire at once or never.
 */
final class BareMachine implements AutoCloseable, HartWiring {
  static final long TIME = 1000;
  private static final int RAM_BYTES = 16 << 20;

  private final AddressSpace memory = new AddressSpace();
  private final GuestRam ram;
  private final Engine engine;
  private final Vcpu vcpu;
  private final Hart hart;
  private final AtomicReference<String> failure = new AtomicReference<>("");
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private final CountDownLatch ended = new CountDownLatch(1);

  /** Registers that are only written. */
  private interface Output extends MmioHandler {
    @Override
    default long read(long offset, int width) {
      return 0;
    }
  }

  BareMachine(CpuConfig cpu, Engine.Config how) throws HostException {
    ram = GuestRam.allocate("ram", ScenarioProgram.BASE, RAM_BYTES);
    memory.map(ram);
    Output serial = (offset, width, value) -> sent.write((int) value);
    memory.map("serial", ScenarioProgram.SERIAL, 8, serial);
    Output finisher = (offset, width, value) -> end();
    memory.map("finisher", ScenarioProgram.FINISHER, 4096, finisher);
    Output local = this::interrupt;
    memory.map("clint", ScenarioProgram.SOFTWARE_INTERRUPT, 0x10000, local);
    engine = Engine.create(memory, how);
    vcpu = TestHart.start(engine, cpu, this, failure::set);
    hart = (Hart) vcpu.cpu();
  }

  private void interrupt(long offset, int width, long value) {
    if (offset == 0) {
      hart.set(Interrupts.MACHINE_SOFTWARE, (value & 1) != 0);
    } else if (offset == ScenarioProgram.TIMER_COMPARE - ScenarioProgram.SOFTWARE_INTERRUPT) {
      hart.set(Interrupts.MACHINE_TIMER, Long.compareUnsigned(value, TIME) <= 0);
    }
  }

  private void end() {
    vcpu.stopHere();
    ended.countDown();
  }

  /** Runs {@code image} from its first byte on, and returns what it sends. */
  byte[] run(byte[] image) throws InterruptedException {
    RawMemory.copyIn(image, 0, ram.hostAddress(), image.length);
    memory.ramWritten(ScenarioProgram.BASE, image.length);
    vcpu.post(cpu -> {
      cpu.reset();
      hart.port().setPc(ScenarioProgram.BASE);
    });
    vcpu.resume();
    assertTrue(ended.await(60, TimeUnit.SECONDS), () -> "it did not end; " + failure.get());
    vcpu.pause();
    assertEquals("", failure.get());
    return sent.toByteArray();
  }

  @Override
  public long ticks() {
    return TIME;
  }

  @Override
  public void armSupervisorTimer(long ticks) {
    hart.set(Interrupts.SUPERVISOR_TIMER, Long.compareUnsigned(ticks, TIME) <= 0);
  }

  @Override
  public Firmware firmware() {
    return Firmware.NONE;
  }

  @Override
  public void close() {
    vcpu.close();
    engine.close();
    ram.close();
  }
}
