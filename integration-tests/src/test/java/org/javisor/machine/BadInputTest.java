package org.javisor.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What cannot work is refused with one sentence that names the item, a code of its own, and nothing
 * left behind.
 */
class BadInputTest {
  @TempDir private Path files;
  private Distribution distribution;

  @BeforeEach
  void open() throws IOException {
    distribution = new Distribution();
  }

  @AfterEach
  void close() throws IOException {
    distribution.close();
  }

  private void refused(int status, String named, String... options) throws Exception {
    String[] command = new String[options.length + 4];
    command[0] = "run";
    command[1] = "--detach";
    command[2] = "--name";
    command[3] = "bad";
    System.arraycopy(options, 0, command, 4, options.length);
    Distribution.Outcome outcome = distribution.javisor(command);
    assertEquals(status, outcome.status(), outcome.err());
    assertTrue(outcome.err().contains(named), outcome.err());
    assertEquals(1, outcome.err().strip().lines().count(), outcome.err());
    assertEquals(3, distribution.javisor("info", "bad").status(), "nothing is left behind");
  }

  @Test
  void aMissingKernelIsNamed() throws Exception {
    refused(10, "/nowhere/linux", "--kernel", "/nowhere/linux");
  }

  @Test
  void aTruncatedKernelIsNamed() throws Exception {
    Path kernel = Files.write(files.resolve("short"), new byte[10]);
    refused(10, kernel.toString(), "--kernel", kernel.toString());
  }

  @Test
  void aKernelForAnotherCpuIsSaidToBeSo() throws Exception {
    byte[] elf = new byte[256];
    elf[0] = 0x7F;
    elf[1] = 'E';
    elf[2] = 'L';
    elf[3] = 'F';
    elf[4] = 2;
    elf[5] = 1;
    elf[18] = 62;
    Path kernel = Files.write(files.resolve("amd64"), elf);
    refused(13, "x86_64", "--kernel", kernel.toString());
  }

  @Test
  void noMemoryIsRefused() throws Exception {
    Path guest = distribution.guest();
    refused(2, "memory", "--kernel", guest.resolve("linux").toString(), "--memory", "0");
  }

  @Test
  void aDiskThatCannotBeOpenedIsNamed() throws Exception {
    Path guest = distribution.guest();
    refused(
        10,
        files.toString(),
        "--kernel",
        guest.resolve("linux").toString(),
        "--disk",
        files.toString());
  }

  @Test
  void moreMemoryThanTheHostHasIsRefused() throws Exception {
    Path guest = distribution.guest();
    refused(11, "MiB", "--kernel", guest.resolve("linux").toString(), "--memory", "99999999");
  }

  @Test
  void aRunDirectoryThatOthersCanReadIsRefused() throws Exception {
    Path open = distribution.runDirectory().resolve("javisor");
    Files.createDirectory(open);
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    Distribution.Outcome outcome = distribution.javisor("run", "--kernel", "/bin/sh", "--detach");
    assertEquals(12, outcome.status(), outcome.err());
    assertTrue(outcome.err().contains(open.toString()), outcome.err());
    Files.delete(open);
  }
}
