package org.javisor.backend.tls;

import java.io.IOException;

/** What one end of TLS connections proves itself with, and demands of the other end. */
public interface TlsCredentials {
  /** Whether they are for the accepting end. */
  boolean server();

  /** A new connection's protection. */
  TlsSession open(Peer peer) throws IOException;

  /**
   * The other end of a connection.
   *
   * @param host whom a client wants to reach; empty when that is not known
   * @param authorization decides about clients with a certificate
   */
  record Peer(String host, Authorization authorization) {}
}
