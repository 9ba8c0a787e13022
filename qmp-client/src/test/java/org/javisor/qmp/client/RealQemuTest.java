package org.javisor.qmp.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.process.ChildProcess;
import org.javisor.host.process.ExitStatus;
import org.javisor.host.process.Spawn;
import org.javisor.host.socket.UnixSocket;
import org.javisor.qmp.api.AddFd;
import org.javisor.qmp.api.AddfdInfo;
import org.javisor.qmp.api.Cont;
import org.javisor.qmp.api.Getfd;
import org.javisor.qmp.api.QMPCapability;
import org.javisor.qmp.api.QmpCommand;
import org.javisor.qmp.api.QueryFdsets;
import org.javisor.qmp.api.QueryName;
import org.javisor.qmp.api.QueryStatus;
import org.javisor.qmp.api.QueryVersion;
import org.javisor.qmp.api.QueryYank;
import org.javisor.qmp.api.Quit;
import org.javisor.qmp.api.RemoveFd;
import org.javisor.qmp.api.RunState;
import org.javisor.qmp.api.StatusInfo;
import org.javisor.qmp.api.Stop;
import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.JsonValue;
import org.javisor.qmp.wire.QmpErrorClass;
import org.javisor.qmp.wire.QmpException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client with the program that the protocol comes from, where it is installed. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RealQemuTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path files;
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  private final class Listener implements QmpListener {
    @Override
    public void event(QmpNotice notice) {
      events.add(notice.name());
    }

    @Override
    public void disconnected(QmpDisconnectedException reason) {
      events.add("end");
    }
  }

  private static Optional<Path> installed() {
    for (String folder : System.getenv("PATH").split(":", -1)) {
      Path program = Path.of(folder, "qemu-system-riscv64");
      if (Files.isExecutable(program)) {
        return Optional.of(program);
      }
    }
    return Optional.empty();
  }

  private ChildProcess start(Path program, Path socket) throws Exception {
    try (Fd listener = UnixSocket.listen(socket, 0600, 1);
        Fd nothing = Fd.open(Path.of("/dev/null"), AccessMode.READ_WRITE)) {
      return Spawn.of(program)
          .arguments(
              List.of(
                  program.toString(),
                  "-M",
                  "none",
                  "-S",
                  "-nodefaults",
                  "-display",
                  "none",
                  "-name",
                  "real",
                  "-chardev",
                  "socket,id=c,fd=3,server=on,wait=off",
                  "-mon",
                  "chardev=c,mode=control"))
          .environment(Map.of("PATH", System.getenv("PATH")))
          .descriptor(0, nothing)
          .descriptor(1, nothing)
          .descriptor(2, nothing)
          .descriptor(3, listener)
          .start();
    }
  }

  @Test
  void everythingThatTheClientCanDoWorksThere() throws Exception {
    Optional<Path> program = installed();
    assumeTrue(program.isPresent(), "skipped: qemu-system-riscv64 is not installed");
    Path socket = files.resolve("m");
    try (ChildProcess child = start(program.get(), socket)) {
      try (QmpClient client =
          QmpClient.open(
              UnixSocket.connect(socket), new Listener(), PATIENCE, List.of(QMPCapability.OOB))) {
        assertEquals(client.version(), client.execute(new QueryVersion()));
        assertTrue(client.version().qemu().major() >= 7);
        assertEquals(Optional.of("real"), client.execute(new QueryName()).name());
        assertEquals(new StatusInfo(false, RunState.PRELAUNCH), client.execute(new QueryStatus()));
        descriptors(client);
        try (QmpReply<?> running = client.submit(new Cont(), QmpOptions.within(PATIENCE))) {
          assertFalse(
              client.execute(new QueryYank(), QmpOptions.within(PATIENCE).overtaking()).isEmpty());
          running.await();
        }
        assertEquals("RESUME", events.take());
        client.execute(new Stop());
        assertEquals("STOP", events.take());
        JsonValue raw = client.execute(QmpCommand.raw("query-target", new JsonObject()));
        assertEquals("{\"arch\": \"riscv64\"}", raw.toString());
        QmpException refused =
            assertThrows(
                QmpException.class, () -> client.execute(QmpCommand.raw("nope", new JsonObject())));
        assertEquals(QmpErrorClass.COMMAND_NOT_FOUND, refused.errorClass());
        client.execute(new Quit());
      }
      assertEquals(new ExitStatus.Exited(0), child.waitForExit());
      assertEquals("SHUTDOWN", events.take());
      assertEquals("end", events.take());
    }
  }

  private static void descriptors(QmpClient client) throws Exception {
    try (Fd disk = Fd.open(Path.of("/dev/null"), AccessMode.READ_ONLY)) {
      AddfdInfo added =
          client.execute(
              AddFd.of().withFdsetId(3L).withOpaque("disk"),
              QmpOptions.within(PATIENCE).passing(disk));
      assertEquals(3, added.fdsetId());
      assertEquals(added.fd(), client.execute(new QueryFdsets()).get(0).fds().get(0).fd());
      client.execute(new RemoveFd(3, Optional.of(added.fd())));
      client.execute(new Getfd("name"), QmpOptions.within(PATIENCE).passing(disk));
    }
  }
}
