package org.javisor.system.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.javisor.host.HostException;
import org.javisor.system.main.RunningEmulator.Client;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A guest of random instructions and random accesses to every device: the emulator stays, answers
 * its monitor, and keeps its memory bounded. More steps, such as the profile torture asks for:
 * {@code javisor.torture.steps}; another run: {@code javisor.torture.seed}.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class TortureTest {
  private static final long STEPS = Long.getLong("javisor.torture.steps", 200_000);

  /** A program has so many steps, then another begins on a machine of its own. */
  private static final long ROUND = 1_000_000;

  private static final long LIVE_HEAP_LIMIT = 64 << 20;

  /** So many looks at the counts without progress, and the machine is reset. */
  private static final int PATIENCE = 20;

  private static final long BETWEEN_LOOKS_NANOS = 5_000_000;

  private static final List<String> DEVICES =
      List.of(
          "virtio-blk-device,drive=a",
          "virtio-rng-device",
          "pcie-root-port,id=port,chassis=1",
          "virtio-rng-pci,bus=port",
          "virtio-rng-pci");

  @TempDir private Path files;

  /** What the guest has counted. */
  private record Counts(long traps, long instructions) {
    Counts plus(Counts other) {
      return new Counts(traps + other.traps, instructions + other.instructions);
    }
  }

  @ParameterizedTest
  @CsvSource({"jit, 1", "jit, 4", "interp, 1", "interp, 4"})
  void nothingThatAGuestDoesEndsOrStopsTheEmulator(String accelerator, int harts) throws Exception {
    long seed = Long.getLong("javisor.torture.seed", System.nanoTime());
    for (long done = 0; done < STEPS; done += ROUND) {
      round(accelerator, harts, seed, Math.min(ROUND, STEPS - done));
      seed += TortureGuest.HARTS;
    }
  }

  private void round(String accelerator, int harts, long seed, long steps) throws Exception {
    String round = "torture (" + accelerator + ", " + harts + " harts, seed " + seed + "): ";
    System.out.println(round + "begins");
    Path image = Files.write(files.resolve("image"), TortureGuest.of(seed));
    Path disk = Files.write(files.resolve("disk"), new byte[1 << 20]);
    Path monitor = files.resolve("qmp");
    List<String> options = new ArrayList<>();
    options.addAll(List.of("-accel", accelerator, "-smp", "" + harts, "-m", "64"));
    options.addAll(List.of("-bios", "none", "-serial", "null", "-no-shutdown"));
    options.addAll(List.of("-drive", "if=none,id=a,format=raw,file=" + disk));
    options.addAll(List.of("-qmp", "unix:" + monitor + ",server=on,wait=off"));
    List<String> devices = new ArrayList<>(DEVICES);
    devices.add("loader,file=" + image + ",addr=" + TortureGuest.BASE + ",force-raw=on");
    for (int hart = 1; hart < harts; hart++) {
      devices.add("loader,addr=" + TortureGuest.start(hart) + ",cpu-num=" + hart);
    }
    for (String device : devices) {
      options.addAll(List.of("-device", device));
    }
    try (RunningEmulator emulator = RunningEmulator.start(files, options.toArray(String[]::new));
        Client client = emulator.connect(monitor).negotiated()) {
      String outcome = run(client, harts, steps);
      long heap = emulator.liveHeap();
      System.out.println(round + outcome + ", live heap " + (heap >> 10) + " KiB");
      assertTrue(heap < LIVE_HEAP_LIMIT, () -> "live heap: " + heap);
      client.send("{\"execute\": \"quit\"}");
      emulator.ends(0, "");
    }
  }

  private static String run(Client client, int harts, long steps) throws HostException {
    long traps = 0;
    long instructions = 0;
    long resets = 0;
    long slowest = 0;
    int idle = 0;
    BitSet ran = new BitSet();
    Counts last = new Counts(0, 0);
    while (traps + instructions < steps) {
      LockSupport.parkNanos(BETWEEN_LOOKS_NANOS); // the guest needs the core more than the looks
      long asked = System.nanoTime();
      String status = answer(client, "{\"execute\": \"query-status\"}");
      slowest = Math.max(slowest, System.nanoTime() - asked);
      assertFalse(status.contains("internal-error"), status);
      Counts now = new Counts(0, 0);
      for (int hart = 0; hart < harts; hart++) {
        Counts its = counts(client, hart);
        ran.set(hart, ran.get(hart) || its.traps() > 0);
        now = now.plus(its);
      }
      boolean goesOn = now.traps() > last.traps() && now.instructions() >= last.instructions();
      if (goesOn) {
        traps += now.traps() - last.traps();
        instructions += now.instructions() - last.instructions();
      }
      idle = goesOn ? 0 : idle + 1;
      last = now;
      if (idle == PATIENCE || !status.contains("\"running\"")) {
        answer(client, "{\"execute\": \"system_reset\"}");
        answer(client, "{\"execute\": \"cont\"}");
        resets++;
        idle = 0;
        last = new Counts(0, 0);
      }
    }
    assertEquals(harts, ran.cardinality(), "harts that ran");
    return String.format(
        Locale.ROOT,
        "%d traps, %d instructions between them, %d resets, slowest answer %d ms",
        traps,
        instructions,
        resets,
        TimeUnit.NANOSECONDS.toMillis(slowest));
  }

  private static Counts counts(Client client, int hart) throws HostException {
    String answer =
        answer(
            client,
            "{\"execute\": \"human-monitor-command\", \"arguments\": {\"command-line\": \"xp /2gx "
                + TortureGuest.counts(hart)
                + "\"}}");
    String[] words = answer.split("0x", -1);
    assertEquals(3, words.length, answer);
    return new Counts(
        Long.parseUnsignedLong(words[1].substring(0, 16), 16),
        Long.parseUnsignedLong(words[2].substring(0, 16), 16));
  }

  /** The answer of a command; events before it are left out. */
  private static String answer(Client client, String command) throws HostException {
    client.send(command);
    String line = client.line();
    while (line.contains("\"event\": ")) {
      line = client.line();
    }
    return line;
  }
}
