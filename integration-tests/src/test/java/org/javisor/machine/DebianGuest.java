package org.javisor.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.javisor.supervisor.api.ErrorCode;
import org.javisor.supervisor.api.VmException;
import org.javisor.supervisor.provision.debian.DebianImage;
import org.javisor.supervisor.provision.debian.DebianImages;
import org.javisor.supervisor.provision.debian.DebianSpec;
import org.javisor.supervisor.provision.debian.HostTools;

/** The Debian system of the tests, and what its administrator does at the console. */
final class DebianGuest {
  /** What it says when somebody may log in. */
  static final String LOGIN = "debian login: ";

  private static final String PASSWORD = "javisor";
  private static final String PASSWORD_HASH =
      "$6$javisor$I12VDMxQ2jP7b2Z6xxENHnhoknHt1XX7vv5rrZMSlXU.3MqJT..pidFO3/mdBaw.w5xky8MqNCEKz8Au9qqcI.";

  private static final DebianSpec SYSTEM =
      new DebianSpec(List.of("stress-ng"), "debian", PASSWORD_HASH, 2L << 30);

  private DebianGuest() {}

  /**
   * Builds its disk, or takes the one of an earlier run; not to be written to. Skips the test where
   * it cannot be built.
   */
  static DebianImage image() throws IOException, InterruptedException {
    try {
      return new DebianImages(DebianImages.usualCache(System.getenv()), System.out::println)
          .get(SYSTEM);
    } catch (VmException e) {
      assumeTrue(
          e.code() != ErrorCode.HOST_LIMIT, "skipped: no disk can be built: " + e.getMessage());
      throw e;
    }
  }

  /** Logs in; the console has asked for it. */
  static void enter(Console console) throws IOException {
    console.type("root\n");
    console.await("Password: ");
    console.type(PASSWORD + "\n");
    console.await("~# ");
  }

  /** What a command prints, which ends with status 0. */
  static String answer(Console console, String command) throws IOException {
    console.type(command + "; echo sta''tus=$?.\n"); // its echo is not taken for what it prints
    String printed = console.await("status=");
    assertEquals("0.", console.await("."), () -> command + ": " + printed);
    return printed;
  }

  /** Powers it off; the emulator ends. */
  static void end(Console console) throws IOException, InterruptedException {
    console.type("poweroff\n");
    console.await("Power down");
    assertEquals(0, console.process().waitFor());
  }

  /** The file system of a raw disk is sound. */
  static void checkFileSystem(Distribution distribution, Path disk)
      throws IOException, InterruptedException {
    Path e2fsck = HostTools.find("e2fsck").orElseThrow(); // comes with mke2fs
    Distribution.Outcome check =
        distribution.execute(
            List.of(e2fsck.toString(), "-fn", disk + "?offset=" + DebianImage.PARTITION_BYTES));
    assertEquals(0, check.status(), check.out());
  }
}
