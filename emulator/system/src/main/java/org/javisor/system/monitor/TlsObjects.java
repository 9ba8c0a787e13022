package org.javisor.system.monitor;

import java.util.Optional;
import org.javisor.backend.chardev.ChardevException;
import org.javisor.backend.tls.Authorization;
import org.javisor.backend.tls.TlsCredentials;
import org.javisor.system.qom.HostObjects;

/** The objects that sockets refer to, by name. Any thread. */
public final class TlsObjects {
  private final HostObjects objects;

  public TlsObjects(HostObjects objects) {
    this.objects = objects;
  }

  /**
   * The credentials {@code id}.
   *
   * @throws ChardevException when there are none
   */
  public TlsCredentials credentials(String id) throws ChardevException {
    Optional<TlsCredentials> found = objects.credentials(id);
    if (found.isPresent()) {
      return found.get();
    }
    throw new ChardevException(
        objects.find(id).isEmpty()
            ? "No TLS credentials with id '" + id + "'"
            : "Object with id '" + id + "' is not TLS credentials");
  }

  /** Who decides: the object that has the name when a client comes; without one, nobody may. */
  public Authorization authorization(String id) {
    return identity -> {
      Optional<Authorization> known = objects.authorization(id);
      return known.isPresent() && known.get().allows(identity);
    };
  }
}
