package org.javisor.isa.riscv64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.bus.memory.GuestRam;
import org.javisor.engine.vcpu.Engine;
import org.javisor.engine.vcpu.Vcpu;
import org.javisor.host.HostException;
import org.javisor.host.memory.RawMemory;

/**
 * Two harts with common RAM that execute the same program in S-mode until each has made an
 * environment call. It knows how many of them were reading the time at once.
 */
final class HartPair implements AutoCloseable {
  static final long BASE = 0x80000000L;
  static final long DATA = BASE + 0x10000;
  private static final int ECALL = 0x00000073;

  private final AddressSpace memory = new AddressSpace();
  private final GuestRam ram;
  private final Engine engine;
  private final List<Vcpu> vcpus = new ArrayList<>();
  private final AtomicReference<String> failure = new AtomicReference<>("");
  private final CountDownLatch ended = new CountDownLatch(2);
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger mostInside = new AtomicInteger();

  HartPair(Engine.Config config) throws HostException {
    ram = GuestRam.allocate("ram", BASE, 1 << 20);
    memory.map(ram);
    engine = Engine.create(memory, config);
    for (int i = 0; i < 2; i++) {
      HartConfig hart = HartConfig.of(i, CpuModel.MAX.plain());
      Wiring wiring = new Wiring(i);
      vcpus.add(
          Vcpu.create(
              new Vcpu.Setup(
                  i,
                  engine,
                  new RiscvFrontEnd(hart.features()),
                  port -> new Hart(hart, port, wiring),
                  failure::set)));
      vcpus.get(i).start();
    }
  }

  Engine engine() {
    return engine;
  }

  boolean isRunning() {
    return ended.getCount() > 0;
  }

  /** Bytes of RAM, as they are now. */
  byte[] read(long address, int length) {
    byte[] bytes = new byte[length];
    RawMemory.copyOut(ram.hostAddress() + address - BASE, bytes, 0, length);
    return bytes;
  }

  /** Puts words into RAM before it is begun. */
  void write(long address, int... words) {
    for (int i = 0; i < words.length; i++) {
      RawMemory.putInt(ram.hostAddress() + address - BASE + 4L * i, words[i]);
    }
    memory.ramWritten(address, 4L * words.length);
  }

  private final class Wiring implements StillWiring {
    private final int number;

    Wiring(int number) {
      this.number = number;
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // gives another thread the chance to be here, too
    public long ticks() {
      int now = inside.incrementAndGet();
      mostInside.accumulateAndGet(now, Math::max);
      Thread.yield();
      inside.decrementAndGet();
      return 0;
    }

    @Override
    public Firmware firmware() {
      return caller -> {
        vcpus.get(number).stopHere();
        ended.countDown();
        return true;
      };
    }
  }

  /** Executes {@code program} with x5 = DATA, x10 = the hart's number, x11 = {@code parameter}. */
  void run(long parameter, int... program) throws InterruptedException {
    start(parameter, program);
    awaitEnd();
  }

  /** Begins that. */
  void start(long parameter, int... program) {
    write(BASE, program);
    write(BASE + 4L * program.length, ECALL);
    for (int i = 0; i < 2; i++) {
      int number = i;
      vcpus
          .get(i)
          .post(cpu -> {
            Hart hart = (Hart) cpu;
            hart.reset();
            hart.startSupervisor(BASE, number, parameter);
            hart.setX(5, DATA);
          });
    }
    vcpus.forEach(Vcpu::resume);
  }

  /** Waits for both. */
  void awaitEnd() throws InterruptedException {
    assertTrue(ended.await(30, TimeUnit.SECONDS), () -> "no end; " + failure.get());
    vcpus.forEach(Vcpu::pause);
    assertEquals("", failure.get());
  }

  /** How many harts were reading the time at once, at most. */
  int mostInside() {
    return mostInside.get();
  }

  @Override
  public void close() {
    vcpus.forEach(Vcpu::close);
    engine.close();
    ram.close();
  }
}
