package org.javisor.qmp.server;

import org.javisor.qmp.api.Closefd;
import org.javisor.qmp.api.FdnameHandler;
import org.javisor.qmp.api.Getfd;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.wire.QmpException;

/** Descriptors that a client passes to one monitor under a name. */
public final class FdNameCommands implements FdnameHandler {
  @Override
  public void getfd(QmpCall call, Getfd command) throws QmpException {
    call.nameFd(command.fdname());
  }

  @Override
  public void closefd(QmpCall call, Closefd command) throws QmpException {
    call.closeNamedFd(command.fdname());
  }
}
