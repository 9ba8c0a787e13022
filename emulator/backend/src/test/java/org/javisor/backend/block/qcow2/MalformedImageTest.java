package org.javisor.backend.block.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.ImageException;
import org.javisor.backend.block.MemoryNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images that are not as they should be are refused, and nothing worse happens. */
class MalformedImageTest {
  private static final int INPUTS = Integer.getInteger("javisor.malformed", 3000);
  private static final long SEED = Long.getLong("javisor.seed", 13);
  private static final int SIZE = 1 << 18;

  /** Where there is no room for what a broken table would have far away. */
  private static final class SmallDisk extends MemoryNode {
    private static final long ROOM = 1 << 24;
    private static final String FULL = "'i' is on a full disk";

    private SmallDisk(byte[] bytes) {
      super(bytes);
    }

    private static void check(long offset, long length) throws IOException {
      assertTrue(offset >= 0 && length >= 0, () -> length + " bytes at " + offset);
      if (length > ROOM || offset > ROOM - length) {
        throw new IOException(FULL);
      }
    }

    @Override
    public void write(long offset, long address, long length) throws IOException {
      check(offset, length);
      super.write(offset, address, length);
    }

    @Override
    public void writeZeroes(long offset, long length) throws IOException {
      check(offset, length);
      super.writeZeroes(offset, length);
    }

    @Override
    public void truncate(long sizeBytes) throws IOException {
      check(sizeBytes, 0);
      super.truncate(sizeBytes);
    }
  }

  private static MemoryNode image(int cluster, boolean sub) throws IOException {
    MemoryNode file = new MemoryNode(new byte[0]);
    Create.Options options =
        new Create.Options(
            SIZE,
            3,
            cluster,
            16,
            false,
            sub,
            Optional.empty(),
            false,
            Optional.empty(),
            Create.Preallocation.OFF,
            Compression.ZLIB);
    Create.create(file, "i", Optional.empty(), options);
    try (Qcow2Image disk = open(file, false)) {
      disk.writeBytes(3000, new byte[50_000]);
      disk.writeZeroes(100_000, 50_000);
    }
    return file;
  }

