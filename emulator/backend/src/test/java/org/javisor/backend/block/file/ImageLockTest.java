package org.javisor.backend.block.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.javisor.backend.block.Permission;
import org.javisor.backend.block.Permissions;
import org.javisor.backend.block.qcow2.QemuTools;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageLockTest {
  private static final String IO = "/usr/bin/qemu-io";

  private static final Set<Permission> ONLY_READ =
      Set.of(Permission.CONSISTENT_READ, Permission.WRITE_UNCHANGED);

  @TempDir Path folder;
  private Path image;

  @BeforeEach
  void make() throws IOException {
    image = Files.write(folder.resolve("disk"), new byte[1 << 16]);
  }

  private Fd open(AccessMode mode) throws IOException {
    return Fd.open(image, mode);
  }

  private static Permissions reading() {
    return Permissions.of(Set.of(Permission.CONSISTENT_READ), ONLY_READ);
  }

  private static Permissions writing() {
    return Permissions.of(
        Set.of(Permission.CONSISTENT_READ, Permission.WRITE, Permission.RESIZE), ONLY_READ);
  }

  private static void refuses(Fd fd, Permissions wanted, String lock) {
    ImageLock locks = new ImageLock(fd, "disk");
    LockedException e = assertThrows(LockedException.class, () -> locks.widen(wanted));
    locks.settle(Permissions.NONE);
    assertEquals("Failed to get " + lock + " lock", e.getMessage());
    assertEquals(
        e.getMessage() + "\nIs another process using the image [disk]?",
        LockedException.explain(e));
  }

  @Test
  void oneWriterOrManyReaders() throws IOException {
    try (Fd one = open(AccessMode.READ_WRITE);
        Fd two = open(AccessMode.READ_WRITE);
        Fd three = open(AccessMode.READ_ONLY)) {
      ImageLock first = new ImageLock(one, "disk");
      first.widen(writing());
      refuses(two, writing(), "\"write\"");
      refuses(three, reading(), "shared \"write\"");
      first.settle(reading());
      ImageLock third = new ImageLock(three, "disk");
      third.widen(reading());
      refuses(two, writing(), "\"write\"");
      first.settle(Permissions.NONE);
      third.settle(Permissions.NONE);
      new ImageLock(two, "disk").widen(writing());
    }
  }

  @Test
  void whoDoesNothingIsInNobodysWay() throws IOException {
    try (Fd one = open(AccessMode.READ_WRITE);
        Fd two = open(AccessMode.READ_WRITE)) {
      new ImageLock(one, "disk").widen(Permissions.NONE);
      new ImageLock(two, "disk").widen(writing());
    }
  }

  @Test
  void whatQemuWritesIsRefused() throws IOException, InterruptedException {
    QemuTools.require();
    try (Fd fd = open(AccessMode.READ_WRITE)) {
      Process writer =
          new ProcessBuilder(IO, "-f", "raw", image.toString()).redirectErrorStream(true).start();
      try (var out = writer.outputWriter();
          var in = writer.inputReader()) {
        out.write("write 0 512\n");
        out.flush();
        String line = in.readLine();
        while (line != null && !line.contains("wrote")) {
          line = in.readLine();
        }
        refuses(fd, writing(), "shared \"write\""); // it would not mind, we do
        refuses(fd, reading(), "shared \"write\"");
        out.write("quit\n");
      }
      assertEquals(0, writer.waitFor());
      new ImageLock(fd, "disk").widen(writing());
    }
  }

  @Test
  void qemuRefusesWhatIsWrittenHere() throws IOException, InterruptedException {
    QemuTools.require();
    try (Fd fd = open(AccessMode.READ_WRITE)) {
      ImageLock lock = new ImageLock(fd, "disk");
      lock.widen(writing());
      QemuTools.Result refused = QemuTools.run(folder, "convert", "-f", "raw", "disk", "copy");
      assertEquals(1, refused.status());
      assertTrue(
          refused.output().contains("Failed to get shared \"write\" lock"), refused.output());
      lock.settle(reading());
      assertEquals("", QemuTools.complaints(folder, "convert", "-f", "raw", "disk", "copy"));
      QemuTools.Result write = QemuTools.run(folder, "resize", "-f", "raw", "disk", "1M");
      assertTrue(write.output().contains("Failed to get \"write\" lock"), write.output());
      lock.settle(Permissions.NONE);
      assertEquals("", QemuTools.complaints(folder, "resize", "-f", "raw", "disk", "1M"));
    }
  }
}
