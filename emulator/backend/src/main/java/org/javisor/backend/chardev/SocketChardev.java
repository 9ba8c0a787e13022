package org.javisor.backend.chardev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.javisor.host.HostException;
import org.javisor.host.fd.Fd;
import org.javisor.host.socket.Ancillary;
import org.javisor.host.socket.Received;
import org.javisor.host.socket.UnixAddress;
import org.javisor.host.socket.UnixSocket;

/**
 * A unix socket with one client at a time. A listening one serves the next client when the last has
 * gone, and removes its path when it is closed.
 */
final class SocketChardev implements Chardev {
  private static final int CAPACITY = 1 << 20;
  private static final int BUFFER = 4096;

  /** A client may nest its JSON to the parser's limit, and decoding follows it down. */
  private static final long STACK_BYTES = 8 << 20;

  private final String id;
  private final Fd socket;
  private final boolean listening;
  private final String address;
  private final boolean hasPath;
  private final CountDownLatch firstClient = new CountDownLatch(1);
  private volatile boolean closing;

  // The connection there is; guarded by this.
  private Optional<Connection> connection = Optional.empty();

  private record Connection(Fd fd, OutputQueue output) {}

  /**
   * @param socket listening, or connected
   */
  SocketChardev(String id, Fd socket, boolean listening) throws HostException {
    this.id = id;
    this.socket = socket;
    this.listening = listening;
    UnixAddress local =
        listening ? UnixSocket.localAddress(socket) : UnixSocket.peerAddress(socket);
    this.address = local.name();
    this.hasPath = listening && local.kind() == UnixAddress.Kind.PATH;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public void attach(CharFrontend frontend) {
    Thread.ofPlatform().name(id).daemon(true).stackSize(STACK_BYTES).start(() -> serve(frontend));
  }

  @Override
  public void awaitClient() {
    try {
      firstClient.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(CharFrontend frontend) {
    if (!listening) {
      converse(socket, frontend);
      return;
    }
    while (!closing) {
      Fd client;
      try {
        client = UnixSocket.accept(socket);
      } catch (HostException e) {
        return; // Closed, or nothing that waiting could mend.
      }
      converse(client, frontend);
    }
  }

  private void converse(Fd client, CharFrontend frontend) {
    OutputQueue output;
    synchronized (this) {
      if (closing) {
        client.close();
        return;
      }
      output = new OutputQueue(id, client, CAPACITY);
      connection = Optional.of(new Connection(client, output));
    }
    firstClient.countDown();
    frontend.opened();
    byte[] buffer = new byte[BUFFER];
    try {
      Received received = Ancillary.receive(client, buffer);
      while (received.bytes() > 0) {
        frontend.received(buffer, received.bytes(), received.adopt());
        received = Ancillary.receive(client, buffer);
      }
    } catch (HostException e) {
      // A reset connection ends like any other.
    }
    synchronized (this) {
      connection = Optional.empty();
    }
    frontend.closed();
    output.close();
    shutdown(client); // A writer may still wait for a client that only stopped sending.
    client.close();
  }

  @Override
  public boolean write(byte[] data, int offset, int length) {
    Optional<Connection> current = current();
    return current.isEmpty() || current.get().output().offer(data, offset, length);
  }

  private synchronized Optional<Connection> current() {
    return connection;
  }

  @Override
  public void disconnect() {
    Optional<Connection> current = current();
    if (current.isPresent()) {
      shutdown(current.get().fd());
    }
  }

  private static void shutdown(Fd fd) {
    try {
      UnixSocket.shutdown(fd);
    } catch (HostException e) {
      // It is gone already.
    }
  }

  @Override
  public String filename() {
    String role = listening ? ",server=on" : "";
    return (current().isPresent() ? "" : "disconnected:") + "unix:" + address + role;
  }

  @Override
  public void close() {
    Optional<Connection> current;
    synchronized (this) {
      closing = true;
      current = connection;
    }
    if (current.isPresent()) {
      current.get().output().close();
      shutdown(current.get().fd());
    }
    shutdown(socket);
    socket.close();
    if (hasPath) {
      try {
        Files.deleteIfExists(Path.of(address));
      } catch (IOException e) {
        // A confined emulator may not remove it; whoever made the socket does.
      }
    }
  }
}
