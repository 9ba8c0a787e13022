package org.javisor.qmp.server;

import java.util.List;
import java.util.Optional;
import org.javisor.host.fd.Fd;
import org.javisor.qmp.api.QMPCapability;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.JsonParser;
import org.javisor.qmp.wire.JsonValue;
import org.javisor.qmp.wire.JsonWriter;
import org.javisor.qmp.wire.QmpErrorClass;
import org.javisor.qmp.wire.QmpException;
import org.javisor.qmp.wire.QmpMessages;

/**
 * One control monitor: its clients come one after the other, each begins with negotiation. The
 * owner tells when a client came, what it sent, and when it left; the session answers through its
 * {@link Output}, one call per message.
 */
public final class QmpSession implements AutoCloseable {
  /** Where messages go. */
  public interface Output {
    /** Sends one complete message. Called by one thread at a time. */
    void send(byte[] message);
  }

  /**
   * How a monitor speaks.
   *
   * @param pretty several lines per message
   * @param offersOutOfBand whether clients may enable out-of-band commands
   */
  public record Config(boolean pretty, boolean offersOutOfBand) {}

  private final QmpServer server;
  private final Config config;
  private final Output output;
  private final MonitorFds fds = new MonitorFds();
  private final JsonParser parser = new JsonParser(new Requests());
  private final QmpCall call = new Call();

  /** Keeps messages whole and in order; guards negotiated. */
  private final Object sending = new Object();

  private boolean negotiated;

  // Of the feeding thread only.
  private boolean outOfBand;
  private boolean ended;

  QmpSession(QmpServer server, Config config, Output output) {
    this.server = server;
    this.config = config;
    this.output = output;
  }

  /** A client came: greets it. */
  public void connected() {
    parser.reset();
    outOfBand = false;
    ended = false;
    List<JsonValue> offered =
        config.offersOutOfBand() ? List.of(QMPCapability.OOB.toJson()) : List.of();
    synchronized (sending) {
      negotiated = false;
      send(server.greeting(offered));
    }
  }

  /**
   * The client sent something: runs and answers every command that is complete now.
   *
   * @param passed descriptors that came along, now the session's to close
   * @return whether to go on; if not, the owner ends the connection
   */
  public boolean receive(byte[] data, int offset, int length, List<Fd> passed) {
    fds.arrived(passed);
    parser.feed(data, offset, length);
    return !ended;
  }

  /** As {@link #receive(byte[], int, int, List)} without descriptors. */
  public boolean receive(byte[] data) {
    return receive(data, 0, data.length, List.of());
  }

  /** The client left. Named descriptors stay. */
  public void disconnected() {
    synchronized (sending) {
      negotiated = false;
    }
    parser.reset();
    fds.dropPending();
  }

  /** The monitor goes away for good. */
  @Override
  public void close() {
    server.forget(this);
    disconnected();
    fds.close();
  }

  void emit(JsonObject event) {
    synchronized (sending) {
      if (negotiated) {
        send(event);
      }
    }
  }

  QmpCall call() {
    return call;
  }

  private void send(JsonObject message) {
    output.send(JsonWriter.line(message, config.pretty()));
  }

  private void reply(JsonObject message) {
    synchronized (sending) {
      send(message);
    }
  }

  private boolean negotiated() {
    synchronized (sending) {
      return negotiated;
    }
  }

  private void answer(JsonObject object) {
    Optional<JsonValue> id = object.get("id");
    JsonObject message;
    try {
      message = QmpMessages.success(execute(Request.of(object, outOfBand)), id);
    } catch (QmpException e) {
      message = QmpMessages.failure(e, id);
    }
    reply(message);
  }

  private JsonValue execute(Request request) throws QmpException {
    String command = request.command();
    if (!negotiated() && !command.equals("qmp_capabilities")) {
      throw new QmpException(
          QmpErrorClass.COMMAND_NOT_FOUND,
          "Expecting capabilities negotiation with 'qmp_capabilities'");
    }
    if (!server.knows(command)) {
      throw new QmpException(
          QmpErrorClass.COMMAND_NOT_FOUND, "The command " + command + " has not been found");
    }
    if (request.outOfBand() && !server.allowsOutOfBand(command)) {
      throw QmpException.generic("The command " + command + " does not support OOB");
    }
    return server.dispatch(command, request.arguments(), this);
  }

  private final class Requests implements JsonParser.Sink {
    @Override
    public void value(JsonValue value) {
      if (ended) {
        return;
      }
      if (value instanceof JsonObject object) {
        answer(object);
      } else {
        error("QMP input must be a JSON object");
      }
    }

    @Override
    public void error(String message) {
      if (!ended) {
        reply(QmpMessages.failure(QmpException.generic(message), Optional.empty()));
      }
    }
  }

  private final class Call implements QmpCall {
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

    @Override
    public void negotiate(List<QMPCapability> enabled) throws QmpException {
      if (negotiated()) {
        throw new QmpException(
            QmpErrorClass.COMMAND_NOT_FOUND,
            "Capabilities negotiation is already complete, command ignored");
      }
      if (enabled.contains(QMPCapability.OOB) && !config.offersOutOfBand()) {
        throw QmpException.generic("Capability oob not available");
      }
      outOfBand = enabled.contains(QMPCapability.OOB);
      synchronized (sending) {
        negotiated = true;
      }
    }

    @Override
    public void endSession() {
      ended = true;
    }
  }
}
