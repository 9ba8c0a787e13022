package org.javisor.backend.chardev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.javisor.backend.tls.Authorization;
import org.javisor.backend.tls.TlsCredentials;
import org.javisor.host.Errno;
import org.javisor.host.HostException;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.Poller;
import org.javisor.host.socket.RawAddress;
import org.javisor.host.socket.SocketName;
import org.javisor.host.socket.UnixAddress;
import org.javisor.host.socket.UnixSocket;

/**
 * A stream socket with one peer at a time. A listening one serves the next client when the last has
 * gone, and removes its path when it is closed; a connecting one may try again and again.
 */
final class SocketChardev extends BackendChardev {
  private static final int BUFFER = 4096;
  private static final int RETRY_MILLIS = 200;

  /** A client may nest its JSON to the parser's limit, and decoding follows it down. */
  private static final long STACK_BYTES = 8 << 20;

  private final Setup setup;
  private final SocketTarget shown;
  private final CountDownLatch firstClient = new CountDownLatch(1);

  // The connection there is, from its first byte to its last; guarded by this.
  private Optional<Link> transport = Optional.empty();
  private volatile Optional<Connection> connection = Optional.empty();

  /**
   * What it is made of.
   *
   * @param listeners sockets that listen, none for a client
   * @param connected the only peer there will be
   * @param note told once when a peer cannot be reached
   */
  record Setup(
      ChardevConfig.Socket config,
      List<Fd> listeners,
      Optional<Fd> connected,
      Optional<SocketRules.Protection> protection,
      Consumer<String> note) {}

  /** A peer that can be talked to. */
  private record Connection(OutputQueue output, String filename) {}

  SocketChardev(Base base, Setup setup) throws HostException {
    super(base);
    this.setup = setup;
    this.shown = address(setup);
    for (Fd listener : setup.listeners) {
      listener.setNonBlocking(true);
    }
    Thread.ofPlatform().name(id()).daemon(true).stackSize(STACK_BYTES).start(this::serve);
    if (setup.connected.isPresent() && isPlain()) {
      awaitClient(); // Whoever made it may ask at once what it is connected to.
    }
  }

  /** Whether a peer can be talked to without a word from it. */
  private boolean isPlain() {
    SocketOptions.Protocol protocol = options().protocol();
    return setup.protection.isEmpty()
        && !protocol.websocket()
        && !protocol.telnet()
        && !protocol.forms();
  }

  /** Sockets whose place somebody else or the system chose are shown as they are. */
  private static SocketTarget address(Setup setup) throws HostException {
    SocketTarget target = setup.config.target();
    if (setup.listeners.isEmpty() || target instanceof SocketTarget.Unix) {
      return target;
    }
    return SocketTarget.of(SocketName.local(setup.listeners.getFirst()));
  }

  private SocketOptions options() {
    return setup.config.options();
  }

