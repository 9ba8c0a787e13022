package org.javisor.qmp.client;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.javisor.host.HostException;
import org.javisor.host.fd.Fd;
import org.javisor.host.socket.Ancillary;
import org.javisor.host.socket.Received;
import org.javisor.host.socket.UnixSocket;
import org.javisor.qmp.api.QMPCapability;
import org.javisor.qmp.api.QmpCapabilities;
import org.javisor.qmp.api.QmpCommand;
import org.javisor.qmp.api.VersionInfo;
import org.javisor.qmp.api.VersionTriple;
import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.JsonParser;
import org.javisor.qmp.wire.JsonValue;
import org.javisor.qmp.wire.JsonWriter;
import org.javisor.qmp.wire.Node;
import org.javisor.qmp.wire.QmpException;
import org.javisor.qmp.wire.QmpMessages;

/** A connection to a machine's control monitor, past negotiation. */
public final class QmpClient implements AutoCloseable {
  private static final int BUFFER_BYTES = 16 << 10;

  private final Fd socket;
  private final QmpListener listener;
  private final Object sending = new Object();
  private final AtomicLong lastId = new AtomicLong();
  private final Map<Long, PendingReply> waiting = new ConcurrentHashMap<>();
  private final PendingReply greeting = new PendingReply();
  private final Thread reader;
  private volatile Optional<QmpDisconnectedException> end = Optional.empty();
  private volatile boolean closing;

  /** Set before anybody else has the client. */
  private VersionInfo version = new VersionInfo(new VersionTriple(0, 0, 0), "");

  private QmpClient(Fd socket, QmpListener listener) {
    this.socket = socket;
    this.listener = listener;
    this.reader = Thread.ofPlatform().name("qmp-" + socket.number()).daemon().unstarted(this::read);
  }

  /**
   * Waits for the greeting and ends negotiation.
   *
   * @param socket a connected stream socket of the unix domain, from now on the connection's to
   *     close, also when this fails
   * @param patience how long greeting and negotiation may take together, twice
   * @throws QmpDisconnectedException when the other side left
   * @throws QmpTimeoutException when it says nothing
   * @throws QmpException when it refuses negotiation
   */
  public static QmpClient open(Fd socket, QmpListener listener, Duration patience)
      throws IOException, InterruptedException, QmpException {
    return open(socket, listener, patience, List.of());
  }

  /**
   * As {@link #open(Fd, QmpListener, Duration)}, with abilities to turn on.
   *
   * @throws QmpException also when the other side does not have one of them
   */
  public static QmpClient open(
      Fd socket, QmpListener listener, Duration patience, List<QMPCapability> enabled)
      throws IOException, InterruptedException, QmpException {
    QmpClient client = new QmpClient(socket, listener);
    client.reader.start();
    boolean negotiated = false;
    try {
      client.version = version(client.greeting.await("greeting", Optional.of(patience)));
      QmpCapabilities negotiation =
          enabled.isEmpty() ? QmpCapabilities.of() : QmpCapabilities.of().withEnable(enabled);
      client.execute(negotiation, QmpOptions.within(patience));
      negotiated = true;
      return client;
    } finally {
      if (!negotiated) {
        client.close();
      }
    }
  }

  /** Connects to the socket at {@code path} and ends negotiation. */
  public static QmpClient connect(Path path, QmpListener listener, Duration patience)
      throws IOException, InterruptedException, QmpException {
    return open(UnixSocket.connect(path), listener, patience);
  }

  private static VersionInfo version(JsonObject greeting) throws IOException {
    JsonValue version = object(greeting, "QMP").get("version").orElse(JsonValue.Null.NULL);
    try {
      return VersionInfo.decode(Node.returned(version));
    } catch (QmpException e) {
      throw new IOException("greeting: " + e.getMessage(), e);
    }
  }

  /** What the other side said it is. */
  public VersionInfo version() {
    return version;
  }

  /** Executes a command and waits for ever for its result. */
  public <R> R execute(QmpCommand<R> command)
      throws IOException, InterruptedException, QmpException {
    return execute(command, QmpOptions.NONE);
  }

  /**
   * Executes a command.
   *
   * @throws QmpException when the machine refuses
   * @throws QmpDisconnectedException when the connection ended before the answer
   * @throws QmpTimeoutException when there is no answer before the deadline
   */
  public <R> R execute(QmpCommand<R> command, QmpOptions options)
      throws IOException, InterruptedException, QmpException {
    try (QmpReply<R> reply = submit(command, options)) {
      return reply.await();
    }
  }

