package org.javisor.backend.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** A connection protected by the platform's TLS. What it keeps is bounded by what it is offered. */
final class EngineSession implements TlsSession {
  private final SSLEngine engine;
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();

  /** Received records, ready to be read from. */
  private ByteBuffer received = ByteBuffer.allocate(0);

  /** Decrypted bytes, ready to be read from. */
  private ByteBuffer plain = ByteBuffer.allocate(0);

  private boolean established;
  private boolean ended;

  EngineSession(SSLEngine engine) {
    this.engine = engine;
  }

  @Override
  public void start() throws IOException {
    engine.beginHandshake();
    proceedOrTell();
  }

  @Override
  public void offer(byte[] data, int length) throws IOException {
    received = joined(received, ByteBuffer.wrap(data, 0, length));
    proceedOrTell();
  }

  /** On failure there is an alert for the other end in the output. */
  private void proceedOrTell() throws IOException {
    try {
      proceed();
    } catch (SSLException e) {
      try {
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
            && wrap(ByteBuffer.allocate(0))) {
          // Until it has said all.
        }
      } catch (SSLException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  private static ByteBuffer joined(ByteBuffer first, ByteBuffer second) {
    ByteBuffer all = ByteBuffer.allocate(first.remaining() + second.remaining());
    return all.put(first).put(second).flip();
  }

  private void proceed() throws IOException {
    boolean goesOn = true;
    while (goesOn) {
      goesOn =
          switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> runTasks();
            case NEED_WRAP -> wrap(ByteBuffer.allocate(0));
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN, NOT_HANDSHAKING, FINISHED -> unwrap();
          };
    }
  }

  private boolean runTasks() {
    Runnable task = engine.getDelegatedTask();
    while (task != null) {
      task.run();
      task = engine.getDelegatedTask();
    }
    return true;
  }

  /** One record; false when the engine makes no more. */
  private boolean wrap(ByteBuffer source) throws IOException {
    ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    SSLEngineResult result = engine.wrap(source, record);
    output.write(record.array(), 0, record.position());
    note(result);
    return result.getStatus() == SSLEngineResult.Status.OK;
  }

  /** One record; false when there is no whole one. */
  private boolean unwrap() throws IOException {
    if (!received.hasRemaining() || ended) {
      return false;
    }
    ByteBuffer record = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
    SSLEngineResult result = engine.unwrap(received, record);
    if (record.position() > 0) {
      plain = joined(plain, record.flip());
    }
    note(result);
    ended |= result.getStatus() == SSLEngineResult.Status.CLOSED;
    return result.getStatus() == SSLEngineResult.Status.OK;
  }

  private void note(SSLEngineResult result) {
    established |= result.getHandshakeStatus() == HandshakeStatus.FINISHED;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    int some = Math.min(length, plain.remaining());
    plain.get(target, offset, some);
    return some;
  }

  @Override
  public boolean readable() {
    return plain.hasRemaining();
  }

  @Override
  public void write(byte[] data, int offset, int length) throws IOException {
    ByteBuffer source = ByteBuffer.wrap(data, offset, length);
    while (source.hasRemaining()) {
      if (!wrap(source)) {
        throw new IOException("the connection has been closed");
      }
    }
  }

  @Override
  public byte[] output() {
    byte[] all = output.toByteArray();
    output.reset();
    return all;
  }

  @Override
  public boolean established() {
    return established;
  }

  @Override
  public boolean ended() {
    return ended && !plain.hasRemaining();
  }

  @Override
  public void close() throws IOException {
    engine.closeOutbound();
    while (!engine.isOutboundDone()) {
      if (!wrap(ByteBuffer.allocate(0))) {
        return;
      }
    }
  }
}
