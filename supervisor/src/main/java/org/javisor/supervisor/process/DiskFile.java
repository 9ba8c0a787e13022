package org.javisor.supervisor.process;

import java.nio.file.Path;
import org.javisor.host.HostException;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.supervisor.api.DiskRequest;
import org.javisor.supervisor.api.ErrorCode;
import org.javisor.supervisor.api.VmException;

/**
 * A guest's disk, opened by us: the emulator gets the descriptor and never the path.
 *
 * @param disk what was asked for
 * @param fd the open image
 */
public record DiskFile(DiskRequest disk, Fd fd) implements AutoCloseable {
  /** Opens an image for reading, and for writing unless it is read-only. */
  public static DiskFile open(DiskRequest disk) {
    AccessMode access = disk.readOnly() ? AccessMode.READ_ONLY : AccessMode.READ_WRITE;
    try {
      return new DiskFile(disk, Fd.open(Path.of(disk.path()), access));
    } catch (HostException refused) {
      throw new VmException(
          ErrorCode.FILE_UNUSABLE,
          "disk '" + disk.path() + "' cannot be opened: " + refused.getMessage(),
          refused);
    }
  }

  @Override
  public void close() {
    fd.close();
  }
}
