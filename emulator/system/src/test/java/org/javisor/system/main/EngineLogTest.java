package org.javisor.system.main;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.javisor.system.lifecycle.TinyKernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What -d tells of a guest that turns itself off. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class EngineLogTest {
  @TempDir private Path folder;

  private String log(String items, String... more) throws IOException {
    Path kernel = folder.resolve("kernel");
    Path file = folder.resolve("log");
    Files.write(kernel, TinyKernel.failing(0));
    List<String> all = new ArrayList<>(List.of("-nodefaults", "-m", "16M"));
    all.addAll(List.of("-kernel", kernel.toString(), "-d", items, "-D", file.toString()));
    all.addAll(List.of(more));
    try (RunningEmulator emulator = RunningEmulator.start(folder, all.toArray(String[]::new))) {
      emulator.ends(0, "");
    }
    return Files.readString(file);
  }

  @Test
  void unitsAreShownAsGuestCodeOperatorsAndMachineCode() throws Exception {
    String log = log("in_asm,op,out_asm", "-dfilter", "0x80200040+0x100");
    int guest =
        log.indexOf("IN: \n0x80200040:  001002b7          lui                     t0,0x100\n");
    int operators = log.indexOf("OP:\n0x80200040:\n");
    assertTrue(guest >= 0 && operators > guest, log);
    assertTrue(!log.contains("OUT:") || log.indexOf("OUT: [size=") > operators, log);
    assertFalse(log.contains("0x80200000:"), "filtered");
  }

  @Test
  void executionIsShownInstructionByInstruction() throws Exception {
    String log = log("exec,cpu,nochain", "-dfilter", "0x80200040..0x80200048");
    assertTrue(log.startsWith("Trace 0: [0000000080200040]"), log);
    assertTrue(log.contains(" pc       0000000080200040"), log);
    assertTrue(log.contains("Trace 0: [0000000080200044]\n"), log);
    assertTrue(log.contains(" x4/tp    0000000000000000 x5/t0    0000000000100000"), log);
    assertFalse(log.contains("[000000008020004c]"), log);
  }

  @Test
  void translationsAreShown() throws Exception {
    String log = log("mmu");
    String first = "mmu: hart:0, fetch 0x0000000080200000 -> 0x0000000080200000 rwx size 0x1000\n";
    assertTrue(log.startsWith(first), log);
    assertTrue(
        log.contains("mmu: hart:0, write 0x0000000000100000 -> 0x0000000000100000 rwx"), log);
  }

  /** What is in the file whose name has the process's number; empty while there is none. */
  private String written() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "log-*")) {
      for (Path found : files) {
        assertTrue(found.getFileName().toString().matches("log-[0-9]+"), found::toString);
        return Files.readString(found);
      }
    }
    return "";
  }

  @Test
  void exceptionsAreShown() throws Exception {
    Path kernel = folder.resolve("kernel2");
    Files.write(kernel, TinyKernel.of(0x00000000));
    Path file = folder.resolve("log-%d");
    String log = "";
    try (RunningEmulator emulator =
            RunningEmulator.start(
                folder,
                "-nodefaults",
                "-m",
                "16M",
                "-kernel",
                kernel.toString(),
                "-d",
                "int",
                "-D",
                file.toString(),
                "-qmp",
                "unix:" + folder.resolve("qmp") + ",server=on,wait=off");
        RunningEmulator.Client monitor = emulator.connect(folder.resolve("qmp")).negotiated()) {
      while (log.indexOf('\n') < 0) {
        log = written();
        Thread.onSpinWait();
      }
      monitor.send(
          "{\"execute\": \"human-monitor-command\", \"arguments\": {\"command-line\":"
              + " \"log none\"}}");
      String _ = monitor.until("{\"return\": \"\"}"); // Behind the event of the start.
    }
    assertTrue(
        log.startsWith(
            "riscv_cpu_do_interrupt: hart:0, async:0, cause:0000000000000002,"
                + " epc:0x0000000080200040, tval:0x0000000000000000, desc=illegal_instruction\n"),
        log);
  }
}
