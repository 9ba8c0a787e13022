package org.javisor.isa.riscv64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.bus.memory.GuestRam;
import org.javisor.engine.vcpu.Engine;
import org.javisor.engine.vcpu.Vcpu;
import org.javisor.host.memory.RawMemory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random programs on this hart and on a real QEMU 10, when there is one: all registers agree. */
@Tag("peer")
class QemuOracleTest {
  private static final List<String> PROGRAMS = List.of("qemu10-riscv64", "qemu-system-riscv64");
  private static final Pattern VERSION = Pattern.compile("version (\\d+)\\.");
  private static final int OLDEST = 10;
  private static final int RAM_BYTES = 8 << 20;
  private static final int BLOCKS = Integer.getInteger("javisor.oracle.blocks", 300);
  private static final long SEED = Long.getLong("javisor.oracle.seed", 20261125);

  @TempDir private Path folder;

  private static String qemu() throws IOException, InterruptedException {
    for (String program : PROGRAMS) {
      try {
        Process process =
            new ProcessBuilder(program, "--version").redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher version = VERSION.matcher(text);
        if (process.waitFor() == 0
            && version.find()
            && Integer.parseInt(version.group(1)) >= OLDEST) {
          return program;
        }
      } catch (IOException e) {
        // Not installed: the next one.
      }
    }
    Assumptions.abort("no qemu-system-riscv64 of version " + OLDEST + " or later is installed");
    return "";
  }

  /** Everything that has instructions, on both sides. */
  private static CpuConfig kind() throws CpuConfigException {
    Map<Extension, Boolean> on = new EnumMap<>(Extension.class);
    for (Extension extension : extensions()) {
      on.put(extension, true);
    }
    return CpuModel.RV64.configure(new CpuSwitches(on, Map.of()));
  }

  private static List<Extension> extensions() {
    return List.of(Extension.ZICOND, Extension.ZFH, Extension.ZACAS, Extension.ZCB);
  }

  @Test
  void randomProgramsLeaveTheSameRegisters() throws Exception {
    String qemu = qemu();
    RandomProgram program = new RandomProgram(SEED, BLOCKS, kind().features());
    byte[] code = program.code();
    byte[] places = program.places();
    byte[] theirs = runThere(qemu, code, places);
    byte[] ours = runHere(code, places);
    assertEquals(ours.length, theirs.length);
    ByteBuffer mine = ByteBuffer.wrap(ours).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer other = ByteBuffer.wrap(theirs).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < ours.length; at += 8) {
      int where = at;
      assertEquals(
          other.getLong(at),
          mine.getLong(at),
          () ->
              "seed "
                  + SEED
                  + " block "
                  + where / RandomProgram.PLACE
                  + " byte "
                  + where % RandomProgram.PLACE);
    }
  }

  private byte[] runThere(String qemu, byte[] code, byte[] places) throws Exception {
    Path codeFile = Files.write(folder.resolve("code"), code);
    Path placesFile = Files.write(folder.resolve("places"), places);
    Path output = folder.resolve("output");
    StringBuilder cpu = new StringBuilder("rv64");
    for (Extension extension : extensions()) {
      cpu.append(',').append(extension.text()).append("=on");
    }
    // One instruction at a time: QEMU 10.0 dies of constant divisions that it works out beforehand.
    Process process =
        new ProcessBuilder(
                qemu,
                "-M",
                "virt",
                "-accel",
                "tcg,one-insn-per-tb=on",
                "-cpu",
                cpu.toString(),
                "-m",
                "64",
                "-display",
                "none",
                "-bios",
                "none",
                "-monitor",
                "none",
                "-serial",
                "file:" + output,
                "-device",
                "loader,file=" + codeFile + ",addr=0x80000000,force-raw=on",
                "-device",
                "loader,file=" + placesFile + ",addr=0x80200000,force-raw=on")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    boolean ended = process.waitFor(120, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly().waitFor();
    }
    String log = Files.readString(folder.resolve("log"));
    assertTrue(
        ended && process.exitValue() == 0,
        () -> "QEMU failed, " + process.exitValue() + ": " + log);
    return Files.readAllBytes(output);
  }

  private static byte[] runHere(byte[] code, byte[] places) throws Exception {
    AtomicReference<String> failure = new AtomicReference<>("");
    try (GuestRam ram = GuestRam.allocate("ram", RandomProgram.BASE, RAM_BYTES)) {
      AddressSpace memory = new AddressSpace();
      memory.map(ram);
      long at = ram.hostAddress() + (RandomProgram.PLACES - RandomProgram.BASE);
      RawMemory.copyIn(code, 0, ram.hostAddress(), code.length);
      RawMemory.copyIn(places, 0, at, places.length);
      EndOnTime end = new EndOnTime();
      HartConfig config = HartConfig.of(0, kind());
      try (Engine engine = Engine.create(memory, Engine.Config.of(Engine.Accelerator.JIT));
          Vcpu vcpu =
              Vcpu.create(
                  new Vcpu.Setup(
                      0,
                      engine,
                      new RiscvFrontEnd(config.features()),
                      port -> new Hart(config, port, end),
                      failure::set))) {
        end.vcpu = vcpu;
        vcpu.start();
        vcpu.post(cpu -> {
          cpu.reset();
          ((Hart) cpu).port().setPc(RandomProgram.BASE);
        });
        vcpu.resume();
        assertTrue(end.latch.await(120, TimeUnit.SECONDS), failure::get);
        vcpu.pause();
      }
      byte[] result = new byte[places.length];
      RawMemory.copyOut(at, result, 0, result.length);
      return result;
    }
  }

  /** The program's first look at the time ends it. */
  private static final class EndOnTime implements HartWiring {
    private final CountDownLatch latch = new CountDownLatch(1);
    private volatile Vcpu vcpu;

    @Override
    public long ticks() {
      vcpu.stopHere();
      latch.countDown();
      return 0;
    }

    @Override
    public void armSupervisorTimer(long ticks) {
      // Time stands still.
    }

    @Override
    public Firmware firmware() {
      return caller -> false;
    }
  }
}