  /**
   * Sends a command and does not wait for its answer; many may be on their way.
   *
   * @return the answer to come; whoever no longer wants it closes it
   * @throws QmpDisconnectedException when there is no connection any more
   */
  public <R> QmpReply<R> submit(QmpCommand<R> command, QmpOptions options)
      throws QmpDisconnectedException {
    long number = lastId.incrementAndGet();
    PendingReply pending = new PendingReply();
    waiting.put(number, pending);
    boolean sent = false;
    try {
      if (end.isPresent()) {
        throw new QmpDisconnectedException(
            command.commandName() + ": " + end.get().getMessage(), end.get());
      }
      JsonValue id = new JsonValue.Int(number);
      JsonObject request =
          options.outOfBand()
              ? QmpMessages.outOfBand(command.commandName(), command.toJson(), id)
              : QmpMessages.request(command.commandName(), command.toJson(), id);
      send(command.commandName(), JsonWriter.line(request, false), options.fds());
      sent = true;
    } finally {
      if (!sent) {
        waiting.remove(number);
      }
    }
    return new QmpReply<>(command, pending, options.deadline(), () -> waiting.remove(number));
  }

  /** Whether commands can still be answered. */
  public boolean isConnected() {
    return end.isEmpty();
  }

  /** Ends the connection; the listener is told. */
  @Override
  public void close() {
    closing = true;
    shutDown();
    boolean interrupted = false;
    while (reader.isAlive() && !Thread.currentThread().equals(reader)) {
      try {
        reader.join();
      } catch (InterruptedException e) {
        interrupted = true; // the reader ends at once: its socket is shut down
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void shutDown() {
    try {
      UnixSocket.shutdown(socket);
    } catch (HostException e) {
      closing = true; // already closed by the reader, which is what was wanted
    }
  }

  private void send(String command, byte[] line, List<Fd> fds) throws QmpDisconnectedException {
    synchronized (sending) {
      try {
        Ancillary.send(socket, line, fds);
      } catch (HostException e) {
        shutDown(); // a request may have gone out in part
        throw new QmpDisconnectedException(command + ": " + e.getMessage(), e);
      }
    }
  }

  /** The reader thread. */
  private void read() {
    QmpDisconnectedException reason = new QmpDisconnectedException("connection closed");
    Messages messages = new Messages();
    JsonParser parser = new JsonParser(messages);
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      while (!messages.broken) {
        Received received = Ancillary.receive(socket, buffer);
        received.adopt().forEach(Fd::close); // monitors do not pass descriptors to clients
        if (received.bytes() < 0) {
          break;
        }
        parser.feed(buffer, 0, received.bytes());
      }
      if (messages.broken) {
        reason = new QmpDisconnectedException("the other side does not speak QMP");
      }
    } catch (HostException e) {
      if (!closing) {
        reason = new QmpDisconnectedException("connection lost: " + e.getMessage(), e);
      }
    } finally {
      finish(reason);
    }
  }

  private void finish(QmpDisconnectedException reason) {
    end = Optional.of(reason);
    socket.close();
    greeting.failed(reason);
    List<PendingReply> left = new ArrayList<>(waiting.values());
    for (PendingReply pending : left) {
      pending.failed(reason);
    }
    listener.disconnected(reason);
  }

  private final class Messages implements JsonParser.Sink {
    private boolean broken;

    @Override
    public void value(JsonValue value) {
      if (!(value instanceof JsonObject message)) {
        broken = true;
      } else if (message.has("event")) {
        listener.event(notice(message));
      } else if (message.has("QMP")) {
        greeting.arrived(message);
      } else if (message.get("id").orElse(JsonValue.Null.NULL) instanceof JsonValue.Int id) {
        PendingReply pending = waiting.get(id.value());
        if (pending != null) {
          pending.arrived(message); // else its caller's deadline has passed
        }
      } else {
        broken = true;
      }
    }

    @Override
    public void error(String message) {
      broken = true;
    }
  }

  private static QmpNotice notice(JsonObject message) {
    JsonObject time = object(message, "timestamp");
    Instant when =
        Instant.ofEpochSecond(number(time, "seconds"))
            .plusNanos(1000 * (number(time, "microseconds") % 1_000_000));
    return new QmpNotice(when, message.text("event").orElse(""), object(message, "data"));
  }

  private static JsonObject object(JsonObject parent, String name) {
    return parent.get(name).orElse(JsonValue.Null.NULL) instanceof JsonObject object
        ? object
        : new JsonObject();
  }

  /** A number that is a plausible time, else 0. */
  private static long number(JsonObject parent, String name) {
    JsonValue value = parent.get(name).orElse(JsonValue.Null.NULL);
    return value instanceof JsonValue.Int number
            && Math.abs(number.value()) <= Instant.MAX.getEpochSecond() / 2
        ? number.value()
        : 0;
  }
}
