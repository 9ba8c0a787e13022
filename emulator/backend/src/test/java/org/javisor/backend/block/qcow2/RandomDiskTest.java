package org.javisor.backend.block.qcow2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.MemoryNode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random operations on images of every kind, against an array; QEMU's tool looks at the result. */
class RandomDiskTest {
  private static final int SIZE = (5 << 20) + 512 * 3;
  private static final int OPERATIONS = Integer.getInteger("javisor.qcow2.operations", 120);
  private static final long SEED = Long.getLong("javisor.seed", 7);

  @TempDir Path folder;

  /** An image: options, whether something is behind it, whether its data are elsewhere. */
  record Kind(String text, Create.Options options, boolean backing, boolean external) {
    @Override
    public String toString() {
      return text;
    }
  }

  static Stream<Kind> kinds() {
    return Stream.of(
        kind("plain", 3, 65536, 16, false),
        kind("version 2", 2, 65536, 16, false),
        kind("small clusters", 3, 512, 16, false),
        kind("large clusters", 3, 1 << 21, 64, false),
        kind("1 bit counts", 3, 4096, 1, false),
        kind("2 bit counts", 3, 4096, 2, false),
        kind("4 bit counts", 3, 4096, 4, false),
        kind("8 bit counts", 3, 4096, 8, false),
        kind("32 bit counts", 3, 4096, 32, false),
        kind("subclusters", 3, 16384, 16, true),
        kind("large subclusters", 3, 65536, 16, true),
        overlay(kind("overlay", 3, 65536, 16, false)),
        overlay(kind("overlay of version 2", 2, 4096, 16, false)),
        overlay(kind("overlay with subclusters", 3, 16384, 16, true)),
        external(kind("external data", 3, 65536, 16, false), false),
        external(kind("external raw data", 3, 65536, 16, false), true));
  }

  private static Kind kind(String text, int version, int cluster, int refcount, boolean sub) {
    return new Kind(
        text,
        new Create.Options(
            SIZE,
            version,
            cluster,
            refcount,
            false,
            sub,
            Optional.empty(),
            false,
            Optional.empty(),
            Create.Preallocation.OFF,
            Compression.ZLIB),
        false,
        false);
  }

  private static Kind overlay(Kind kind) {
    return new Kind(kind.text, kind.options.withBacking("base", "raw"), true, false);
  }

  private static Kind external(Kind kind, boolean raw) {
    Create.Options o = kind.options;
    return new Kind(
        kind.text,
        new Create.Options(
            SIZE,
            o.version(),
            o.clusterSize(),
            o.refcountBits(),
            o.lazyRefcounts(),
            o.extendedL2(),
            Optional.of("data"),
            raw,
            Optional.empty(),
            Create.Preallocation.OFF,
            Compression.ZLIB),
        false,
        true);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void theDiskIsWhatWasWritten(Kind kind) throws IOException, InterruptedException {
    Random random = new Random(SEED);
    MemoryNode file = new MemoryNode(new byte[0]);
    Optional<BlockNode> data =
        kind.external ? Optional.of(new MemoryNode(new byte[0])) : Optional.empty();
    byte[] model = new byte[SIZE];
    Optional<BlockNode> backing = Optional.empty();
    if (kind.backing) {
      byte[] base = new byte[SIZE - (1 << 20) - 512];
      random.nextBytes(base);
      System.arraycopy(base, 0, model, 0, base.length);
      backing = Optional.of(new MemoryNode(base));
    }
    Create.create(file, kind.text, data, kind.options);
    var parts = new Qcow2Image.Parts(kind.text, file, data, backing);
    for (int round = 0; round < 3; round++) {
      try (Qcow2Image disk = new Qcow2Image(parts, Qcow2Image.Use.READ_WRITE)) {
        for (int i = 0; i < OPERATIONS; i++) {
          operate(disk, model, random);
        }
        assertArrayEquals(model, disk.readBytes(0, SIZE), "seed " + SEED);
      }
      Qcow2Image again = new Qcow2Image(parts, Qcow2Image.Use.READ_ONLY);
      assertArrayEquals(model, again.readBytes(0, SIZE), "seed " + SEED);
    }
    if (QemuTools.present()) {
      look(file, data, backing, model);
    }
  }

  private static void operate(Qcow2Image disk, byte[] model, Random random) throws IOException {
    int limit = random.nextInt(4) == 0 ? 400_000 : 9_000;
    int length = random.nextInt(limit) / 512 * 512 + 512;
    int offset = random.nextInt((SIZE - length) / 512) * 512;
    switch (random.nextInt(10)) {
      case 0 -> {
        disk.writeZeroes(offset, length);
        java.util.Arrays.fill(model, offset, offset + length, (byte) 0);
      }
      case 1 -> {
        disk.discard(offset, length);
        System.arraycopy(disk.readBytes(offset, length), 0, model, offset, length);
      }
      case 2 -> disk.flush();
      case 3, 4 ->
          assertArrayEquals(
              java.util.Arrays.copyOfRange(model, offset, offset + length),
              disk.readBytes(offset, length));
      default -> {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        disk.writeBytes(offset, bytes);
        System.arraycopy(bytes, 0, model, offset, length);
      }
    }
  }

  private void look(
      MemoryNode file, Optional<BlockNode> data, Optional<BlockNode> backing, byte[] model)
      throws IOException, InterruptedException {
    Path image = Files.write(folder.resolve("image"), file.bytes());
    for (var part : new Object[][] {{"data", data}, {"base", backing}}) {
      if (part[1] instanceof Optional<?> node && node.orElse(null) instanceof MemoryNode memory) {
        Files.write(folder.resolve((String) part[0]), memory.bytes());
      }
    }
    Path plain = Files.write(folder.resolve("model"), model);
    assertEquals("", QemuTools.complaints(folder, "check", "-q", image.toString()));
    assertEquals(
        "",
        QemuTools.complaints(
            folder, "compare", "-q", "-f", "raw", "-F", "qcow2", "" + plain, "" + image));
  }
}
