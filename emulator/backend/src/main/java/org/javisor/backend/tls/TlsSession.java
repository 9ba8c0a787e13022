package org.javisor.backend.tls;

import java.io.IOException;

/**
 * One connection's protection, without any input or output of its own. One thread at a time.
 *
 * <p>Whatever is called, {@link #output} may have something to send afterwards, even when it threw.
 */
public interface TlsSession {
  /** Begins: a client has something to send. */
  void start() throws IOException;

  /** Takes in what the other end sent. */
  void offer(byte[] data, int length) throws IOException;

  /** Takes decrypted bytes out; 0 when there are none. */
  int read(byte[] target, int offset, int length) throws IOException;

  /** Whether {@link #read} has something. */
  boolean readable();

  /** Encrypts bytes; only after the handshake. */
  void write(byte[] data, int offset, int length) throws IOException;

  /** What is to be sent now, perhaps nothing. */
  byte[] output() throws IOException;

  /** Whether both ends agree. */
  boolean established();

  /** Whether the other end said that nothing more comes. */
  boolean ended();

  /** Says that nothing more comes. */
  void close() throws IOException;
}
