package org.javisor.qmp.server;

import java.util.List;
import org.javisor.host.fd.Fd;
import org.javisor.qmp.api.QMPCapability;
import org.javisor.qmp.wire.QmpException;

/**
 * What commands may ask of a monitor that people use: descriptors as on a control monitor, no
 * negotiation.
 */
public final class HumanCall extends MonitorCall implements AutoCloseable {
  private final MonitorFds fds;
  private boolean ended;

  /** A monitor that has no descriptors yet. */
  public HumanCall() {
    this(new MonitorFds());
  }

  private HumanCall(MonitorFds fds) {
    super(fds);
    this.fds = fds;
  }

  /** Descriptors came with what is being typed; they are this object's to close. */
  public void arrived(List<Fd> passed) {
    fds.arrived(passed);
  }

  /** The client left; named descriptors stay. */
  public void disconnected() {
    fds.dropPending();
  }

  /** Whether a command has ended the machine. */
  public boolean isEnded() {
    return ended;
  }

  @Override
  public void negotiate(List<QMPCapability> enabled) throws QmpException {
    throw QmpException.generic("there is nothing to negotiate on a human monitor");
  }

  @Override
  public void endSession() {
    ended = true;
  }

  @Override
  public void close() {
    fds.close();
  }
}
