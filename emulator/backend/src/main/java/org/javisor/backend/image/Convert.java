package org.javisor.backend.image;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.javisor.backend.block.Layers;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.qcow2.Qcow2Image;
import org.javisor.host.memory.Mapping;
import org.javisor.host.memory.RawMemory;

/**
 * Copies disks, one after the other, into an image: what is zero is not stored; several threads
 * read, look and compress, one writes in the order of the disk.
 */
public final class Convert {
  private static final int CHUNK = 2 << 20;
  private static final int LEAST_UNIT = 4096;
  private static final int SECTOR = 512;
  private static final byte[] NOT_PACKED = new byte[0];

  private final Plan plan;
  private final Joined source;
  private final Progress progress;
  private final Deque<Mapping> free = new ArrayDeque<>();
  private final Deque<Future<Piece>> running = new ArrayDeque<>();
  private final int unit;
  private final int chunk;
  private long stored;
  private long done;

  /**
   * What is wanted.
   *
   * @param sources read one after the other
   * @param target as long as all of them at least
   * @param zeroed whether {@code target} is all zeroes already
   * @param overlay whether what the uppermost layer of a source does not have is left out
   * @param compress whether {@code target}, which is a qcow2 image, gets compressed clusters
   * @param sparseBytes so many zeroes in a row are not stored; 0: all is stored
   * @param salvage whether what cannot be read is taken for zeroes
   * @param threads how many read at the same time
   */
  public record Plan(
      List<BlockNode> sources,
      BlockNode target,
      boolean zeroed,
      boolean overlay,
      boolean compress,
      int sparseBytes,
      boolean salvage,
      int threads) {}

  /** Bytes of the disk that lie in a buffer. */
  private record Piece(Mapping buffer, long offset, int length, List<Run> runs) {}

  /**
   * A part of a piece.
   *
   * @param packed what a cluster comes down to, if it is compressed
   */
  private record Run(int from, int to, boolean zero, byte[] packed) {}

  private Convert(Plan plan, Progress progress) {
    this.plan = plan;
    this.progress = progress;
    this.source = new Joined(plan.sources);
    int cluster = plan.target instanceof Qcow2Image image ? image.clusterBytes() : LEAST_UNIT;
    this.unit = plan.compress ? cluster : Math.max(cluster, Math.max(plan.sparseBytes, LEAST_UNIT));
    this.chunk = Math.max(CHUNK / unit, 1) * unit;
  }

  /** Copies all. */
  public static void run(Plan plan, Progress progress) throws IOException {
    Convert convert = new Convert(plan, progress);
    List<Mapping> buffers = new ArrayList<>();
    try (ExecutorService readers = Executors.newFixedThreadPool(plan.threads)) {
      for (int i = 0; i < plan.threads + 2; i++) {
        buffers.add(Mapping.anonymous(convert.chunk));
      }
      convert.free.addAll(buffers);
      convert.copy(readers);
    } finally {
      buffers.forEach(Mapping::close);
    }
  }

  private void copy(ExecutorService readers) throws IOException {
    try {
      long size = source.size();
      stored = stored(size);
      for (long at = 0; at < size; ) {
        Layers.Found found = source.find(at, size - at);
        long end = at + found.extent().length();
        if (isStored(found)) {
          at = submit(readers, at, roundUp(end));
        } else if (end < size && end - at < unit) {
          at = submit(readers, at, at + unit); // other things are in the same unit
        } else {
          end = end == size ? end : end - end % unit;
          zero(found, at, end - at);
          at = end;
        }
      }
      while (!running.isEmpty()) {
        store();
      }
      progress.at(1, 1);
    } finally {
      running.forEach(each -> each.cancel(false));
    }
  }

  /** Bytes that are going to be read, but for what units add. */
  private long stored(long size) throws IOException {
    long sum = 0;
    for (long at = 0; progress.isHeard() && at < size; ) {
      Layers.Found found = source.find(at, size - at);
      sum += isStored(found) ? found.extent().length() : 0;
      at += found.extent().length();
    }
    return sum;
  }

