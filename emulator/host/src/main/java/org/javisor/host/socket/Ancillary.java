package org.javisor.host.socket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.javisor.host.HostException;
import org.javisor.host.fd.Fd;
import org.javisor.host.libc.Libc;

/** Bytes with descriptors attached, over a unix stream socket. */
public final class Ancillary {
  /** Most descriptors that a receiver takes from one message; it closes what is beyond. */
  public static final int MAX_RECEIVED = 16;

  /** Most descriptors that the system lets one message carry. */
  public static final int MAX_SENT = 253;

  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final int MSG_CTRUNC = 8;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int MSG_CMSG_CLOEXEC = 0x40000000;

  // struct msghdr: name 0, namelen 8, iov 16, iovlen 24, control 32, controllen 40, flags 48
  private static final long HEADER_BYTES = 56;
  private static final long IOV = 16;
  private static final long IOV_COUNT = 24;
  private static final long CONTROL = 32;
  private static final long CONTROL_LENGTH = 40;
  private static final long FLAGS = 48;

  // struct cmsghdr: len 0 (this header included), level 8, type 12, data 16, padded to 8
  private static final int CMSG_HEADER = 16;
  private static final int CMSG_LEVEL = 8;
  private static final int CMSG_TYPE = 12;

  /** Room for all that a message can carry, so that what is surplus is ours to see and close. */
  private static final int CONTROL_BYTES = controlBytes(MAX_SENT) + 64;

  private Ancillary() {}

  /** Sends all the bytes, with the descriptors attached to the first. */
  public static void send(Fd socket, byte[] data, List<Fd> fds) throws HostException {
    send(socket, ByteBuffer.wrap(data), fds);
  }

  /**
   * Sends what remains in the buffer, with the descriptors attached to the first byte. The receiver
   * gets descriptors of its own; ours stay open. The socket must be a blocking one.
   *
   * @param data at least one byte if there are descriptors; its position does not move
   * @param fds at most {@link #MAX_SENT}
   */
  public static void send(Fd socket, ByteBuffer data, List<Fd> fds) throws HostException {
    int length = data.remaining();
    if (fds.size() > MAX_SENT || (length == 0 && !fds.isEmpty())) {
      throw new IllegalArgumentException(fds.size() + " descriptors with " + length + " bytes");
    }
    int held = 0;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(Math.max(1, length));
      MemorySegment.copy(MemorySegment.ofBuffer(data), 0, bytes, 0, length);
      MemorySegment control = control(fds.size(), arena);
      for (; held < fds.size(); held++) {
        control.set(JAVA_INT, CMSG_HEADER + 4L * held, fds.get(held).hold());
      }
      long done = 0;
      while (done < length) {
        boolean first = done == 0 && !fds.isEmpty();
        MemorySegment attached = first ? control : MemorySegment.NULL;
        done += transfer(Libc.SENDMSG, socket, bytes.asSlice(done), attached).bytes;
      }
    } finally {
      for (int i = 0; i < held; i++) {
        fds.get(i).letGo();
      }
    }
  }

  /** Waits for bytes; descriptors arrive with close-on-exec. */
  public static Received receive(Fd socket, byte[] buffer) throws HostException {
    return receive(socket, buffer, CONTROL_BYTES);
  }

  static Received receive(Fd socket, byte[] buffer, int controlBytes) throws HostException {
    if (buffer.length == 0) {
      throw new IllegalArgumentException("receive into an empty buffer");
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(buffer.length);
      MemorySegment control = arena.allocate(controlBytes, 8);
      Outcome outcome = transfer(Libc.RECVMSG, socket, bytes, control);
      int[] all = descriptors(control.asSlice(0, outcome.controlLength));
      for (int i = MAX_RECEIVED; i < all.length; i++) {
        Libc.CLOSE.call(all[i]);
      }
      MemorySegment.copy(bytes, JAVA_BYTE, 0, buffer, 0, (int) outcome.bytes);
      return new Received(
          outcome.bytes == 0 ? -1 : (int) outcome.bytes,
          Arrays.copyOf(all, Math.min(all.length, MAX_RECEIVED)),
          all.length > MAX_RECEIVED || (outcome.flags & MSG_CTRUNC) != 0);
    }
  }

  private record Outcome(long bytes, long controlLength, int flags) {}

  private static Outcome transfer(
      Libc function, Fd socket, MemorySegment bytes, MemorySegment control) throws HostException {
    boolean sending = function == Libc.SENDMSG;
    int flags = sending ? MSG_NOSIGNAL : MSG_CMSG_CLOEXEC;
    int fd = socket.hold();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment header = header(arena, bytes, control);
      long n;
      do {
        n = function.call(fd, header.address(), flags);
      } while (Libc.interrupted(n));
      HostException.check(n, sending ? "send on" : "receive from", socket.toString());
      return new Outcome(n, header.get(JAVA_LONG, CONTROL_LENGTH), header.get(JAVA_INT, FLAGS));
    } finally {
      socket.letGo();
    }
  }

  private static MemorySegment header(Arena arena, MemorySegment bytes, MemorySegment control) {
    MemorySegment vector = arena.allocate(JAVA_LONG, 2);
    vector.setAtIndex(JAVA_LONG, 0, bytes.address());
    vector.setAtIndex(JAVA_LONG, 1, bytes.byteSize());
    MemorySegment header = arena.allocate(HEADER_BYTES, 8);
    header.set(JAVA_LONG, IOV, vector.address());
    header.set(JAVA_LONG, IOV_COUNT, 1);
    header.set(JAVA_LONG, CONTROL, control.address());
    header.set(JAVA_LONG, CONTROL_LENGTH, control.byteSize());
    return header;
  }

  /** A control message with room for {@code count} numbers. */
  private static MemorySegment control(int count, Arena arena) {
    MemorySegment control = arena.allocate(controlBytes(count), 8);
    control.set(JAVA_LONG, 0, CMSG_HEADER + 4L * count);
    control.set(JAVA_INT, CMSG_LEVEL, SOL_SOCKET);
    control.set(JAVA_INT, CMSG_TYPE, SCM_RIGHTS);
    return control;
  }

  private static int controlBytes(int count) {
    return (CMSG_HEADER + 4 * count + 7) & -8;
  }

  /** Every number of every message of descriptors. */
  private static int[] descriptors(MemorySegment control) {
    int[] found = new int[(int) control.byteSize() / 4];
    int count = 0;
    long at = 0;
    while (at + CMSG_HEADER <= control.byteSize()) {
      long length = control.get(JAVA_LONG, at);
      if (length < CMSG_HEADER || length > control.byteSize() - at) {
        break;
      }
      if (control.get(JAVA_INT, at + CMSG_LEVEL) == SOL_SOCKET
          && control.get(JAVA_INT, at + CMSG_TYPE) == SCM_RIGHTS) {
        for (long i = at + CMSG_HEADER; i + 4 <= at + length; i += 4) {
          found[count++] = control.get(JAVA_INT, i);
        }
      }
      at += (length + 7) & -8;
    }
    return Arrays.copyOf(found, count);
  }
}
