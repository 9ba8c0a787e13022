package org.javisor.qmp.server;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.javisor.qmp.api.CommandRouter;
import org.javisor.qmp.api.QmpEvent;
import org.javisor.qmp.api.VersionInfo;
import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.JsonValue;
import org.javisor.qmp.wire.QmpException;
import org.javisor.qmp.wire.QmpMessages;

/** What all control monitors of a machine share: its commands, its version, its events. */
public final class QmpServer {
  private final CommandRouter router;
  private final VersionInfo version;
  private final InstantSource clock;
  private final ReentrantLock oneAtATime = new ReentrantLock();
  private final List<QmpSession> sessions = new CopyOnWriteArrayList<>();

  public QmpServer(CommandRouter router, VersionInfo version, InstantSource clock) {
    this.router = router;
    this.version = version;
    this.clock = clock;
  }

  /** A new monitor, nobody connected yet. */
  public QmpSession open(QmpSession.Config config, QmpSession.Output output) {
    QmpSession session = new QmpSession(this, config, output);
    sessions.add(session);
    return session;
  }

  /** Tells an event to every client that is past negotiation, with one timestamp for all. */
  public void emit(QmpEvent event) {
    JsonObject message = QmpMessages.event(clock.instant(), event.eventName(), event.data());
    for (QmpSession session : sessions) {
      session.emit(message);
    }
  }

  void forget(QmpSession session) {
    sessions.remove(session);
  }

  JsonObject greeting(List<JsonValue> capabilities) {
    return QmpMessages.greeting(version.toJson(), capabilities);
  }

  boolean allowsOutOfBand(String command) {
    return router.allowsOutOfBand(command);
  }

  boolean knows(String command) {
    return router.knows(command);
  }

  /** Runs a command after the one that another monitor runs. */
  JsonValue dispatch(String command, JsonObject arguments, QmpSession session) throws QmpException {
    oneAtATime.lock();
    try {
      return router.dispatch(command, arguments, session.call());
    } finally {
      oneAtATime.unlock();
    }
  }
}
