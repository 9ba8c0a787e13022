package org.javisor.supervisor.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.javisor.supervisor.api.BadMessageException;
import org.javisor.supervisor.api.ConsoleRequest;
import org.javisor.supervisor.api.ErrorCode;
import org.javisor.supervisor.api.JsonObject;
import org.javisor.supervisor.api.MessageChannel;
import org.javisor.supervisor.api.Method;
import org.javisor.supervisor.api.VmException;
import org.javisor.supervisor.console.ConsoleClient;
import org.javisor.supervisor.console.ConsoleHub;
import org.javisor.supervisor.instance.Instances;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves one client until it goes away. */
final class ClientSession {
  private static final Logger LOG = LoggerFactory.getLogger(ClientSession.class);

  private final Instances instances;
  private final Dispatcher dispatcher;
  private final SocketChannel socket;
  private final MessageChannel messages;

  ClientSession(Instances instances, SocketChannel socket) {
    this.instances = instances;
    this.dispatcher = new Dispatcher(instances);
    this.socket = socket;
    this.messages = new MessageChannel(socket);
  }

  /** Answers requests until the client closes, breaks the protocol, or became a console. */
  void serve() throws IOException, InterruptedException {
    while (true) {
      Optional<JsonObject> message;
      try {
        message = messages.read();
      } catch (BadMessageException bad) {
        fail(new VmException(ErrorCode.INVALID, "message: " + bad.getMessage(), bad));
        return;
      }
      if (message.isEmpty() || !answer(message.get())) {
        return;
      }
    }
  }

  /** False when the connection has been used up as a console. */
  private boolean answer(JsonObject message) throws IOException, InterruptedException {
    try {
      Dispatcher.Request request = Dispatcher.Request.parse(message);
      if (request.method() == Method.CONSOLE && request.upgrade()) {
        console(ConsoleRequest.fromJson(request.parameters()));
        return false;
      }
      messages.write(new JsonObject().put("parameters", dispatcher.call(request)));
    } catch (BadMessageException bad) {
      fail(new VmException(ErrorCode.INVALID, "request: " + bad.getMessage(), bad));
    } catch (VmException failure) {
      fail(failure);
    } catch (RuntimeException bug) { // Thread top: a bug costs one request, not the daemon.
      LOG.error("request {} failed", message, bug);
      fail(new VmException(ErrorCode.FAILED, "internal error in the daemon: " + bug, bug));
    }
    return true;
  }

  private void fail(VmException failure) throws IOException {
    messages.write(
        new JsonObject()
            .put("error", failure.code().wireName())
            .put("parameters", failure.toJson()));
  }

  private void console(ConsoleRequest request) throws IOException, InterruptedException {
    ConsoleHub hub = instances.console(request);
    ConsoleClient client = hub.attach(request.replay());
    messages.write(new JsonObject().put("parameters", new JsonObject()));
    Thread typing = Thread.ofVirtual().name("console-input").start(() -> type(hub, client));
    byte[] chunk = new byte[8192];
    try {
      for (int count = client.take(chunk); count >= 0; count = client.take(chunk)) {
        ByteBuffer out = ByteBuffer.wrap(chunk, 0, count);
        while (out.hasRemaining()) {
          socket.write(out);
        }
      }
    } finally {
      hub.detach(client);
      socket.close();
      typing.join();
    }
  }

  private void type(ConsoleHub hub, ConsoleClient client) {
    ByteBuffer input = ByteBuffer.allocate(4096);
    try {
      hub.type(ByteBuffer.wrap(messages.takeBuffered()));
      while (socket.read(input.clear()) >= 0) {
        hub.type(input.flip());
      }
    } catch (IOException gone) {
      LOG.debug("console input ended: {}", gone.toString());
    } finally {
      hub.detach(client);
    }
  }
}
