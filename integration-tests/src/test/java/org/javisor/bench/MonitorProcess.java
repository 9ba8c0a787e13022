package org.javisor.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.process.ChildProcess;
import org.javisor.host.process.Spawn;
import org.javisor.host.socket.UnixSocket;

/** An emulator whose control monitor listens on a socket that it was given. */
record MonitorProcess(ChildProcess child, Path socket) implements AutoCloseable {
  private static final int KILL = 9;

  /** Starts {@code machine}, a command without a monitor. */
  static MonitorProcess start(List<String> machine) throws IOException {
    Path socket = Files.createTempDirectory("jvb").resolve("m");
    List<String> words = new ArrayList<>(machine);
    words.addAll(List.of("-chardev", "socket,id=c,fd=3,server=on,wait=off"));
    words.addAll(List.of("-mon", "chardev=c,mode=control"));
    try (Fd listener = UnixSocket.listen(socket, 0600, 1);
        Fd nothing = Fd.open(Path.of("/dev/null"), AccessMode.READ_WRITE)) {
      ChildProcess child =
          Spawn.of(Path.of(words.getFirst()))
              .arguments(words)
              .environment(
                  Map.of("PATH", System.getenv("PATH"), "HOME", System.getProperty("user.home")))
              .descriptor(0, nothing)
              .descriptor(1, nothing)
              .descriptor(2, nothing)
              .descriptor(3, listener)
              .start();
      return new MonitorProcess(child, socket);
    }
  }

  /** Kills it and waits until it is gone. */
  void kill() throws IOException {
    boolean _ = child.signal(KILL);
    child.waitForExit();
  }

  /** Kills it unless it is gone already. */
  @Override
  public void close() throws IOException {
    kill();
    child.close();
    Files.deleteIfExists(socket);
    Files.delete(socket.getParent());
  }
}
