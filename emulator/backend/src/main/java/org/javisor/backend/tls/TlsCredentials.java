package org.javisor.backend.tls;

import java.io.IOException;

/** What one end of TLS connections proves itself with, and demands of the other end. */
public interface TlsCredentials {
  /** Whether they are for the accepting end. */
  boolean server();

  /**
   * A new connection's protection.
   *
   * @param peerHost whom a client wants to reach; empty when that is not known
   */
  TlsSession open(String peerHost) throws IOException;
}
