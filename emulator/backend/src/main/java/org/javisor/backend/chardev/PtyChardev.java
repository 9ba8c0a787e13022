package org.javisor.backend.chardev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.javisor.host.HostException;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.OpenWatch;
import org.javisor.host.fd.Poller;
import org.javisor.host.terminal.PseudoTerminal;

/**
 * A pseudo-terminal. Somebody is at the other end while any process has it open; before and after
 * that, output is dropped.
 */
final class PtyChardev extends BackendChardev {
  private static final int BUFFER = 4096;
  private static final int LOOK_MILLIS = 1000;
  private static final long STACK_BYTES = 8 << 20;

  private final PseudoTerminal terminal;
  private final Optional<Path> link;
  private final OpenWatch openings;
  private final StreamLink stream;
  private final OutputQueue queue;
  private volatile boolean connected;

  /**
   * @param link a symbolic link to the terminal, removed at the end
   */
  PtyChardev(Base base, PseudoTerminal terminal, Optional<Path> link) throws HostException {
    super(base);
    this.terminal = terminal;
    this.link = link;
    this.openings = OpenWatch.on(terminal.path());
    Optional<Fd> master = Optional.of(terminal.master());
    this.stream = new StreamLink(master, master, slot().wake(), terminal::close);
    this.queue = new OutputQueue(base.id(), new Dropping(), slot()::writable);
    Thread.ofPlatform().name(id()).daemon(true).stackSize(STACK_BYTES).start(this::serve);
  }

  /** What others open. */
  Path path() {
    return terminal.path();
  }

  private boolean hungUp() throws HostException {
    Optional<Poller.Ready> ready =
        Poller.await(terminal.master(), Poller.Interest.NONE, slot().wake(), 0);
    return ready.isPresent() && ready.get().hangup();
  }

  private void serve() {
    try {
      while (!slot().ended()) {
        if (hungUp()) {
          left();
        } else {
          arrived();
          read();
        }
      }
    } catch (HostException e) {
      // Closed.
    }
    slot().closed();
  }

  private void arrived() {
    if (!connected) {
      connected = true;
      slot().opened();
    }
  }

  /** Waits for somebody to open the terminal; the look now and then is for hosts without events. */
  private void left() throws HostException {
    if (connected) {
      connected = false;
      queue.clear();
      slot().closed();
    }
    openings.forget();
    if (hungUp() && !slot().ended()) {
      boolean woken =
          Poller.await(openings.fd(), Poller.Interest.READ, slot().wake(), LOOK_MILLIS).isEmpty();
      boolean _ = woken && slot().wake().lower();
    }
  }

  private void read() throws HostException {
    int room = slot().awaitRoom(Optional.of(terminal.master()));
    if (room == 0) {
      return;
    }
    byte[] target = new byte[Math.min(room, BUFFER)];
    int length;
    try {
      length = stream.receive(target, List.of());
    } catch (IOException e) {
      return; // It hung up in between.
    }
    if (length > 0) {
      slot().deliver(target, length, List.of());
    }
  }

  @Override
  boolean send(byte[] data, int offset, int length) {
    try {
      return !connected && hungUp() || queue.offer(data, offset, length);
    } catch (HostException e) {
      return true; // Closed.
    }
  }

  @Override
  public boolean ready() {
    return !connected || queue.ready();
  }

  @Override
  public String filename() {
    return "pty:" + terminal.path();
  }

  @Override
  void end() {
    if (connected) {
      queue.close();
    } else {
      queue.end();
    }
    stream.abort();
    slot().end();
    openings.close();
    stream.close();
    slot().release();
    if (link.isPresent()) {
      try {
        Files.deleteIfExists(link.get());
      } catch (IOException e) {
        // A confined emulator may not remove it.
      }
    }
  }

  /** Sends to the terminal while somebody has it open. */
  private final class Dropping implements Link {
    @Override
    public int receive(byte[] buffer, List<Fd> descriptors) {
      return -1;
    }

    @Override
    public void send(byte[] data, int offset, int length) throws IOException {
      if (!hungUp()) {
        stream.send(data, offset, length);
      }
    }

    @Override
    public void abort() {
      stream.abort();
    }

    @Override
    public void close() {
      stream.close();
    }
  }
}
