package org.javisor.backend.chardev;

import java.util.Optional;
import org.javisor.backend.tls.TlsCredentials;

/** Which options of sockets go together. The order of the checks is visible to clients. */
final class SocketRules {
  private SocketRules() {}

  /** Checks everything that needs no opening; the credentials to use. */
  static Optional<TlsCredentials> check(ChardevConfig.Socket socket, ChardevScope scope)
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
    if (options.tls().authorization().isPresent()) {
      require(credentials.isPresent(), "'tls_authz' option requires 'tls_creds' option");
      scope.authorization(options.tls().authorization().get());
    }
    checkRole(options);
    SocketOptions.Reconnect reconnect = options.reconnect();
    require(
        reconnect.seconds().isEmpty() || reconnect.millis().isEmpty(),
        "'reconnect' and 'reconnect-ms' are mutually exclusive");
    return credentials;
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
