package org.javisor.system.main;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real gdb debugs a small program. */
@Tag("peer")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RealGdbTest {
  private static final Path GUEST = Path.of("src/test/guest");

  /** What is typed, and a piece of what is said then; empty when it does not matter. */
  private static final String[][] DIALOGUE = {
    {"info threads", "Thread 1.1 (CPU#0 [running])"},
    {"p/x $pc", "= 0x1000"},
    {"p $priv", "= 3"},
    {"p/x $mstatus", "= 0xa00000000"},
    {"break leaf", "Breakpoint 1 at"},
    {"continue", "Breakpoint 1, leaf (n=1)"},
    {"backtrace", "in main ()"},
    {"finish", "Value returned is"},
    {"watch counter", "Hardware watchpoint 2: counter"},
    {"delete 1", ""},
    {"continue", "New value = 4"},
    {"continue", "New value = 9"},
    {"delete", ""},
    {"rwatch counter", "Hardware read watchpoint 3: counter"},
    {"continue", "Value = 9"},
    {"delete", ""},
    {"hbreak middle", "Hardware assisted breakpoint 4 at"},
    {"continue", "Breakpoint 4, middle (n=6)"},
    {"step", "leaf (n=7)"},
    {"next", "table[n & 15] = counter"},
    {"stepi", ""},
    {"x/i $pc", "=> 0x8"},
    {"p table", "= {0, 1, 0, 4, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}"},
    {"set var counter = 77", ""},
    {"p counter", "= 77"},
    {"set $fa0.double = 1.5", ""},
    {"p $fa0.double", "= 1.5"},
    {"x/xw 0x100000", "Cannot access memory"},
    {"monitor info status", "VM status: paused (debug)"},
    {"delete", ""},
    {"continue", "exited normally"},
  };

  /** Both harts run the same program. */
  private static final String[][] HARTS = {
    {"info threads", "Thread 1.2 (CPU#1"},
    {"break count if hart == 0", "Breakpoint 1 at"},
    {"continue", "Thread 1 hit Breakpoint 1, count (hart=0"},
    {"delete 1", ""},
    {"break count thread 2", "Breakpoint 2 at"},
    {"continue", "hit Breakpoint 2, count (hart=1"},
    {"info threads", "* 2    Thread 1.2"},
    {"delete 2", ""},
    {"set $before = counters[0]", ""},
    {"set scheduler-locking on", ""},
    {"step", "}"},
    {"step", "main (hart=1)"},
    {"p counters[0] == $before", "= 1"},
    {"p counters[1] > 0", "= 1"},
    {"thread 1", "Switching to thread 1"},
    {"p $mhartid", "= 0"},
    {"set $one = counters[1]", ""},
    {"break count", "Breakpoint 3 at"},
    {"continue", "count (hart=0"},
    {"continue", "count (hart=0"},
    {"p counters[1] == $one", "= 1"},
    {"p counters[0] > $before", "= 1"},
    {"set scheduler-locking off", ""},
    {"thread 2", "Switching to thread 2"},
    {"p $mhartid", "= 1"},
    {"watch counters[1]", "Hardware watchpoint 4"},
    {"delete 3", ""},
    {"continue", "New value"},
    {"kill", ""},
  };

  @TempDir private Path folder;

  private static String run(String... command) throws IOException, InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int _ = process.waitFor();
      return said;
    } catch (IOException e) {
      Assumptions.abort(command[0] + " is not installed: " + e.getMessage());
      return "";
    }
  }

  private Path program(String name) throws IOException, InterruptedException {
    Path program = folder.resolve(name);
    String said =
        run(
            "riscv64-linux-gnu-gcc",
            "-g",
            "-O0",
            "-nostdlib",
            "-static",
            "-mcmodel=medany",
            "-ffreestanding",
            "-fno-pie",
            "-no-pie",
            "-Wl,--build-id=none",
            "-Wl,-T," + GUEST.resolve("debugged.ld"),
            "-o",
            program.toString(),
            GUEST.resolve(name + ".c").toString());
    assertTrue(Files.exists(program), said);
    return program;
  }

  @Test
  void aProgramIsDebugged() throws Exception {
    debug("debugged", 1, DIALOGUE, "");
  }

  @Test
  void hartsAreThreads() throws Exception {
    debug("harts", 2, HARTS, "prog: QEMU: Terminated via GDBstub\n");
  }

  private void debug(String name, int harts, String[][] dialogue, String lastWords)
      throws Exception {
    String version = run("gdb-multiarch", "--version");
    assertTrue(version.startsWith("GNU gdb"), version);
    Path program = program(name);
    Path socket = folder.resolve("gdb");
    List<String> command = new ArrayList<>(List.of("gdb-multiarch", "-nx", "-batch"));
    command.addAll(List.of("-ex", "set pagination off", "-ex", "set confirm off"));
    command.addAll(List.of("-ex", "file " + program, "-ex", "target remote " + socket));
    for (int i = 0; i < dialogue.length; i++) {
      command.addAll(List.of("-ex", "echo <" + i + ">\\n", "-ex", dialogue[i][0]));
    }
    List<String> options = new ArrayList<>(List.of("-nodefaults", "-m", "16M", "-bios", "none"));
    options.addAll(List.of("-smp", "" + harts, "-kernel", program.toString()));
    options.addAll(List.of("-gdb", "unix:" + socket, "-S"));
    try (RunningEmulator emulator = RunningEmulator.start(folder, options.toArray(String[]::new))) {
      emulator.connect(socket).close(); // It is there.
      String said = run(command.toArray(String[]::new));
      for (int i = 0; i < dialogue.length; i++) {
        int from = said.indexOf("<" + i + ">");
        int to = said.indexOf("<" + (i + 1) + ">");
        String answer = from < 0 ? "" : said.substring(from, to < 0 ? said.length() : to);
        assertTrue(answer.contains(dialogue[i][1]), dialogue[i][0] + " says:\n" + said);
      }
      emulator.ends(0, lastWords);
    }
  }
}
