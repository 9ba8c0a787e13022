package org.javisor.system.config;

import java.nio.file.Path;
import java.util.Optional;
import org.javisor.system.config.EmulatorConfig.CharacterDevice;
import org.javisor.system.config.EmulatorConfig.CharacterKind;

/** Character devices and monitors on the command line. */
final class CharacterOptions {
  private static final Optional<Path> NO_PATH = Optional.empty();
  private static final Optional<String> NO_FD = Optional.empty();

  private CharacterOptions() {}

  static CharacterDevice chardev(String argument, String source) throws ConfigException {
    KeyValues values = KeyValues.parse(argument, "backend");
    Optional<String> id = values.take("id");
    if (id.isEmpty()) {
      throw new ConfigException("chardev: no id specified");
    }
    Optional<String> backend = values.take("backend");
    if (backend.isEmpty()) {
      throw new ConfigException("chardev: \"" + id.get() + "\" missing backend");
    }
    return device(id.get(), backend.get(), values, source);
  }

  private static CharacterDevice device(String id, String backend, KeyValues values, String source)
      throws ConfigException {
    CharacterDevice device =
        switch (backend) {
          case "null" -> simple(id, CharacterKind.NULL, source);
          case "stdio" -> {
            boolean _ = values.flag("signal", true);
            yield simple(id, CharacterKind.STDIO, source);
          }
          case "file" ->
              new CharacterDevice(
                  id,
                  CharacterKind.FILE,
                  source,
                  Optional.of(Paths.parse(values.require("path"))),
                  NO_FD,
                  false,
                  false);
          case "socket" -> socket(id, values, source);
          default -> throw new ConfigException("'" + backend + "' is not a valid char driver name");
        };
    values.end();
    return device;
  }

  private static CharacterDevice simple(String id, CharacterKind kind, String source) {
    return new CharacterDevice(id, kind, source, NO_PATH, NO_FD, false, false);
  }

  private static CharacterDevice socket(String id, KeyValues values, String source)
      throws ConfigException {
    Optional<String> name = values.take("path");
    Optional<Path> path = name.isPresent() ? Optional.of(Paths.parse(name.get())) : NO_PATH;
    Optional<String> fd = values.take("fd");
    boolean server = values.flag("server", false);
    Optional<String> await = values.take("wait");
    if (path.isPresent() == fd.isPresent()) {
      throw new ConfigException("None or one of 'path', 'fd' or 'host' option required.");
    }
    if (await.isPresent() && !server) {
      throw new ConfigException("'wait' option is incompatible with socket in client connect mode");
    }
    boolean waits = server && KeyValues.parse("wait=" + await.orElse("on"), "").flag("wait", true);
    return new CharacterDevice(id, CharacterKind.SOCKET, source, path, fd, server, waits);
  }

  /**
   * The short forms of -serial and -qmp: {@code stdio}, {@code null}, {@code file:PATH}, {@code
   * unix:PATH,server=on,wait=off}.
   */
  static CharacterDevice compat(String id, String argument, String source) throws ConfigException {
    if (argument.equals("stdio") || argument.equals("null")) {
      return device(id, argument, KeyValues.parse("", ""), source);
    }
    if (argument.startsWith("file:")) {
      String path = argument.substring("file:".length()).replace(",", ",,");
      return device(id, "file", KeyValues.parse("path=" + path, ""), source);
    }
    if (argument.startsWith("unix:")) {
      return device(
          id, "socket", KeyValues.parse(argument.substring("unix:".length()), "path"), source);
    }
    throw new ConfigException("'" + argument + "' is not a valid char driver");
  }

  static EmulatorConfig.Monitor monitor(String argument, String source) throws ConfigException {
    KeyValues values = KeyValues.parse(argument, "chardev");
    String chardev = values.require("chardev");
    String mode = values.take("mode").orElse("readline");
    boolean pretty = values.flag("pretty", false);
    Optional<String> _ = values.take("id");
    values.end();
    EmulatorConfig.MonitorMode reader =
        switch (mode) {
          case "control" -> EmulatorConfig.MonitorMode.CONTROL;
          case "readline" -> EmulatorConfig.MonitorMode.READLINE;
          default ->
              throw new ConfigException("Parameter 'mode' does not accept value '" + mode + "'");
        };
    if (pretty && reader == EmulatorConfig.MonitorMode.READLINE) {
      throw new ConfigException("'pretty' is not compatible with HMP monitors");
    }
    return new EmulatorConfig.Monitor(chardev, reader, pretty, source);
  }
}
