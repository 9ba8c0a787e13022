package org.javisor.host.socket;

import java.util.ArrayList;
import java.util.List;
import org.javisor.host.fd.Fd;

/** What one receive brought. */
public final class Received {
  private final int bytes;
  private final int[] fds;
  private final boolean truncated;

  Received(int bytes, int[] fds, boolean truncated) {
    this.bytes = bytes;
    this.fds = fds;
    this.truncated = truncated;
  }

  /** Bytes put into the buffer, or -1 at the end of the stream. */
  public int bytes() {
    return bytes;
  }

  /** Numbers of the descriptors that came along, close-on-exec, the caller's to close. */
  public int[] fds() {
    return fds.clone();
  }

  /** The same with an owner each; call once, instead of {@link #fds}. */
  public List<Fd> adopt() {
    List<Fd> owners = new ArrayList<>(fds.length);
    for (int fd : fds) {
      owners.add(Fd.adopt(fd));
    }
    return owners;
  }

  /** Whether the sender passed more descriptors than are here; the others are closed. */
  public boolean truncated() {
    return truncated;
  }
}
