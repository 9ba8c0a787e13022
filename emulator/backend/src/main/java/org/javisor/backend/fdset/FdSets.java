package org.javisor.backend.fdset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.javisor.host.Errno;
import org.javisor.host.HostException;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.OpenFlag;

/**
 * The descriptor sets of one emulator.
 *
 * <p>A member is closed when it is removed, and all members of sets that nothing has open when the
 * last monitor disconnects; what was opened from a set is a duplicate and stays.
 */
public final class FdSets {
  /** What names of files to open from a set begin with. */
  public static final String PREFIX = "/dev/fdset/";

  private final Map<Long, FdSet> sets = new TreeMap<>();

  private static final class FdSet {
    private final List<Member> members = new ArrayList<>();
    private int opened;
  }

  /**
   * A descriptor of a set.
   *
   * @param opaque the manager's own note
   */
  public record Member(Fd fd, Optional<String> opaque) {}

  /** A set, as it is now. */
  public record Snapshot(long id, List<Member> members) {}

  /** Where a descriptor went. */
  public record Added(long setId, int fd) {}

  /**
   * Adds {@code fd}, owned by the set from now on, to set {@code id}, or to a new one with the
   * lowest free number.
   */
  public synchronized Added add(Fd fd, Optional<Long> id, Optional<String> opaque)
      throws FdSetException {
    if (id.isPresent() && id.get() < 0) {
      throw new FdSetException("Parameter 'fdset-id' expects a non-negative value", Errno.EINVAL);
    }
    long set = id.orElseGet(this::lowestFree);
    sets.computeIfAbsent(set, _ -> new FdSet()).members.add(new Member(fd, opaque));
    return new Added(set, fd.number());
  }

  private long lowestFree() {
    long id = 0;
    while (sets.containsKey(id)) {
      id++;
    }
    return id;
  }

  /** Removes one member, or all, and closes them. */
  public synchronized void remove(long id, Optional<Long> number) throws FdSetException {
    FdSet set = sets.get(id);
    boolean found = false;
    if (set != null) {
      Iterator<Member> members = set.members.iterator();
      while (members.hasNext()) {
        Member member = members.next();
        if (number.isEmpty() || member.fd().number() == number.get()) {
          members.remove();
          member.fd().close();
          found = true;
        }
      }
      forgetEmpty(id, set);
    }
    if (!found) {
      String which =
          number.isPresent() ? "fdset-id:" + id + ", fd:" + number.get() : "fdset-id:" + id;
      throw new FdSetException("File descriptor named '" + which + "' not found", Errno.ENOENT);
    }
  }

  /** All sets, the highest number first. */
  public synchronized List<Snapshot> query() {
    List<Snapshot> all = new ArrayList<>();
    for (Map.Entry<Long, FdSet> entry : sets.entrySet()) {
      all.addFirst(new Snapshot(entry.getKey(), List.copyOf(entry.getValue().members)));
    }
    return all;
  }

  /** The last monitor has gone: sets that nothing was opened from are closed. */
  public synchronized void monitorsGone() {
    Iterator<FdSet> all = sets.values().iterator();
    while (all.hasNext()) {
      FdSet set = all.next();
      if (set.opened == 0) {
        for (Member member : set.members) {
          member.fd().close();
        }
        all.remove();
      }
    }
  }

  /** Whether {@code name} is to be opened from a set. */
  public static boolean isName(String name) {
    return name.startsWith(PREFIX);
  }

  /** A file opened from a set; closing it tells the set. */
  public final class Opened implements AutoCloseable {
    private final long id;
    private final Fd fd;
    private boolean closed;

    private Opened(long id, Fd fd) {
      this.id = id;
      this.fd = fd;
    }

    /** The duplicate; it is closed with this. */
    public Fd fd() {
      return fd;
    }

    @Override
    public void close() {
      synchronized (FdSets.this) {
        if (!closed) {
          closed = true;
          fd.close();
          FdSet set = sets.get(id);
          if (set != null) {
            set.opened--;
            forgetEmpty(id, set);
          }
        }
      }
    }
  }

  /**
   * Duplicates the newest member of the set that {@code name} names whose access mode is {@code
   * access} and that bypasses the host's cache if and only if the flags say so.
   *
   * @param flags of opening; those that concern a new file have no effect
   * @throws FdSetException ENOENT when there is no such set, EACCES when no member fits, EINVAL for
   *     a name that is none
   */
  public synchronized Opened open(String name, AccessMode access, OpenFlag... flags)
      throws FdSetException {
    long id = parse(name);
    FdSet set = sets.get(id);
    if (set == null) {
      throw new FdSetException("Failed to find fdset " + name, Errno.ENOENT);
    }
    boolean direct = Arrays.asList(flags).contains(OpenFlag.DIRECT);
    try {
      for (Member member : set.members.reversed()) {
        if (member.fd().accessMode() == access && member.fd().isDirect() == direct) {
          Fd duplicate = member.fd().duplicate();
          set.opened++;
          return new Opened(id, duplicate);
        }
      }
    } catch (HostException e) {
      throw new FdSetException("Could not dup FD for " + name + ": " + e.getMessage(), Errno.EBADF);
    }
    throw new FdSetException(
        "Failed to find file descriptor with matching flags=0x"
            + Integer.toHexString(OpenFlag.bits(access, flags)),
        Errno.EACCES);
  }

  private static long parse(String name) throws FdSetException {
    String digits = name.substring(PREFIX.length());
    try {
      long id = Long.parseLong(digits);
      if (id >= 0 && Character.isDigit(digits.charAt(0))) {
        return id;
      }
    } catch (NumberFormatException e) {
      // Told below, as a negative number is.
    }
    throw new FdSetException("Could not parse fdset " + name, Errno.EINVAL);
  }

  private void forgetEmpty(long id, FdSet set) {
    if (set.members.isEmpty() && set.opened == 0) {
      sets.remove(id);
    }
  }
}
