package org.javisor.host.fd;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.javisor.host.Errno;
import org.javisor.host.HostException;
import org.javisor.host.libc.Libc;

/**
 * Owner of one file descriptor. Closing is idempotent, and the number goes back to the system after
 * the last running operation on it, never earlier.
 *
 * <p>Reads return -1 at the end of file; anything that would wait on a non-blocking descriptor
 * fails with {@link Errno#EAGAIN}. Offsets and lengths are bytes. Addresses are of this process's
 * memory and are not checked.
 */
public final class Fd implements AutoCloseable {
  /** Most bytes that one call with a heap array moves, so that the copy stays small. */
  private static final int MAX_HEAP_TRANSFER = 1 << 18;

  private static final int CLOSED = 1 << 31;
  private static final int O_CLOEXEC = 0x80000;

  private final int number;
  private final String name;

  /** Operations in progress, and the top bit once closed or given away. */
  private final AtomicInteger state = new AtomicInteger();

  /** Set by {@link #release}: the number then is somebody else's to close. */
  private volatile boolean given;

  private Fd(int number, String name) {
    this.number = number;
    this.name = name;
  }

  /**
   * Becomes the owner of a descriptor of this process.
   *
   * @param number 0 or more
   */
  public static Fd adopt(int number) {
    if (number < 0) {
      throw new IllegalArgumentException("descriptor number " + number);
    }
    return new Fd(number, "descriptor " + number);
  }

  /** Opens a file, readable and writable by its owner only should it be created. */
  public static Fd open(Path path, AccessMode access, OpenFlag... flags) throws HostException {
    return open(path, access, 0600, flags);
  }

  /**
   * Opens a file, with close-on-exec.
   *
   * @param permissions of a file that is created, before the process's umask
   */
  public static Fd open(Path path, AccessMode access, int permissions, OpenFlag... flags)
      throws HostException {
    int bits = O_CLOEXEC | access.bits();
    for (OpenFlag flag : flags) {
      bits |= flag.bits();
    }
    String name = "'" + path + "'";
    try (Arena arena = Arena.ofConfined()) {
      long text = Libc.string(arena, path.toString());
      long fd;
      do {
        fd = Libc.OPEN.call(text, bits, permissions);
      } while (Libc.interrupted(fd));
      return new Fd((int) HostException.check(fd, "open", name), name);
    }
  }

  /**
   * The descriptor's number, for messages and for handing to code that does not outlive this owner.
   */
  public int number() {
    return number;
  }

  /** Whether neither closed nor given away. */
  public boolean isOpen() {
    return state.get() >= 0;
  }

  /**
   * Keeps the number valid until {@link #letGo}; for this module's own calls.
   *
   * @return the number
   * @throws HostException EBADF when closed
   */
  public int hold() throws HostException {
    int seen;
    do {
      seen = state.get();
      if (seen < 0) {
        throw new HostException("use", name, Errno.EBADF);
      }
    } while (!state.compareAndSet(seen, seen + 1));
    return number;
  }

  /** Ends a {@link #hold}. */
  public void letGo() {
    if (state.decrementAndGet() == CLOSED && !given) {
      Libc.CLOSE.call(number);
    }
  }

  /** Gives the number back to the system when the last operation on it is done. */
  @Override
  public void close() {
    if (retire() == 0) {
      Libc.CLOSE.call(number); // Linux has freed the number even if this reports an error
    }
  }

  /**
   * Gives up ownership without closing.
   *
   * @return the number, from now on the caller's to close
   * @throws HostException EBADF when already closed
   */
  public int release() throws HostException {
    hold(); // nobody closes the number before letGo, which looks at given
    boolean mine = retire() >= 0;
    if (mine) {
      given = true;
    }
    letGo();
    if (!mine) {
      throw new HostException("release", name, Errno.EBADF);
    }
    return number;
  }

  /** Operations in progress when this call closed it, or -1 if it was closed already. */
  private int retire() {
    int seen;
    do {
      seen = state.get();
      if (seen < 0) {
        return -1;
      }
    } while (!state.compareAndSet(seen, seen | CLOSED));
    return seen;
  }

