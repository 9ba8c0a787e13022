package org.javisor.backend.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import org.bouncycastle.tls.BasicTlsPSKIdentity;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.PSKTlsClient;
import org.bouncycastle.tls.PSKTlsServer;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.TlsPSKIdentityManager;
import org.bouncycastle.tls.TlsServerProtocol;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/**
 * Keys that both ends know, in the file {@code keys.psk} of a folder: TLS 1.2.
 *
 * <p>Spec: [RFC4279], [RFC5487], [RFC5489].
 */
public final class PskCredentials implements TlsCredentials {
  private static final String FILE = "keys.psk";
  private static final String DEFAULT_USER = "qemu";

  /** With a key exchange of their own where the other end can, so that old traffic stays secret. */
  private static final int[] SUITES = {
    CipherSuite.TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256,
    CipherSuite.TLS_DHE_PSK_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_DHE_PSK_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_DHE_PSK_WITH_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_PSK_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_PSK_WITH_CHACHA20_POLY1305_SHA256,
  };

  private final Config config;
  private final PskFile file;

  /**
   * What they are made of.
   *
   * @param folder where the file is; must be given
   * @param user which key a client has
   */
  public record Config(boolean server, Optional<String> folder, Optional<String> user) {}

  private PskCredentials(Config config, PskFile file) {
    this.config = config;
    this.file = file;
  }

  /**
   * Reads them.
   *
   * @throws CredentialsException with the reason why they cannot be used
   */
  public static PskCredentials load(Config config) throws CredentialsException {
    CredentialFiles files = CredentialFiles.in(config.folder);
    if (config.server && config.user.isPresent()) {
      throw new CredentialsException("username should not be set when endpoint=server");
    }
    files.require(FILE);
    PskFile file = PskFile.parse(files.read(FILE));
    if (!config.server) {
      String user = config.user.orElse(DEFAULT_USER);
      byte[] key = file.keys().get(user);
      if (key == null) {
        throw new CredentialsException(
            "Username " + user + " not found in PSK file " + files.nameOf(FILE));
      }
      if (key.length == 0) {
        throw new CredentialsException("Cannot set PSK client credentials: Error in parsing.");
      }
    }
    return new PskCredentials(config, file);
  }

  @Override
  public boolean server() {
    return config.server;
  }

  @Override
  public TlsSession open(Peer peer) throws IOException {
    TlsCrypto crypto = new BcTlsCrypto(new SecureRandom());
    if (config.server) {
      TlsServerProtocol protocol = new TlsServerProtocol();
      return new ProtocolSession(protocol, () -> protocol.accept(new Server(crypto)));
    }
    String user = config.user.orElse(DEFAULT_USER);
    BasicTlsPSKIdentity identity = new BasicTlsPSKIdentity(user, file.keys().get(user));
    TlsClientProtocol protocol = new TlsClientProtocol();
    return new ProtocolSession(protocol, () -> protocol.connect(new Client(crypto, identity)));
  }

  private final class Server extends PSKTlsServer {
    private Server(TlsCrypto crypto) {
      super(crypto, new Keys());
    }

    @Override
    protected int[] getSupportedCipherSuites() {
      return SUITES.clone();
    }
  }

  private static final class Client extends PSKTlsClient {
    private Client(TlsCrypto crypto, BasicTlsPSKIdentity identity) {
      super(crypto, identity);
    }

    @Override
    protected int[] getSupportedCipherSuites() {
      return SUITES.clone();
    }
  }

  private final class Keys implements TlsPSKIdentityManager {
    @Override
    public byte[] getHint() {
      return null; // As the library wants it said that there is none.
    }

    @Override
    public byte[] getPSK(byte[] identity) {
      byte[] key = file.keys().get(new String(identity, StandardCharsets.UTF_8));
      return key == null || key.length == 0 ? null : key.clone();
    }
  }
}
