package org.javisor.supervisor.server;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import jdk.net.ExtendedSocketOptions;
import org.javisor.supervisor.instance.Instances;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The daemon's socket. Its directory keeps others out, and the peer's user is checked besides. */
public final class Listener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
  private static final int MAX_CLIENTS = 256;

  private final Instances instances;
  private final ServerSocketChannel server;
  private final UserPrincipal owner;
  private final Set<SocketChannel> clients = ConcurrentHashMap.newKeySet();
  private volatile long lastLeaveNanos = System.nanoTime();

  private Listener(Instances instances, ServerSocketChannel server, UserPrincipal owner) {
    this.instances = instances;
    this.server = server;
    this.owner = owner;
  }

  /** Takes the place of a dead daemon's socket, if there is one, and begins to serve. */
  public static Listener open(Path socket, Instances instances) throws IOException {
    Files.deleteIfExists(socket);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
    UserPrincipal owner = Files.getOwner(socket, LinkOption.NOFOLLOW_LINKS);
    Listener listener = new Listener(instances, server, owner);
    Thread.ofVirtual().name("accept").start(listener::acceptAll);
    return listener;
  }

  /** How long there has been no client, in nanoseconds; 0 while there is one. */
  public long idleNanos() {
    return clients.isEmpty() ? System.nanoTime() - lastLeaveNanos : 0;
  }

  /** Ends the service: no new clients, and the connections of the present ones are closed. */
  @Override
  public void close() throws IOException {
    server.close();
    for (SocketChannel client : clients) {
      client.close();
    }
  }

  private void acceptAll() {
    try {
      while (true) {
        accept(server.accept());
      }
    } catch (ClosedChannelException _) {
      LOG.debug("no longer listening");
    } catch (IOException failed) {
      LOG.error("cannot accept clients any more", failed);
    }
  }

  private void accept(SocketChannel client) {
    clients.add(client);
    Thread.ofVirtual().name("client").start(() -> serve(client));
  }

  private void serve(SocketChannel client) {
    try (client) {
      UserPrincipal peer = client.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
      if (peer.equals(owner) && clients.size() <= MAX_CLIENTS) {
        new ClientSession(instances, client).serve();
      } else {
        LOG.warn("client of user '{}' refused; there are {} clients", peer, clients.size());
      }
    } catch (IOException gone) {
      LOG.debug("client went away: {}", gone.toString());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      lastLeaveNanos = System.nanoTime();
      clients.remove(client);
    }
  }
}
