package org.javisor.supervisor.main;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.javisor.supervisor.api.ErrorCode;
import org.javisor.supervisor.api.VmException;
import org.javisor.supervisor.instance.Instances;
import org.javisor.supervisor.process.EmulatorLauncher;
import org.javisor.supervisor.process.Leftovers;
import org.javisor.supervisor.server.Listener;
import org.javisor.supervisor.store.HeldLock;
import org.javisor.supervisor.store.Layout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One life of the daemon. */
final class Daemon {
  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

  private final Options options;
  private final Layout layout;
  private final EmulatorLauncher launcher;
  private final CountDownLatch ending = new CountDownLatch(1);

  Daemon(Options options, Layout layout, EmulatorLauncher launcher) {
    this.options = options;
    this.layout = layout;
    this.launcher = launcher;
  }

  /** Asks the daemon to end in order; any thread. */
  void end() {
    ending.countDown();
  }

  /**
   * Serves until the end was asked for.
   *
   * @param ready told once clients can connect
   */
  void serve(Runnable ready) throws IOException, InterruptedException {
    // Whoever holds the start lock is the only one who starts; a client holds it for us.
    Optional<HeldLock> starting =
        options.onDemand() ? Optional.empty() : Optional.of(HeldLock.acquire(layout.startLock()));
    refuseSecond();
    // Held by another daemon only while that one ends: it no longer listens.
    try (HeldLock _ = HeldLock.acquire(layout.daemonLock())) {
      Set<String> lost = Leftovers.clear(layout.runDirectory().resolve("vm"));
      Instances instances = Instances.load(layout, launcher);
      instances.noteLost(lost);
      try (Listener listener = Listener.open(layout.daemonSocket(), instances)) {
        if (starting.isPresent()) {
          starting.get().close();
        }
        LOG.info(
            "javisord {} listens in '{}'", ProcessHandle.current().pid(), layout.runDirectory());
        ready.run();
        awaitEnd(listener, instances);
        LOG.info("javisord is ending");
        Files.deleteIfExists(layout.daemonSocket());
        instances.close();
      }
    }
  }

  private void awaitEnd(Listener listener, Instances instances) throws InterruptedException {
    if (options.idleSeconds() == 0) {
      ending.await();
      return;
    }
    long limit = TimeUnit.SECONDS.toNanos(options.idleSeconds());
    while (!ending.await(Math.max(1, limit - listener.idleNanos()), TimeUnit.NANOSECONDS)) {
      boolean idle = listener.idleNanos() >= limit;
      if (idle && instances.retireIfIdle()) {
        return;
      }
      if (idle && ending.await(limit, TimeUnit.NANOSECONDS)) {
        return;
      }
    }
  }

  private void refuseSecond() throws IOException {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.connect(UnixDomainSocketAddress.of(layout.daemonSocket()));
    } catch (IOException _) {
      return; // Nobody listens: the usual case.
    }
    throw new VmException(
        ErrorCode.CONFLICT, "a daemon listens already at '" + layout.daemonSocket() + "'");
  }
}
