package org.javisor.supervisor.process;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.Optional;
import org.javisor.host.fd.Fd;
import org.javisor.host.socket.UnixSocket;

/** An emulator that was spawned, and our ends of its two connections until they are taken. */
public final class LaunchedEmulator {
  private final LaunchPlan plan;
  private final EmulatorProcess process;
  private Optional<Fd> monitor = Optional.empty();
  private Optional<SocketChannel> console = Optional.empty();

  LaunchedEmulator(LaunchPlan plan, EmulatorProcess process) {
    this.plan = plan;
    this.process = process;
  }

  /** The process. */
  public EmulatorProcess process() {
    return process;
  }

  /**
   * Connects to both sockets, each once, and removes their paths.
   *
   * @throws IOException when the emulator has ended, for only it holds the listening sockets now
   */
  public void connect() throws IOException {
    try {
      monitor = Optional.of(UnixSocket.connect(plan.monitorSocket()));
      console = Optional.of(SocketChannel.open(UnixDomainSocketAddress.of(plan.consoleSocket())));
    } finally {
      Files.deleteIfExists(plan.monitorSocket());
      Files.deleteIfExists(plan.consoleSocket());
    }
  }

  /** The monitor's connection; the caller closes it. */
  public Fd takeMonitor() {
    Fd taken = monitor.orElseThrow(() -> new IllegalStateException("not connected"));
    monitor = Optional.empty();
    return taken;
  }

  /** The console's connection; the caller closes it. */
  public SocketChannel takeConsole() {
    SocketChannel taken = console.orElseThrow(() -> new IllegalStateException("not connected"));
    console = Optional.empty();
    return taken;
  }

  /** Closes what nobody took. */
  public void closeUnused() throws IOException {
    monitor.ifPresent(Fd::close);
    if (console.isPresent()) {
      console.get().close();
    }
  }
}
