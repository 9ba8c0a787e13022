package org.javisor.backend.block.qcow2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.javisor.backend.block.ImageException;
import org.javisor.backend.block.MemoryNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.io.TempDir;

/** What is damaged is whole again, as far as it can be. */
class RepairTest {
  private static final int INPUTS = Integer.getInteger("javisor.malformed", 600);
  private static final long SEED = Long.getLong("javisor.seed", 19);
  private static final int SIZE = 1 << 20;

  @TempDir Path folder;

  private static MemoryNode image(int cluster) throws IOException {
    MemoryNode file = new MemoryNode(new byte[0]);
    Create.Options options =
        new Create.Options(
            SIZE,
            3,
            cluster,
            16,
            false,
            false,
            Optional.empty(),
            false,
            Optional.empty(),
            Create.Preallocation.OFF,
            Compression.ZLIB);
    Create.create(file, "r", Optional.empty(), options);
    try (Qcow2Image disk =
        new Qcow2Image(Qcow2Image.Parts.of("r", file), Qcow2Image.Use.READ_WRITE)) {
      byte[] bytes = new byte[SIZE / 2];
      new Random(SEED).nextBytes(bytes);
      disk.writeBytes(4096, bytes);
    }
    return file;
  }

  @Test
  void leaksAreGivenBackAndNothingElseChanges() throws IOException {
    MemoryNode file = image(4096);
    Header header = HeaderReader.read(file, "r");
    ByteBuffer bytes = ByteBuffer.wrap(file.bytes());
    int block = (int) bytes.getLong((int) header.refcounts().offset());
    bytes.putShort(block + 2 * 20, (short) 3);
    bytes.putShort(block + 2 * 1000, (short) 1);
    Check.Report found = Check.check(file, "r", Optional.of(Check.Repair.LEAKS));
    // The first is also marked as unshared, which does not agree with its count.
    assertEquals(1, found.leaksFixed());
    assertEquals(0, Check.check(file, "r").leaks());
    assertEquals(0, Check.check(file, "r", Optional.of(Check.Repair.ALL)).leaks());
    assertEquals(List.of(), Check.check(file, "r").problems());
  }

  @Test
  void countsThatAreGoneAreMadeAnew() throws IOException {
    MemoryNode file = image(4096);
    Header header = HeaderReader.read(file, "r");
    ByteBuffer.wrap(file.bytes()).putLong((int) header.refcounts().offset(), 0);
    assertTrue(Check.check(file, "r").corruptions() > 100);
    Check.Report _ = Check.check(file, "r", Optional.of(Check.Repair.ALL));
    assertEquals(List.of(), Check.check(file, "r").problems());
  }

  /** The table is said to be where its block is, or where the guest's bytes are. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void countsWhereSomethingElseIsAreMadeAnewElsewhere(boolean overGuest) throws IOException {
    MemoryNode file = image(4096);
    byte[] guest = bytes(file);
    Header header = HeaderReader.read(file, "r");
    ByteBuffer bytes = ByteBuffer.wrap(file.bytes());
    long l2 = bytes.getLong((int) header.l1().offset()) & L2Entry.OFFSET;
    long place =
        overGuest
            ? bytes.getLong((int) l2 + 8) & L2Entry.OFFSET
            : bytes.getLong((int) header.refcounts().offset());
    bytes.putLong(Header.REFCOUNTS_OFFSET, place);
    Check.Report found = Check.check(file, "r", Optional.of(Check.Repair.ALL));
    assertEquals(found.corruptions(), found.corruptionsFixed(), () -> "" + found.problems());
    assertEquals(List.of(), Check.check(file, "r").problems());
    assertArrayEquals(guest, bytes(file));
  }

  private static byte[] bytes(MemoryNode file) throws IOException {
    try (Qcow2Image disk =
        new Qcow2Image(Qcow2Image.Parts.of("r", file), Qcow2Image.Use.READ_ONLY)) {
      return disk.readBytes(0, (int) disk.sizeBytes());
    }
  }

  @Test
  void anImageThatWasNotClosedIsRepairedWhenItIsOpened() throws IOException {
    MemoryNode file = image(4096);
    Header header = HeaderReader.read(file, "r");
    ByteBuffer bytes = ByteBuffer.wrap(file.bytes());
    int block = (int) bytes.getLong((int) header.refcounts().offset());
    bytes.putShort(block + 2 * 20, (short) 0);
    bytes.putLong(Feature.Kind.INCOMPATIBLE.offset(), 1);
    try (Qcow2Image disk =
        new Qcow2Image(Qcow2Image.Parts.of("r", file), Qcow2Image.Use.READ_WRITE)) {
      disk.writeBytes(0, new byte[512]);
    }
    assertEquals(0, ByteBuffer.wrap(file.bytes()).getLong(Feature.Kind.INCOMPATIBLE.offset()));
    assertEquals(List.of(), Check.check(file, "r").problems());
  }

  @Test
  void whateverIsWrongARepairEnds() throws IOException, InterruptedException {
    byte[] good = image(4096).bytes();
    Random random = new Random(SEED);
    int whole = 0;
    for (int i = 0; i < INPUTS; i++) {
      MemoryNode bad = new MemoryNode(good.clone());
      ByteBuffer bytes = ByteBuffer.wrap(bad.bytes());
      for (int n = random.nextInt(4); n >= 0; n--) {
        int at = 4096 + random.nextInt(5 * 4096) & -8;
        bytes.putLong(at, random.nextBoolean() ? random.nextLong() : random.nextInt() << 9);
      }
      try {
        Check.Report _ = Check.check(bad, "r", Optional.of(Check.Repair.ALL));
        // What was dropped may leave clusters that nothing refers to.
        Check.Report _ = Check.check(bad, "r", Optional.of(Check.Repair.ALL));
        Check.Report after = Check.check(bad, "r");
        assertEquals(List.of(), after.problems(), "seed " + SEED + ", input " + i);
        whole++;
        if (i < 5 && QemuTools.present()) {
          Path image = Files.write(folder.resolve("image"), bad.bytes());
          assertEquals("", QemuTools.complaints(folder, "check", "-q", image.toString()));
        }
      } catch (ImageException e) {
        assertTrue(e.getMessage().contains("'r'"), e.toString());
      }
    }
    assertTrue(whole > INPUTS / 2, whole + " of " + INPUTS);
  }
}
