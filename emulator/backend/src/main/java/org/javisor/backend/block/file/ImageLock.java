package org.javisor.backend.block.file;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import org.javisor.host.Errno;
import org.javisor.host.HostException;
import org.javisor.host.fd.ByteLocks;
import org.javisor.host.fd.Fd;

/**
 * Says to other emulators, by locks on single bytes of an image, what this one does with it and
 * what it lets others do; and finds out whether they agree.
 *
 * <p>A shared lock on byte 100 + p says that permission p is used, one on byte 200 + p that nobody
 * else may use it. Locks belong to the open file and end with it.
 *
 * <p>Spec: none, the places are QEMU's.
 */
public final class ImageLock {
  private static final int USED = 100;
  private static final int REFUSED = 200;

  /** What can be done with an image, in the order of the bytes. */
  public enum Permission {
    CONSISTENT_READ("consistent read"),
    WRITE("write"),
    WRITE_UNCHANGED("write unchanged"),
    RESIZE("resize");

    private final String text;

    Permission(String text) {
      this.text = text;
    }
  }

  private ImageLock() {}

  /**
   * Locks {@code file} for a user that reads it and lets nobody write, or that also writes.
   *
   * @throws IOException when others do not agree; nothing is locked then
   */
  public static void take(Fd file, String name, boolean write) throws IOException {
    Set<Permission> used = EnumSet.of(Permission.CONSISTENT_READ);
    if (write) {
      used.add(Permission.WRITE);
      used.add(Permission.RESIZE);
    }
    Set<Permission> refused = EnumSet.of(Permission.WRITE, Permission.RESIZE);
    try {
      for (Permission permission : used) {
        lock(file, USED + permission.ordinal(), failed(name, permission, ""));
      }
      for (Permission permission : refused) {
        lock(file, REFUSED + permission.ordinal(), failed(name, permission, "shared "));
      }
      for (Permission permission : used) {
        check(file, REFUSED + permission.ordinal(), failed(name, permission, ""));
      }
      for (Permission permission : refused) {
        check(file, USED + permission.ordinal(), failed(name, permission, "shared "));
      }
    } catch (IOException e) {
      release(file);
      throw e;
    }
  }

  private static String failed(String name, Permission permission, String shared) {
    return "Failed to get "
        + shared
        + "\""
        + permission.text
        + "\" lock\nIs another process using the image ["
        + name
        + "]?";
  }

  private static void lock(Fd file, long at, String message) throws IOException {
    try {
      ByteLocks.share(file, at);
    } catch (HostException e) {
      if (e.errno() == Errno.EAGAIN.number() || e.errno() == Errno.EACCES.number()) {
        throw new IOException(message, e);
      }
      if (!isUnsupported(e)) {
        throw e;
      }
    }
  }

  private static void check(Fd file, long at, String message) throws IOException {
    try {
      if (ByteLocks.isHeldElsewhere(file, at)) {
        throw new IOException(message);
      }
    } catch (HostException e) {
      if (!isUnsupported(e)) {
        throw e;
      }
    }
  }

  /** Some file systems have no locks: an image there is used without. */
  private static boolean isUnsupported(HostException e) {
    return e.errno() == Errno.EINVAL.number()
        || e.errno() == Errno.ENOSYS.number()
        || e.errno() == Errno.EOPNOTSUPP.number();
  }

  /** Gives all up; needed where other descriptors of the same opening stay. */
  public static void release(Fd file) {
    try {
      for (Permission permission : Permission.values()) {
        ByteLocks.release(file, USED + permission.ordinal());
        ByteLocks.release(file, REFUSED + permission.ordinal());
      }
    } catch (HostException e) {
      // It has no locks, or is closed and has none any more.
    }
  }
}