  private long roundUp(long end) {
    return Math.min(source.size(), (end + unit - 1) / unit * unit);
  }

  private boolean isStored(Layers.Found found) {
    return switch (found.extent().kind()) {
      case ZERO, UNALLOCATED -> false;
      case DATA, COMPRESSED -> !plan.overlay || found.depth() == 0;
    };
  }

  private void zero(Layers.Found found, long offset, long length) throws IOException {
    // What nobody has where nothing is behind is zero; the target's backing may have something.
    boolean behind = found.depth() > 0;
    if (plan.overlay ? !behind : !plan.zeroed) {
      plan.target.writeZeroes(offset, length);
    } else if (!plan.overlay && plan.sparseBytes == 0) {
      plan.target.writeZeroes(offset, length);
    }
  }

  /** Has a range read; returns its end. */
  private long submit(ExecutorService readers, long offset, long end) throws IOException {
    for (long at = offset; at < end; ) {
      if (free.isEmpty()) {
        store();
      }
      long start = at;
      int length = (int) Math.min(chunk - start % unit, Math.min(end, source.size()) - start);
      if (length <= 0) {
        break;
      }
      Mapping buffer = free.remove();
      running.add(readers.submit(() -> read(buffer, start, length)));
      at += length;
    }
    return Math.min(end, source.size());
  }

  private Piece read(Mapping buffer, long offset, int length) throws IOException {
    try {
      source.read(offset, buffer.address(), length);
    } catch (IOException e) {
      if (!plan.salvage) {
        throw e;
      }
      salvage(buffer, offset, length);
    }
    List<Run> runs = new ArrayList<>();
    for (int at = 0; at < length; at += unit) {
      int end = Math.min(at + unit, length);
      long address = buffer.address() + at;
      boolean zero = plan.sparseBytes > 0 && RawMemory.isZero(address, end - at);
      byte[] packed = zero || !plan.compress ? NOT_PACKED : pack(address, end - at);
      Run last = runs.isEmpty() ? new Run(0, 0, false, NOT_PACKED) : runs.getLast();
      if (runs.isEmpty() || last.zero != zero || last.packed.length + packed.length > 0) {
        runs.add(new Run(at, end, zero, packed));
      } else {
        runs.set(runs.size() - 1, new Run(last.from, end, zero, NOT_PACKED));
      }
    }
    return new Piece(buffer, offset, length, runs);
  }

  private void salvage(Mapping buffer, long offset, int length) {
    for (int at = 0; at < length; at += SECTOR) {
      int count = Math.min(SECTOR, length - at);
      try {
        source.read(offset + at, buffer.address() + at, count);
      } catch (IOException e) {
        RawMemory.fill(buffer.address() + at, count, (byte) 0);
      }
    }
  }

  private byte[] pack(long address, int length) {
    byte[] cluster = new byte[unit];
    RawMemory.copyOut(address, cluster, 0, length);
    return plan.target instanceof Qcow2Image image ? image.pack(cluster) : NOT_PACKED;
  }

  /** Writes the piece that was asked for first. */
  private void store() throws IOException {
    Piece piece = get(running.remove());
    for (Run run : piece.runs) {
      long offset = piece.offset + run.from;
      long length = run.to - run.from;
      if (run.zero) {
        if (!plan.zeroed) {
          plan.target.writeZeroes(offset, length);
        }
      } else if (run.packed.length == 0
          || !(plan.target instanceof Qcow2Image image)
          || !image.writePacked(offset, run.packed)) {
        plan.target.write(offset, piece.buffer.address() + run.from, length);
      }
    }
    free.add(piece.buffer);
    done = Math.min(stored, done + piece.length);
    progress.at(done, stored);
  }

  private static Piece get(Future<Piece> future) throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failed) {
        throw failed;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
