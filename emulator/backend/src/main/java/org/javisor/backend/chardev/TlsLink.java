package org.javisor.backend.chardev;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.javisor.backend.tls.TlsSession;
import org.javisor.host.fd.Fd;

/** TLS over another link. Passed descriptors cannot come through it and are closed. */
final class TlsLink implements Link {
  private static final int BUFFER = 16 << 10;

  private final Link inner;
  private final TlsSession session;

  /** Keeps records in the order in which they are made. */
  private final Object sending = new Object();

  private final byte[] cipher = new byte[BUFFER];

  private TlsLink(Link inner, TlsSession session) {
    this.inner = inner;
    this.session = session;
  }

  /** Agrees with the other end. */
  static TlsLink establish(Link inner, TlsSession session) throws IOException {
    TlsLink link = new TlsLink(inner, session);
    try {
      synchronized (session) {
        session.start();
      }
      link.flush();
      while (!link.established()) {
        if (!link.take()) {
          throw new EOFException("the connection ended inside the handshake");
        }
      }
      link.flush();
      return link;
    } catch (IOException e) {
      link.flush(); // The other end is told why.
      throw e;
    }
  }

  private boolean established() {
    synchronized (session) {
      return session.established();
    }
  }

  /** Waits for something from the other end; false at the end. */
  private boolean take() throws IOException {
    List<Fd> passed = new ArrayList<>();
    int length = inner.receive(cipher, passed);
    for (Fd descriptor : passed) {
      descriptor.close();
    }
    if (length > 0) {
      synchronized (session) {
        session.offer(cipher, length);
      }
      flush();
    }
    return length >= 0;
  }

  private void flush() throws IOException {
    synchronized (sending) {
      byte[] out;
      synchronized (session) {
        out = session.output();
      }
      if (out.length > 0) {
        inner.send(out, 0, out.length);
      }
    }
  }

  @Override
  public int receive(byte[] buffer, List<Fd> descriptors) throws IOException {
    while (true) {
      synchronized (session) {
        int length = session.read(buffer, 0, buffer.length);
        if (length > 0) {
          return length;
        }
        if (session.ended()) {
          return -1;
        }
      }
      if (!take()) {
        return -1;
      }
    }
  }

  @Override
  public void send(byte[] data, int offset, int length) throws IOException {
    synchronized (sending) {
      synchronized (session) {
        session.write(data, offset, length);
      }
      flush();
    }
  }

  /** Decrypted bytes may wait although nothing is to be received: a read tells. */
  @Override
  public boolean hasMore() {
    synchronized (session) {
      return session.readable();
    }
  }

  @Override
  public void finish() {
    try {
      synchronized (session) {
        session.close();
      }
      flush();
    } catch (IOException e) {
      // The other end has left already.
    }
    inner.finish();
  }

  @Override
  public void abort() {
    inner.abort();
  }

  @Override
  public void close() {
    inner.close();
  }
}
