package org.javisor.backend.block.file;

import java.io.IOException;
import java.util.BitSet;
import org.javisor.backend.block.Permission;
import org.javisor.backend.block.Permissions;
import org.javisor.host.Errno;
import org.javisor.host.HostException;
import org.javisor.host.fd.ByteLocks;
import org.javisor.host.fd.Fd;

/**
 * Says to other emulators, by locks on single bytes of an image, what this one does with it and
 * what it lets others do; and finds out whether they agree.
 *
 * <p>A shared lock on byte 100 + p says that permission p is used, one on byte 200 + p that nobody
 * else may use it. Locks belong to the open file and end with it. Its owner's lock guards it.
 *
 * <p>Spec: none, the places are QEMU's.
 */
public final class ImageLock {
  private static final int USED = 100;
  private static final int REFUSED = 200;

  private final Fd file;
  private final String name;
  private final BitSet held = new BitSet();

  /**
   * The locks of an open file, none so far.
   *
   * @param name what messages call it
   */
  public ImageLock(Fd file, String name) {
    this.file = file;
    this.name = name;
  }

  /**
   * Locks what {@code wanted} asks for, and keeps what is locked already.
   *
   * @throws LockedException when others do not agree; what was locked on the way stays until {@link
   *     #settle}
   */
  public void widen(Permissions wanted) throws IOException {
    if (!bytes(wanted).stream().allMatch(held::get)) {
      for (Permission permission : Permission.values()) {
        if (wanted.used().contains(permission)) {
          lock(USED + permission.ordinal(), failed(permission, ""));
        }
        if (!wanted.shared().contains(permission)) {
          lock(REFUSED + permission.ordinal(), failed(permission, "shared "));
        }
      }
      for (Permission permission : Permission.values()) {
        if (wanted.used().contains(permission)) {
          check(REFUSED + permission.ordinal(), failed(permission, ""));
        }
      }
      for (Permission permission : Permission.values()) {
        if (!wanted.shared().contains(permission)) {
          check(USED + permission.ordinal(), failed(permission, "shared "));
        }
      }
    }
  }

  /** Locks what {@code wanted} asks for; others agreed to it when it was another open file. */
  public void adopt(Permissions wanted) {
    bytes(wanted).stream()
        .forEach(at -> {
          try {
            ByteLocks.share(file, at);
            held.set(at);
          } catch (HostException e) {
            // It has no locks.
          }
        });
  }

  private static BitSet bytes(Permissions wanted) {
    BitSet bytes = new BitSet();
    for (Permission permission : Permission.values()) {
      bytes.set(USED + permission.ordinal(), wanted.used().contains(permission));
      bytes.set(REFUSED + permission.ordinal(), !wanted.shared().contains(permission));
    }
    return bytes;
  }

  private LockedException failed(Permission permission, String shared) {
    return new LockedException(
        "Failed to get " + shared + "\"" + permission.text() + "\" lock", name);
  }

  private void lock(int at, LockedException refused) throws IOException {
    if (held.get(at)) {
      return;
    }
    try {
      ByteLocks.share(file, at);
    } catch (HostException e) {
      if (e.errno() == Errno.EAGAIN.number() || e.errno() == Errno.EACCES.number()) {
        throw refused;
      }
      if (!isUnsupported(e)) {
        throw e;
      }
    }
    held.set(at);
  }

  private void check(int at, LockedException refused) throws IOException {
    try {
      if (ByteLocks.isHeldElsewhere(file, at)) {
        throw refused;
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

  /** Gives up what {@code wanted} does not ask for. */
  public void settle(Permissions wanted) {
    BitSet needed = bytes(wanted);
    for (int at = held.nextSetBit(0); at >= 0; at = held.nextSetBit(at + 1)) {
      if (!needed.get(at)) {
        release(at);
      }
    }
  }

  private void release(int at) {
    try {
      ByteLocks.release(file, at);
    } catch (HostException e) {
      // It has no locks, or is closed and has none any more.
    }
    held.clear(at);
  }
}
