package org.javisor.backend.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Decides about the certificate of one connection's other end. */
final class X509PeerCheck extends X509ExtendedTrustManager {
  private final X509Trust trust;
  private final boolean verify;
  private final TlsCredentials.Peer peer;

  X509PeerCheck(X509Trust trust, boolean verify, TlsCredentials.Peer peer) {
    this.trust = trust;
    this.verify = verify;
    this.peer = peer;
  }

  private void client(X509Certificate[] chain) throws CertificateException {
    if (verify) {
      chainIsGood(chain);
      String identity = X509Names.identity(chain[0]);
      if (!peer.authorization().allows(identity)) {
        throw new CertificateException("TLS x509 authz check for " + identity + " is denied");
      }
    }
  }

  private void server(X509Certificate[] chain) throws CertificateException {
    if (verify) {
      chainIsGood(chain);
      if (!peer.host().isEmpty() && !X509Names.matches(chain[0], peer.host())) {
        throw new CertificateException("Certificate does not match the hostname " + peer.host());
      }
    }
  }

  private void chainIsGood(X509Certificate[] chain) throws CertificateException {
    try {
      trust.validate(List.of(chain));
    } catch (CertificateException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw new CertificateException(e.getMessage(), e);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String keyType, SSLEngine engine)
      throws CertificateException {
    client(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String keyType, SSLEngine engine)
      throws CertificateException {
    server(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String keyType, Socket socket)
      throws CertificateException {
    client(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String keyType, Socket socket)
      throws CertificateException {
    server(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String keyType)
      throws CertificateException {
    client(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String keyType)
      throws CertificateException {
    server(chain);
  }

  /** Clients are told whose certificates are good here. */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return trust.authorities().toArray(new X509Certificate[0]);
  }
}
