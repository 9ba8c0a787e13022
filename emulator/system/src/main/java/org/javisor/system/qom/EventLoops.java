package org.javisor.system.qom;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javisor.backend.iothread.IoThread;
import org.javisor.qmp.api.IOThreadInfo;
import org.javisor.qmp.api.ObjectOptions;

/** What can be said about threads for devices, and what they have when nothing is said. */
public final class EventLoops {
  /** Nanoseconds. */
  static final long POLL_MAX = 32_768;

  static final long THREAD_POOL_MAX = 64;

  private EventLoops() {}

  static void check(ObjectOptions.Iothread thread) throws HostObjectException {
    check("poll-max-ns", thread.pollMaxNs());
    check("poll-grow", thread.pollGrow());
    check("poll-shrink", thread.pollShrink());
    check("aio-max-batch", thread.aioMaxBatch());
    check("thread-pool-min", thread.threadPoolMin());
    check("thread-pool-max", thread.threadPoolMax());
    long most = thread.threadPoolMax().orElse(THREAD_POOL_MAX);
    if (most == 0 || thread.threadPoolMin().orElse(0L) > most) {
      throw new HostObjectException("bad thread-pool-min/thread-pool-max values");
    }
  }

  private static void check(String name, Optional<Long> value) throws HostObjectException {
    if (value.orElse(0L) < 0) {
      throw new HostObjectException(name + " value must be in range [0, " + Long.MAX_VALUE + "]");
    }
  }

  /** Those that there are, the newest first. */
  public static List<IOThreadInfo> list(HostObjects objects) {
    List<IOThreadInfo> all = new ArrayList<>();
    for (ObjectOptions options : objects.all()) {
      if (options instanceof ObjectOptions.Iothread thread) {
        int number = objects.thread(thread.id()).map(IoThread::number).orElse(0);
        all.addFirst(
            new IOThreadInfo(
                thread.id(),
                number,
                thread.pollMaxNs().orElse(POLL_MAX),
                thread.pollGrow().orElse(0L),
                thread.pollShrink().orElse(0L),
                thread.aioMaxBatch().orElse(0L)));
      }
    }
    return all;
  }
}
