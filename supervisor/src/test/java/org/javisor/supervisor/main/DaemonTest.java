package org.javisor.supervisor.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.javisor.supervisor.api.ErrorCode;
import org.javisor.supervisor.api.VmException;
import org.javisor.supervisor.client.DaemonAccess;
import org.javisor.supervisor.client.RemoteService;
import org.javisor.supervisor.process.EmulatorLauncher;
import org.javisor.supervisor.store.Layout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole lives of the daemon, without machines. */
@Timeout(20)
class DaemonTest {
  @TempDir private Path scratch;

  @Test
  void servesUntilToldToEndAndLeavesNoSocket() throws Exception {
    Daemon daemon = daemon("--foreground");
    FutureTask<Void> life = live(daemon);
    try (RemoteService client = access().connect()) {
      assertEquals(List.of(), client.list());
    }
    daemon.end();
    life.get();
    assertEquals(Optional.empty(), access().connectIfRunning());
    assertFalse(Files.exists(layout().daemonSocket()));
  }

  @Test
  void anotherDaemonMayFollow() throws Exception {
    for (int i = 0; i < 2; i++) {
      Daemon daemon = daemon("--foreground");
      FutureTask<Void> life = live(daemon);
      daemon.end();
      life.get();
    }
  }

  @Test
  void secondDaemonIsRefused() throws Exception {
    Daemon first = daemon("--foreground");
    FutureTask<Void> life = live(first);
    // In one process the locks cannot be tried twice; a client would hold the start lock.
    Daemon second = daemon("--on-demand");
    VmException refusal = assertThrows(VmException.class, () -> second.serve(() -> {}));
    assertEquals(ErrorCode.CONFLICT, refusal.code());
    first.end();
    life.get();
  }

  @Test
  void idleDaemonEndsByItself() throws Exception {
    live(daemon("--idle-exit", "1")).get();
    assertFalse(Files.exists(layout().daemonSocket()));
  }

  private FutureTask<Void> live(Daemon daemon) throws InterruptedException {
    CountDownLatch ready = new CountDownLatch(1);
    FutureTask<Void> life =
        new FutureTask<>(() -> {
          daemon.serve(ready::countDown);
          return null;
        });
    Thread.ofPlatform().daemon().start(life);
    ready.await();
    return life;
  }

  private Daemon daemon(String... options) throws IOException {
    return new Daemon(
        Options.parse(options), layout().ensure(), new EmulatorLauncher(scratch.resolve("none")));
  }

  private Layout layout() throws IOException {
    return Layout.locate(environment());
  }

  private DaemonAccess access() {
    return DaemonAccess.fromEnvironment(environment(), "");
  }

  private Map<String, String> environment() {
    return Map.of(
        "XDG_RUNTIME_DIR", scratch.toString(), "XDG_STATE_HOME", scratch.resolve("s").toString());
  }
}
