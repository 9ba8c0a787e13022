package org.javisor.system.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.javisor.backend.file.InputFile;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.bus.memory.GuestRam;
import org.javisor.host.HostException;
import org.javisor.host.memory.RawMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ElfImageTest {
  private static final long BASE = 0x8000_0000L;
  private static final long RAM = 1 << 20;
  private static final int SEGMENTS_AT = 64;
  private static final int CONTENTS_AT = 512;

  @TempDir private Path files;
  private final AddressSpace memory = new AddressSpace();
  private GuestRam ram;

  @BeforeEach
  void allocate() throws HostException {
    ram = GuestRam.allocate("ram", BASE, RAM);
    memory.map(ram);
    RawMemory.putLong(ram.hostAddress() + 0x1010, -1);
  }

  @AfterEach
  void release() {
    ram.close();
  }

  /** An executable that begins at {@code entry} and has a segment of 16 bytes, 32 in memory. */
  private static ByteBuffer executable(long entry, long at) {
    ByteBuffer file = ByteBuffer.allocate(CONTENTS_AT + 16).order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(0, 0x464C457F).put(4, (byte) 2).put(5, (byte) 1).putShort(18, (short) 243);
    file.putLong(24, entry).putLong(32, SEGMENTS_AT);
    file.putShort(54, (short) 56).putShort(56, (short) 1);
    file.putInt(SEGMENTS_AT, 1).putLong(SEGMENTS_AT + 8, CONTENTS_AT);
    file.putLong(SEGMENTS_AT + 16, 0xFFFF_FFFF_8000_0000L).putLong(SEGMENTS_AT + 24, at);
    file.putLong(SEGMENTS_AT + 32, 16).putLong(SEGMENTS_AT + 40, 32);
    file.putLong(CONTENTS_AT, 0x1122334455667788L).putLong(CONTENTS_AT + 8, 42);
    return file;
  }

  private Path write(ByteBuffer file) throws IOException {
    byte[] bytes = new byte[file.limit()];
    file.get(0, bytes);
    return Files.write(files.resolve("program"), bytes);
  }

  private ElfImage.Loaded load(ByteBuffer file) throws IOException, BootException {
    return ElfImage.load(InputFile.of(write(file)), "kernel", memory);
  }

  private String problem(ByteBuffer file) {
    String message = assertThrows(BootException.class, () -> load(file)).getMessage();
    return message.replace(files.resolve("program").toString(), "F");
  }

  @Test
  void segmentsGoToTheirPhysicalAddressesAndTheRestIsCleared() throws Exception {
    ElfImage.Loaded loaded = load(executable(BASE + 0x1004, BASE + 0x1000));
    assertEquals(new ElfImage.Loaded(BASE + 0x1004, BASE + 0x1000, BASE + 0x1020), loaded);
    assertEquals(0x1122334455667788L, RawMemory.getLong(ram.hostAddress() + 0x1000));
    assertEquals(42, RawMemory.getLong(ram.hostAddress() + 0x1008));
    assertEquals(0, RawMemory.getLong(ram.hostAddress() + 0x1010));
  }

  @Test
  void aKernelBeginsWithItsFirstByteAndFirmwareAtItsEntry() throws Exception {
    Path file = write(executable(0xFFFF_FFFF_8000_0004L, BASE + 0x1000));
    KernelImage.Room room = new KernelImage.Room(memory, BASE, BASE + RAM);
    assertEquals(
        new KernelImage.Loaded(BASE + 0x1000, BASE + 0x1020),
        KernelImage.load(InputFile.of(file), room));
    assertEquals(
        new FirmwareImage.Loaded(0xFFFF_FFFF_8000_0004L, BASE + 0x1020),
        FirmwareImage.load(InputFile.of(file), memory, BASE));
  }

  @Test
  void segmentsWhereNothingIsAreLeftOutUnlessThereAreNoOthers() throws Exception {
    ByteBuffer two = executable(BASE, BASE + 0x1000).putShort(56, (short) 2);
    byte[] row = new byte[56];
    two.get(SEGMENTS_AT, row);
    two.put(SEGMENTS_AT + 56, row).putLong(SEGMENTS_AT + 56 + 24, 0x10000);
    assertEquals(new ElfImage.Loaded(BASE, BASE + 0x1000, BASE + 0x1020), load(two));
    assertEquals(
        "kernel 'F' does not fit into the guest's memory: it asks for 1 bytes at 0x10000",
        problem(executable(0, 0x10000)));
  }

  @Test
  void aProgramWithoutAHeaderIsAnImageOfMemory() throws Exception {
    Path file = Files.write(files.resolve("raw"), new byte[] {0x13, 0, 0, 0, 7});
    assertEquals(
        new FirmwareImage.Loaded(BASE, BASE + 5),
        FirmwareImage.load(InputFile.of(file), memory, BASE));
    assertEquals(7, RawMemory.getByte(ram.hostAddress() + 4));
    byte[] loader = new byte[100];
    loader[0] = 0x13;
    Files.write(file, loader);
    KernelImage.Room room = new KernelImage.Room(memory, BASE, BASE + RAM, BASE, BASE + 0x2000);
    assertEquals(
        new KernelImage.Loaded(BASE + 0x2000, BASE + 0x2064),
        KernelImage.load(InputFile.of(file), room));
    Files.write(file, new byte[0]);
    assertEquals(
        "firmware '" + file + "' is empty",
        assertThrows(
                BootException.class, () -> FirmwareImage.load(InputFile.of(file), memory, BASE))
            .getMessage());
  }

  @Test
  void whatIsNoneOrDamagedIsRefusedByName() {
    ByteBuffer good = executable(BASE, BASE + 0x1000);
    assertEquals(
        "kernel 'F' is an ELF file for x86-64, not for riscv64",
        problem(executable(0, BASE).putShort(18, (short) 62)));
    assertEquals(
        "kernel 'F' is an ELF file for RISC-V with 32 bits, not for riscv64",
        problem(executable(0, BASE).put(4, (byte) 1)));
    assertEquals("kernel 'F' is truncated", problem(good.duplicate().limit(CONTENTS_AT + 15)));
    assertEquals(
        "kernel 'F' is an ELF file without anything to load",
        problem(executable(0, BASE).putInt(SEGMENTS_AT, 2)));
    assertEquals(
        "kernel 'F' has a segment larger in the file than in memory",
        problem(executable(0, BASE).putLong(SEGMENTS_AT + 40, 15)));
    assertEquals(
        "kernel 'F' does not fit into the guest's memory: it asks for 32 bytes at 0x800fffe1",
        problem(executable(0, BASE + RAM - 31)));
  }

  @Test
  void randomHeadersLoadOrAreRefusedButNeverFailOtherwise() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 1000; i++) {
      ByteBuffer file = executable(BASE, BASE + 0x1000);
      for (int j = 0; j < 3; j++) {
        file.put(16 + random.nextInt(SEGMENTS_AT + 40), (byte) random.nextInt());
      }
      try {
        load(file);
      } catch (BootException e) {
        assertTrue(e.getMessage().startsWith("kernel '"), () -> "seed " + seed);
      }
    }
  }
}
