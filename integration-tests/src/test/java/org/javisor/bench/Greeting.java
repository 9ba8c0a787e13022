package org.javisor.bench;

import java.io.IOException;
import java.util.List;
import org.javisor.host.fd.Fd;
import org.javisor.host.socket.UnixSocket;

/** From the start of the process to its monitor's greeting, and from its death to the report. */
final class Greeting implements Subject {
  private static final double NANOSECONDS_PER_MILLISECOND = 1e6;
  private static final int SPAWNS = 5;
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
    List<String> machine = peer.machine("-m", "512M", "-S");
    long begun = System.nanoTime();
    try (MonitorProcess process = MonitorProcess.start(machine);
        Fd client = UnixSocket.connect(process.socket())) {
      if (client.read(new byte[1], 0, 1) != 1) {
        throw new BenchException("its monitor was closed before it greeted");
      }
      long greeted = System.nanoTime();
      process.kill();
      figures.add(GREETING, peer, (greeted - begun) / NANOSECONDS_PER_MILLISECOND);
      figures.add(DEATH, peer, (System.nanoTime() - greeted) / NANOSECONDS_PER_MILLISECOND);
    }
  }
}
