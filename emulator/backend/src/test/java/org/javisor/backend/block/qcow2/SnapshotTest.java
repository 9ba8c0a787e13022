package org.javisor.backend.block.qcow2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.javisor.backend.block.MemoryNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Snapshots keep what was, whatever is written later. */
class SnapshotTest {
  private static final int SIZE = (3 << 20) + 512;
  private static final long SEED = Long.getLong("javisor.seed", 17);
  private static final Instant WHEN = Instant.ofEpochSecond(1_700_000_000);

  @TempDir Path folder;

  private record Kept(Snapshot snapshot, byte[] bytes) {}

  private static MemoryNode image(int version, int cluster, int counts, boolean sub)
      throws IOException {
    MemoryNode file = new MemoryNode(new byte[0]);
    Create.Options options =
        new Create.Options(
            SIZE,
            version,
            cluster,
            counts,
            false,
            sub,
            Optional.empty(),
            false,
            Optional.empty(),
            Create.Preallocation.OFF,
            Compression.ZLIB);
    Create.create(file, "s", Optional.empty(), options);
    return file;
  }

  private static Qcow2Image open(MemoryNode file) throws IOException {
    return new Qcow2Image(Qcow2Image.Parts.of("s", file), Qcow2Image.Use.READ_WRITE);
  }

  @ParameterizedTest
  @CsvSource({
    "3, 65536, 16, false",
    "2, 4096, 16, false",
    "3, 512, 8, false",
    "3, 4096, 64, false",
    "3, 16384, 16, true",
  })
  void whatWasKeptIsThere(int version, int cluster, int counts, boolean sub)
      throws IOException, InterruptedException {
    Random random = new Random(SEED);
    MemoryNode file = image(version, cluster, counts, sub);
    List<Kept> kept = new ArrayList<>();
    for (int round = 0; round < 4; round++) {
      try (Qcow2Image disk = open(file)) {
        for (int i = 0; i < 25; i++) {
          operate(disk, kept, random);
        }
      }
      Check.Report report = Check.check(file, "s");
      assertEquals(List.of(), report.problems(), "seed " + SEED);
    }
    if (QemuTools.present()) {
      look(file, kept);
    }
  }

  private static void operate(Qcow2Image disk, List<Kept> kept, Random random) throws IOException {
    int dice = random.nextInt(14);
    if (dice == 0 && kept.size() < 6) {
      Snapshot snapshot = disk.createSnapshot("kept", WHEN);
      kept.add(new Kept(snapshot, disk.readBytes(0, SIZE)));
    } else if (dice == 1 && !kept.isEmpty()) {
      disk.deleteSnapshot(kept.remove(random.nextInt(kept.size())).snapshot());
    } else if (dice == 2 && !kept.isEmpty()) {
      Kept one = kept.get(random.nextInt(kept.size()));
      disk.applySnapshot(one.snapshot());
      assertArrayEquals(one.bytes(), disk.readBytes(0, SIZE), "seed " + SEED);
    } else if (dice == 3) {
      int offset = random.nextInt(SIZE / 512) * 512;
      disk.writeZeroes(offset, Math.min(SIZE - offset, 300_032));
    } else if (dice == 4) {
      packed(disk, random);
    } else {
      byte[] bytes = new byte[512 * (1 + random.nextInt(200))];
      random.nextBytes(bytes);
      disk.writeBytes(random.nextInt((SIZE - bytes.length) / 512) * 512L, bytes);
    }
    for (Kept one : kept) {
      int at = random.nextInt(SIZE / 512 - 8) * 512;
      assertArrayEquals(
          Arrays.copyOfRange(one.bytes(), at, at + 4096),
          disk.at(one.snapshot()).readBytes(at, 4096),
          "seed " + SEED);
    }
  }

  private static void packed(Qcow2Image disk, Random random) throws IOException {
    byte[] cluster = new byte[disk.clusterBytes()];
    Arrays.fill(cluster, (byte) random.nextInt(1, 100));
    byte[] packed = disk.pack(cluster);
    long offset = (long) random.nextInt(SIZE / cluster.length) * cluster.length;
    if (packed.length > 0 && disk.writePacked(offset, packed)) {
      assertArrayEquals(cluster, disk.readBytes(offset, cluster.length));
    }
  }

  private void look(MemoryNode file, List<Kept> kept) throws IOException, InterruptedException {
    Path image = Files.write(folder.resolve("image"), file.bytes());
    assertEquals("", QemuTools.complaints(folder, "check", "-q", image.toString()));
    for (Kept one : kept) {
      String id = one.snapshot().id();
      String select = "snapshot.id=" + id + ",snapshot.name=kept";
      Path copy = folder.resolve("copy");
      assertEquals(
          "",
          QemuTools.complaints(
              folder, "convert", "-O", "raw", "-l", select, image.toString(), copy.toString()));
      assertArrayEquals(one.bytes(), Files.readAllBytes(copy), "snapshot " + id);
    }
  }

  @Test
  void aCountThatCannotRiseRefusesASnapshot() throws IOException {
    MemoryNode file = image(3, 4096, 1, false);
    try (Qcow2Image disk = open(file)) {
      disk.writeBytes(0, new byte[512]);
      assertThrows(IOException.class, () -> disk.createSnapshot("s", WHEN));
    }
    assertEquals(List.of(), Check.check(file, "s").problems());
  }

  @Test
  void theSizeComesBackToo() throws IOException {
    MemoryNode file = image(3, 4096, 16, false);
    try (Qcow2Image disk = open(file)) {
      disk.writeBytes(0, new byte[] {1});
      Snapshot before = disk.createSnapshot("small", WHEN);
      disk.truncate(64 << 20);
      disk.writeBytes(63 << 20, new byte[] {2});
      disk.applySnapshot(before);
      assertEquals(SIZE, disk.sizeBytes());
      assertEquals(1, disk.readBytes(0, 512)[0]);
      assertEquals(List.of(before), disk.snapshots());
    }
    assertEquals(List.of(), Check.check(file, "s").problems());
  }
}
