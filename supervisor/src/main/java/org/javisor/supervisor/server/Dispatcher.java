package org.javisor.supervisor.server;

import java.util.Set;
import org.javisor.supervisor.api.BadMessageException;
import org.javisor.supervisor.api.ConsoleSize;
import org.javisor.supervisor.api.ErrorCode;
import org.javisor.supervisor.api.JavisorService;
import org.javisor.supervisor.api.JsonObject;
import org.javisor.supervisor.api.Method;
import org.javisor.supervisor.api.StopRequest;
import org.javisor.supervisor.api.VmException;
import org.javisor.supervisor.api.VmInfo;
import org.javisor.supervisor.api.VmSpec;

/** Turns a request into a call of the service and its result into parameters of the answer. */
final class Dispatcher {
  private final JavisorService service;

  Dispatcher(JavisorService service) {
    this.service = service;
  }

  /**
   * A request that was understood so far.
   *
   * @param method what is asked
   * @param parameters with what
   * @param upgrade whether the connection is to become a byte stream
   */
  record Request(Method method, JsonObject parameters, boolean upgrade) {
    static Request parse(JsonObject message) throws BadMessageException {
      message.only(Set.of("method", "parameters", "upgrade"));
      String name = message.text("method");
      Method method =
          Method.ofWireName(name)
              .orElseThrow(() -> new BadMessageException("method '" + name + "' is not known"));
      return new Request(
          method,
          message.optionalObject("parameters").orElseGet(JsonObject::new),
          message.flag("upgrade", false));
    }
  }

  JsonObject call(Request request) throws BadMessageException {
    JsonObject parameters = request.parameters();
    return switch (request.method()) {
      case CONSOLE ->
          throw new VmException(ErrorCode.INVALID, "a console needs a request with 'upgrade'");
      case INFO -> service.info(name(parameters)).toJson();
      case KILL -> service.kill(name(parameters)).toJson();
      case LIST -> list(parameters);
      case REMOVE -> remove(name(parameters));
      case RESIZE_CONSOLE -> resizeConsole(parameters);
      case RUN -> service.run(VmSpec.fromJson(parameters)).toJson();
      case START -> service.start(name(parameters)).toJson();
      case STOP -> service.stop(StopRequest.fromJson(parameters)).toJson();
      case VERSION -> version(parameters);
      case WAIT -> service.await(name(parameters)).toJson();
    };
  }

  private static String name(JsonObject parameters) throws BadMessageException {
    parameters.only(Set.of("name"));
    return parameters.text("name");
  }

  private JsonObject list(JsonObject parameters) throws BadMessageException {
    parameters.only(Set.of());
    return new JsonObject().put("machines", service.list().stream().map(VmInfo::toJson).toList());
  }

  private JsonObject remove(String name) {
    service.remove(name);
    return new JsonObject();
  }

  private JsonObject resizeConsole(JsonObject parameters) throws BadMessageException {
    parameters.only(Set.of("name", "columns", "rows"));
    service.resizeConsole(parameters.text("name"), ConsoleSize.fromJson(parameters));
    return new JsonObject();
  }

  private JsonObject version(JsonObject parameters) throws BadMessageException {
    parameters.only(Set.of());
    return service.version().toJson();
  }
}
