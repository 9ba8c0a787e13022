package org.javisor.backend.chardev;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.javisor.backend.fdset.FdSets;
import org.javisor.backend.tls.Authorization;
import org.javisor.backend.tls.TlsCredentials;
import org.javisor.host.HostException;
import org.javisor.host.fd.Fd;

/** Descriptors and credentials by name, and short ways to open devices. */
final class TestScope implements ChardevScope {
  final Map<String, Fd> named = new LinkedHashMap<>();
  final Map<String, TlsCredentials> credentials = new LinkedHashMap<>();
  final Map<String, Authorization> authorizations = new LinkedHashMap<>();
  final java.util.concurrent.BlockingQueue<String> notes =
      new java.util.concurrent.LinkedBlockingQueue<>();

  @Override
  public Fd descriptor(String text) throws ChardevException {
    Fd fd = named.remove(text);
    if (fd == null) {
      throw new ChardevException("File descriptor named '" + text + "' has not been found");
    }
    try {
      if (fd.isSocket()) {
        return fd;
      }
    } catch (HostException e) {
      // As good as no socket.
    }
    fd.close();
    throw new ChardevException("File descriptor '" + text + "' is not a socket");
  }

  @Override
  public TlsCredentials credentials(String id) throws ChardevException {
    TlsCredentials found = credentials.get(id);
    if (found == null) {
      throw new ChardevException("No TLS credentials with id '" + id + "'");
    }
    return found;
  }

  @Override
  public Authorization authorization(String id) {
    return authorizations.getOrDefault(id, identity -> false);
  }

  Chardev open(ChardevConfig config) throws ChardevException {
    return new Chardevs(new FdSets(), notes::add).open(config, this);
  }

  static ChardevConfig.Common common(String id) {
    return ChardevConfig.Common.named(id);
  }

  static SocketTarget unix(Object path) {
    return new SocketTarget.Unix(path.toString(), false, true);
  }

  static SocketTarget tcp(String host, int port) {
    return new SocketTarget.Inet(
        host, Integer.toString(port), Optional.empty(), Optional.empty(), Optional.empty());
  }

  static ChardevConfig socket(SocketTarget target, boolean server) {
    return new ChardevConfig.Socket(common("c"), target, SocketOptions.plain(server));
  }
}
