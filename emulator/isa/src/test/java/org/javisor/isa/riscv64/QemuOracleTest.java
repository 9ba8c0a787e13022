package org.javisor.isa.riscv64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.bus.memory.GuestRam;
import org.javisor.engine.vcpu.Engine;
import org.javisor.engine.vcpu.Vcpu;
import org.javisor.host.memory.RawMemory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random programs on this hart and on a real QEMU 10, when there is one: all registers agree. */
@Tag("peer")
class QemuOracleTest {
  private static final int RAM_BYTES = 8 << 20;
  private static final int BLOCKS = Integer.getInteger("javisor.oracle.blocks", 300);
  private static final long SEED = Long.getLong("javisor.oracle.seed", 20261125);

  @TempDir private Path folder;

  /** Everything that has instructions, on both sides. */
  private static CpuConfig kind() throws CpuConfigException {
    Map<Extension, Boolean> on = new EnumMap<>(Extension.class);
    for (Extension extension : extensions()) {
      on.put(extension, true);
    }
    return CpuModel.RV64.configure(new CpuSwitches(on, Map.of()));
  }

  private static List<Extension> extensions() {
    return List.of(
        Extension.ZICOND, Extension.ZFH, Extension.ZABHA, Extension.ZACAS, Extension.ZCB);
  }

  @Test
  void randomProgramsLeaveTheSameRegisters() throws Exception {
    RealQemu qemu = RealQemu.find();
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

  private byte[] runThere(RealQemu qemu, byte[] code, byte[] places) throws Exception {
    StringBuilder cpu = new StringBuilder("rv64");
    for (Extension extension : extensions()) {
      cpu.append(',').append(extension.text()).append("=on");
    }
    Map<Long, byte[]> images = Map.of(RandomProgram.BASE, code, RandomProgram.PLACES, places);
    return qemu.run(folder, cpu.toString(), images);
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
  private static final class EndOnTime implements StillWiring {
    private final CountDownLatch latch = new CountDownLatch(1);
    private volatile Vcpu vcpu;

    @Override
    public long ticks() {
      vcpu.stopHere();
      latch.countDown();
      return 0;
    }

    @Override
    public Firmware firmware() {
      return caller -> false;
    }
  }
}
