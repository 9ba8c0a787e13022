package org.javisor.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.bus.memory.GuestRam;
import org.javisor.engine.vcpu.Engine;
import org.javisor.engine.vcpu.Vcpu;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.memory.RawMemory;
import org.javisor.host.process.ChildProcess;
import org.javisor.host.process.Spawn;
import org.javisor.host.socket.UnixSocket;
import org.javisor.isa.riscv64.Firmware;
import org.javisor.isa.riscv64.Hart;
import org.javisor.isa.riscv64.CpuModel;
import org.javisor.isa.riscv64.HartConfig;
import org.javisor.isa.riscv64.HartWiring;
import org.javisor.isa.riscv64.RiscvFrontEnd;

/** Spawn to greeting, death to report, and the interpreter on an integer and a memory loop. */
final class Bench {
  private static final int SPAWNS = 21;
  private static final int ROUNDS = 7;
  private static final long BASE = 0x80000000L;

  /** Six instructions: x5 += x6; x7 ^= x5; x8 = x7 << 3; x9 = x8 - x5; x6 += 1; back. */
  private static final int[] INTEGER = {
    0x006282B3, 0x0053C3B3, 0x00339413, 0x405404B3, 0x00130313, 0xFE0006E3
  };

  /** Six instructions: a load, an add, a store, an index that wraps at 64 KiB. */
  private static final int[] MEMORY = {
    0x00053283, 0x006282B3, 0x00553023, 0x00838393, 0x00130313, 0xFE0006E3
  };

  private Bench() {}

  /** Arguments: the folder of the distribution. */
  static void main(String[] arguments) throws Exception {
    Path emulator = Path.of(arguments[0], "bin/javisor-system-riscv64").toAbsolutePath();
    spawns(emulator);
    loop("integer loop", INTEGER);
    loop("memory loop", MEMORY);
  }

  private static void print(String what, double[] values, String unit) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    System.out.printf(
        "%-28s median %8.1f %s   min %8.1f   max %8.1f   (%d)%n",
        what, sorted[sorted.length / 2], unit, sorted[0], sorted[sorted.length - 1], sorted.length);
  }

  private static void spawns(Path emulator) throws Exception {
    double[] greeting = new double[SPAWNS];
    double[] death = new double[SPAWNS];
    for (int i = -2; i < SPAWNS; i++) {
      Path folder = Files.createTempDirectory("jvb");
      Path socket = folder.resolve("m");
      long begun = System.nanoTime();
      ChildProcess child = spawn(emulator, socket);
      try (Fd client = UnixSocket.connect(socket)) {
        int first = client.read(new byte[1], 0, 1);
        long greeted = System.nanoTime();
        boolean _ = child.signal(9);
        long killed = System.nanoTime();
        child.waitForExit();
        if (i >= 0) {
          greeting[i] = first * (greeted - begun) / 1e6;
          death[i] = (System.nanoTime() - killed) / 1e6;
        }
      }
      child.close();
      Files.deleteIfExists(socket);
      Files.delete(folder);
    }
    print("spawn to QMP greeting", greeting, "ms");
    print("kill to reaped status", death, "ms");
  }

  private static ChildProcess spawn(Path emulator, Path socket) throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.add(emulator.toString());
    arguments.addAll(
        List.of(
            "-M",
            "virt",
            "-m",
            "512M",
            "-S",
            "-nodefaults",
            "-display",
            "none",
            "-chardev",
            "socket,id=c,fd=3,server=on,wait=off",
            "-mon",
            "chardev=c,mode=control"));
    try (Fd listener = UnixSocket.listen(socket, 0600, 1);
        Fd nothing = Fd.open(Path.of("/dev/null"), AccessMode.READ_WRITE)) {
      return Spawn.of(emulator)
          .arguments(arguments)
          .environment(
              Map.of("PATH", System.getenv("PATH"), "HOME", System.getProperty("user.home")))
          .descriptor(0, nothing)
          .descriptor(1, nothing)
          .descriptor(2, nothing)
          .descriptor(3, listener)
          .start();
    }
  }

  private static void loop(String what, int[] program) throws Exception {
    AddressSpace memory = new AddressSpace();
    GuestRam ram = GuestRam.allocate("ram", BASE, 1 << 20);
    memory.map(ram);
    for (int i = 0; i < program.length; i++) {
      RawMemory.putInt(ram.hostAddress() + 4L * i, program[i]);
    }
    Wiring wiring = new Wiring();
    HartConfig config = HartConfig.of(0, CpuModel.MAX.plain());
    Engine engine = Engine.create(memory, Engine.Config.of(Engine.Accelerator.JIT));
    Vcpu vcpu =
        Vcpu.create(
            new Vcpu.Setup(
                0,
                engine,
                new RiscvFrontEnd(config.features()),
                port -> new Hart(config, port, wiring),
                System.err::println));
    Hart hart = (Hart) vcpu.cpu();
    vcpu.post(cpu -> {
      hart.reset();
      hart.startSupervisor(BASE, BASE + 65536, 0);
    });
    vcpu.start();
    double[] mips = new double[ROUNDS];
    CountDownLatch never = new CountDownLatch(1);
    for (int i = -2; i < ROUNDS; i++) {
      long before = hart.port().instructionsRetired();
      long begun = System.nanoTime();
      vcpu.resume();
      boolean _ = never.await(1, TimeUnit.SECONDS);
      vcpu.pause();
      if (i >= 0) {
        mips[i] = (hart.port().instructionsRetired() - before) * 1e3 / (System.nanoTime() - begun);
      }
    }
    print(what, mips, "MIPS");
    vcpu.close();
    engine.close();
    ram.close();
  }

  private static final class Wiring implements HartWiring {
    @Override
    public long ticks() {
      return System.nanoTime() / 100;
    }

    @Override
    public void armSupervisorTimer(long ticks) {
      // No timer interrupts while a loop is measured.
    }

    @Override
    public Firmware firmware() {
      return Firmware.NONE;
    }
  }
}