  /** A second descriptor for the same open file, with close-on-exec. */
  public Fd duplicate() throws HostException {
    return new Fd((int) control(FdControl.DUPFD_CLOEXEC, 0, "duplicate"), name);
  }

  /** What the descriptor was opened for. */
  public AccessMode accessMode() throws HostException {
    return AccessMode.ofBits((int) control(FdControl.GETFL, 0, "query"));
  }

  /** Whether it bypasses the host's page cache. */
  public boolean isDirect() throws HostException {
    return (control(FdControl.GETFL, 0, "query") & OpenFlag.DIRECT.bits()) != 0;
  }

  /**
   * Locks the whole file for writing, for this open file alone, until it is closed.
   *
   * @throws HostException EAGAIN when somebody else has it locked
   */
  public void lock() throws HostException {
    ByteLocks.lockWhole(this);
  }

  /** Whether the descriptor vanishes in a program that this process starts. */
  public boolean isCloseOnExec() throws HostException {
    return (control(FdControl.GETFD, 0, "query") & 1) != 0;
  }

  public void setCloseOnExec(boolean on) throws HostException {
    control(FdControl.SETFD, on ? 1 : 0, "configure");
  }

  /** Shared by all descriptors of the same open file. */
  public void setNonBlocking(boolean on) throws HostException {
    int bits = (int) control(FdControl.GETFL, 0, "query");
    int flag = OpenFlag.NONBLOCK.bits();
    control(FdControl.SETFL, on ? bits | flag : bits & ~flag, "configure");
  }

  long control(FdControl command, long argument, String operation) throws HostException {
    int fd = hold();
    try {
      return HostException.check(Libc.FCNTL.call(fd, command.number(), argument), operation, name);
    } finally {
      letGo();
    }
  }

  /** Reads at the file's own position. */
  public long read(long address, long length) throws HostException {
    return end(transfer(Transfer.READ, address, length, 0), length);
  }

  /** Writes at the file's own position, possibly fewer bytes than asked. */
  public long write(long address, long length) throws HostException {
    return transfer(Transfer.WRITE, address, length, 0);
  }

  /** Reads at {@code position}. */
  public long pread(long address, long length, long position) throws HostException {
    return end(transfer(Transfer.PREAD, address, length, position), length);
  }

  /** Writes at {@code position}, possibly fewer bytes than asked. */
  public long pwrite(long address, long length, long position) throws HostException {
    return transfer(Transfer.PWRITE, address, length, position);
  }

  /** Reads at {@code position} until done; the bytes read are fewer only at the end of file. */
  public long preadFully(long address, long length, long position) throws HostException {
    return all(Transfer.PREAD, address, length, position);
  }

  /** Writes everything at {@code position}. */
  public void pwriteFully(long address, long length, long position) throws HostException {
    all(Transfer.PWRITE, address, length, position);
  }

  /** Reads at the file's own position until done; fewer bytes only at the end of file. */
  public long readFully(long address, long length) throws HostException {
    return all(Transfer.READ, address, length, 0);
  }

  /** Writes everything at the file's own position. */
  public void writeFully(long address, long length) throws HostException {
    all(Transfer.WRITE, address, length, 0);
  }

  /** Reads some bytes into an array. */
  public int read(byte[] buffer, int offset, int length) throws HostException {
    return (int) end(heap(Transfer.READ, buffer, offset, length), length);
  }

  /** Fills the array; fewer bytes only at the end of file. */
  public int readFully(byte[] buffer) throws HostException {
    int done = 0;
    int n = 1;
    while (done < buffer.length && n > 0) {
      n = (int) heap(Transfer.READ, buffer, done, buffer.length - done);
      done += n;
    }
    return done;
  }

  /** Writes some bytes of an array. */
  public int write(byte[] buffer, int offset, int length) throws HostException {
    return (int) heap(Transfer.WRITE, buffer, offset, length);
  }

  /** Writes all bytes of an array. */
  public void writeFully(byte[] buffer) throws HostException {
    writeFully(buffer, 0, buffer.length);
  }

