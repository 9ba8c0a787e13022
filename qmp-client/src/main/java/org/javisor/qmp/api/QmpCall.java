package org.javisor.qmp.api;

import java.util.List;
import org.javisor.host.fd.Fd;
import org.javisor.qmp.wire.QmpException;

/** What a handler may ask of the monitor that its command came through. */
public interface QmpCall {
  /**
   * Takes the descriptor that came with this or an earlier command; the caller now owns it.
   *
   * @throws QmpException when none came
   */
  Fd takePassedFd() throws QmpException;

  /** Keeps the passed descriptor under a name, in place of one that had the name before. */
  void nameFd(String name) throws QmpException;

  /**
   * Takes a descriptor that {@link #nameFd} kept; the caller now owns it.
   *
   * @throws QmpException when there is none of that name
   */
  Fd takeNamedFd(String name) throws QmpException;

  /** Closes a descriptor that {@link #nameFd} kept. */
  void closeNamedFd(String name) throws QmpException;

  /** Ends capability negotiation. */
  void negotiate(List<QMPCapability> enabled) throws QmpException;

  /** Lets nothing be answered on this connection after the reply to this command. */
  void endSession();
}
