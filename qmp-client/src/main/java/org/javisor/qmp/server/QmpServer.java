package org.javisor.qmp.server;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.javisor.qmp.api.CommandRouter;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.api.QmpCommand;
import org.javisor.qmp.api.QmpEvent;
import org.javisor.qmp.api.VersionInfo;
import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.JsonValue;
import org.javisor.qmp.wire.QmpErrorClass;
import org.javisor.qmp.wire.QmpException;
import org.javisor.qmp.wire.QmpMessages;

/**
 * What all monitors of a machine share: its commands, its version, its events. Commands run one at
 * a time, those of several monitors in turn.
 */
public final class QmpServer {
  private final CommandRouter router;
  private final VersionInfo version;
  private final InstantSource clock;
  private final EventThrottle throttle;
  private final ReentrantLock oneAtATime = new ReentrantLock(true);
  private final List<QmpSession> sessions = new CopyOnWriteArrayList<>();
  private volatile boolean awaitingConfiguration;

  public QmpServer(CommandRouter router, VersionInfo version, InstantSource clock) {
    this(router, version, clock, new DelayThread());
  }

  QmpServer(
      CommandRouter router, VersionInfo version, InstantSource clock, EventThrottle.Delay delay) {
    this.router = router;
    this.version = version;
    this.clock = clock;
    this.throttle = new EventThrottle(delay, this::tell);
  }

  /** A new monitor, nobody connected yet. */
  public QmpSession open(QmpSession.Config config, QmpSession.Output output) {
    QmpSession session = new QmpSession(this, config, output);
    sessions.add(session);
    return session;
  }

  /** Whether clients configure a machine that is not built yet; most commands are refused then. */
  public void setAwaitingConfiguration(boolean waits) {
    awaitingConfiguration = waits;
  }

  /** Tells an event to every client that is past negotiation, with one timestamp for all. */
  public void emit(QmpEvent event) {
    throttle.emit(
        event.eventName(), QmpMessages.event(clock.instant(), event.eventName(), event.data()));
  }

  private void tell(JsonObject message) {
    for (QmpSession session : sessions) {
      session.emit(message);
    }
  }

  /**
   * Runs a command on behalf of a monitor that is not a session, in turn with all others.
   *
   * @throws QmpException when it is refused
   */
  public <R> R run(QmpCommand<R> command, QmpCall call) throws QmpException {
    Request request = new Request(command.commandName(), command.toJson(), false);
    return command.decodeReturn(dispatch(request, call));
  }

  void forget(QmpSession session) {
    sessions.remove(session);
  }

  JsonObject greeting(List<JsonValue> capabilities) {
    return QmpMessages.greeting(version.toJson(), capabilities);
  }

  /** Runs a command, after the one that another monitor runs unless it overtakes. */
  JsonValue dispatch(Request request, QmpCall call) throws QmpException {
    String command = request.command();
    if (!router.knows(command)) {
      throw new QmpException(
          QmpErrorClass.COMMAND_NOT_FOUND, "The command " + command + " has not been found");
    }
    if (request.outOfBand() && !router.allowsOutOfBand(command)) {
      throw QmpException.generic("The command " + command + " does not support OOB");
    }
    if (awaitingConfiguration && !router.allowsBeforeMachine(command)) {
      throw QmpException.generic(
          "The command '"
              + command
              + "' is permitted only after machine initialization has completed");
    }
    if (request.outOfBand()) {
      return route(request, call);
    }
    oneAtATime.lock();
    try {
      return route(request, call);
    } finally {
      oneAtATime.unlock();
    }
  }

  /** A mistake of ours in one command must not cost clients their monitor. */
  private JsonValue route(Request request, QmpCall call) throws QmpException {
    try {
      return router.dispatch(request.command(), request.arguments(), call);
    } catch (RuntimeException mistake) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, mistake);
      throw QmpException.generic(
          "internal error in the command '" + request.command() + "': " + mistake);
    }
  }
}