  private static Qcow2Image open(MemoryNode file, boolean readOnly) throws IOException {
    return new Qcow2Image(
        Qcow2Image.Parts.of("i", file), new Qcow2Image.Use(readOnly, false, CacheSizes.DEFAULT));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 4, 0x51464900, Image is not in qcow2 format",
    "4, 4, 4, Unsupported qcow2 version 4",
    "20, 4, 8, header at 0x14: a cluster of 2^8 bytes",
    "20, 4, 22, header at 0x14: a cluster of 2^22 bytes",
    "32, 4, 1, header at 0x20: encryption 'aes' is not supported",
    "32, 4, 2, header at 0x20: encryption 'luks' is not supported",
    "36, 4, 0, header at 0x24: an L1 table of 0 entries is too small for the disk",
    "36, 4, 0x7fffffff, header at 0x24: L1 table of 2147483647 entries",
    "40, 8, 0x1001, header at 0x24: L1 table at 0x1001 is not in the file",
    "40, 8, 0x7fffffffffff0000, header at 0x24: L1 table at 0x7fffffffffff0000 is not in the file",
    "56, 4, 0, header at 0x38: an image without a refcount table",
    "56, 4, 0x10000, header at 0x30: refcount table of 65536 entries",
    "60, 4, 0x10001, header at 0x3c: 65537 snapshots",
    "72, 8, 0x100, header at 0x48: unsupported feature 'bit 8'",
    "72, 8, 8, header at 0x68: compression type 0 does not agree with the features",
    "96, 4, 7, header at 0x60: reference counts of 2^7 bits",
    "100, 4, 8, header at 0x64: a header of 8 bytes",
  })
  void aHeaderThatMakesNoSenseIsRefused(int at, int width, String value, String message)
      throws IOException {
    MemoryNode file = image(4096, false);
    ByteBuffer header = ByteBuffer.wrap(file.bytes());
    if (width == 8) {
      header.putLong(at, Long.decode(value));
    } else {
      header.putInt(at, Long.decode(value).intValue());
    }
    byte[] before = file.bytes().clone();
    ImageException refused = assertThrows(ImageException.class, () -> open(file, false));
    assertEquals("image 'i': " + message, refused.getMessage());
    assertEquals(ByteBuffer.wrap(before), ByteBuffer.wrap(file.bytes()));
  }

  @Test
  void aCorruptImageIsReadOnlyFromThenOn() throws IOException {
    MemoryNode file = image(4096, false);
    Header header = HeaderReader.read(file, "i");
    long l2 = ByteBuffer.wrap(file.bytes()).getLong((int) header.l1().offset()) & L2Entry.OFFSET;
    ByteBuffer.wrap(file.bytes()).putLong((int) l2, L2Entry.COPIED | 512);
    try (Qcow2Image disk = open(file, false)) {
      String place = Long.toHexString(l2);
      assertEquals(
          "image 'i': L2 entry at 0x" + place + ": cluster offset 0x200 is not aligned",
          assertThrows(ImageException.class, () -> disk.readBytes(0, 512)).getMessage());
      assertThrows(ImageException.class, () -> disk.writeBytes(8192, new byte[512]));
    }
    assertThrows(ImageException.class, () -> open(file, false));
    assertEquals(0, open(file, true).readBytes(8192, 512)[0]);
    assertEquals(1, Check.check(file, "i").corruptions());
  }

  @Test
  void dataDoNotOverwriteTables() throws IOException {
    MemoryNode file = image(4096, false);
    Header header = HeaderReader.read(file, "i");
    long l1 = header.l1().offset();
    long l2 = ByteBuffer.wrap(file.bytes()).getLong((int) l1) & L2Entry.OFFSET;
    ByteBuffer.wrap(file.bytes()).putLong((int) l2, L2Entry.COPIED | l1);
    Qcow2Image disk = open(file, false);
    ImageException refused =
        assertThrows(ImageException.class, () -> disk.writeBytes(0, new byte[512]));
    assertTrue(refused.getMessage().endsWith("data would overwrite the L1 table"));
    assertEquals(l2, ByteBuffer.wrap(file.bytes()).getLong((int) l1) & L2Entry.OFFSET);
  }

  /** An image with snapshots and compressed clusters. */
  private static MemoryNode fullImage(int cluster) throws IOException {
    MemoryNode file = image(cluster, cluster == 16384);
    try (Qcow2Image disk = open(file, false)) {
      Snapshot _ = disk.createSnapshot("first", Instant.EPOCH);
      disk.writeBytes(20_000, new byte[20_000]);
      disk.writePacked(196_608, disk.pack(new byte[cluster]));
      Snapshot _ = disk.createSnapshot("second", Instant.EPOCH);
      disk.writeBytes(0, new byte[20_000]);
    }
    return file;
  }

  @ParameterizedTest
  @CsvSource({
    "512, false",
    "4096, false",
    "16384, false",
    "512, true",
    "4096, true",
    "16384, true"
  })
  void whateverIsInItOnlyIoFails(int cluster, boolean full) throws IOException {
    byte[] good = (full ? fullImage(cluster) : image(cluster, cluster == 16384)).bytes();
    Random random = new Random(SEED);
    for (int i = 0; i < INPUTS / 6; i++) {
      byte[] bad = good.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        change(bad, random);
      }
      SmallDisk disk = new SmallDisk(bad);
      if (full) {
        useSnapshots(disk, random);
      }
      use(disk, random);
      repair(disk);
    }
  }

  private static void useSnapshots(MemoryNode file, Random random) {
    try {
      Details _ = Qcow2Image.details(file, "i");
      try (Qcow2Image disk = open(file, false)) {
        for (Snapshot snapshot : disk.snapshots()) {
          try (BlockNode then = disk.at(snapshot)) {
            byte[] _ = then.readBytes(0, (int) Math.min(then.sizeBytes(), SIZE));
          }
          switch (random.nextInt(4)) {
            case 0 -> disk.deleteSnapshot(snapshot);
            case 1 -> disk.applySnapshot(snapshot);
            case 2 -> disk.createSnapshot("third", Instant.EPOCH);
            default -> disk.truncate(Math.min(disk.sizeBytes(), SIZE) / 512 * 512 + 4096);
          }
        }
      }
    } catch (IOException e) {
      assertTrue(e.getMessage().contains("'i'"), e.toString());
    }
  }

  /** An image that is said to be put right is right. */
  private static void repair(MemoryNode file) {
    try {
      Check.Report repaired = Check.check(file, "i", Optional.of(Check.Repair.ALL));
      Check.Report after = Check.check(file, "i");
      boolean all = repaired.corruptions() == repaired.corruptionsFixed();
      assertTrue(!all || after.corruptions() == 0, () -> repaired + "\n" + after);
    } catch (IOException e) {
      assertTrue(e.getMessage().contains("'i'"), e.toString());
    }
  }

  private static void change(byte[] image, Random random) {
    // The header is where most can be wrong.
    int at = random.nextInt(random.nextBoolean() ? 128 : image.length) & -8;
    ByteBuffer bytes = ByteBuffer.wrap(image);
    switch (random.nextInt(4)) {
      case 0 -> image[at + random.nextInt(8)] = (byte) random.nextInt();
      case 1 -> bytes.putLong(at, random.nextLong());
      case 2 -> bytes.putLong(at, bytes.getLong(at) ^ 1L << random.nextInt(64));
      default -> bytes.putLong(at, L2Entry.COPIED * random.nextInt(2) | random.nextInt() << 9);
    }
  }

  private static void use(MemoryNode file, Random random) {
    try {
      Check.Report _ = Check.check(file, "i");
      try (Qcow2Image disk = open(file, false)) {
        int size = (int) Math.min(disk.sizeBytes(), SIZE);
        for (int i = 0; i < 4 && size > 512; i++) {
          int offset = random.nextInt(size / 512) * 512;
          disk.writeBytes(offset, new byte[Math.min(size - offset, 5120)]);
          disk.discard(0, Math.min(size, 8192));
          byte[] _ = disk.readBytes(0, size);
        }
      }
    } catch (IOException e) {
      assertTrue(e.getMessage().contains("'i'"), e.toString());
    }
  }
}
