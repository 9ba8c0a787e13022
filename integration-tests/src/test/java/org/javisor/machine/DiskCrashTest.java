package org.javisor.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.javisor.bench.GuestBuild;
import org.javisor.supervisor.provision.debian.HostTools;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The emulator is killed while its guest writes to a qcow2 disk and flushes: the image is sound
 * then, and holds what had been flushed. The guest is {@code src/bench/guest/crash.c}.
 *
 * <p>{@code -Djavisor.crash.kills} says how often, {@code -Djavisor.seed} where it begins.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class DiskCrashTest {
  private static final int SECTOR = 512;
  private static final int SECTORS = 64 << 11;
  private static final int PIECES = 8;
  private static final int MOST = 64;

  /** So many rounds may have ended of which the guest could not say so any more. */
  private static final int UNSAID = 100;

  /** Options of the images, as qemu-img takes them. */
  private static final List<String> IMAGES =
      List.of(
          "cluster_size=65536",
          "cluster_size=4096",
          "cluster_size=512",
          "cluster_size=32768,extended_l2=on",
          "cluster_size=4096,lazy_refcounts=on",
          "cluster_size=8192,refcount_bits=1",
          "cluster_size=2097152",
          "compat=0.10,cluster_size=16384");

  @TempDir private Path files;
  private Distribution distribution;

  @BeforeEach
  void open() throws IOException {
    distribution = new Distribution();
  }

  @AfterEach
  void close() throws IOException {
    distribution.close();
  }

  @Test
  void whatWasFlushedIsThereAfterTheEmulatorWasKilled() throws Exception {
    assumeTrue(GuestBuild.isPossible(), "skipped: no gcc-riscv64-linux-gnu to build the guest");
    Optional<Path> tool = HostTools.find("qemu-img");
    assumeTrue(tool.isPresent(), "skipped: no qemu-img to look at the images");
    Path guest =
        new GuestBuild(distribution.root().resolve("integration-tests/src/bench"), files)
            .bareMetal("crash");
    int kills = Integer.getInteger("javisor.crash.kills", 16);
    long seed = Long.getLong("javisor.seed", System.nanoTime());
    long flushed = 0;
    for (int i = 0; i < kills; i++) {
      flushed += new Life(tool.get(), guest, i, seed + i).live();
    }
    System.out.println(kills + " emulators killed, " + flushed + " flushes kept, seed " + seed);
  }

  /** One emulator's. */
  private final class Life {
    private final Path tool;
    private final Path guest;
    private final String options;
    private final long seed;
    private final Random random;
    private final Path image = files.resolve("image");

    Life(Path tool, Path guest, int number, long seed) {
      this.tool = tool;
      this.guest = guest;
      this.options = IMAGES.get(number % IMAGES.size());
      this.seed = seed;
      this.random = new Random(seed);
    }

    /** How many rounds it had flushed. */
    int live() throws IOException, InterruptedException {
      execute("create", "-q", "-f", "qcow2", "-o", options, image.toString(), "64M");
      int guestSeed = random.nextInt(1 << 30);
      int round = killed(guestSeed);
      Distribution.Outcome check =
          distribution.execute(List.of(tool.toString(), "check", image.toString()));
      // 3: leaks and nothing else.
      assertTrue(check.status() == 0 || check.status() == 3, () -> this + "\n" + check);
      Path raw = files.resolve("raw");
      execute("convert", "-O", "raw", image.toString(), raw.toString());
      compare(raw, guestSeed, round);
      return round;
    }

    private void execute(String... arguments) throws IOException, InterruptedException {
      List<String> command = new ArrayList<>(List.of(tool.toString()));
      command.addAll(List.of(arguments));
      Distribution.Outcome outcome = distribution.execute(command);
      assertEquals(0, outcome.status(), () -> this + "\n" + command + outcome.err());
    }

    /** The last round of which the guest said that it was flushed. */
    private int killed(int guestSeed) throws IOException, InterruptedException {
      int wanted = random.nextInt(200);
      List<String> command =
          distribution.machine(
              256,
              1,
              "-monitor",
              "none",
              "-kernel",
              guest.toString(),
              "-append",
              "crash.seed=" + guestSeed,
              "-drive",
              "if=none,id=disk,format=qcow2,discard=unmap,file=" + image,
              "-device",
              "virtio-blk-device,drive=disk");
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (BufferedReader console =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
        int round = 0;
        while (round < wanted) {
          round = round(console.readLine(), round);
        }
        LockSupport.parkNanos(random.nextInt(3_000_000));
        assertTrue(process.toHandle().destroyForcibly()); // its last words can still be read
        process.waitFor();
        for (String line = console.readLine(); line != null; line = console.readLine()) {
          round = round(line, round);
        }
        return round;
      } finally {
        process.destroyForcibly();
      }
    }

    private int round(String line, int before) {
      assertTrue(line != null, () -> this + ": the emulator ended in round " + before);
      String text = line.strip();
      if (!text.startsWith("F ")) {
        assertTrue(!text.contains("disk:") && !text.contains("trap"), () -> this + ": " + text);
        return before;
      }
      return Math.max(before, Integer.parseInt(text.substring(2))); // the last one may be cut off
    }

    /** Every sector is as the last flushed round left it, or as a later one did. */
    private void compare(Path raw, int guestSeed, int flushed) throws IOException {
      ByteBuffer disk = ByteBuffer.allocate(SECTORS * SECTOR).order(ByteOrder.LITTLE_ENDIAN);
      try (FileChannel channel = FileChannel.open(raw)) {
        while (disk.hasRemaining() && channel.read(disk) > 0) {
          // More of it.
        }
      }
      assertTrue(!disk.hasRemaining(), () -> this + ": the disk has shrunk");
      int[] kept = new int[SECTORS];
      Rounds rounds = new Rounds(guestSeed);
      for (int round = 1; round <= flushed; round++) {
        int each = round;
        rounds.next().stream().forEach(sector -> kept[sector] = each);
      }
      List<BitSet> later = new ArrayList<>();
      for (int i = 0; i < UNSAID; i++) {
        later.add(rounds.next());
      }
      for (int sector = 0; sector < SECTORS; sector++) {
        int round = (int) wordsOf(disk, sector);
        int at = sector;
        int unsaid = round - flushed - 1;
        boolean right =
            round == kept[at] || unsaid >= 0 && unsaid < UNSAID && later.get(unsaid).get(at);
        assertTrue(
            right, () -> this + ": sector " + at + " is of round " + round + ", not " + kept[at]);
      }
    }

    /** The round that wrote a sector, 0 if none did. */
    private long wordsOf(ByteBuffer disk, int sector) {
      long round = disk.getLong(sector * SECTOR);
      for (int i = 0; i < SECTOR; i += 2 * Long.BYTES) {
        int at = sector * SECTOR + i;
        boolean whole =
            disk.getLong(at) == round && disk.getLong(at + Long.BYTES) == (round == 0 ? 0 : sector);
        assertTrue(whole, () -> this + ": sector " + sector + " is torn or another one's");
      }
      return round;
    }

    @Override
    public String toString() {
      return "-Djavisor.seed=" + seed + " with an image of " + options;
    }
  }

  /** What the guest writes. */
  private static final class Rounds {
    private long state;

    Rounds(long seed) {
      state = seed;
    }

    private int random(int bound) {
      state = state * 6364136223846793005L + 1442695040888963407L;
      return (int) ((state >>> 33) % bound);
    }

    /** The sectors of the next round. */
    BitSet next() {
      BitSet sectors = new BitSet();
      for (int i = 0; i < PIECES; i++) {
        int count = 1 + random(MOST);
        int first = random(SECTORS - MOST);
        sectors.set(first, first + count);
      }
      return sectors;
    }
  }
}
