package org.javisor.host.fd;

import org.javisor.host.Errno;
import org.javisor.host.HostException;
import org.javisor.host.libc.Libc;

/** A flag that one thread raises and another waits for with {@link Poller}. */
public final class EventFd implements AutoCloseable {
  private static final int EFD_CLOEXEC_NONBLOCK = 0x80000 | 0x800;

  private final Fd fd;

  private EventFd(Fd fd) {
    this.fd = fd;
  }

  /** A new one, not raised. */
  public static EventFd create() throws HostException {
    long number = Libc.EVENTFD.call(0, EFD_CLOEXEC_NONBLOCK);
    return new EventFd(Fd.adopt((int) HostException.check(number, "create", "event descriptor")));
  }

  /** The descriptor, readable while the flag is up; not to be closed by others. */
  public Fd fd() {
    return fd;
  }

  /** Raises the flag. */
  public void raise() throws HostException {
    byte[] one = new byte[8];
    one[0] = 1; // little-endian
    try {
      fd.writeFully(one);
    } catch (HostException e) {
      if (!e.is(Errno.EAGAIN)) { // the counter is full: the flag is up already
        throw e;
      }
    }
  }

  /** Lowers the flag and tells whether it was up. */
  public boolean lower() throws HostException {
    try {
      return fd.read(new byte[8], 0, 8) == 8;
    } catch (HostException e) {
      if (e.is(Errno.EAGAIN)) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    fd.close();
  }
}
