package org.javisor.qmp.server;

import org.javisor.host.fd.Fd;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.wire.QmpException;

/** A command's view of the descriptors that its monitor holds. */
abstract class MonitorCall implements QmpCall {
  private final MonitorFds fds;

  MonitorCall(MonitorFds fds) {
    this.fds = fds;
  }

  @Override
  public Fd takePassedFd() throws QmpException {
    return fds.takePending();
  }

  @Override
  public void nameFd(String name) throws QmpException {
    fds.name(name);
  }

  @Override
  public Fd takeNamedFd(String name) throws QmpException {
    return fds.takeNamed(name);
  }

  @Override
  public void closeNamedFd(String name) throws QmpException {
    fds.closeNamed(name);
  }
}
