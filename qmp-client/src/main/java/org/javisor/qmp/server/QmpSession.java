package org.javisor.qmp.server;

import java.util.List;
import java.util.Optional;
import org.javisor.host.fd.Fd;
import org.javisor.qmp.api.QMPCapability;
import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.JsonParser;
import org.javisor.qmp.wire.JsonValue;
import org.javisor.qmp.wire.JsonWriter;
import org.javisor.qmp.wire.MessageTooLongException;
import org.javisor.qmp.wire.QmpErrorClass;
import org.javisor.qmp.wire.QmpException;
import org.javisor.qmp.wire.QmpMessages;

/**
 * One control monitor: its clients come one after the other, each begins with negotiation. The
 * owner tells when a client came, what it sent, and when it left; the session answers through its
 * {@link Output}, one call per message.
 *
 * <p>Commands run on the thread that calls {@link #receive}. Once a client has enabled out-of-band
 * execution they run on a thread of their own, in order, and that thread overtakes them.
 */
public final class QmpSession implements AutoCloseable {
  /** Where messages go. */
  public interface Output {
    /** Sends one complete message. Called by one thread at a time. */
    void send(byte[] message);

    /** The answer to a command that ends the machine has been sent; no other will be. */
    default void ended() {}
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

  /** Keeps messages whole and in order; guards client. */
  private final Object sending = new Object();

  /** The client there is, or the last one, which gets nothing any more. */
  private Client client = new Client();

  QmpSession(QmpServer server, Config config, Output output) {
    this.server = server;
    this.config = config;
    this.output = output;
  }

  /** A client came: greets it. */
  public void connected() {
    parser.reset();
    List<JsonValue> offered =
        config.offersOutOfBand() ? List.of(QMPCapability.OOB.toJson()) : List.of();
    synchronized (sending) {
      client = new Client();
      client.present = true;
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
    Client sender = client();
    if (sender.queue.isPresent()) {
      sender.queue.get().arrived(passed);
    } else {
      fds.arrived(passed);
    }
    parser.feed(data, offset, length);
    return !sender.ended;
  }

  /** As {@link #receive(byte[], int, int, List)} without descriptors. */
  public boolean receive(byte[] data) {
    return receive(data, 0, data.length, List.of());
  }

  /** The client left. What it asked for and was not begun is dropped; named descriptors stay. */
  public void disconnected() {
    Client gone;
    synchronized (sending) {
      gone = client;
      gone.present = false;
      gone.negotiated = false;
    }
    if (gone.queue.isPresent()) {
      gone.queue.get().close();
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
      if (client.negotiated) {
        send(event);
      }
    }
  }

  private Client client() {
    synchronized (sending) {
      return client;
    }
  }

  private void send(JsonObject message) {
    byte[] line;
    try {
      line = JsonWriter.line(message, config.pretty());
    } catch (MessageTooLongException e) {
      QmpException problem = QmpException.generic("The answer is " + e.getMessage());
      line = JsonWriter.line(QmpMessages.failure(problem, Optional.empty()), config.pretty());
    }
    output.send(line);
  }

  /** Answers {@code asker}, if it is still there. */
  private void reply(Client asker, JsonObject message) {
    synchronized (sending) {
      if (asker.present && !asker.ended) {
        send(message);
      }
    }
  }

  private void answer(Client asker, Request.Parsed parsed) {
    JsonObject message;
    Call call = new Call(asker);
    try {
      message = QmpMessages.success(execute(asker, parsed.request(), call), parsed.id());
    } catch (QmpException e) {
      message = QmpMessages.failure(e, parsed.id());
    }
    reply(asker, message);
    if (call.last) {
      asker.ended = true;
      output.ended();
    }
  }

  private JsonValue execute(Client asker, Request request, Call call) throws QmpException {
    String command = request.command();
    if (!asker.negotiated && !command.equals("qmp_capabilities")) {
      throw new QmpException(
          QmpErrorClass.COMMAND_NOT_FOUND,
          "Expecting capabilities negotiation with 'qmp_capabilities'");
    }
    return server.dispatch(request, call);
  }

  /** What the parser finds. */
  private final class Requests implements JsonParser.Sink {
    @Override
    public void value(JsonValue value) {
      if (value instanceof JsonObject object) {
        request(object);
      } else {
        error("QMP input must be a JSON object");
      }
    }

    private void request(JsonObject object) {
      Client asker = client();
      Optional<JsonValue> id = object.get("id");
      Request request;
      try {
        request = Request.of(object, asker.queue.isPresent());
      } catch (QmpException e) {
        inOrder(asker, () -> reply(asker, QmpMessages.failure(e, id)));
        return;
      }
      Request.Parsed parsed = new Request.Parsed(request, id);
      if (request.outOfBand()) {
        if (!asker.ended) {
          answer(asker, parsed);
        }
      } else {
        inOrder(asker, () -> answer(asker, parsed));
      }
    }

    @Override
    public void error(String message) {
      Client asker = client();
      JsonObject refusal = QmpMessages.failure(QmpException.generic(message), Optional.empty());
      inOrder(asker, () -> reply(asker, refusal));
    }

    private void inOrder(Client asker, Runnable action) {
      if (asker.queue.isPresent()) {
        asker.queue.get().add(action);
      } else if (!asker.ended) {
        action.run();
      }
    }
  }

  /** One client's connection. */
  private final class Client {
    // Written under the lock sending, read by whoever serves this client.
    private volatile boolean present;
    private volatile boolean negotiated;

    /** It has asked for the end and been answered. */
    private volatile boolean ended;

    /** Commands in order, once others may overtake them. */
    private volatile Optional<RequestQueue> queue = Optional.empty();

    private void negotiated(boolean outOfBand) {
      if (outOfBand) {
        queue = Optional.of(new RequestQueue(fds));
      }
      synchronized (sending) {
        negotiated = present;
      }
    }
  }

  /** What one command may ask of its monitor. */
  private final class Call extends MonitorCall {
    private final Client asker;
    private boolean last;

    private Call(Client asker) {
      super(fds);
      this.asker = asker;
    }

    @Override
    public void negotiate(List<QMPCapability> enabled) throws QmpException {
      if (asker.negotiated) {
        throw new QmpException(
            QmpErrorClass.COMMAND_NOT_FOUND,
            "Capabilities negotiation is already complete, command ignored");
      }
      boolean outOfBand = enabled.contains(QMPCapability.OOB);
      if (outOfBand && !config.offersOutOfBand()) {
        throw QmpException.generic("Capability oob not available");
      }
      asker.negotiated(outOfBand);
    }

    @Override
    public void endSession() {
      last = true;
    }
  }
}
