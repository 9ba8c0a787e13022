package org.javisor.isa.riscv64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** A real QEMU 10 that runs programs without firmware, when one is installed. */
final class RealQemu {
  private static final List<String> PROGRAMS = List.of("qemu10-riscv64", "qemu-system-riscv64");
  private static final Pattern VERSION = Pattern.compile("version (\\d+)\\.");
  private static final int OLDEST = 10;
  private static final long SECONDS = 120;

  private final String program;

  private RealQemu(String program) {
    this.program = program;
  }

  /** The first that is new enough; the test is skipped when there is none. */
  static RealQemu find() throws InterruptedException {
    for (String program : PROGRAMS) {
      if (isRecent(program)) {
        return new RealQemu(program);
      }
    }
    return Assumptions.abort(
        "no qemu-system-riscv64 of version " + OLDEST + " or later is installed");
  }

  private static boolean isRecent(String program) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(program, "--version").redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Matcher version = VERSION.matcher(text);
      return process.waitFor() == 0
          && version.find()
          && Integer.parseInt(version.group(1)) >= OLDEST;
    } catch (IOException e) { // not installed
      return false;
    }
  }

  /**
   * Runs what {@code images} has at each address, from 0x80000000 on, until it turns the machine
   * off, and returns what it has written to the serial port.
   */
  byte[] run(Path folder, String cpu, Map<Long, byte[]> images) throws Exception {
    Path output = folder.resolve("output");
    List<String> command = new ArrayList<>(List.of(program, "-M", "virt", "-cpu", cpu));
    // One instruction at a time: QEMU 10.0 dies of constant divisions that it works out beforehand.
    command.addAll(List.of("-accel", "tcg,one-insn-per-tb=on", "-m", "64", "-display", "none"));
    command.addAll(List.of("-bios", "none", "-monitor", "none", "-serial", "file:" + output));
    for (Map.Entry<Long, byte[]> image : images.entrySet()) {
      String address = Long.toHexString(image.getKey());
      Path file = Files.write(folder.resolve(address), image.getValue());
      command.add("-device");
      command.add("loader,file=" + file + ",addr=0x" + address + ",force-raw=on");
    }
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly().waitFor();
    }
    assertTrue(ended, () -> "QEMU did not end: " + text(log));
    assertEquals(0, process.exitValue(), () -> text(log));
    return Files.readAllBytes(output);
  }

  private static String text(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