  /** Writes {@code length} bytes of an array. */
  public void writeFully(byte[] buffer, int offset, int length) throws HostException {
    int done = 0;
    while (done < length) {
      done += (int) heap(Transfer.WRITE, buffer, offset + done, length - done);
    }
  }

  /** Fills the array from {@code position}; fewer bytes only at the end of file. */
  public int pread(byte[] buffer, long position) throws HostException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment copy = arena.allocate(buffer.length);
      int n = (int) preadFully(copy.address(), buffer.length, position);
      MemorySegment.copy(copy, ValueLayout.JAVA_BYTE, 0, buffer, 0, n);
      return n;
    }
  }

  /** Writes the whole array at {@code position}. */
  public void pwrite(byte[] buffer, long position) throws HostException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment copy = arena.allocate(buffer.length);
      MemorySegment.copy(buffer, 0, copy, ValueLayout.JAVA_BYTE, 0, buffer.length);
      pwriteFully(copy.address(), buffer.length, position);
    }
  }

  private static long end(long transferred, long asked) {
    return transferred == 0 && asked > 0 ? -1 : transferred;
  }

  private long heap(Transfer kind, byte[] buffer, int offset, int length) throws HostException {
    int some = Math.min(length, MAX_HEAP_TRANSFER);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment copy = arena.allocate(some);
      if (kind == Transfer.WRITE) {
        MemorySegment.copy(buffer, offset, copy, ValueLayout.JAVA_BYTE, 0, some);
        return transfer(kind, copy.address(), some, 0);
      }
      long n = transfer(kind, copy.address(), some, 0);
      MemorySegment.copy(copy, ValueLayout.JAVA_BYTE, 0, buffer, offset, (int) n);
      return n;
    }
  }

  private long all(Transfer kind, long address, long length, long position) throws HostException {
    long done = 0;
    while (done < length) {
      long n = transfer(kind, address + done, length - done, position + done);
      if (n == 0) {
        if (kind.reads()) {
          break;
        }
        throw new HostException(kind.verb(), name, Errno.ENOSPC);
      }
      done += n;
    }
    return done;
  }

  private long transfer(Transfer kind, long address, long length, long position)
      throws HostException {
    int fd = hold();
    try {
      long n;
      do {
        n = kind.call(fd, address, length, position);
      } while (Libc.interrupted(n));
      if (n < 0) {
        throw HostException.last(kind.verb(), name);
      }
      return n;
    } finally {
      letGo();
    }
  }

  /** Length of a file or block device; 0 for what has none. */
  public long size() throws HostException {
    int fd = hold();
    try {
      return FdStatus.size(fd, name);
    } finally {
      letGo();
    }
  }

  /** Bytes that a file takes on its disk, which are fewer where it has holes. */
  public long allocatedBytes() throws HostException {
    int fd = hold();
    try {
      return FdStatus.allocatedBytes(fd, name);
    } finally {
      letGo();
    }
  }

  public FileType fileType() throws HostException {
    int fd = hold();
    try {
      return FdStatus.type(fd, name);
    } finally {
      letGo();
    }
  }

  public boolean isSocket() throws HostException {
    return fileType() == FileType.SOCKET;
  }

  /** Sets a file's length; what is added reads as zero. */
  public void truncate(long length) throws HostException {
    simple(Libc.FTRUNCATE, length, "truncate");
  }

  /** Returns when the data written, and what is needed to find it, are on the disk. */
  public void dataSync() throws HostException {
    simple(Libc.FDATASYNC, 0, "flush");
  }

  /** Sets the permission bits of what the descriptor refers to. */
  public void setPermissions(int permissions) throws HostException {
    simple(Libc.FCHMOD, permissions, "set permissions of");
  }

  private void simple(Libc function, long argument, String operation) throws HostException {
    int fd = hold();
    try {
      long result;
      do {
        result = function.call(fd, argument);
      } while (Libc.interrupted(result));
      HostException.check(result, operation, name);
    } finally {
      letGo();
    }
  }

  /** How messages call it: a quoted path or the number. */
  @Override
  public String toString() {
    return name;
  }
}
