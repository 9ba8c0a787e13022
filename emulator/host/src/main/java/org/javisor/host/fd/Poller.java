package org.javisor.host.fd;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javisor.host.HostException;
import org.javisor.host.libc.Libc;

/**
 * Waits until one of several descriptors is ready, or until another thread wakes it.
 *
 * <p>One thread registers and waits; {@link #wake} may be called by all.
 */
public final class Poller implements AutoCloseable {
  /** What to wait for; a hang-up or an error is reported always. */
  public enum Interest {
    NONE(0),
    READ(IN),
    WRITE(OUT),
    READ_WRITE(IN | OUT);

    private final int events;

    Interest(int events) {
      this.events = events;
    }
  }

  /**
   * One ready descriptor.
   *
   * @param readable a read will not wait; it may find data, the end of file, or an error
   * @param writable a write will not wait
   * @param hangup the other side is gone; data may still be there to read
   * @param error the next operation fails, or a pipe has no reader left
   */
  public record Ready(Fd fd, boolean readable, boolean writable, boolean hangup, boolean error) {}

  private record Watch(Fd fd, Interest interest) {}

  private static final int IN = 1;
  private static final int OUT = 4;
  private static final int ERR = 8;
  private static final int HUP = 0x10;
  private static final int NVAL = 0x20;
  private static final long ENTRY_BYTES = 8; // fd, events, revents
  private static final long EVENTS_OFFSET = 4;
  private static final long RESULT_OFFSET = 6;

  private final EventFd wakeUp;
  private final List<Watch> watches = new ArrayList<>();

  private Poller(EventFd wakeUp) {
    this.wakeUp = wakeUp;
  }

  /** A new one that watches nothing. */
  public static Poller open() throws HostException {
    return new Poller(EventFd.create());
  }

  /** Whether {@code fd} can be read, or reports its end, within the time; -1 waits for ever. */
  public static boolean awaitReadable(Fd fd, int timeoutMillis) throws HostException {
    List<Watch> one = List.of(new Watch(fd, Interest.READ));
    return !poll(one, timeoutMillis).isEmpty();
  }

  /**
   * Waits until {@code fd} is ready for {@code interest} or has ended, or {@code wake} is up.
   *
   * @param timeoutMillis -1 to wait for ever
   * @return what {@code fd} is ready for; nothing when it was the flag, which stays up, or the time
   */
  public static Optional<Ready> await(Fd fd, Interest interest, EventFd wake, int timeoutMillis)
      throws HostException {
    List<Watch> both = List.of(new Watch(fd, interest), new Watch(wake.fd(), Interest.READ));
    List<Ready> ready = poll(both, timeoutMillis);
    return ready.isEmpty() || ready.getFirst().fd() != fd
        ? Optional.empty()
        : Optional.of(ready.getFirst());
  }

  /**
   * Waits until one of {@code all} can be read, or {@code wake} is up.
   *
   * @return the first that can be read; nothing when it was only the flag, which stays up
   */
  public static Optional<Fd> awaitReadable(List<Fd> all, EventFd wake) throws HostException {
    List<Watch> watched = new ArrayList<>();
    for (Fd fd : all) {
      watched.add(new Watch(fd, Interest.READ));
    }
    watched.add(new Watch(wake.fd(), Interest.READ));
    Fd first = poll(watched, -1).getFirst().fd();
    return first == wake.fd() ? Optional.empty() : Optional.of(first);
  }

  /** Whether {@code fd} can be written, or reports an error, within the time. */
  public static boolean awaitWritable(Fd fd, int timeoutMillis) throws HostException {
    List<Watch> one = List.of(new Watch(fd, Interest.WRITE));
    return !poll(one, timeoutMillis).isEmpty();
  }

  /** Starts watching, or changes what an already watched descriptor is watched for. */
  public void watch(Fd fd, Interest interest) {
    forget(fd);
    watches.add(new Watch(fd, interest));
  }

  /** Stops watching; must come before the descriptor is closed. */
  public void forget(Fd fd) {
    for (int i = 0; i < watches.size(); i++) {
      if (watches.get(i).fd == fd) {
        watches.remove(i);
        return;
      }
    }
  }

  /**
   * Waits.
   *
   * @param timeoutMillis 0 to look only, -1 to wait for ever
   * @return what is ready in the order of watching; empty after {@link #wake} or the time
   * @throws HostException EBADF when a watched descriptor was closed
   */
  public List<Ready> await(int timeoutMillis) throws HostException {
    List<Watch> all = new ArrayList<>(watches.size() + 1);
    all.addAll(watches);
    all.add(new Watch(wakeUp.fd(), Interest.READ));
    List<Ready> ready = poll(all, timeoutMillis);
    int last = ready.size() - 1;
    if (last >= 0 && ready.get(last).fd() == wakeUp.fd()) {
      ready.remove(last);
      wakeUp.lower();
    }
    return ready;
  }

  /** Makes the current or the next {@link #await} return. */
  public void wake() throws HostException {
    wakeUp.raise();
  }

  @Override
  public void close() {
    wakeUp.close();
  }

  private static List<Ready> poll(List<Watch> all, int timeoutMillis) throws HostException {
    int held = 0;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment table = arena.allocate(ENTRY_BYTES * all.size(), 8);
      for (; held < all.size(); held++) {
        table.set(JAVA_INT, held * ENTRY_BYTES, all.get(held).fd.hold());
        short events = (short) all.get(held).interest.events;
        table.set(JAVA_SHORT, held * ENTRY_BYTES + EVENTS_OFFSET, events);
      }
      wait(table.address(), held, timeoutMillis);
      return collect(all, table);
    } finally {
      for (int i = 0; i < held; i++) {
        all.get(i).fd.letGo();
      }
    }
  }

  private static void wait(long table, int count, int timeoutMillis) throws HostException {
    long start = System.nanoTime();
    int left = timeoutMillis;
    long result = Libc.POLL.call(table, count, left);
    while (Libc.interrupted(result)) {
      if (timeoutMillis > 0) {
        long passed = (System.nanoTime() - start) / 1_000_000;
        left = (int) Math.max(0, timeoutMillis - passed);
      }
      result = Libc.POLL.call(table, count, left);
    }
    HostException.check(result, "wait for", count + " descriptors");
  }

  private static List<Ready> collect(List<Watch> all, MemorySegment table) {
    List<Ready> ready = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      int result = table.get(JAVA_SHORT, i * ENTRY_BYTES + RESULT_OFFSET);
      if (result != 0) {
        boolean readable = (result & (IN | HUP | ERR)) != 0;
        boolean writable = (result & OUT) != 0;
        boolean hangup = (result & HUP) != 0;
        boolean error = (result & (ERR | NVAL)) != 0;
        ready.add(new Ready(all.get(i).fd, readable, writable, hangup, error));
      }
    }
    return ready;
  }
}
