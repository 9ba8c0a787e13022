package org.javisor.backend.block.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.javisor.backend.block.qcow2.QemuTools;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageLockTest {
  private static final String IO = "/usr/bin/qemu-io";

  @TempDir Path folder;
  private Path image;

  @BeforeEach
  void make() throws IOException {
    image = Files.write(folder.resolve("disk"), new byte[1 << 16]);
  }

  private Fd open(AccessMode mode) throws IOException {
    return Fd.open(image, mode);
  }

  private void refuses(Fd fd, boolean write, String lock) {
    IOException e = assertThrows(IOException.class, () -> ImageLock.take(fd, "disk", write));
    assertEquals(
        "Failed to get " + lock + " lock\nIs another process using the image [disk]?",
        e.getMessage());
  }

  @Test
  void oneWriterOrManyReaders() throws IOException {
    try (Fd one = open(AccessMode.READ_WRITE);
        Fd two = open(AccessMode.READ_WRITE);
        Fd three = open(AccessMode.READ_ONLY)) {
      ImageLock.take(one, "disk", true);
      refuses(two, true, "\"write\"");
      refuses(three, false, "shared \"write\"");
      ImageLock.release(one);
      ImageLock.take(three, "disk", false);
      refuses(two, true, "\"write\"");
      ImageLock.take(one, "disk", false);
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
        refuses(fd, true, "shared \"write\""); // it would not mind, we do
        refuses(fd, false, "shared \"write\"");
        out.write("quit\n");
      }
      assertEquals(0, writer.waitFor());
      ImageLock.take(fd, "disk", true);
    }
  }

  @Test
  void qemuRefusesWhatIsWrittenHere() throws IOException, InterruptedException {
    QemuTools.require();
    try (Fd fd = open(AccessMode.READ_WRITE)) {
      ImageLock.take(fd, "disk", true);
      QemuTools.Result refused = QemuTools.run(folder, "convert", "-f", "raw", "disk", "copy");
      assertEquals(1, refused.status());
      assertTrue(
          refused.output().contains("Failed to get shared \"write\" lock"), refused.output());
      ImageLock.release(fd);
      ImageLock.take(fd, "disk", false);
      assertEquals("", QemuTools.complaints(folder, "convert", "-f", "raw", "disk", "copy"));
      QemuTools.Result write = QemuTools.run(folder, "resize", "-f", "raw", "disk", "1M");
      assertTrue(write.output().contains("Failed to get \"write\" lock"), write.output());
    }
  }
}
