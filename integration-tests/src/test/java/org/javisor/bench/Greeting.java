package org.javisor.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.process.ChildProcess;
import org.javisor.host.process.Spawn;
import org.javisor.host.socket.UnixSocket;

/** From the start of the process to its monitor's greeting, and from its death to the report. */
final class Greeting implements Subject {
  private static final double NANOSECONDS_PER_MILLISECOND = 1e6;
  private static final int SPAWNS = 5;
  private static final int KILL = 9;
  private static final Row GREETING = new Row("processes", "spawn to QMP greeting", "ms");
  private static final Row DEATH = new Row("processes", "kill to reaped status", "ms");

  @Override
  public List<Row> rows() {
    return List.of(GREETING, DEATH);
  }

  @Override
  public void run(Peer peer, Figures figures) throws IOException, BenchException {
    for (int i = 0; i < SPAWNS; i++) {
      spawn(peer, figures);
    }
  }

  private static void spawn(Peer peer, Figures figures) throws IOException, BenchException {
    Path folder = Files.createTempDirectory("jvb");
    Path socket = folder.resolve("m");
    long begun = System.nanoTime();
    try (ChildProcess child = start(peer, socket);
        Fd client = UnixSocket.connect(socket)) {
      if (client.read(new byte[1], 0, 1) != 1) {
        throw new BenchException("its monitor was closed before it greeted");
      }
      long greeted = System.nanoTime();
      boolean _ = child.signal(KILL);
      child.waitForExit();
      figures.add(GREETING, peer, (greeted - begun) / NANOSECONDS_PER_MILLISECOND);
      figures.add(DEATH, peer, (System.nanoTime() - greeted) / NANOSECONDS_PER_MILLISECOND);
    }
    Files.deleteIfExists(socket);
    Files.delete(folder);
  }

  private static ChildProcess start(Peer peer, Path socket) throws IOException {
    List<String> command =
        peer.machine(
            "-m",
            "512M",
            "-S",
            "-chardev",
            "socket,id=c,fd=3,server=on,wait=off",
            "-mon",
            "chardev=c,mode=control");
    try (Fd listener = UnixSocket.listen(socket, 0600, 1);
        Fd nothing = Fd.open(Path.of("/dev/null"), AccessMode.READ_WRITE)) {
      return Spawn.of(Path.of(command.getFirst()))
          .arguments(command)
          .environment(
              Map.of("PATH", System.getenv("PATH"), "HOME", System.getProperty("user.home")))
          .descriptor(0, nothing)
          .descriptor(1, nothing)
          .descriptor(2, nothing)
          .descriptor(3, listener)
          .start();
    }
  }
}
