package org.javisor.host.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.concurrent.FutureTask;
import org.javisor.host.Errno;
import org.javisor.host.HostException;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.FdTable;
import org.javisor.host.fd.OpenFlag;
import org.javisor.host.fd.Pipe;
import org.javisor.host.signal.Signals;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpawnTest {
  private static final Path SHELL = Path.of("/bin/sh");

  @TempDir private Path folder;
  private SortedSet<Integer> before;

  @BeforeEach
  void remember() throws IOException {
    FdTable.open();
    before = FdTable.open();
  }

  @AfterEach
  void nothingLeaks() throws IOException {
    assertEquals(before, FdTable.open());
  }

  private static Spawn shell(String script) {
    return Spawn.of(SHELL).arguments(List.of("a free name", "-c", script));
  }

  private record Ended(ExitStatus status, String output) {}

  /** Runs to the end with its output in a pipe as descriptor 1. */
  private static Ended run(Spawn plan) throws IOException {
    try (Pipe pipe = Pipe.open();
        ChildProcess child = plan.descriptor(1, pipe.writeEnd()).start()) {
      pipe.writeEnd().close();
      byte[] output = new byte[65536];
      int length = pipe.readEnd().readFully(output);
      return new Ended(child.waitForExit(), new String(output, 0, length, UTF_8));
    }
  }

  private Fd file(String name) throws IOException {
    Path path = folder.resolve(name);
    Files.writeString(path, name);
    return Fd.open(path, AccessMode.READ_WRITE);
  }

  @Test
  void exitStatusIsReported() throws IOException {
    assertEquals(new ExitStatus.Exited(3), run(shell("exit 3")).status());
    assertTrue(run(shell("exit 0")).status().isSuccess());
    assertEquals("exited with status 3", new ExitStatus.Exited(3).toString());
  }

  @Test
  void deathBySignalIsReported() throws IOException {
    try (Pipe pipe = Pipe.open();
        ChildProcess child = shell("read x").descriptor(0, pipe.readEnd()).start()) {
      assertTrue(child.isAlive());
      assertTrue(child.exitStatus().isEmpty());
      assertTrue(child.signal(Signals.KILL.number()));
      ExitStatus status = child.waitForExit();
      assertEquals(new ExitStatus.Signalled(9), status);
      assertEquals("killed by signal 9 (SIGKILL)", status.toString());
      assertFalse(status.isSuccess());
      assertFalse(child.isAlive());
      assertFalse(child.signal(Signals.TERM.number()));
      assertEquals(status, child.waitForExit());
    }
  }

  @Test
  void everyWaitingThreadIsTold() throws Exception {
    try (Pipe pipe = Pipe.open();
        ChildProcess child = shell("read x; exit 7").descriptor(0, pipe.readEnd()).start()) {
      List<FutureTask<ExitStatus>> waiting = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        FutureTask<ExitStatus> one = new FutureTask<>(child::waitForExit);
        waiting.add(one);
        Thread.ofPlatform().start(one);
      }
      pipe.writeEnd().writeFully("\n".getBytes(UTF_8));
      for (FutureTask<ExitStatus> one : waiting) {
        assertEquals(new ExitStatus.Exited(7), one.get());
      }
    }
  }

  @Test
  void missingProgramIsNamedAtOnce() {
    Path missing = folder.resolve("missing");
    HostException e = assertThrows(HostException.class, () -> Spawn.of(missing).start());
    assertTrue(e.is(Errno.ENOENT));
    assertEquals("execute '" + missing + "': No such file or directory", e.getMessage());
    HostException denied = assertThrows(HostException.class, () -> Spawn.of(folder).start());
    assertTrue(denied.is(Errno.EACCES));
  }

  @Test
  void missingDirectoryIsNamed() {
    Path missing = folder.resolve("missing");
    HostException e =
        assertThrows(HostException.class, () -> shell("exit 0").workingDirectory(missing).start());
    assertEquals(
        "change to directory '" + missing + "': No such file or directory", e.getMessage());
  }

  @Test
  void argumentsEnvironmentAndDirectoryAreThePlans() throws IOException {
    Ended ended =
        run(
            shell("echo \"$0|$1|$HOME|$X\"; /usr/bin/env; pwd")
                .arguments(List.of("name", "-c", "echo \"$1|$X|$HOME\"; pwd -P", "zero", "a b'\"é"))
                .environment(Map.of("X", "1=2"))
                .workingDirectory(folder));
    assertEquals("a b'\"é|1=2|\n" + folder.toRealPath() + "\n", ended.output());
    ended = run(Spawn.of(Path.of("/usr/bin/env")).environment(Map.of("A", "", "B", "x")));
    List<String> lines = new ArrayList<>(ended.output().lines().toList());
    lines.sort(null);
    assertEquals(List.of("A=", "B=x"), lines);
  }

  /** What {@code ls -l /proc/self/fd} tells: "number -> target" lines. */
  private static List<String> table(Spawn plan) throws IOException {
    Ended ended = run(plan.arguments(List.of("ls", "-l", "/proc/self/fd")));
    List<String> found = new ArrayList<>();
    for (String line : ended.output().lines().toList()) {
      int arrow = line.indexOf(" -> ");
      if (arrow > 0 && !line.contains("/proc/")) { // the directory that ls itself reads
        found.add(line.substring(line.lastIndexOf(' ', arrow - 1) + 1));
      }
    }
    return found;
  }

  @Test
  void childHasExactlyThePlannedDescriptors() throws IOException {
    Path ls = Path.of("/bin/ls");
    try (Fd nothing = Fd.open(Path.of("/dev/null"), AccessMode.READ_ONLY);
        Fd disk = file("disk");
        Fd leak = file("leak")) {
      leak.setCloseOnExec(false); // even this must not get through
      List<String> found =
          table(
              Spawn.of(ls)
                  .descriptor(0, nothing)
                  .descriptor(2, nothing)
                  .descriptor(9, disk)
                  .descriptor(11, disk));
      found.removeIf(line -> line.startsWith("1 -> pipe:"));
      assertEquals(
          List.of(
              "0 -> /dev/null",
              "11 -> " + folder.resolve("disk"),
              "2 -> /dev/null",
              "9 -> " + folder.resolve("disk")),
          found);
      assertTrue(disk.isCloseOnExec());
    }
  }

  @Test
  void swappedNumbersReachTheirTargets() throws IOException {
    try (Fd a = file("a");
        Fd b = file("b");
        Fd c = file("c")) {
      // each target is another's source number, in a ring, and one stays where it is
      Fd fixed = a.duplicate();
      List<String> found =
          table(
              Spawn.of(Path.of("/bin/ls"))
                  .descriptor(a.number(), b)
                  .descriptor(b.number(), c)
                  .descriptor(c.number(), a)
                  .descriptor(fixed.number(), fixed));
      fixed.close();
      assertTrue(found.contains(a.number() + " -> " + folder.resolve("b")), found.toString());
      assertTrue(found.contains(b.number() + " -> " + folder.resolve("c")), found.toString());
      assertTrue(found.contains(c.number() + " -> " + folder.resolve("a")), found.toString());
      assertTrue(found.contains(fixed.number() + " -> " + folder.resolve("a")), found.toString());
      assertEquals(5, found.size(), found.toString());
    }
  }

  @Test
  void childLeadsItsSessionAndBlocksAndIgnoresNoSignal() throws IOException {
    Ended ended =
        run(
            Spawn.of(Path.of("/bin/cat"))
                .arguments(List.of("cat", "/proc/self/status", "/proc/self/stat")));
    String output = ended.output();
    assertTrue(output.contains("SigBlk:\t0000000000000000"), output);
    assertTrue(output.contains("SigIgn:\t0000000000000000"), output);
    String[] stat = output.substring(output.lastIndexOf(") ") + 2).split(" ");
    String pid = output.substring(output.indexOf("\nPid:\t") + 6).split("\n")[0];
    assertEquals(pid, stat[2], "process group");
    assertEquals(pid, stat[3], "session");
  }

  @Test
  void childCanWriteToWhatItWasGiven() throws IOException {
    Path path = folder.resolve("out");
    try (Fd out = Fd.open(path, AccessMode.WRITE_ONLY, OpenFlag.CREATE);
        ChildProcess child = shell("echo done >&7").descriptor(7, out).start()) {
      assertEquals(new ExitStatus.Exited(0), child.waitForExit());
      assertEquals("done\n", Files.readString(path));
    }
  }

  @Test
  void manyChildrenLeaveNoDescriptorBehind() throws IOException {
    for (int i = 0; i < 20; i++) {
      try (ChildProcess child = Spawn.of(Path.of("/bin/true")).start()) {
        assertTrue(child.waitForExit().isSuccess());
      }
    }
  }
}
