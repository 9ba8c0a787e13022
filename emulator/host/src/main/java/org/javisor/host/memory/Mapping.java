package org.javisor.host.memory;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.atomic.AtomicBoolean;
import org.javisor.host.HostException;

/**
 * Memory mapped outside the heap: zero at first, backed by the host only where touched, with
 * inaccessible guard gaps before and after.
 */
public final class Mapping implements AutoCloseable {
  private static final long GUARD = 1 << 16;
  private static final int PROT_NONE = 0;
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x02 | 0x20 | 0x4000;
  private static final int ENOMEM = 12;
  private static final long PAGE = 4096;

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
   * @throws HostException when the host has not that much address space or memory to give
   */
  public static Mapping anonymous(long size) throws HostException {
    long length = (size + PAGE - 1) & -PAGE;
    try {
      MemorySegment mapped =
          (MemorySegment)
              Calls.MMAP.invokeExact(
                  MemorySegment.NULL,
                  length + 2 * GUARD,
                  PROT_NONE,
                  MAP_PRIVATE_ANONYMOUS_NORESERVE,
                  -1,
                  0L);
      if (length <= 0 || mapped.address() == -1) {
        throw outOfMemory(size);
      }
      long start = mapped.address() + GUARD;
      if ((int) Calls.MPROTECT.invokeExact(MemorySegment.ofAddress(start), length, PROT_READ_WRITE)
          != 0) {
        throw outOfMemory(size);
      }
      return new Mapping(start, length);
    } catch (HostException e) {
      throw e;
    } catch (Throwable e) { // what a method handle declares; mmap throws nothing
      throw new IllegalStateException(e);
    }
  }

  private static HostException outOfMemory(long size) {
    return new HostException("map", size + " bytes of memory", ENOMEM, "Cannot allocate memory");
  }

  /** The first byte's address. */
  public long address() {
    return address;
  }

  /** Bytes. */
  public long size() {
    return size;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      try {
        int _ =
            (int)
                Calls.MUNMAP.invokeExact(
                    MemorySegment.ofAddress(address - GUARD), size + 2 * GUARD);
      } catch (Throwable e) { // what a method handle declares; munmap throws nothing
        throw new IllegalStateException(e);
      }
    }
  }

  @SuppressWarnings("restricted") // native calls are this module's purpose
  private static final class Calls {
    static final MethodHandle MMAP =
        call(
            "mmap",
            FunctionDescriptor.of(
                ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    static final MethodHandle MPROTECT =
        call("mprotect", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    static final MethodHandle MUNMAP =
        call("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));

    private static MethodHandle call(String name, FunctionDescriptor shape) {
      Linker linker = Linker.nativeLinker();
      return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape);
    }
  }
}
