package org.javisor.supervisor.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.javisor.host.fd.FdTable;
import org.javisor.supervisor.api.ErrorCode;
import org.javisor.supervisor.api.VmException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Daemons that fail to start are real processes: shell scripts in the daemon's place. */
@Timeout(20)
class DaemonAccessTest {
  @TempDir private Path scratch;

  @Test
  void daemonThatDoesNotRunIsNotFound() throws IOException {
    assertEquals(Optional.empty(), access(scratch.toString()).connectIfRunning());
  }

  @Test
  void reasonOfADaemonThatFailsIsKept() throws IOException {
    script("echo \"javisord: state directory '/x' belongs to user 7\" >&2", "exit 12");
    VmException failure = assertThrows(VmException.class, this::connect);
    assertEquals(ErrorCode.UNSAFE_DIRECTORY, failure.code());
    assertEquals(
        "the daemon did not start: javisord: state directory '/x' belongs to user 7",
        failure.getMessage());
  }

  @Test
  void daemonThatIsKilledIsUnreachable() throws IOException {
    script("kill -9 $$");
    VmException failure = assertThrows(VmException.class, this::connect);
    assertEquals(ErrorCode.DAEMON_UNREACHABLE, failure.code());
    assertTrue(failure.getMessage().contains("killed by signal 9"), failure.getMessage());
  }

  @Test
  void missingDaemonIsNamed() throws IOException {
    VmException failure = assertThrows(VmException.class, this::connect);
    assertEquals(ErrorCode.DAEMON_UNREACHABLE, failure.code());
    assertTrue(failure.getMessage().contains("bin/javisord'"), failure.getMessage());
  }

  @Test
  void daemonThatSaysReadyButDoesNotListenIsUnreachable() throws IOException {
    script("echo ready");
    VmException failure = assertThrows(VmException.class, this::connect);
    assertEquals(ErrorCode.DAEMON_UNREACHABLE, failure.code());
    assertTrue(failure.getMessage().contains("does not listen"), failure.getMessage());
  }

  @Test
  void failedStartsLeakNoDescriptors() throws IOException {
    script("exit 1");
    assertThrows(VmException.class, this::connect);
    int before = FdTable.open().size();
    for (int i = 0; i < 5; i++) {
      assertThrows(VmException.class, this::connect);
    }
    assertEquals(before, FdTable.open().size());
  }

  private RemoteService connect() {
    return access(scratch.toString()).connect();
  }

  private DaemonAccess access(String home) {
    return DaemonAccess.fromEnvironment(Map.of("XDG_RUNTIME_DIR", scratch.toString()), home);
  }

  private void script(String... lines) throws IOException {
    Files.createDirectories(scratch.resolve("bin"));
    Path daemon = scratch.resolve("bin/javisord");
    Files.writeString(daemon, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(daemon, PosixFilePermissions.fromString("rwx------"));
  }
}
