package org.javisor.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real gdb on Debian's kernel: from its first instruction on, and while it runs. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LinuxDebugTest {
  private static final String PROMPT = "(gdb) ";

  @TempDir private Path folder;

  private static void requireDebugger() throws InterruptedException {
    try {
      int _ = new ProcessBuilder("gdb-multiarch", "--version").start().waitFor();
    } catch (IOException e) {
      Assumptions.abort("gdb-multiarch is not installed: " + e.getMessage());
    }
  }

  @Test
  void theKernelIsStoppedWhereverItIs() throws Exception {
    requireDebugger();
    String socket = folder.resolve("gdb").toString();
    try (Distribution distribution = new Distribution()) {
      List<String> command =
          distribution.machine(
              512,
              2,
              "-kernel",
              distribution.guest().resolve("linux").toString(),
              "-initrd",
              distribution.guest().resolve("initrd.gz").toString(),
              "-append",
              "console=ttyS0",
              "-gdb",
              "unix:" + socket + ",server=on",
              "-S");
      try (Console guest = Console.start(command);
          Console gdb =
              Console.start(List.of("gdb-multiarch", "-nx", "-q", "-iex", "set confirm off"))) {
        gdb.await(PROMPT);
        answer(gdb, "set pagination off");
        // Else gdb does not step off a breakpoint but lets one CPU run to a breakpoint behind it:
        // when that CPU takes an interrupt it may wait for ever for a lock of one that stands
        // still.
        answer(gdb, "set osabi none");
        connect(gdb, socket);
        assertTrue(answer(gdb, "p/x $pc").contains("= 0x80200000"));
        assertTrue(answer(gdb, "stepi").contains("0x00000000802"));
        assertTrue(answer(gdb, "p $satp").contains("= 0"));
        gdb.type("continue\n");
        guest.await("Linux version");
        guest.await("Select a language");
        interrupt(gdb);
        String stopped = gdb.await(PROMPT);
        assertTrue(stopped.contains("SIGINT"), stopped);
        assertTrue(answer(gdb, "p/x $satp").contains("= 0xa"), "translation is on");
        String threads = answer(gdb, "info threads");
        assertTrue(threads.contains("Thread 1.1") && threads.contains("Thread 1.2"), threads);
        // Every trap comes by here, the timer's at the latest; the second time from the breakpoint.
        answer(gdb, "break *$stvec");
        for (int i = 0; i < 2; i++) {
          String hit = answer(gdb, "continue");
          assertTrue(hit.contains("Breakpoint 1, 0x"), hit);
        }
        answer(gdb, "delete");
        assertTrue(answer(gdb, "detach").contains("detached"));
        guest.type("\033[B"); // the guest goes on: it moves the bar of its menu
        guest.await("\033");
        answer(gdb, "kill");
      }
    }
  }

  private static String answer(Console gdb, String command) throws IOException {
    gdb.type(command + "\n");
    return gdb.await(PROMPT);
  }

  /** The emulator may need a moment until it listens. */
  private static void connect(Console gdb, String socket) throws IOException {
    while (!answer(gdb, "target remote " + socket).contains("Remote debugging using")) {
      Thread.onSpinWait();
    }
  }

  private static void interrupt(Console gdb) throws IOException, InterruptedException {
    String pid = Long.toString(gdb.process().pid());
    assertEquals(0, new ProcessBuilder("kill", "-INT", pid).start().waitFor());
  }
}
