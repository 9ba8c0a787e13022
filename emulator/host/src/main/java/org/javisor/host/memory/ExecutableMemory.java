package org.javisor.host.memory;

import java.lang.foreign.Arena;
import java.util.concurrent.atomic.AtomicBoolean;
import org.javisor.host.HostException;
import org.javisor.host.HostInfo;
import org.javisor.host.libc.Libc;

/**
 * Memory for generated machine code. Usually the same pages are seen at two addresses, one writable
 * and one executable, so that no page is both; a host that refuses this gets one mapping that is.
 *
 * <p>On x86-64 code may be executed as soon as it is written. On AArch64 the writer must also make
 * the instruction cache coherent before anybody executes it.
 */
public final class ExecutableMemory implements AutoCloseable {
  /** How the memory is mapped. */
  public enum Kind {
    /** Written at one address, executed at another. */
    TWO_VIEWS,
    /** Writable and executable at one address. */
    ONE_VIEW
  }

  private static final int PROT_READ_WRITE = 3;
  private static final int PROT_READ_EXECUTE = 5;
  private static final int PROT_ALL = 7;
  private static final int MAP_SHARED = 1;
  private static final int MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x02 | 0x20 | 0x4000;
  private static final int MFD_CLOEXEC = 1;
  private static final int MFD_EXEC = 0x10;

  private final Kind kind;
  private final long writeAddress;
  private final long executeAddress;
  private final long size;
  private final AtomicBoolean closed = new AtomicBoolean();

  private ExecutableMemory(Kind kind, long writeAddress, long executeAddress, long size) {
    this.kind = kind;
    this.writeAddress = writeAddress;
    this.executeAddress = executeAddress;
    this.size = size;
  }

  /**
   * Maps {@code size} bytes, rounded up to whole pages, zero at first and costing host memory only
   * where touched.
   *
   * @throws HostException when the host allows no executable memory at all
   */
  public static ExecutableMemory allocate(long size) throws HostException {
    long page = HostInfo.pageSize();
    if (size <= 0 || size > Long.MAX_VALUE - page) {
      throw new IllegalArgumentException("executable memory of " + size + " bytes");
    }
    long length = (size + page - 1) & -page;
    long file = memoryFile();
    if (file >= 0) {
      try {
        ExecutableMemory mapped = twoViews(file, length);
        if (mapped.size > 0) {
          return mapped;
        }
      } finally {
        Libc.CLOSE.call(file);
      }
    }
    return oneView(length);
  }

  /** A descriptor, or -1 when the host has no executable memory files. */
  private static long memoryFile() {
    try (Arena arena = Arena.ofConfined()) {
      long name = Libc.string(arena, "javisor-code");
      long file = Libc.MEMFD_CREATE.call(name, MFD_CLOEXEC | MFD_EXEC);
      // Linux before 6.3 does not know the flag, and its memory files are executable anyway
      return file >= 0 ? file : Libc.MEMFD_CREATE.call(name, MFD_CLOEXEC);
    }
  }

  /** Of size 0 when refused. */
  private static ExecutableMemory twoViews(long file, long length) {
    ExecutableMemory refused = new ExecutableMemory(Kind.TWO_VIEWS, 0, 0, 0);
    if (Libc.FTRUNCATE.call(file, length) != 0) {
      return refused;
    }
    long write = map(length, PROT_READ_WRITE, MAP_SHARED, file);
    if (write == -1) {
      return refused;
    }
    long execute = map(length, PROT_READ_EXECUTE, MAP_SHARED, file);
    if (execute == -1) {
      Libc.MUNMAP.call(write, length);
      return refused;
    }
    return new ExecutableMemory(Kind.TWO_VIEWS, write, execute, length);
  }

  static ExecutableMemory oneView(long length) throws HostException {
    long both = map(length, PROT_ALL, MAP_PRIVATE_ANONYMOUS_NORESERVE, -1);
    HostException.check(both, "map", length + " bytes of executable memory");
    return new ExecutableMemory(Kind.ONE_VIEW, both, both, length);
  }

  private static long map(long length, int protection, int flags, long file) {
    return Libc.MMAP.call(new Libc.Arguments(0, length, protection, flags, file, 0));
  }

  public Kind kind() {
    return kind;
  }

  /** Where the first byte is written. */
  public long writeAddress() {
    return writeAddress;
  }

  /** Where the first byte is executed; the same as {@link #writeAddress} for one view. */
  public long executeAddress() {
    return executeAddress;
  }

  /** Bytes. */
  public long size() {
    return size;
  }

  /** Unmaps; nothing may execute in it any more. Idempotent. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      Libc.MUNMAP.call(writeAddress, size);
      if (executeAddress != writeAddress) {
        Libc.MUNMAP.call(executeAddress, size);
      }
    }
  }
}
