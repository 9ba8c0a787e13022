package org.javisor.backend.block.job;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.javisor.backend.block.BlockNodes;
import org.javisor.backend.block.GraphChange;
import org.javisor.backend.block.Layers;
import org.javisor.backend.block.NodeHold;
import org.javisor.backend.block.WriteWatcher;
import org.javisor.backend.job.Job;
import org.javisor.backend.job.JobWork;

/**
 * Keeps a copy of a disk up to date until it takes the disk's place; also the commit of the image
 * that is in use, whose copy is the image behind it.
 *
 * <p>What is written meanwhile is marked after it has been; marks are taken away before what they
 * are for is copied. So what is not marked is the same on both sides.
 *
 * <p>Spec: none, QEMU's blockdev-mirror.
 */
public final class Mirror implements JobWork {
  private static final long IDLE = TimeUnit.MILLISECONDS.toNanos(100);

  private final BlockNodes nodes;
  private final NodeHold source;
  private final NodeHold target;
  private final String replaced;
  private final int layers;
  private final boolean readOnly;
  private final DirtyMap dirty;
  private final WriteWatcher watcher;
  private volatile Job job;
  private boolean ready;
  private boolean tookPlace;

  /**
   * What is mirrored.
   *
   * @param replaced the node whose place the copy takes
   * @param layers of how many of the images behind each other the contents are copied; all if 0,
   *     none if negative: only what changes
   * @param granularity bytes that are copied at least; a power of two
   * @param readOnly whether {@code target} is to be read-only again if it does not take the place
   */
  public record Plan(
      NodeHold source,
      NodeHold target,
      String replaced,
      int layers,
      long granularity,
      boolean readOnly) {}

  public Mirror(BlockNodes nodes, Plan plan) {
    this.nodes = nodes;
    this.source = plan.source();
    this.target = plan.target();
    this.replaced = plan.replaced();
    this.layers = plan.layers();
    this.readOnly = plan.readOnly();
    this.dirty = new DirtyMap(source.disk().sizeBytes(), plan.granularity());
    this.watcher =
        new WriteWatcher() {
          @Override
          public void after(long offset, long length) {
            dirty.mark(offset, length);
            Job known = job;
            if (known != null) {
              known.wake();
            }
          }
        };
  }

  /** From now on changes are seen. */
  public void watch(GraphChange graph) throws IOException {
    graph.watch(source.node(), watcher);
  }

  @Override
  public void run(Job running) throws IOException {
    job = running;
    try (Copier copier = new Copier(source, target)) {
      collect(running);
      running.setTotal(dirty.bytes());
      long copied = copyMarked(copier, running);
      target.disk().flush();
      running.ready();
      ready = true;
      while (!running.isEnding()) {
        running.idle(IDLE);
        running.setTotal(copied + dirty.bytes());
        copied += copyMarked(copier, running);
      }
    }
  }

  /** Copies until nothing is marked, or until that is not worth while because the end is near. */
  private long copyMarked(Copier copier, Job running) throws IOException {
    long copied = 0;
    long at = 0;
    while (!dirty.isEmpty() && !(ready && running.isEnding())) {
      running.proceed();
      DirtyMap.Range next = dirty.find(at, Copier.MOST);
      if (next.length() == 0) {
        at = 0;
        continue;
      }
      at = copy(copier, next, running);
      copied += at - next.offset();
    }
    return copied;
  }

  /** Marks what is to be copied. */
  private void collect(Job running) throws IOException {
    long size = source.disk().sizeBytes();
    if (layers == 0) {
      dirty.mark(0, size);
      return;
    }
    for (long at = 0; at < size && layers > 0; ) {
      running.proceed();
      Layers.Found found = source.find(at, size - at);
      if (found.isAbove(layers)) {
        dirty.mark(at, found.extent().length());
      }
      at += found.extent().length();
    }
  }

  /** Copies a part of a range; what is written there meanwhile is marked again. */
  private long copy(Copier copier, DirtyMap.Range range, Job running) throws IOException {
    long end = range.offset() + range.length();
    dirty.unmark(range.offset(), range.length());
    long at = range.offset();
    while (at < end) {
      try {
        long count = copier.copy(at, end - at);
        at += count;
        running.advance(count);
      } catch (CopyException e) {
        dirty.mark(at, end - at);
        running.failed(e.isReading(), e.reason());
        return at;
      }
    }
    return at;
  }

  /** While nothing is done to disks the rest is copied, and the copy takes the disk's place. */
  @Override
  public void takeEffect() throws IOException {
    nodes.change(graph -> {
      copyRest();
      graph.unwatch(source.node(), watcher);
      String to = target.node();
      source.close();
      target.relax(); // it stays open, and others may do with it what they want
      if (!job.isCancelled()) {
        graph.replace(replaced, to);
        tookPlace = true;
      }
      target.close();
    });
  }

  private void copyRest() throws IOException {
    try (Copier copier = new Copier(source, target)) {
      while (!dirty.isEmpty()) {
        DirtyMap.Range range = dirty.find(0, Copier.MOST);
        long end = range.offset() + range.length();
        for (long at = range.offset(); at < end; ) {
          at += copier.copy(at, end - at);
        }
        dirty.unmark(range.offset(), range.length());
      }
      target.disk().flush();
    }
  }

  @Override
  public void end() {
    if (readOnly && !tookPlace) {
      Holds.setReadOnly(nodes, target);
    }
    Holds.end(nodes, watcher, source, target);
  }
}
