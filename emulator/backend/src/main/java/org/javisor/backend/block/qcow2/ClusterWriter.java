package org.javisor.backend.block.qcow2;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.Extent;
import org.javisor.host.memory.Mapping;

/**
 * Writes what the guest writes: bytes first, then the entries that lead to them.
 *
 * <p>Spec: [QCOW2] Cluster mapping.
 */
final class ClusterWriter {
  /** Clusters that are allocated at once. */
  private static final int MAX_CLUSTERS = 1024;

  private final Metadata metadata;
  private final BlockNode data;
  private final ClusterReader reader;
  private final Geometry geometry;

  ClusterWriter(Metadata metadata, BlockNode data, ClusterReader reader) {
    this.metadata = metadata;
    this.data = data;
    this.reader = reader;
    this.geometry = metadata.geometry();
  }

  void write(long offset, long address, long length) throws IOException {
    long done = 0;
    while (done < length) {
      done += writeSome(offset + done, address + done, length - done);
    }
  }

  private long writeSome(long offset, long address, long length) throws IOException {
    Piece piece = Piece.find(metadata, offset, length);
    if (piece.kind() == Extent.Kind.DATA && piece.own()) {
      checkPlace(piece.host(), piece.length());
      data.write(piece.host(), address, piece.length());
      return piece.length();
    }
    if (piece.hasRoom(geometry)) {
      return fillRoom(piece, offset, address);
    }
    return writeNew(offset, address, length);
  }

  private void checkPlace(long host, long length) throws IOException {
    if (!geometry.external()) {
      long first = host >>> geometry.clusterBits();
      long last = host + length - 1 >>> geometry.clusterBits();
      metadata.refuseOverlap(first, last - first + 1);
    }
  }

  /** Subclusters that are not allocated in a cluster that is. */
  private long fillRoom(Piece piece, long offset, long address) throws IOException {
    long cluster = offset >>> geometry.clusterBits();
    long start = cluster << geometry.clusterBits();
    long end = Math.min(offset + piece.length(), start + geometry.clusterSize());
    Span span = new Span(down(offset), offset, end, up(end));
    checkPlace(piece.entry().host(), geometry.clusterSize());
    store(span, piece.entry().host() - start, address);
    metadata.set(cluster, withData(piece.entry(), span, start));
    return end - offset;
  }

  private L2Entry withData(L2Entry entry, Span span, long clusterStart) {
    int from = (int) (Math.max(span.first() - clusterStart, 0) / geometry.unit());
    long end = Math.min(span.last() - clusterStart, geometry.clusterSize());
    return entry.withData(from, (int) (end / geometry.unit()), geometry);
  }

  private long down(long offset) {
    return offset & -(long) geometry.unit();
  }

  private long up(long offset) {
    return offset + geometry.unit() - 1 & -(long) geometry.unit();
  }

  /**
   * What is written at once: new bytes from {@code from} to {@code to}, and around them what was
   * there before, from {@code first} to {@code last}.
   */
  private record Span(long first, long from, long to, long last) {}

  /** Clusters that have no room of their own yet. */
  private long writeNew(long offset, long address, long length) throws IOException {
    long cluster = offset >>> geometry.clusterBits();
    List<L2Entry> before = withoutRoom(cluster, offset + length);
    Refcounts.Run run =
        geometry.external()
            ? new Refcounts.Run(cluster, before.size())
            : metadata.allocate(before.size());
    long start = cluster << geometry.clusterBits();
    long limit = start + (run.count() << geometry.clusterBits());
    long end = Math.min(offset + length, limit);
    // What is shared or compressed moves as a whole, what is not there yet by units.
    boolean firstWhole = isWhole(before.getFirst());
    boolean lastWhole = isWhole(before.get((int) run.count() - 1));
    long lastStart = end - 1 & -(long) geometry.clusterSize();
    Span span =
        new Span(
            firstWhole ? start : down(offset),
            offset,
            end,
            lastWhole ? lastStart + geometry.clusterSize() : up(end));
    long host = run.cluster() << geometry.clusterBits();
    try {
      store(span, host - start, address);
    } catch (IOException e) {
      if (!geometry.external()) {
        metadata.unused(run);
      }
      throw e;
    }
    for (int i = 0; i < run.count(); i++) {
      long at = start + ((long) i << geometry.clusterBits());
      long place = host + at - start | L2Entry.COPIED;
      L2Entry old = before.get(i);
      long bitmap = isWhole(old) ? 0 : old.bitmap();
      metadata.set(cluster + i, withData(new L2Entry(place, bitmap), span, at));
      metadata.giveBack(old);
    }
    return end - offset;
  }

  /**
   * Stores a compressed cluster where nothing is yet.
   *
   * @return false when there is something; then nothing has happened
   */
  boolean writePacked(long cluster, byte[] packed) throws IOException {
    L2Entry before = metadata.entry(cluster);
    if (geometry.external() || isWhole(before)) {
      return false;
    }
    long place = metadata.allocateBytes(packed.length);
    data.writeBytes(place, packed);
    metadata.set(cluster, L2Entry.compressed(place, packed.length, geometry.clusterBits()));
    return true;
  }

