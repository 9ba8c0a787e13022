package org.javisor.system.monitor;

import java.util.LinkedHashMap;
import java.util.Map;
import org.javisor.backend.chardev.ChardevException;
import org.javisor.backend.tls.TlsCredentials;

/** The objects of {@code -object} that sockets refer to, by name. */
public final class TlsObjects {
  private final Map<String, TlsCredentials> credentials = new LinkedHashMap<>();

  /** Keeps credentials. */
  public synchronized void add(String id, TlsCredentials added) {
    credentials.put(id, added);
  }

  /**
   * The credentials {@code id}.
   *
   * @throws ChardevException when there are none
   */
  public synchronized TlsCredentials credentials(String id) throws ChardevException {
    TlsCredentials found = credentials.get(id);
    if (found == null) {
      throw new ChardevException("No TLS credentials with id '" + id + "'");
    }
    return found;
  }

  /** What is to be thrown for a name of an object that decides about clients: there are none. */
  public ChardevException noAuthorization(String id) {
    return new ChardevException(
        "'tls_authz' object '" + id + "': authorization objects are not supported");
  }
}
