package org.javisor.supervisor.client;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.javisor.supervisor.api.BadMessageException;
import org.javisor.supervisor.api.ConsoleRequest;
import org.javisor.supervisor.api.ConsoleSize;
import org.javisor.supervisor.api.ErrorCode;
import org.javisor.supervisor.api.ExitReport;
import org.javisor.supervisor.api.JavisorService;
import org.javisor.supervisor.api.JsonObject;
import org.javisor.supervisor.api.MessageChannel;
import org.javisor.supervisor.api.Method;
import org.javisor.supervisor.api.StopRequest;
import org.javisor.supervisor.api.VersionInfo;
import org.javisor.supervisor.api.VmException;
import org.javisor.supervisor.api.VmInfo;
import org.javisor.supervisor.api.VmSpec;

/** The service over one connection to a daemon. */
public final class RemoteService implements JavisorService, AutoCloseable {
  private final SocketChannel socket;
  private final MessageChannel messages;

  RemoteService(SocketChannel socket) {
    this.socket = socket;
    this.messages = new MessageChannel(socket);
  }

  @Override
  public VmInfo run(VmSpec request) {
    return call(Method.RUN, request.toJson(), VmInfo::fromJson);
  }

  @Override
  public VmInfo start(String name) {
    return call(Method.START, named(name), VmInfo::fromJson);
  }

  @Override
  public List<VmInfo> list() {
    return call(Method.LIST, new JsonObject(), RemoteService::machines);
  }

  @Override
  public VmInfo info(String name) {
    return call(Method.INFO, named(name), VmInfo::fromJson);
  }

  @Override
  public VmInfo stop(StopRequest request) {
    return call(Method.STOP, request.toJson(), VmInfo::fromJson);
  }

  @Override
  public VmInfo kill(String name) {
    return call(Method.KILL, named(name), VmInfo::fromJson);
  }

  @Override
  public void remove(String name) {
    call(Method.REMOVE, named(name), answer -> answer);
  }

  @Override
  public ExitReport await(String nameOrUuid) {
    return call(Method.WAIT, named(nameOrUuid), ExitReport::fromJson);
  }

  @Override
  public void resizeConsole(String name, ConsoleSize size) {
    call(Method.RESIZE_CONSOLE, size.toJson().put("name", name), answer -> answer);
  }

  @Override
  public VersionInfo version() {
    return call(Method.VERSION, new JsonObject(), VersionInfo::fromJson);
  }

  /** Turns this connection into a machine's console; it cannot be used for calls any more. */
  public ConsoleStream console(ConsoleRequest request) {
    JsonObject message = request(Method.CONSOLE, request.toJson()).put("upgrade", true);
    exchange(message, answer -> answer);
    return new ConsoleStream(socket, messages.takeBuffered());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** Makes a result of an answer's parameters. */
  private interface Reader<R> {
    R read(JsonObject parameters) throws BadMessageException;
  }

  private <R> R call(Method method, JsonObject parameters, Reader<R> reader) {
    return exchange(request(method, parameters), reader);
  }

  private static JsonObject request(Method method, JsonObject parameters) {
    return new JsonObject().put("method", method.wireName()).put("parameters", parameters);
  }

  private <R> R exchange(JsonObject request, Reader<R> reader) {
    try {
      messages.write(request);
      JsonObject answer =
          messages
              .read()
              .orElseThrow(() ->
                  new VmException(
                      ErrorCode.DAEMON_UNREACHABLE,
                      "the daemon closed the connection without an answer"));
      if (answer.has("error")) {
        throw VmException.fromJson(answer.text("error"), answer.object("parameters"));
      }
      return reader.read(answer.object("parameters"));
    } catch (BadMessageException bad) {
      throw new VmException(
          ErrorCode.FAILED, "the daemon's answer is not understood: " + bad.getMessage(), bad);
    } catch (IOException gone) {
      throw new VmException(
          ErrorCode.DAEMON_UNREACHABLE, "the daemon went away: " + gone.getMessage(), gone);
    }
  }

  private static JsonObject named(String name) {
    return new JsonObject().put("name", name);
  }

  private static List<VmInfo> machines(JsonObject answer) throws BadMessageException {
    List<VmInfo> machines = new ArrayList<>();
    for (JsonObject machine : answer.objects("machines")) {
      machines.add(VmInfo.fromJson(machine));
    }
    return machines;
  }
}
