package org.javisor.supervisor.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.javisor.supervisor.api.ErrorCode;
import org.javisor.supervisor.api.VmException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayoutTest {
  @TempDir private Path scratch;

  @Test
  void directoriesComeFromTheEnvironmentAndArePrivate() throws IOException {
    Layout layout = locate().ensure();
    assertEquals(scratch.resolve("javisor"), layout.runDirectory());
    assertEquals(scratch.resolve("state/javisor"), layout.stateDirectory());
    assertEquals("rwx------", mode(layout.runDirectory()));
    assertEquals("rwx------", mode(layout.stateDirectory()));
  }

  @Test
  void ensureTwiceIsFine() throws IOException {
    locate().ensure();
    assertEquals(locate(), locate().ensure());
  }

  @Test
  void directoryOpenToOthersIsRefused() throws IOException {
    Path run = Files.createDirectory(scratch.resolve("javisor"));
    Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-x---"));
    assertRefused("has mode rwxr-x---");
  }

  @Test
  void symbolicLinkIsRefused() throws IOException {
    Path elsewhere = PrivateDirectory.ensure(scratch.resolve("elsewhere"), "test directory");
    Files.createSymbolicLink(scratch.resolve("javisor"), elsewhere);
    assertRefused("is not a directory");
  }

  @Test
  void directoryOfAnotherUserIsRefused() throws IOException {
    Path foreign = foreignDirectory();
    VmException refusal =
        assertThrows(VmException.class, () -> PrivateDirectory.ensure(foreign, "run directory"));
    assertEquals(ErrorCode.UNSAFE_DIRECTORY, refusal.code());
    assertTrue(refusal.getMessage().contains("belongs to user"), refusal.getMessage());
  }

  @Test
  void socketPathThatTheKernelCannotHoldIsRefused() throws IOException {
    Path deep = Files.createDirectories(scratch.resolve("x".repeat(100)));
    Layout layout = new Layout(deep.resolve("javisor"), scratch);
    VmException refusal = assertThrows(VmException.class, layout::daemonSocket);
    assertTrue(refusal.getMessage().contains("expected at most 107"), refusal.getMessage());
  }

  /** One that root can make, or the one that root certainly has. */
  private Path foreignDirectory() throws IOException {
    if (PrivateDirectory.ownUid() != 0) {
      return Path.of("/");
    }
    Path directory = PrivateDirectory.ensure(scratch.resolve("foreign"), "test directory");
    Files.setAttribute(directory, "unix:uid", 12_345);
    return directory;
  }

  private void assertRefused(String because) {
    VmException refusal = assertThrows(VmException.class, () -> locate().ensure());
    assertEquals(ErrorCode.UNSAFE_DIRECTORY, refusal.code());
    assertTrue(refusal.getMessage().contains(because), refusal.getMessage());
  }

  private Layout locate() throws IOException {
    return Layout.locate(
        Map.of(
            "XDG_RUNTIME_DIR", scratch.toString(),
            "XDG_STATE_HOME", scratch.resolve("state").toString()));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
