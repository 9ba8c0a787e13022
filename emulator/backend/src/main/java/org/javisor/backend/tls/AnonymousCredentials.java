package org.javisor.backend.tls;

import java.io.IOException;
import java.security.SecureRandom;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsServerProtocol;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/**
 * No credentials at all: nobody can listen, but anybody can pretend to be the other end. TLS 1.2.
 *
 * <p>Spec: [RFC5288] section 3.
 */
public record AnonymousCredentials(boolean server) implements TlsCredentials {
  private static final int[] SUITES = {
    CipherSuite.TLS_DH_anon_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_DH_anon_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_DH_anon_WITH_AES_128_CBC_SHA256,
  };

  @Override
  public TlsSession open(Peer peer) throws IOException {
    TlsCrypto crypto = new BcTlsCrypto(new SecureRandom());
    if (server) {
      TlsServerProtocol protocol = new TlsServerProtocol();
      return new ProtocolSession(protocol, () -> protocol.accept(new Server(crypto)));
    }
    TlsClientProtocol protocol = new TlsClientProtocol();
    return new ProtocolSession(protocol, () -> protocol.connect(new Client(crypto)));
  }

  private static final class Server extends DefaultTlsServer {
    private Server(TlsCrypto crypto) {
      super(crypto);
    }

    @Override
    protected int[] getSupportedCipherSuites() {
      return SUITES.clone();
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
      return ProtocolVersion.TLSv12.only();
    }
  }

  private static final class Client extends DefaultTlsClient {
    private Client(TlsCrypto crypto) {
      super(crypto);
    }

    @Override
    protected int[] getSupportedCipherSuites() {
      return SUITES.clone();
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
      return ProtocolVersion.TLSv12.only();
    }

    @Override
    public TlsAuthentication getAuthentication() throws IOException {
      throw new TlsFatalAlert(AlertDescription.internal_error); // No suite of ours asks for it.
    }
  }
}
