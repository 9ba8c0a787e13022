package org.javisor.supervisor.instance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.javisor.host.fd.FdTable;
import org.javisor.supervisor.api.DiskRequest;
import org.javisor.supervisor.api.ErrorCode;
import org.javisor.supervisor.api.StopRequest;
import org.javisor.supervisor.api.VmException;
import org.javisor.supervisor.api.VmSpec;
import org.javisor.supervisor.process.EmulatorLauncher;
import org.javisor.supervisor.store.Layout;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Emulators that end early are real processes: shell scripts in the emulator's place. */
@Timeout(30)
class InstancesTest {
  @TempDir private Path scratch;
  private Layout layout = new Layout(Path.of("/"), Path.of("/"));
  private Path emulator = Path.of("/");
  private Instances instances = null;

  @BeforeEach
  void prepare() throws IOException {
    layout = new Layout(scratch.resolve("r"), scratch.resolve("s")).ensure();
    emulator = scratch.resolve("emulator");
    instances = Instances.load(layout, new EmulatorLauncher(emulator));
  }

  @Test
  void exitBeforeTheGreetingIsToldInTheEmulatorsWords() throws IOException {
    script("echo \"-m 0: too small\" >&2", "exit 3");
    VmException failure = assertThrows(VmException.class, () -> instances.run(spec("a")));
    assertEquals(ErrorCode.EMULATOR_EXITED, failure.code());
    assertEquals(
        "VM 'a': the emulator exited with status 3: -m 0: too small", failure.getMessage());
    assertEquals("-m 0: too small\n", failure.logTail());
    assertNothingIsLeft();
  }

  @Test
  void killBeforeTheGreetingNamesTheSignal() throws IOException {
    script("kill -9 $$");
    VmException failure = assertThrows(VmException.class, () -> instances.run(spec("a")));
    assertEquals(ErrorCode.EMULATOR_EXITED, failure.code());
    assertEquals("VM 'a': the emulator was killed by signal 9 (SIGKILL)", failure.getMessage());
    assertNothingIsLeft();
  }

  @Test
  void missingEmulatorIsNamed() throws IOException {
    VmException failure = assertThrows(VmException.class, () -> instances.run(spec("a")));
    assertEquals(ErrorCode.EMULATOR_EXITED, failure.code());
    assertTrue(failure.getMessage().contains("'" + emulator + "'"), failure.getMessage());
    assertTrue(failure.getMessage().contains("No such file"), failure.getMessage());
    assertNothingIsLeft();
  }

  @Test
  void endlessChatterOnStandardErrorIsDrainedAndCapped() throws IOException {
    script("head -c 3000000 /dev/zero | tr '\\0' x >&2", "echo end >&2", "exit 1");
    VmException failure = assertThrows(VmException.class, () -> instances.run(spec("a")));
    assertEquals(64 * 1024, failure.logTail().length());
    assertTrue(failure.logTail().endsWith("xend\n"));
  }

  @Test
  void childSeesExactlyThePlannedDescriptorsAndNoBlockedSignalInItsOwnSession() throws IOException {
    script(
        "echo out=$(readlink /proc/$$/fd/1) >&2",
        "grep SigBlk /proc/self/status >&2",
        "read pid name state parent group session rest < /proc/$$/stat",
        "echo session=$(( session - $$ )) >&2",
        "exec /bin/ls -l /proc/self/fd >&2");
    String said = assertThrows(VmException.class, () -> instances.run(spec("a"))).logTail();
    List<String> lines = said.lines().toList();
    assertEquals("out=/dev/null", lines.get(0), said);
    assertEquals("SigBlk:\t0000000000000000", lines.get(1), said);
    assertEquals("session=0", lines.get(2), said);
    List<String> fds =
        lines.stream()
            .filter(line -> line.contains(" -> "))
            .map(line -> line.replaceAll(".* (\\d+) -> ([a-z/]+).*", "$1 $2"))
            .toList();
    // 1 was turned to standard error by the script, 5 is the listing's own directory.
    assertEquals(
        List.of("0 /dev/null", "1 pipe", "2 pipe", "3 socket", "4 socket", "5 /proc/"), fds, said);
  }

  @Test
  void failedStartsLeakNoDescriptors() throws IOException {
    script("exit 1");
    Path disk = Files.write(scratch.resolve("disk"), new byte[512]);
    VmSpec spec = spec("a", new DiskRequest(disk.toString(), false));
    assertThrows(VmException.class, () -> instances.run(spec));
    int before = FdTable.open().size();
    for (int i = 0; i < 10; i++) {
      assertThrows(VmException.class, () -> instances.run(spec));
    }
    assertEquals(before, FdTable.open().size());
  }

  @Test
  void badDefinitionStartsNothing() throws IOException {
    script("exit 1");
    VmSpec bad =
        new VmSpec(
            "a", new VmSpec.Hardware(0, 1), new VmSpec.Boot("/nowhere", "", ""), List.of(), false);
    VmException failure = assertThrows(VmException.class, () -> instances.run(bad));
    assertEquals(ErrorCode.INVALID, failure.code());
    assertEquals(2, failure.problems().size());
    assertNothingIsLeft();
  }

  @Test
  void unknownMachinesAreNotFound() {
    List<Runnable> calls =
        List.of(
            () -> instances.info("x"),
            () -> instances.start("x"),
            () -> instances.stop(new StopRequest("x", true, 1)),
            () -> instances.kill("x"),
            () -> instances.remove("x"),
            () -> instances.await("x"));
    for (Runnable call : calls) {
      VmException failure = assertThrows(VmException.class, call::run);
      assertEquals(ErrorCode.NOT_FOUND, failure.code());
      assertEquals("there is no VM 'x'", failure.getMessage());
    }
  }

  private void assertNothingIsLeft() throws IOException {
    assertEquals(List.of(), instances.list());
    for (Path directory : List.of(layout.runDirectory(), layout.stateDirectory())) {
      try (Stream<Path> entries = Files.list(directory.resolve("vm"))) {
        assertEquals(List.of(), entries.toList());
      }
    }
    assertFalse(Files.exists(layout.machineRun("a")));
  }

  private void script(String... lines) throws IOException {
    Files.writeString(emulator, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(emulator, PosixFilePermissions.fromString("rwx------"));
  }

  private VmSpec spec(String name, DiskRequest... disks) throws IOException {
    ByteBuffer image = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    image.putInt(0x38, 0x0543_5352);
    Path kernel = Files.write(scratch.resolve("kernel"), image.array());
    return new VmSpec(
        name,
        new VmSpec.Hardware(16, 1),
        new VmSpec.Boot(kernel.toString(), "", ""),
        List.of(disks),
        false);
  }
}
