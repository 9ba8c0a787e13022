package org.javisor.backend.chardev;

import org.javisor.backend.tls.Authorization;
import org.javisor.backend.tls.TlsCredentials;
import org.javisor.host.fd.Fd;

/**
 * What the names in a configuration mean where it came from: on the command line descriptors are
 * numbers, in a monitor they are names that the client chose.
 */
public interface ChardevScope {
  /**
   * The descriptor for {@code text}, owned by the caller from now on.
   *
   * @throws ChardevException when there is none, or it is no socket
   */
  Fd descriptor(String text) throws ChardevException;

  /**
   * The credentials {@code id}.
   *
   * @throws ChardevException when there are none
   */
  TlsCredentials credentials(String id) throws ChardevException;

  /**
   * Who decides about clients: the object {@code id}, looked for when there is one to decide on.
   */
  Authorization authorization(String id);
}
