package org.javisor.backend.tls;

import java.io.IOException;
import org.bouncycastle.tls.TlsProtocol;

/** A connection protected by Bouncy Castle's TLS, for what the platform's does not know. */
final class ProtocolSession implements TlsSession {
  private final TlsProtocol protocol;
  private final Beginning beginning;

  /** Begins the handshake of one role. */
  interface Beginning {
    void run() throws IOException;
  }

  ProtocolSession(TlsProtocol protocol, Beginning beginning) {
    this.protocol = protocol;
    this.beginning = beginning;
  }

  @Override
  public void start() throws IOException {
    beginning.run();
  }

  @Override
  public void offer(byte[] data, int length) throws IOException {
    protocol.offerInput(data, 0, length);
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    return protocol.getAvailableInputBytes() == 0 ? 0 : protocol.readInput(target, offset, length);
  }

  @Override
  public boolean readable() {
    return protocol.getAvailableInputBytes() > 0;
  }

  @Override
  public void write(byte[] data, int offset, int length) throws IOException {
    protocol.writeApplicationData(data, offset, length);
  }

  @Override
  public byte[] output() {
    byte[] all = new byte[protocol.getAvailableOutputBytes()];
    if (all.length > 0) {
      int _ = protocol.readOutput(all, 0, all.length);
    }
    return all;
  }

  @Override
  public boolean established() {
    return protocol.isConnected();
  }

  @Override
  public boolean ended() {
    return protocol.isClosed() && !readable();
  }

  @Override
  public void close() throws IOException {
    if (protocol.isConnected()) {
      protocol.close();
    }
  }
}
