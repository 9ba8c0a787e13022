package org.javisor.backend.block.job;

import java.io.IOException;
import java.util.Optional;
import org.javisor.backend.block.NodeDisk;
import org.javisor.backend.block.WriteWatcher;

/**
 * Remembers under a name which parts of a node have changed, for copies of what has changed only.
 * Any thread.
 *
 * <p>Spec: none, QEMU's dirty bitmaps.
 */
public final class DirtyBitmap implements WriteWatcher {
  private final String name;
  private final NodeDisk disk;
  private boolean recording;

  /** What is marked; new marks while it is being copied. */
  private DirtyMap map;

  /** What was marked when the copy began, if there is one. */
  private Optional<DirtyMap> frozen = Optional.empty();

  /** When a copy of what is marked takes the marks away. */
  public enum Clearing {
    /** When it has succeeded. */
    ON_SUCCESS,

    /** Never. */
    NEVER,

    /** From what it has copied, whether it has succeeded or not. */
    ALWAYS
  }

  /**
   * What it is now.
   *
   * @param count bytes of what is marked, whole parts
   * @param granularity bytes that are marked together
   * @param busy whether a copy uses it
   */
  public record State(String name, long count, long granularity, boolean recording, boolean busy) {}

  DirtyBitmap(String name, NodeDisk disk, long granularity, boolean recording) {
    this.name = name;
    this.disk = disk;
    this.recording = recording;
    this.map = new DirtyMap(disk.sizeBytes(), granularity);
  }

  public String name() {
    return name;
  }

  @Override
  public synchronized void after(long offset, long length) {
    if (recording) {
      current().mark(offset, length);
    }
  }

  /** The disk may have another size than before. */
  private DirtyMap current() {
    map.resize(disk.sizeBytes());
    return map;
  }

  /** What it is now. */
  public synchronized State state() {
    DirtyMap shown = frozen.orElseGet(this::current);
    return new State(name, shown.wholeBytes(), map.granularity(), recording, frozen.isPresent());
  }

  /** Nobody copies what is marked. */
  synchronized void requireFree() throws IOException {
    if (frozen.isPresent()) {
      throw new IOException(
          "Bitmap '" + name + "' is currently in use by another operation and cannot be used");
    }
  }

  /** Whether changes are marked from now on; whether they were before. */
  synchronized boolean setRecording(boolean wanted) throws IOException {
    requireFree();
    boolean before = recording;
    recording = wanted;
    return before;
  }

  /** Nothing is marked any more; what was. */
  synchronized DirtyMap clear() throws IOException {
    requireFree();
    DirtyMap before = current().copy();
    map.clear();
    return before;
  }

  /** What is marked. */
  synchronized DirtyMap marks() throws IOException {
    requireFree();
    return current().copy();
  }

  /** Marks this, and nothing else. */
  synchronized void set(DirtyMap marks) {
    map = marks.copy();
  }

  /** Marks what is marked there, too. */
  synchronized void merge(DirtyMap other) {
    current().merge(other);
  }

  /**
   * Begins a copy of what is marked.
   *
   * @return its marks, which it takes away as it goes on
   */
  public synchronized DirtyMap freeze(Clearing clearing) throws IOException {
    requireFree();
    DirtyMap marked = current().copy();
    frozen = Optional.of(marked);
    if (clearing != Clearing.NEVER) {
      map.clear();
    }
    return marked.copy();
  }

  /**
   * The copy has ended.
   *
   * @param left what it has not copied
   */
  synchronized void thaw(Clearing clearing, boolean succeeded, DirtyMap left) {
    switch (clearing) {
      case NEVER -> {
        // Marks have gone on meanwhile.
      }
      case ALWAYS -> current().merge(left);
      case ON_SUCCESS -> {
        if (!succeeded) {
          current().merge(frozen.orElseThrow());
        }
      }
    }
    frozen = Optional.empty();
  }
}
