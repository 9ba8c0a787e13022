package org.javisor.backend.block.qcow2;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.javisor.backend.block.BlockNode;

/**
 * Slices of tables of a file, a bounded number of them, the ones used last.
 *
 * <p>Spec: none. Threading: its owner's.
 */
final class TableCache {
  /** Bytes of a slice, less where a cluster is smaller. */
  static final int MAX_SLICE = 4096;

  private final BlockNode file;
  private final int sliceBytes;
  private final int limit;
  private final Eviction eviction;
  private final Map<Long, Slice> slices = new LinkedHashMap<>(16, 0.75f, true);
  private int dirty;

  /** Writes what has changed, in an order that the owner knows. */
  interface Eviction {
    void writeBack() throws IOException;
  }

  /** A part of a table. */
  static final class Slice {
    private static final VarHandle LONG =
        MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final long offset;
    private final byte[] bytes;
    private boolean isDirty;

    private Slice(long offset, byte[] bytes) {
      this.offset = offset;
      this.bytes = bytes;
    }

    byte[] bytes() {
      return bytes;
    }

    /** The number at byte {@code at}. */
    long getLong(int at) {
      return (long) LONG.get(bytes, at);
    }

    void putLong(int at, long value) {
      LONG.set(bytes, at, value);
    }
  }

  /**
   * @param limit most bytes of slices that are kept
   * @param eviction how room is made when the oldest slice has changed
   */
  TableCache(BlockNode file, int clusterSize, long limit, Eviction eviction) {
    this.file = file;
    this.sliceBytes = Math.min(MAX_SLICE, clusterSize);
    this.limit = (int) Math.max(limit / sliceBytes, 4);
    this.eviction = eviction;
  }

  int sliceBytes() {
    return sliceBytes;
  }

  /** The slice that byte {@code offset} of the file is in. */
  Slice get(long offset) throws IOException {
    long start = offset & -(long) sliceBytes;
    Slice slice = slices.get(start);
    if (slice == null) {
      makeRoom();
      slice = new Slice(start, file.readBytes(start, sliceBytes));
      slices.put(start, slice);
    }
    return slice;
  }

  private void makeRoom() throws IOException {
    if (slices.size() < limit) {
      return;
    }
    Slice eldest = slices.values().iterator().next();
    if (eldest.isDirty) {
      eviction.writeBack();
    }
    slices.remove(eldest.offset);
  }

  void markDirty(Slice slice) {
    if (!slice.isDirty) {
      slice.isDirty = true;
      dirty++;
    }
  }

  boolean isDirty() {
    return dirty > 0;
  }

  /** Writes all that has changed; nothing about order is promised before a flush of the file. */
  void writeDirty() throws IOException {
    if (dirty == 0) {
      return;
    }
    List<Slice> changed = new ArrayList<>(dirty);
    for (Slice slice : slices.values()) {
      if (slice.isDirty) {
        changed.add(slice);
      }
    }
    changed.sort(Comparator.comparingLong(slice -> slice.offset));
    for (Slice slice : changed) {
      file.writeBytes(slice.offset, slice.bytes);
      slice.isDirty = false;
      dirty--;
    }
  }

  /** Drops slices of a range that has another use now, changed or not. */
  void forget(long offset, long length) {
    for (long at = offset & -(long) sliceBytes; at < offset + length; at += sliceBytes) {
      Slice slice = slices.remove(at);
      if (slice != null && slice.isDirty) {
        dirty--;
      }
    }
  }

  /** All slices, for tests of the bound. */
  Collection<Slice> slices() {
    return slices.values();
  }
}