  @Override
  public void awaitClient() {
    try {
      firstClient.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve() {
    try {
      if (setup.connected.isPresent()) {
        try {
          converse(setup.connected.get());
        } finally {
          firstClient.countDown(); // Also when there was nothing to talk with.
        }
      }
      if (options().server()) {
        serveClients();
      } else if (options().reconnect().intervalMillis() > 0) {
        serveAgain();
      }
    } catch (HostException e) {
      // Closed, or nothing that waiting could mend.
    }
  }

  private void serveClients() throws HostException {
    while (!slot().ended()) {
      Optional<Fd> ready = Poller.awaitReadable(setup.listeners, slot().wake());
      if (ready.isEmpty()) {
        boolean _ = slot().wake().lower();
        continue;
      }
      try {
        converse(UnixSocket.accept(ready.get()));
      } catch (HostException e) {
        if (e.is(Errno.EINVAL) || e.is(Errno.EBADF)) {
          throw e; // It does not listen any more.
        }
        if (!e.is(Errno.EAGAIN) && !e.is(Errno.ECONNABORTED)) {
          pause(RETRY_MILLIS); // Out of descriptors, perhaps for a moment.
        }
      }
    }
  }

  private void serveAgain() throws HostException {
    boolean told = setup.connected.isPresent();
    if (told) {
      pause(options().reconnect().intervalMillis());
    }
    while (!slot().ended()) {
      try {
        converse(Sockets.connect(setup.config.target(), new NoScope()));
        told = false;
      } catch (ChardevException e) {
        if (!told) {
          setup.note.accept("Unable to connect character device " + id() + ": " + e.getMessage());
        }
        told = true;
      }
      pause(options().reconnect().intervalMillis());
    }
  }

  /** Waits for the time, or the end. */
  private void pause(long millis) throws HostException {
    long end = System.nanoTime() + millis * 1_000_000;
    long left = millis;
    while (left > 0 && !slot().ended()) {
      if (Poller.awaitReadable(slot().wake().fd(), (int) Math.min(left, Integer.MAX_VALUE))) {
        boolean _ = slot().wake().lower();
      }
      left = (end - System.nanoTime()) / 1_000_000;
    }
  }

  private void converse(Fd peer) {
    SocketLink.makeBlocking(peer);
    SocketLink raw = new SocketLink(peer, isUnix(peer));
    synchronized (this) {
      if (slot().ended()) {
        raw.close();
        return;
      }
      transport = Optional.of(raw);
    }
    try {
      if (options().noDelay()) {
        RawAddress.setNoDelay(peer);
      }
      talk(peer, layers(raw));
    } catch (IOException e) {
      // The handshake failed, or the peer left in the middle of it: the next one may do better.
    }
    synchronized (this) {
      transport = Optional.empty();
    }
    raw.abort(); // A writer may still wait for a peer that only stopped sending.
    raw.close();
  }

  private static boolean isUnix(Fd socket) {
    try {
      return UnixSocket.isUnix(socket);
    } catch (HostException e) {
      return false;
    }
  }

  private Link layers(Link raw) throws IOException {
    SocketOptions.Protocol protocol = options().protocol();
    Link link = raw;
    if (setup.protection.isPresent()) {
      SocketRules.Protection protection = setup.protection.get();
      String host = setup.config.target() instanceof SocketTarget.Inet inet ? inet.host() : "";
      TlsCredentials.Peer peer = new TlsCredentials.Peer(host, protection.authorization());
      link = TlsLink.establish(link, protection.credentials().open(peer));
    }
    if (protocol.websocket()) {
      link = WebSocketLink.accept(link);
    }
    if (protocol.telnet() || protocol.forms()) {
      link = new TelnetLink(link, protocol.forms(), slot()::breakReceived);
    }
    return link;
  }

  private void talk(Fd peer, Link link) {
    OutputQueue output = new OutputQueue(id(), link, slot()::writable);
    connection = Optional.of(new Connection(output, connectedName(peer)));
    firstClient.countDown(); // From now on nothing that is sent is lost.
    slot().opened();
    try {
      read(peer, link);
    } catch (IOException e) {
      // A reset connection ends like any other.
    }
    connection = Optional.empty();
    slot().closed();
    output.close();
    try {
      if (Poller.awaitWritable(peer, 0)) {
        link.finish();
      }
    } catch (HostException e) {
      // It was closed meanwhile.
    }
  }

  private void read(Fd peer, Link link) throws IOException {
    byte[] buffer = new byte[BUFFER];
    Optional<Fd> watched = Optional.of(peer);
    List<Fd> passed = new ArrayList<>();
    while (true) {
      int room = slot().awaitRoom(link.hasMore() ? Optional.empty() : watched);
      if (room == 0) {
        return;
      }
      if (slot().polls()
          && !link.hasMore()
          && Poller.await(peer, Poller.Interest.READ, slot().wake(), -1).isEmpty()) {
        boolean _ = slot().wake().lower();
        continue;
      }
      byte[] target = room >= BUFFER ? buffer : new byte[room];
      int length = link.receive(target, passed);
      if (length > 0) {
        slot().deliver(target, length, List.copyOf(passed));
      }
      passed.clear();
      if (length < 0) {
        return;
      }
    }
  }

  private String connectedName(Fd peer) {
    String role = options().server() ? ",server=on" : "";
    try {
      return switch (SocketName.local(peer)) {
        case SocketName.Unix(UnixAddress address) -> {
          UnixAddress named =
              address.kind() == UnixAddress.Kind.PATH ? address : UnixSocket.peerAddress(peer);
          yield "unix:" + (named.kind() == UnixAddress.Kind.PATH ? named.name() : "") + role;
        }
        case SocketName.Inet here when SocketName.peer(peer) instanceof SocketName.Inet there ->
            options().protocol().scheme() + ":" + pair(here) + role + " <-> " + pair(there);
        default -> "unknown";
      };
    } catch (HostException e) {
      return "unknown";
    }
  }

  private static String pair(SocketName.Inet end) {
    return (end.version6() ? "[" + end.host() + "]" : end.host()) + ":" + end.port();
  }

  @Override
  boolean send(byte[] data, int offset, int length) {
    Optional<Connection> current = connection;
    return current.isEmpty() || current.get().output().offer(data, offset, length);
  }

  @Override
  public boolean ready() {
    Optional<Connection> current = connection;
    return current.isEmpty() || current.get().output().ready();
  }

  @Override
  public void disconnect() {
    Optional<Link> current;
    synchronized (this) {
      current = transport;
    }
    if (current.isPresent()) {
      current.get().abort();
    }
  }

  @Override
  public String filename() {
    Optional<Connection> current = connection;
    if (current.isPresent()) {
      return current.get().filename();
    }
    String scheme = shown instanceof SocketTarget.Inet ? options().protocol().scheme() + ":" : "";
    boolean tellsRole = options().server() && !(shown instanceof SocketTarget.Vsock);
    return "disconnected:" + scheme + shown.shown() + (tellsRole ? ",server=on" : "");
  }

  @Override
  void end() {
    Optional<Connection> current = connection;
    Optional<Link> link;
    slot().end();
    synchronized (this) {
      link = transport;
    }
    if (current.isPresent()) {
      current.get().output().close();
    }
    if (link.isPresent()) {
      link.get().abort();
      link.get().close();
    }
    Optional<Path> path = path();
    for (Fd listener : setup.listeners) {
      listener.close();
    }
    slot().release();
    if (path.isPresent()) {
      try {
        if (Sockets.isSocket(path.get())) { // else somebody has put something else there
          Files.delete(path.get());
        }
      } catch (IOException e) {
        // A confined emulator may not remove it; whoever made the socket does.
      }
    }
  }

  /** The file of a listening socket. */
  private Optional<Path> path() {
    try {
      for (Fd listener : setup.listeners) {
        if (SocketName.local(listener) instanceof SocketName.Unix(UnixAddress address)
            && address.kind() == UnixAddress.Kind.PATH) {
          return Optional.of(Path.of(address.name()));
        }
      }
    } catch (HostException e) {
      // Then there is nothing to remove.
    }
    return Optional.empty();
  }

  /** A second attempt needs no names: passed descriptors are used once only. */
  private static final class NoScope implements ChardevScope {
    @Override
    public Fd descriptor(String text) throws ChardevException {
      throw new ChardevException("descriptor '" + text + "' has been used");
    }

    @Override
    public TlsCredentials credentials(String id) throws ChardevException {
      throw new ChardevException("No TLS credentials with id '" + id + "'");
    }

    @Override
    public Authorization authorization(String id) {
      return identity -> false;
    }
  }
}
