package org.javisor.backend.block.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.MemoryNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The host stops at any instant: what was flushed is there, and the image can be used as it is.
 *
 * <p>Every sector has the number of the operation that wrote it, so that what is read tells when it
 * was written.
 */
class CrashTest {
  private static final int POINTS = Integer.getInteger("javisor.crash.points", 40);
  private static final long SEED = Long.getLong("javisor.seed", 11);
  private static final int SECTOR = 512;
  private static final int SECTORS = 4096;
  private static final int OPERATIONS = 160;

  private enum Kind {
    DISCARD,
    FLUSH,
    WRITE,
    ZERO
  }

  /** What an operation left in each sector, and when it began and ended in the log. */
  private record Done(int begin, int end, Kind kind, int first, int count, long value) {}

  private final Random random = new Random(SEED);
  private final List<Done> history = new ArrayList<>();

  @ParameterizedTest
  @CsvSource({
    "3, 65536, 16, false, false",
    "3, 4096, 1, false, false",
    "3, 512, 16, false, false",
    "3, 512, 64, false, true",
    "2, 4096, 16, false, true",
    "3, 16384, 16, true, false",
    "3, 16384, 16, true, true",
  })
  void whatWasFlushedIsThere(int version, int cluster, int counts, boolean sub, boolean overlay)
      throws IOException {
    Create.Options options =
        new Create.Options(
            (long) SECTORS * SECTOR,
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
    Optional<BlockNode> base = Optional.empty();
    if (overlay) {
      base = Optional.of(base());
      options = options.withBacking("base", "raw");
    }
    MemoryNode fresh = new MemoryNode(new byte[0]);
    Create.create(fresh, "crash", Optional.empty(), options);
    LoggedNode file = new LoggedNode(fresh.bytes());
    // Caches this small make room all the time.
    Qcow2Image.Use use = new Qcow2Image.Use(false, false, new CacheSizes(1, 1));
    var parts = new Qcow2Image.Parts("crash", file, Optional.empty(), base);
    try (Qcow2Image disk = new Qcow2Image(parts, use)) {
      for (long i = 1; i <= OPERATIONS; i++) {
        operate(disk, file, i);
      }
    }
    for (int i = 0; i < POINTS; i++) {
      int time = random.nextInt(file.time() + 1);
      examine(file.crash(time, random), time, base, overlay);
    }
  }

  private static MemoryNode base() {
    ByteBuffer bytes = ByteBuffer.allocate(SECTORS * SECTOR);
    while (bytes.hasRemaining()) {
      bytes.putLong(-1);
    }
    return new MemoryNode(bytes.array());
  }

  private void operate(Qcow2Image disk, LoggedNode file, long value) throws IOException {
    int begin = file.time();
    int dice = random.nextInt(12);
    int count = 1 + random.nextInt(random.nextInt(5) == 0 ? 600 : 24);
    int first = random.nextInt(SECTORS - count);
    if (dice < 2) {
      disk.flush();
      history.add(new Done(begin, file.time(), Kind.FLUSH, 0, 0, 0));
    } else if (dice < 4) {
      disk.writeZeroes((long) first * SECTOR, (long) count * SECTOR);
      history.add(new Done(begin, file.time(), Kind.ZERO, first, count, 0));
    } else if (dice < 5) {
      disk.discard((long) first * SECTOR, (long) count * SECTOR);
      history.add(new Done(begin, file.time(), Kind.DISCARD, first, count, 0));
    } else {
      ByteBuffer bytes = ByteBuffer.allocate(count * SECTOR);
      while (bytes.hasRemaining()) {
        bytes.putLong(value);
      }
      disk.writeBytes((long) first * SECTOR, bytes.array());
      history.add(new Done(begin, file.time(), Kind.WRITE, first, count, value));
    }
  }

  private void examine(byte[] left, int time, Optional<BlockNode> base, boolean overlay)
      throws IOException {
    String when = "seed " + SEED + ", time " + time;
    MemoryNode file = new MemoryNode(left);
    Check.Report report = Check.check(file, "crash");
    assertEquals(0, report.corruptions(), () -> when + ": " + report.problems());
    int flushed = -1;
    for (int i = 0; i < history.size(); i++) {
      if (history.get(i).kind() == Kind.FLUSH && history.get(i).end() <= time) {
        flushed = i;
      }
    }
    var parts = new Qcow2Image.Parts("crash", file, Optional.empty(), base);
    ByteBuffer disk =
        ByteBuffer.wrap(
            new Qcow2Image(parts, Qcow2Image.Use.READ_ONLY).readBytes(0, SECTORS * SECTOR));
    for (int sector = 0; sector < SECTORS; sector++) {
      int start = sector * SECTOR;
      long value = disk.getLong(start);
      assertEquals(
          -1,
          disk.slice(start, SECTOR - 8).mismatch(disk.slice(start + 8, SECTOR - 8)),
          () -> when + ", torn");
      if (!isPossible(sector, value, flushed, time, overlay ? -1 : 0)) {
        fail(when + ", sector " + sector + " has " + value);
      }
    }
  }

  /**
   * Whether it is what was there at the flush or came after it; a discard may leave what was.
   *
   * @param flushed the number of the last flush that was done
   */
  private boolean isPossible(int sector, long value, int flushed, int time, long untouched) {
    boolean possible = value == untouched;
    for (int i = 0; i < history.size() && history.get(i).begin() <= time; i++) {
      Done done = history.get(i);
      if (sector >= done.first() && sector < done.first() + done.count()) {
        boolean kept = i > flushed || done.kind() == Kind.DISCARD;
        possible = possible && kept || value == done.value();
      }
    }
    return possible;
  }
}
