package org.javisor.system.main;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The device tree beside a real QEMU 10's: all but the random seed and what only the hypervisor
 * extension has is the same text when {@code dtc} has sorted it.
 */
@Tag("peer")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class PeerTreeTest {
  private static final List<String> PEERS = List.of("qemu10-riscv64", "qemu-system-riscv64");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "rv64, 1, ''",
    "rv64, 4, ',aclint=on'",
    "rva22s64, 2, ''",
    "sifive-u54, 3, ''",
    "rv64, 8, ''",
    "'rv64,zabha=on,zacas=on,svpbmt=on,sv57=off', 2, ''"
  })
  void treesAreAlike(String cpu, int harts, String machine) throws Exception {
    String peer = peer();
    String theirs = tree("theirs");
    String kind = cpu.startsWith("sifive") ? cpu : cpu + ",h=off";
    String options = "virt" + machine + ",dumpdtb=";
    String count = Integer.toString(harts);
    String said =
        run(peer, "-M", options + theirs, "-cpu", kind, "-smp", count, "-display", "none");
    String ours = tree("ours");
    try (RunningEmulator emulator =
        RunningEmulator.start(folder, "-M", options + ours, "-cpu", cpu, "-smp", count)) {
      emulator.ends(0, "prog: info: dtb dumped to " + ours + ". Exiting.\n");
    }
    assertEquals(text(theirs), text(ours), said);
  }

  private String tree(String name) {
    return folder.resolve(name).toString();
  }

  private static String peer() throws IOException, InterruptedException {
    for (String program : PEERS) {
      if (run(program, "--version").contains("version 10.")) {
        return program;
      }
    }
    return Assumptions.abort("no qemu-system-riscv64 of version 10 is installed");
  }

  private static String text(String tree) throws IOException, InterruptedException {
    String sorted = run("dtc", "-q", "-s", "-I", "dtb", "-O", "dts", tree);
    Assumptions.assumeFalse(sorted.isEmpty(), "dtc is not installed");
    return sorted
        .replaceAll("rng-seed = <[^>]*>;", "rng-seed")
        .replaceAll("_sh[a-z]+|sh[a-z]+\\\\0", "");
  }

  /** What a program says; nothing when there is none of that name. */
  private static String run(String... command) throws IOException, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) { // not installed
      return "";
    }
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int _ = process.waitFor();
    return said;
  }
}
