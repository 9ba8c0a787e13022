package org.javisor.backend.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * Certificates in the files {@code ca-cert.pem}, {@code ca-crl.pem}, and {@code server-} or {@code
 * client-cert.pem} and {@code -key.pem} of a folder. TLS 1.2 and 1.3 by the platform.
 */
public final class X509Credentials implements TlsCredentials {
  private static final String AUTHORITIES = "ca-cert.pem";
  private static final String REVOKED = "ca-crl.pem";
  private static final char[] NO_PASSWORD = {};

  private final Config config;
  private final Priority priority;
  private final X509Trust trust;
  private final KeyManager[] own;

  /**
   * What they are made of.
   *
   * @param folder where the files are; must be given
   * @param verifyPeer whether the other end needs a certificate
   * @param sanityCheck whether our own certificates are looked at first
   * @param password of the key
   */
  public record Config(
      boolean server,
      Optional<String> folder,
      boolean verifyPeer,
      boolean sanityCheck,
      Optional<String> priority,
      Optional<String> password) {
    private String file(String what) {
      return (server ? "server-" : "client-") + what + ".pem";
    }
  }

  private X509Credentials(Config config, Priority priority, X509Trust trust, KeyManager[] own) {
    this.config = config;
    this.priority = priority;
    this.trust = trust;
    this.own = own;
  }

  /**
   * Reads them.
   *
   * @throws CredentialsException with the reason why they cannot be used
   */
  public static X509Credentials load(Config config) throws CredentialsException {
    CredentialFiles files = CredentialFiles.in(config.folder);
    String certificateFile = config.file("cert");
    String keyFile = config.file("key");
    files.require(AUTHORITIES);
    if (config.server) {
      files.require(certificateFile);
      files.require(keyFile);
    }
    boolean identified = files.has(certificateFile) && files.has(keyFile);
    List<X509Certificate> chain = List.of();
    if (files.has(certificateFile)) {
      chain = certificates(files, certificateFile);
      if (chain.isEmpty()) {
        throw new CredentialsException(
            "Unable to import "
                + (config.server ? "server" : "client")
                + " certificate "
                + files.nameOf(certificateFile)
                + ": Base64 unexpected header error.");
      }
    }
    List<X509Certificate> authorities = certificates(files, AUTHORITIES);
    if (authorities.isEmpty()) {
      throw new CredentialsException(
          "Unable to import CA certificate list " + files.nameOf(AUTHORITIES));
    }
    X509Trust trust = new X509Trust(authorities, revoked(files));
    if (config.sanityCheck) {
      X509Checks checks = new X509Checks(files, config.server);
      if (!chain.isEmpty()) {
        checks.own(chain.getFirst(), certificateFile);
      }
      for (X509Certificate authority : authorities) {
        checks.authority(authority, AUTHORITIES);
      }
      if (!chain.isEmpty()) {
        checks.issued(chain, trust, certificateFile, AUTHORITIES);
      }
    }
    KeyManager[] own = identified ? keyManagers(config, files, chain) : new KeyManager[0];
    return new X509Credentials(config, Priority.parse(config.priority), trust, own);
  }

  private static List<X509Certificate> certificates(CredentialFiles files, String file)
      throws CredentialsException {
    List<X509Certificate> all = new ArrayList<>();
    for (Pem.Block block : Pem.blocks(files.read(file))) {
      if (block.label().endsWith("CERTIFICATE")) {
        try {
          all.add(
              (X509Certificate)
                  X509Trust.factory()
                      .generateCertificate(new ByteArrayInputStream(block.content())));
        } catch (CertificateException e) {
          throw new CredentialsException(
              "Unable to import certificate " + files.nameOf(file) + ": " + e.getMessage(), e);
        }
      }
    }
    return all;
  }

  private static List<X509CRL> revoked(CredentialFiles files) throws CredentialsException {
    List<X509CRL> all = new ArrayList<>();
    if (files.has(REVOKED)) {
      for (Pem.Block block : Pem.blocks(files.read(REVOKED))) {
        try {
          all.add(
              (X509CRL) X509Trust.factory().generateCRL(new ByteArrayInputStream(block.content())));
        } catch (CertificateException | CRLException e) {
          throw new CredentialsException(
              "Cannot load CRL '" + files.nameOf(REVOKED) + "': " + e.getMessage(), e);
        }
      }
    }
    return all;
  }

  private static KeyManager[] keyManagers(
      Config config, CredentialFiles files, List<X509Certificate> chain)
      throws CredentialsException {
    try {
      List<Pem.Block> blocks = Pem.blocks(files.read(config.file("key")));
      PrivateKey key = PrivateKeys.first(blocks, config.password);
      KeyPairs.requireMatch(key, chain.getFirst().getPublicKey());
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("own", key, NO_PASSWORD, chain.toArray(new X509Certificate[0]));
      KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
      factory.init(store, NO_PASSWORD);
      return factory.getKeyManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw new CredentialsException(
          "Cannot load certificate '"
              + files.nameOf(config.file("cert"))
              + "' & key '"
              + files.nameOf(config.file("key"))
              + "': "
              + e.getMessage(),
          e);
    }
  }

  @Override
  public boolean server() {
    return config.server;
  }

  @Override
  public TlsSession open(Peer peer) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      X509PeerCheck check = new X509PeerCheck(trust, config.verifyPeer, peer);
      context.init(own, new TrustManager[] {check}, null);
      SSLEngine engine = config.server ? context.createSSLEngine() : client(context, peer);
      engine.setUseClientMode(!config.server);
      engine.setEnabledProtocols(priority.versions().toArray(new String[0]));
      engine.setNeedClientAuth(config.server && config.verifyPeer);
      return new EngineSession(engine);
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS is not available: " + e.getMessage(), e);
    }
  }

  private static SSLEngine client(SSLContext context, Peer peer) {
    SSLEngine engine = context.createSSLEngine(peer.host(), 0);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm(""); // The peer check compares the names.
    engine.setSSLParameters(parameters);
    return engine;
  }
}
