package org.javisor.backend.tls;

/** Decides who may come in. Any thread. */
@FunctionalInterface
public interface Authorization {
  /** Everybody whose certificate is good. */
  Authorization ALL = identity -> true;

  /**
   * Whether this one may.
   *
   * @param identity the subject of a certificate, as {@code C=GB,O=Example,CN=name}
   */
  boolean allows(String identity);
}
