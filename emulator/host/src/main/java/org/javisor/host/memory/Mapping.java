package org.javisor.host.memory;

import java.util.concurrent.atomic.AtomicBoolean;
import org.javisor.host.HostException;
import org.javisor.host.HostInfo;
import org.javisor.host.fd.Fd;
import org.javisor.host.libc.Libc;

/**
 * Memory mapped outside the heap: zero at first, backed by the host only where touched, with
 * inaccessible guard gaps before and after.
 */
public final class Mapping implements AutoCloseable {
  private static final long GUARD = 1 << 16;
  private static final int PROT_NONE = 0;
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x02 | 0x20 | 0x4000;
  private static final int MAP_SHARED = 1;
  private static final int MAP_PRIVATE = 2;
  private static final int MAP_FIXED = 0x10;
  private static final int MADV_DONTNEED = 4;
  private static final int MADV_POPULATE_WRITE = 23;
  private static final int ENOMEM = 12;

  private final long address;
  private final long size;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Mapping(long address, long size) {
    this.address = address;
    this.size = size;
  }

  /**
   * Maps {@code size} bytes, rounded up to whole pages.
   *
   * @param size at least 1
   * @throws HostException when the host has not that much address space or memory to give
   */
  public static Mapping anonymous(long size) throws HostException {
    if (size <= 0) {
      throw new IllegalArgumentException("mapping of " + size + " bytes");
    }
    long page = HostInfo.pageSize();
    String subject = size + " bytes of memory";
    if (size > Long.MAX_VALUE - 2 * GUARD - page) {
      throw new HostException("map", subject, ENOMEM);
    }
    long length = (size + page - 1) & -page;
    long whole = length + 2 * GUARD;
    long start =
        HostException.check(
            Libc.MMAP.call(
                new Libc.Arguments(0, whole, PROT_NONE, MAP_PRIVATE_ANONYMOUS_NORESERVE, -1, 0)),
            "map",
            subject);
    if (Libc.MPROTECT.call(start + GUARD, length, PROT_READ_WRITE) != 0) {
      HostException failure = HostException.last("map", subject);
      Libc.MUNMAP.call(start, whole);
      throw failure;
    }
    return new Mapping(start + GUARD, length);
  }

  /**
   * Maps the first {@code size} bytes of a file, a multiple of the page size.
   *
   * @param shared whether what is written goes to the file, where others see it
   */
  public static Mapping ofFile(Fd file, long size, boolean shared) throws HostException {
    Mapping mapping = anonymous(size);
    int flags = MAP_FIXED | (shared ? MAP_SHARED : MAP_PRIVATE);
    try {
      int number = file.hold();
      try {
        HostException.check(
            Libc.MMAP.call(
                new Libc.Arguments(
                    mapping.address, mapping.size, PROT_READ_WRITE, flags, number, 0)),
            "map",
            size + " bytes of a file");
      } finally {
        file.letGo();
      }
      return mapping;
    } catch (HostException e) {
      mapping.close();
      throw e;
    }
  }

  /** Takes host memory for every page now. */
  public void populate() throws HostException {
    HostException.check(
        Libc.MADVISE.call(address, size, MADV_POPULATE_WRITE),
        "allocate",
        size + " bytes of memory");
  }

  /** The first byte's address. */
  public long address() {
    return address;
  }

  /** Bytes. */
  public long size() {
    return size;
  }

  /**
   * Gives the pages of a range back to the host; they read as zero afterwards.
   *
   * @param offset a multiple of the host's page size
   * @param length likewise
   */
  public void discard(long offset, long length) throws HostException {
    if (offset < 0 || length < 0 || offset > size - length) {
      throw new IndexOutOfBoundsException(offset + " + " + length + " in " + size);
    }
    HostException.check(
        Libc.MADVISE.call(address + offset, length, MADV_DONTNEED),
        "discard",
        length + " bytes of memory");
  }

  /** Unmaps; any later access to the range is wild. Idempotent. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      Libc.MUNMAP.call(address - GUARD, size + 2 * GUARD);
    }
  }
}
