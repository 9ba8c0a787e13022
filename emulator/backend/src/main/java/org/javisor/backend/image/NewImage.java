package org.javisor.backend.image;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.javisor.backend.block.file.FileNode;
import org.javisor.backend.block.file.ImageLock;
import org.javisor.backend.block.qcow2.Create;
import org.javisor.host.Errno;
import org.javisor.host.HostException;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.OpenFlag;

/** Makes images. What was in a file before is gone, unless somebody uses it. */
public final class NewImage {
  private static final int PERMISSIONS = 0644;
  private static final int SECTOR = 512;

  private NewImage() {}

  /** What is made. */
  public sealed interface Plan {
    /** A file of {@code size} bytes. */
    record Raw(long size, Create.Preallocation preallocation) implements Plan {}

    /** An image; its data file, if it names one, is made beside it. */
    record Qcow2(Create.Options options) implements Plan {}
  }

  /**
   * Makes an image.
   *
   * @throws IOException with a message for the operator
   */
  public static void create(String filename, Plan plan) throws IOException {
    try (FileNode file = file(filename)) {
      switch (plan) {
        case Plan.Raw raw -> raw(file, raw);
        case Plan.Qcow2 image -> {
          Optional<String> name = image.options().dataFile();
          if (name.isEmpty()) {
            Create.create(file, filename, Optional.empty(), image.options());
            return;
          }
          String beside = Path.of(filename).resolveSibling(name.get()).toString();
          try (FileNode data = file(beside)) {
            Create.create(file, filename, Optional.of(data), image.options());
          }
        }
      }
    }
  }

  private static FileNode file(String filename) throws IOException {
    try {
      Fd fd = Fd.open(Path.of(filename), AccessMode.READ_WRITE, PERMISSIONS, OpenFlag.CREATE);
      try {
        FileNode file = new FileNode(filename, fd, fd::close, false);
        new ImageLock(fd, filename).widen(OpenImage.permissions(true));
        file.neverSync();
        return file;
      } catch (IOException e) {
        fd.close();
        throw e;
      }
    } catch (HostException e) {
      throw new IOException("Could not create '" + filename + "': " + Errno.text(e.errno()), e);
    } catch (InvalidPathException e) {
      throw new IOException("Could not create '" + filename + "': " + e.getReason(), e);
    }
  }

  private static void raw(FileNode file, Plan.Raw plan) throws IOException {
    long size = (plan.size + SECTOR - 1) / SECTOR * SECTOR;
    file.truncate(0);
    file.truncate(size);
    switch (plan.preallocation) {
      case OFF -> {}
      case METADATA -> throw new IOException("Unsupported preallocation mode 'metadata'");
      case FALLOC -> file.reserve(0, size);
      case FULL -> file.writeZeroes(0, size);
    }
  }
}
