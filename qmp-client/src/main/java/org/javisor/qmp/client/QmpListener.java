package org.javisor.qmp.client;

/** What a connection tells without being asked. Called by its reader thread: must not wait. */
public interface QmpListener {
  /** The machine told something. */
  void event(QmpNotice notice);

  /** The connection ended, by either side; nothing follows. */
  void disconnected(QmpDisconnectedException reason);
}
