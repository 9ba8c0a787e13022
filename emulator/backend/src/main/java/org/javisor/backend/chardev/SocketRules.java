package org.javisor.backend.chardev;

import java.util.Optional;
import org.javisor.backend.tls.Authorization;
import org.javisor.backend.tls.TlsCredentials;

/** Which options of sockets go together. The order of the checks is visible to clients. */
final class SocketRules {
  private SocketRules() {}

  /** How connections are protected. */
  record Protection(TlsCredentials credentials, Authorization authorization) {}

  /** Checks everything that needs no opening; what to protect connections with. */
  static Optional<Protection> check(ChardevConfig.Socket socket, ChardevScope scope)
      throws ChardevException {
    SocketOptions options = socket.options();
    Optional<TlsCredentials> credentials = Optional.empty();
    if (options.tls().credentials().isPresent()) {
      credentials = Optional.of(scope.credentials(options.tls().credentials().get()));
      require(
          credentials.get().server() == options.server(),
          "Expected TLS credentials for a "
              + (options.server() ? "server" : "client")
              + " endpoint");
    }
    checkAddress(socket.target(), options);
    Authorization authorization = Authorization.ALL;
    if (options.tls().authorization().isPresent()) {
      require(credentials.isPresent(), "'tls_authz' option requires 'tls_creds' option");
      authorization = scope.authorization(options.tls().authorization().get());
    }
    checkRole(options);
    SocketOptions.Reconnect reconnect = options.reconnect();
    require(
        reconnect.seconds().isEmpty() || reconnect.millis().isEmpty(),
        "'reconnect' and 'reconnect-ms' are mutually exclusive");
    return credentials.isPresent()
        ? Optional.of(new Protection(credentials.get(), authorization))
        : Optional.empty();
  }

  private static void checkAddress(SocketTarget target, SocketOptions options)
      throws ChardevException {
    boolean tls = options.tls().credentials().isPresent();
    switch (target) {
      case SocketTarget.Descriptor _ -> {
        require(
            options.reconnect().seconds().isEmpty(),
            "'reconnect' option is incompatible with 'fd' address type");
        require(
            !tls || options.server(),
            "'tls_creds' option is incompatible with 'fd' address type as client");
      }
      case SocketTarget.Unix _ ->
          require(!tls, "'tls_creds' option is incompatible with 'unix' address type");
      case SocketTarget.Vsock _ ->
          require(!tls, "'tls_creds' option is incompatible with 'vsock' address type");
      case SocketTarget.Inet _ -> {
        // Everything goes.
      }
    }
  }

  private static void checkRole(SocketOptions options) throws ChardevException {
    if (options.server()) {
      require(
          options.reconnect().seconds().isEmpty(),
          "'reconnect' option is incompatible with socket in server listen mode");
    } else {
      require(!options.protocol().websocket(), "Websocket client is not implemented");
      require(
          options.await().isEmpty(),
          "'wait' option is incompatible with socket in client connect mode");
    }
  }

  private static void require(boolean condition, String message) throws ChardevException {
    if (!condition) {
      throw new ChardevException(message);
    }
  }
}
