package org.javisor.engine.jit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.javisor.engine.translate.CodeCache;

/** What the vCPUs of a machine share in generated code, and how it is dropped when it is full. */
public final class JitRuntime implements AutoCloseable {
  /** The host's control word at first: exceptions masked, as bits. */
  static final int FLOAT_CONTROL = 0x1F80;

  private final CodeCache cache;
  private final CodeRegion region;
  private HostCode host;
  private final List<JitExecutor> executors = new CopyOnWriteArrayList<>();
  private final ReentrantLock dropping = new ReentrantLock();
  private volatile boolean isDropping;

  public JitRuntime(CodeCache cache, CodeRegion region) {
    this.cache = cache;
    this.region = region;
  }

  /** Makes the emitter, for the first vCPU. */
  public void prepare(Function<CodeRegion, HostCode> emitter) {
    if (host == null) {
      host = emitter.apply(region);
    }
  }

  void add(JitExecutor executor) {
    executors.add(executor);
  }

  /** The executor's vCPU has ended. */
  public void remove(JitExecutor executor) {
    executors.remove(executor);
  }

  /** How often vCPUs that there are have left code, by kind of exit; any thread. */
  public Map<String, Long> exits() {
    long[] sums = new long[ExitRecord.KINDS];
    for (JitExecutor executor : executors) {
      executor.addExits(sums);
    }
    Map<String, Long> byName = new LinkedHashMap<>();
    for (int kind = 0; kind < sums.length; kind++) {
      byName.put(ExitRecord.name(kind), sums[kind]);
    }
    return byName;
  }

  CodeCache cache() {
    return cache;
  }

  /** All code. */
  public CodeRegion region() {
    return region;
  }

  HostCode host() {
    return host;
  }

  /** Whether code is being dropped, so that none may be entered. */
  boolean isDropping() {
    return isDropping;
  }

  /**
   * Drops the oldest code, unless somebody else just has; the caller executes none. Returns when
   * nobody is doing so any more.
   */
  void makeRoom() {
    dropping.lock();
    try {
      if (region.hasRoom()) {
        return;
      }
      isDropping = true;
      for (JitExecutor executor : executors) {
        awaitLeaving(executor);
      }
      cache.lock().lock();
      try {
        region.beginNextSegment();
        cache.drop(unit -> ((JitUnit) unit).isInSegment());
        cache.forEach(unit -> ((JitUnit) unit).forgetLinksFromSegment());
        for (JitExecutor executor : executors) {
          executor.forgetCode();
        }
      } finally {
        isDropping = false;
        cache.lock().unlock();
      }
    } finally {
      dropping.unlock();
    }
  }

  /** Nobody enters code from now on: one kick makes a vCPU leave it, and it stays out. */
  @SuppressWarnings("ThreadPriorityCheck") // there may be fewer host cores than vCPUs
  private static void awaitLeaving(JitExecutor executor) {
    if (executor.isInCode()) {
      executor.kick();
    }
    while (executor.isInCode()) {
      Thread.yield();
    }
  }

  @Override
  public void close() {
    region.close();
  }
}
