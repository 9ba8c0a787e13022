package org.javisor.backend.block;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The face of a node: what does its work may be changed behind it, and who watches it hears of
 * every change of its contents. Any thread, as what is behind it.
 *
 * <p>Spec: none, the seam between a node and those that use it.
 */
public final class NodeDisk extends ForwardingNode {
  private volatile BlockNode behind;
  private volatile boolean discards = true;
  private final List<WriteWatcher> watchers = new CopyOnWriteArrayList<>();
  private final AtomicLong highestOffset = new AtomicLong();

  private interface Work {
    void run(BlockNode node) throws IOException;
  }

  NodeDisk(BlockNode behind) {
    this.behind = behind;
  }

  @Override
  protected BlockNode target() {
    return behind;
  }

  /** Others do the work from now on; nothing may be under way. */
  void setBehind(BlockNode other) {
    behind = other;
  }

  /** Whether the node hears of what is not needed any more. */
  void setDiscards(boolean wanted) {
    discards = wanted;
  }

  /** Lets {@code watcher} know; nothing may be under way. */
  void watch(WriteWatcher watcher) {
    watchers.add(watcher);
  }

  public void unwatch(WriteWatcher watcher) {
    watchers.remove(watcher);
  }

  /** The end of what has been written. */
  public long highestOffset() {
    return highestOffset.get();
  }

  @Override
  public void write(long offset, long address, long length) throws IOException {
    change(offset, length, node -> node.write(offset, address, length));
    reach(offset + length);
  }

  @Override
  public void writeZeroes(long offset, long length) throws IOException {
    change(offset, length, node -> node.writeZeroes(offset, length));
    reach(offset + length);
  }

  @Override
  public void discard(long offset, long length) throws IOException {
    if (discards) {
      change(offset, length, node -> node.discard(offset, length));
    }
  }

  private void change(long offset, long length, Work work) throws IOException {
    for (WriteWatcher watcher : watchers) {
      watcher.before(offset, length);
    }
    try {
      work.run(behind);
    } finally {
      for (WriteWatcher watcher : watchers) {
        watcher.after(offset, length);
      }
    }
  }

  private void reach(long end) {
    if (end > highestOffset.get()) {
      highestOffset.accumulateAndGet(end, Math::max);
    }
  }

  @Override
  public void close() throws IOException {
    behind.close();
  }
}
