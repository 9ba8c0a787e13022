package org.javisor.system.firmware;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.bus.memory.GuestRam;
import org.javisor.host.HostException;
import org.javisor.host.memory.RawMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KernelImageTest {
  private static final long BASE = 0x8000_0000L;
  private static final int MIB = 1 << 20;
  private static final long RAM = 8 * MIB;
  private static final long OFFSET = 2 * MIB;
  private static final long SEED = 20261124;

  private final AddressSpace memory = new AddressSpace();
  private GuestRam ram;

  @BeforeEach
  void allocate() throws HostException {
    ram = GuestRam.allocate("ram", BASE, RAM);
    memory.map(ram);
  }

  @AfterEach
  void release() {
    ram.close();
  }

  private KernelImage.Loaded load(byte[] file) throws BootException {
    return load(new ByteArrayInputStream(file));
  }

  private KernelImage.Loaded load(InputStream file) throws BootException {
    return KernelImage.load(file, "/x/vmlinuz", new KernelImage.Room(memory, BASE, BASE + RAM));
  }

  private String problem(byte[] file) {
    return assertThrows(BootException.class, () -> load(file)).getMessage();
  }

  /** A kernel of {@code size} bytes with a header of its own; random bytes follow it. */
  private static byte[] image(int size, long offset, long imageSize) {
    byte[] file = new byte[size];
    new Random(SEED).nextBytes(file);
    ByteBuffer fields = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    fields.putLong(8, offset).putLong(16, imageSize).putLong(24, 0);
    fields.putLong(48, 0x5643534952L).putInt(56, 0x05435352);
    return file;
  }

  private static byte[] zipped(byte[] plain) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(file)) {
      zip.write(plain);
    }
    return file.toByteArray();
  }

  private static ByteBuffer blank(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void assertInMemory(byte[] expected, long address) {
    byte[] actual = new byte[expected.length];
    for (int i = 0; i < actual.length; i++) {
      actual[i] = RawMemory.getByte(ram.hostAddress() + (address - BASE) + i);
    }
    assertEquals(-1, Arrays.mismatch(expected, actual), "first byte that differs");
  }

  @Test
  void anImageIsCopiedToItsOffset() throws BootException {
    byte[] file = image(3 * MIB + 5, OFFSET, 4 * MIB);
    KernelImage.Loaded loaded = load(file);
    assertEquals(BASE + OFFSET, loaded.entry());
    assertEquals(BASE + OFFSET + 4 * MIB, loaded.end());
    assertInMemory(file, BASE + OFFSET);
  }

  @Test
  void aZippedImageIsUnpacked() throws BootException, IOException {
    byte[] plain = image(3 * MIB + 5, OFFSET, 4 * MIB);
    KernelImage.Loaded loaded = load(zipped(plain));
    assertEquals(BASE + OFFSET + 4 * MIB, loaded.end());
    assertInMemory(plain, BASE + OFFSET);
  }

  @Test
  void aHeaderAloneIsEnough() throws BootException {
    byte[] file = image(64, 0, 0);
    assertEquals(BASE + 64, load(file).end());
    assertInMemory(file, BASE);
  }

  @Test
  void listenersLearnWhatWasWritten() throws BootException {
    long[] seen = new long[2];
    memory.addRamWriteListener((gpa, length) -> {
      seen[0] = seen[0] == 0 ? gpa : seen[0];
      seen[1] += length;
    });
    byte[] file = image(2 * MIB + 1, OFFSET, 0);
    load(file);
    assertEquals(BASE + OFFSET, seen[0]);
    assertEquals(file.length, seen[1]);
  }

  @Test
  void aKernelMayFillMemoryButNotOneByteMore() {
    int room = (int) (RAM - OFFSET);
    assertDoesNotThrow(() -> load(image(room, OFFSET, room)));
    assertEquals(
        "kernel '/x/vmlinuz' does not fit into the guest's memory",
        problem(image(room + 1, OFFSET, room)));
    assertEquals(
        "kernel '/x/vmlinuz' asks for 7 MiB at an offset of 2 MiB, the guest's memory has 8 MiB",
        problem(image(64, OFFSET, room + 1L)));
  }

  @Test
  void aZippedKernelThatUnpacksBeyondMemoryIsStopped() throws IOException {
    byte[] bomb = zipped(image((int) RAM * 2, OFFSET, 0));
    assertEquals("kernel '/x/vmlinuz' does not fit into the guest's memory", problem(bomb));
  }

  @Test
  void absurdOffsetsAndSizesAreRefused() {
    long[] absurd = {-1, Long.MIN_VALUE, Long.MAX_VALUE, RAM + 1, -BASE, 1L << 40};
    for (long value : absurd) {
      assertThrows(BootException.class, () -> load(image(64, value, 0)), "offset " + value);
      assertThrows(BootException.class, () -> load(image(64, OFFSET, value)), "size " + value);
    }
  }

  @Test
  void anEmptyOrShortFileIsSaidToBeSo() throws IOException {
    assertEquals("kernel '/x/vmlinuz' is empty", problem(new byte[0]));
    assertEquals("kernel '/x/vmlinuz' is empty", problem(zipped(new byte[0])));
    assertEquals(
        "kernel '/x/vmlinuz' is truncated: it has 63 bytes, less than a kernel's header",
        problem(new byte[63]));
  }

  @Test
  void everyCutOfAZippedKernelIsSaidToBeTruncated() throws IOException {
    byte[] file = zipped(image(3000, OFFSET, 0));
    for (int length = 2; length < file.length; length++) {
      assertEquals(
          "kernel '/x/vmlinuz' is truncated: its gzip data has no end",
          problem(Arrays.copyOf(file, length)),
          "cut to " + length);
    }
  }

  @Test
  void damagedGzipDataIsNeverLoadedInSilence() throws IOException {
    byte[] file = zipped(image(30_000, OFFSET, 0));
    file[file.length - 8] ^= 1;
    String message = problem(file);
    assertEquals(
        "kernel '/x/vmlinuz' has damaged gzip data: ",
        message.substring(0, "kernel '/x/vmlinuz' has damaged gzip data: ".length()));
  }

  @Test
  void aReadErrorNamesTheFile() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("Input/output error");
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            throw new IOException("Input/output error");
          }
        };
    assertEquals(
        "kernel '/x/vmlinuz' could not be read: Input/output error",
        assertThrows(BootException.class, () -> load(broken)).getMessage());
  }

  @Test
  void aWrongProcessorIsNamed() {
    ByteBuffer elf = blank(64).putInt(0, 0x464C457F).putShort(18, (short) 62);
    assertKind("an ELF file for x86-64", elf);
    assertKind("an ELF file for RISC-V", elf.putShort(18, (short) 243));
    assertKind("an ELF file for machine type 65535", elf.putShort(18, (short) -1));
    ByteBuffer arm = blank(64).putShort(0, (short) 0x5A4D).putInt(56, 0x644D5241);
    assertKind("a Linux Image for aarch64", arm);
    ByteBuffer bzImage = blank(1024).putShort(0, (short) 0x5A4D).putInt(0x202, 0x53726448);
    assertKind("a Linux bzImage for x86", bzImage);
    assertKind("of an unknown kind", blank(4096));
  }

  @Test
  void anEfiProgramIsNamedWithItsProcessorWhereItSaysOne() {
    ByteBuffer efi = blank(256).putShort(0, (short) 0x5A4D).putInt(60, 128).putInt(128, 0x4550);
    assertKind("an EFI program for x86-64", efi.putShort(132, (short) 0x8664));
    efi.putInt(4, 0x676D697A);
    assertKind("a compressed EFI kernel for riscv64", efi.putShort(132, (short) 0x5064));
    for (int pointer : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 250, 252, 256}) {
      assertKind("a compressed EFI kernel", efi.putInt(60, pointer).putInt(252, 0x4550));
    }
  }

  @Test
  void aBigEndianKernelIsRefused() {
    byte[] file = image(64, OFFSET, 0);
    file[24] = 1;
    assertEquals(
        "kernel '/x/vmlinuz' is for big-endian riscv64, not little-endian riscv64", problem(file));
  }

  private void assertKind(String kind, ByteBuffer file) {
    byte[] bytes = new byte[file.limit()];
    file.get(0, bytes);
    assertEquals("kernel '/x/vmlinuz' is " + kind + ", not a riscv64 Linux Image", problem(bytes));
  }

  @Test
  void randomHeadersLoadOrAreRefusedButNeverFailOtherwise() {
    Random random = new Random(SEED);
    for (int i = 0; i < 2000; i++) {
      byte[] file = image(64 + random.nextInt(500), OFFSET, 0);
      for (int j = 0; j < 8; j++) {
        file[random.nextInt(48)] = (byte) random.nextInt();
      }
      try {
        KernelImage.Loaded loaded = load(file);
        assertEquals(true, loaded.entry() >= BASE && loaded.end() <= BASE + RAM, "seed " + SEED);
      } catch (BootException e) {
        assertEquals(true, e.getMessage().startsWith("kernel '/x/vmlinuz' "), e.getMessage());
      }
    }
  }
}
