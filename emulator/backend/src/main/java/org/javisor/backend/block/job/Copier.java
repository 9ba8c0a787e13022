package org.javisor.backend.block.job;

import java.io.IOException;
import org.javisor.backend.block.Extent;
import org.javisor.backend.block.Layers;
import org.javisor.backend.block.NodeHold;
import org.javisor.host.HostException;
import org.javisor.host.memory.Mapping;
import org.javisor.host.memory.RawMemory;

/**
 * Copies parts of one disk to another: what is zero is not moved, and not stored where zeroes are
 * already. One thread at a time.
 *
 * <p>Spec: none.
 */
final class Copier implements AutoCloseable {
  /** Bytes that are copied at once. */
  static final int MOST = 1 << 20;

  private static final long MOST_ZEROES = 1 << 30;

  private final NodeHold source;
  private final NodeHold target;
  private final Mapping buffer;

  private interface Side<T> {
    T run() throws IOException;
  }

  /**
   * @throws HostException when there is no memory
   */
  Copier(NodeHold source, NodeHold target) throws HostException {
    this.source = source;
    this.target = target;
    this.buffer = Mapping.anonymous(MOST);
  }

  private static <T> T on(boolean reading, Side<T> side) throws CopyException {
    try {
      return side.run();
    } catch (IOException e) {
      throw new CopyException(reading, e);
    }
  }

  /**
   * Copies the beginning of a range.
   *
   * @param offset inside both disks, as {@code length}
   * @return how many bytes have been seen to, at least 1
   */
  long copy(long offset, long length) throws CopyException {
    Layers.Found found = on(true, () -> source.find(offset, length));
    long there = Math.min(length, found.extent().length());
    if (isZero(found.extent().kind())) {
      return zero(offset, Math.min(there, MOST_ZEROES));
    }
    long count = Math.min(there, MOST);
    boolean _ =
        on(
            true,
            () -> {
              source.disk().read(offset, buffer.address(), count);
              return true;
            });
    if (RawMemory.isZero(buffer.address(), count)) {
      return zero(offset, count);
    }
    return on(
        false,
        () -> {
          target.disk().write(offset, buffer.address(), count);
          return count;
        });
  }

  private static boolean isZero(Extent.Kind kind) {
    return switch (kind) {
      case ZERO, UNALLOCATED -> true;
      case DATA, COMPRESSED -> false;
    };
  }

  private long zero(long offset, long length) throws CopyException {
    return on(
        false,
        () -> {
          Layers.Found there = target.find(offset, length);
          long count = Math.min(length, there.extent().length());
          if (!isZero(there.extent().kind())) {
            target.disk().writeZeroes(offset, count);
          }
          return count;
        });
  }

  @Override
  public void close() {
    buffer.close();
  }
}
