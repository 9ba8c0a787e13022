package org.javisor.system.qom;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javisor.backend.tls.AccessList;
import org.javisor.backend.tls.AnonymousCredentials;
import org.javisor.backend.tls.CredentialsException;
import org.javisor.backend.tls.PskCredentials;
import org.javisor.backend.tls.X509Credentials;
import org.javisor.qmp.api.ObjectOptions;
import org.javisor.qmp.api.QAuthZListFormat;
import org.javisor.qmp.api.QAuthZListPolicy;
import org.javisor.qmp.api.QAuthZListRule;
import org.javisor.qmp.api.QCryptoTLSCredsEndpoint;

/** Makes the objects that sockets refer to: credentials of TLS, and who may come in. */
final class SocketObjects {
  private SocketObjects() {}

  static X509Credentials credentials(ObjectOptions.TlsCredsX509 given, Optional<String> password)
      throws HostObjectException {
    try {
      return X509Credentials.load(
          new X509Credentials.Config(
              isServer(given.endpoint()),
              given.dir(),
              given.verifyPeer().orElse(true),
              given.sanityCheck().orElse(true),
              given.priority(),
              password));
    } catch (CredentialsException e) {
      throw new HostObjectException(e.getMessage(), e);
    }
  }

  static PskCredentials credentials(ObjectOptions.TlsCredsPsk given) throws HostObjectException {
    try {
      return PskCredentials.load(
          new PskCredentials.Config(isServer(given.endpoint()), given.dir(), given.username()));
    } catch (CredentialsException e) {
      throw new HostObjectException(e.getMessage(), e);
    }
  }

  static AnonymousCredentials credentials(ObjectOptions.TlsCredsAnon given) {
    return new AnonymousCredentials(isServer(given.endpoint()));
  }

  private static boolean isServer(Optional<QCryptoTLSCredsEndpoint> endpoint) {
    return endpoint.isPresent() && endpoint.get() == QCryptoTLSCredsEndpoint.SERVER;
  }

  static AccessList list(ObjectOptions.AuthzList given) {
    List<AccessList.Rule> rules = new ArrayList<>();
    for (QAuthZListRule rule : given.rules().orElse(List.of())) {
      rules.add(
          new AccessList.Rule(
              rule.match(),
              rule.format().orElse(QAuthZListFormat.EXACT) == QAuthZListFormat.GLOB,
              rule.policy() == QAuthZListPolicy.ALLOW));
    }
    return new AccessList(
        rules, given.policy().orElse(QAuthZListPolicy.DENY) == QAuthZListPolicy.ALLOW);
  }
}
