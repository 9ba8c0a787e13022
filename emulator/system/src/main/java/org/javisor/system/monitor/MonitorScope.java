package org.javisor.system.monitor;

import org.javisor.backend.chardev.ChardevException;
import org.javisor.backend.chardev.ChardevScope;
import org.javisor.backend.tls.Authorization;
import org.javisor.backend.tls.TlsCredentials;
import org.javisor.host.HostException;
import org.javisor.host.fd.Fd;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.wire.QmpException;

/**
 * What names mean in a monitor's command: descriptors are those that this monitor's client named,
 * even if the name is a number; a descriptor that is asked for belongs to the command, whatever
 * comes of it.
 */
public final class MonitorScope implements ChardevScope {
  private final QmpCall call;
  private final TlsObjects objects;

  public MonitorScope(QmpCall call, TlsObjects objects) {
    this.call = call;
    this.objects = objects;
  }

  @Override
  public Fd descriptor(String text) throws ChardevException {
    Fd fd;
    try {
      fd = call.takeNamedFd(text);
    } catch (QmpException e) {
      throw new ChardevException(e.getMessage(), e);
    }
    try {
      if (fd.isSocket()) {
        return fd;
      }
    } catch (HostException e) {
      // As good as no socket.
    }
    fd.close();
    throw new ChardevException("File descriptor '" + text + "' is not a socket");
  }

  @Override
  public TlsCredentials credentials(String id) throws ChardevException {
    return objects.credentials(id);
  }

  @Override
  public Authorization authorization(String id) {
    return objects.authorization(id);
  }
}