  private boolean isWhole(L2Entry entry) {
    return entry.isCompressed() || entry.isAllocated(geometry);
  }

  private List<L2Entry> withoutRoom(long cluster, long end) throws IOException {
    List<L2Entry> found = new ArrayList<>();
    long last = end - 1 >>> geometry.clusterBits();
    for (long at = cluster; at <= last && found.size() < MAX_CLUSTERS; at++) {
      L2Entry entry = metadata.entry(at);
      if (!entry.isCompressed() && entry.isAllocated(geometry) && entry.isCopied()) {
        break;
      }
      found.add(entry);
    }
    return found;
  }

  /** Writes a span, its new bytes from {@code address}, at a distance from the guest's offsets. */
  private void store(Span span, long distance, long address) throws IOException {
    copy(span.first(), span.from(), distance);
    data.write(span.from() + distance, address, span.to() - span.from());
    copy(span.to(), span.last(), distance);
  }

  private void copy(long from, long to, long distance) throws IOException {
    long length = to - from;
    if (length == 0) {
      return;
    }
    if (reader.isZero(from, length)) {
      // A file that ends before has zeroes there once it is longer.
      long there = Math.min(to, data.sizeBytes() - distance);
      if (there > from) {
        data.writeZeroes(from + distance, there - from);
      }
      return;
    }
    try (Mapping buffer = Mapping.anonymous(length)) {
      // What is after the disk's end is not the guest's, but has to be something.
      reader.read(from, buffer.address(), length);
      data.write(from + distance, buffer.address(), length);
    }
  }

  void writeZeroes(long offset, long length) throws IOException {
    long end = offset + length;
    long at = offset;
    while (at < end) {
      long cluster = at >>> geometry.clusterBits();
      long next = Math.min(cluster + 1 << geometry.clusterBits(), end);
      if (!reader.isZero(at, next - at)) {
        zero(cluster, at, next);
      }
      at = next;
    }
  }

  private void zero(long cluster, long from, long to) throws IOException {
    L2Entry entry = metadata.entry(cluster);
    long first = up(from);
    long last = down(to);
    boolean whole = last - first == geometry.clusterSize();
    boolean flagged = metadata.header().version() > 2 && first < last;
    if (metadata.header().has(Feature.RAW_EXTERNAL_DATA)) {
      data.writeZeroes(from, to - from);
      flagged &= !entry.isCompressed();
    }
    if (whole && (!flagged || !entry.isAllocated(geometry) || !entry.isCopied())) {
      dropWhole(cluster, entry);
    } else if (flagged && !entry.isCompressed()) {
      zeroBytes(from, first);
      L2Entry now = metadata.entry(cluster); // writing around it may have moved it
      long start = cluster << geometry.clusterBits();
      int unit = (int) ((first - start) / geometry.unit());
      metadata.set(
          cluster, now.withZeroes(unit, (int) ((last - start) / geometry.unit()), geometry));
      zeroBytes(last, to);
    } else {
      zeroBytes(from, to);
    }
  }

  /** Makes a whole cluster zero that has no room of its own to keep. */
  private void dropWhole(long cluster, L2Entry entry) throws IOException {
    boolean behind = reader.hasBacking(cluster << geometry.clusterBits());
    if (metadata.header().version() > 2) {
      metadata.set(cluster, L2Entry.zero(geometry));
      metadata.giveBack(entry);
    } else if (!behind) {
      metadata.set(cluster, L2Entry.NONE);
      metadata.giveBack(entry);
    } else {
      long start = cluster << geometry.clusterBits();
      zeroBytes(start, start + geometry.clusterSize());
    }
  }

  private void zeroBytes(long from, long to) throws IOException {
    if (from < to) {
      try (Mapping zeroes = Mapping.anonymous(to - from)) {
        write(from, zeroes.address(), to - from);
      }
    }
  }

  /** Gives back whole clusters; what is read there afterwards is zero. */
  void discard(long offset, long length) throws IOException {
    long first = offset + geometry.clusterSize() - 1 >>> geometry.clusterBits();
    long last = offset + length >>> geometry.clusterBits();
    for (long cluster = first; cluster < last; cluster++) {
      long none = metadata.clustersWithoutTable(cluster);
      if (none > 0) {
        cluster += none - 1;
      } else {
        discard(cluster);
      }
    }
  }

  private void discard(long cluster) throws IOException {
    L2Entry entry = metadata.entry(cluster);
    long start = cluster << geometry.clusterBits();
    if (geometry.external()) {
      if (entry.isAllocated(geometry) && start < data.sizeBytes()) {
        data.writeZeroes(start, Math.min(geometry.clusterSize(), data.sizeBytes() - start));
      }
      return;
    }
    if (!isWhole(entry)) {
      return;
    }
    if (!reader.hasBacking(start)) {
      metadata.set(cluster, L2Entry.NONE);
    } else if (metadata.header().version() > 2) {
      metadata.set(cluster, L2Entry.zero(geometry));
    } else {
      return; // nothing says zero in an image of version 2
    }
    metadata.giveBack(entry);
  }
}
