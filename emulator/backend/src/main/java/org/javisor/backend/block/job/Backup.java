package org.javisor.backend.block.job;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.javisor.backend.block.BlockNodes;
import org.javisor.backend.block.GraphChange;
import org.javisor.backend.block.Layers;
import org.javisor.backend.block.NodeHold;
import org.javisor.backend.block.WriteWatcher;
import org.javisor.backend.job.Job;
import org.javisor.backend.job.JobWork;

/**
 * Copies a disk as it was when the job began: what is about to be written is copied before.
 *
 * <p>Spec: none, QEMU's blockdev-backup.
 */
public final class Backup implements JobWork {
  private static final long IDLE = TimeUnit.SECONDS.toNanos(1);

  private final BlockNodes nodes;
  private final NodeHold source;
  private final NodeHold target;
  private final Scope scope;
  private final ReentrantLock copying = new ReentrantLock();
  private final DirtyMap left;
  private final WriteWatcher watcher;
  private final Optional<Marks> marks;

  /** There from the time on when it watches. */
  private Copier copier;

  private boolean succeeded;

  /** What is copied. */
  public enum Scope {
    /** Everything. */
    FULL,

    /** What is in the uppermost image. */
    TOP,

    /** What was marked. */
    MARKED,

    /** Only what is about to be written. */
    NONE
  }

  /**
   * What is copied.
   *
   * @param left what is still to be copied; nothing is marked yet
   * @param marks the bitmap whose marks go
   */
  public record Plan(
      NodeHold source, NodeHold target, Scope scope, DirtyMap left, Optional<Marks> marks) {}

  /** The bitmap that has a part in it, and when its marks go. */
  public record Marks(DirtyBitmap bitmap, DirtyBitmap.Clearing clearing) {}

  public Backup(BlockNodes nodes, Plan plan) {
    this.nodes = nodes;
    this.source = plan.source();
    this.target = plan.target();
    this.scope = plan.scope();
    this.left = plan.left();
    this.marks = plan.marks();
    this.watcher =
        new WriteWatcher() {
          @Override
          public void before(long offset, long length) throws IOException {
            keep(offset, length);
          }
        };
  }

  /**
   * What the disk is from now on does not matter; the bitmap is in use.
   *
   * @throws IOException when that is in use already, or there is no memory; nothing has changed
   */
  public void watch(GraphChange graph) throws IOException {
    if (marks.isPresent()) {
      DirtyMap marked = marks.get().bitmap().freeze(marks.get().clearing());
      if (scope == Scope.MARKED) {
        left.merge(marked);
      }
    }
    if (scope != Scope.MARKED) {
      left.mark(0, source.disk().sizeBytes());
    }
    try {
      copier = new Copier(source, target);
    } catch (IOException e) {
      thaw();
      throw e;
    }
    graph.watch(source.node(), watcher);
  }

  private void thaw() {
    marks.ifPresent(each -> each.bitmap().thaw(each.clearing(), succeeded, left));
  }

  /** Copies what is about to be written. */
  private void keep(long offset, long length) throws IOException {
    if (!left.meets(offset, length)) {
      return;
    }
    long mask = left.granularity() - 1;
    long begin = offset & ~mask;
    copy(begin, Math.min(offset + length + mask & ~mask, source.disk().sizeBytes()) - begin);
  }

  /** Copies those parts of a range that have not been: others do the same at the same time. */
  private void copy(long offset, long length) throws CopyException {
    copying.lock();
    try {
      long end = offset + length;
      for (long at = offset; at < end && left.meets(at, end - at); ) {
        DirtyMap.Range range = left.find(at, end - at);
        at = range.offset();
        long last = Math.min(end, at + range.length());
        while (at < last) {
          at += copier.copy(at, last - at);
        }
        left.unmark(range.offset(), last - range.offset());
      }
    } finally {
      copying.unlock();
    }
  }

  @Override
  public void run(Job job) throws IOException {
    switch (scope) {
      case FULL, MARKED -> {}
      case TOP -> leaveWhatIsBehind(job);
      case NONE -> {
        job.setTotal(source.disk().sizeBytes());
        while (true) {
          job.idle(IDLE); // ends by being cancelled
        }
      }
    }
    job.setTotal(left.bytes());
    for (long at = 0; ; ) {
      job.proceed();
      DirtyMap.Range next = left.find(at, Copier.MOST);
      if (next.length() == 0) {
        break;
      }
      try {
        source.within(() -> copy(next.offset(), next.length()));
      } catch (CopyException e) {
        job.failed(e.isReading(), e.reason());
        continue;
      }
      at = next.offset() + next.length();
      job.advance(next.length());
    }
    target.disk().flush();
  }

  private void leaveWhatIsBehind(Job job) throws IOException {
    long size = source.disk().sizeBytes();
    for (long at = 0; at < size; ) {
      job.proceed();
      Layers.Found found = source.find(at, size - at);
      long end = at + found.extent().length();
      if (!found.isAbove(1)) {
        long mask = left.granularity() - 1;
        long first = at + mask & ~mask; // parts that are in it as a whole
        long last = end == size ? end : end & ~mask;
        if (first < last) {
          left.unmark(first, last - first);
        }
      }
      at = end;
    }
  }

  @Override
  public void takeEffect() {
    succeeded = true;
  }

  @Override
  public void end() {
    thaw();
    Holds.end(nodes, watcher, source, target);
    copier.close();
  }
}
