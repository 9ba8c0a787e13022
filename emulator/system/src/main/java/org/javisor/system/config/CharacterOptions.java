package org.javisor.system.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.javisor.backend.chardev.ChardevConfig;
import org.javisor.backend.chardev.SocketOptions;
import org.javisor.backend.chardev.SocketTarget;
import org.javisor.system.config.EmulatorConfig.CharacterDevice;
import org.javisor.system.qom.Identifiers;

/** Character devices and monitors on the command line. */
public final class CharacterOptions {
  /** The name of the device that is made for debuggers. */
  public static final String DEBUGGER = "gdb";

  private static final long RING_BYTES = 65536;

  private CharacterOptions() {}

  /** The kinds, as {@code -chardev help} lists them. */
  public static final String KINDS =
      """
      Available chardev backend types:\s
        file
        hub
        memory
        mux
        null
        pipe
        pty
        ringbuf
        serial
        socket
        stdio
        udp
        vc
      """;

  /**
   * What {@code -chardev} and the human monitor's {@code chardev-add} take.
   *
   * @param source what the device comes from, for messages
   */
  public static CharacterDevice chardev(String argument, String source) throws ConfigException {
    return chardev(KeyValues.parse(argument, "backend"), source);
  }

  static CharacterDevice chardev(KeyValues values, String source) throws ConfigException {
    check(values);
    Optional<String> id = values.take("id");
    if (id.isEmpty()) {
      throw new ConfigException("chardev: no id specified");
    }
    return device(id.get(), values, source);
  }

  /** Refuses parameters that no device has, and values that are none of theirs. */
  public static void check(KeyValues values) throws ConfigException {
    String id = values.left().get("id");
    if (id != null) {
      checkId(id);
    }
    for (Map.Entry<String, String> entry : values.left().entrySet()) {
      if (!entry.getKey().equals("id")) {
        CharacterParameter.check(entry.getKey(), entry.getValue());
      }
    }
  }

  /** Refuses what does not name something. */
  static void checkId(String id) throws ConfigException {
    if (!Identifiers.isIdentifier(id)) {
      throw new ConfigException("Parameter 'id' expects an identifier\n" + Identifiers.RULE);
    }
  }

  /** The device, and the multiplexer over it if it is to have several users. */
  public static CharacterDevice device(String id, KeyValues values, String source)
      throws ConfigException {
    Optional<String> backend = values.take("backend");
    if (backend.isEmpty()) {
      throw new ConfigException("chardev: \"" + id + "\" missing backend");
    }
    boolean shared = values.flag("mux", false);
    ChardevConfig.Common common =
        new ChardevConfig.Common(
            shared ? id + "-base" : id, values.take("logfile"), values.flag("logappend", false));
    List<ChardevConfig> parts = new ArrayList<>();
    parts.add(config(common, backend.get(), values));
    if (shared) {
      parts.add(new ChardevConfig.Mux(ChardevConfig.Common.named(id), common.id()));
    }
    return new CharacterDevice(id, parts, source, Optional.empty());
  }

  private static ChardevConfig config(ChardevConfig.Common common, String kind, KeyValues values)
      throws ConfigException {
    return switch (kind) {
      case "null" -> new ChardevConfig.Null(common);
      case "vc" -> new ChardevConfig.Screen(common);
      case "stdio" -> new ChardevConfig.Stdio(common, values.flag("signal", true));
      case "file" ->
          new ChardevConfig.File(
              common,
              need(values, "path", "file: no filename given"),
              values.take("input-path"),
              values.flag("append", false));
      case "pipe" ->
          new ChardevConfig.Pipe(common, need(values, "path", "pipe: no device path given"));
      case "serial" ->
          new ChardevConfig.Line(common, need(values, "path", "serial/tty: no device path given"));
      case "pty" -> new ChardevConfig.Pty(common, values.take("path"));
      case "ringbuf", "memory" -> ringbuf(common, values);
      case "mux" -> new ChardevConfig.Mux(common, need(values, "chardev", "mux: no chardev given"));
      case "hub" -> hub(common, values);
      case "udp" -> udp(common, values);
      case "socket" -> socket(common, values);
      default -> throw new ConfigException("'" + kind + "' is not a valid char driver name");
    };
  }

  private static String need(KeyValues values, String key, String message) throws ConfigException {
    Optional<String> value = values.take(key);
    if (value.isEmpty()) {
      throw new ConfigException("chardev: " + message);
    }
    return value.get();
  }

  private static ChardevConfig hub(ChardevConfig.Common common, KeyValues values) {
    List<String> devices = new ArrayList<>();
    for (int i = 0; i < CharacterParameter.HUB_DEVICES; i++) {
      Optional<String> name = values.take("chardevs." + i);
      if (name.isPresent()) {
        devices.add(name.get());
      }
    }
    return new ChardevConfig.Hub(common, devices);
  }

  private static ChardevConfig ringbuf(ChardevConfig.Common common, KeyValues values)
      throws ConfigException {
    Optional<String> size = values.take("size");
    return new ChardevConfig.Ringbuf(
        common, size.isPresent() ? CharacterParameter.bytes("size", size.get()) : RING_BYTES);
  }

  private static ChardevConfig udp(ChardevConfig.Common common, KeyValues values)
      throws ConfigException {
    Optional<String> host = values.take("host");
    Optional<String> port = values.take("port");
    if (port.isEmpty() || port.get().isEmpty()) {
      throw new ConfigException("chardev: udp: remote port not specified");
    }
    Optional<String> localHost = values.take("localaddr");
    Optional<String> localPort = values.take("localport");
    Optional<Boolean> ipv4 = CharacterParameter.truth("ipv4", values.take("ipv4"));
    Optional<Boolean> ipv6 = CharacterParameter.truth("ipv6", values.take("ipv6"));
    String remote = host.filter(name -> !name.isEmpty()).orElse("localhost");
    Optional<SocketTarget> local = Optional.empty();
    if (localHost.isPresent() || localPort.isPresent()) {
      local =
          Optional.of(
              new SocketTarget.Inet(
                  localHost.orElse(""),
                  localPort.orElse("0"),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty()));
    }
    return new ChardevConfig.Udp(
        common, new SocketTarget.Inet(remote, port.get(), Optional.empty(), ipv4, ipv6), local);
  }

  private static ChardevConfig socket(ChardevConfig.Common common, KeyValues values)
      throws ConfigException {
    SocketTarget target = target(values);
    Optional<Boolean> delay = CharacterParameter.truth("delay", values.take("delay"));
    Optional<Boolean> nodelay = CharacterParameter.truth("nodelay", values.take("nodelay"));
    if (delay.isPresent() && nodelay.isPresent()) {
      throw new ConfigException("'delay' and 'nodelay' are mutually exclusive");
    }
    boolean server = values.flag("server", false);
    Optional<Boolean> await = CharacterParameter.truth("wait", values.take("wait"));
    SocketOptions options =
        new SocketOptions(
            server,
            server ? Optional.of(await.orElse(true)) : await,
            nodelay.orElse(delay.isPresent() && !delay.get()),
            new SocketOptions.Protocol(
                values.flag("telnet", false),
                values.flag("tn3270", false),
                values.flag("websocket", false)),
            new SocketOptions.Reconnect(
                CharacterParameter.number("reconnect", values.take("reconnect")),
                CharacterParameter.number("reconnect-ms", values.take("reconnect-ms"))),
            new SocketOptions.Tls(values.take("tls-creds"), values.take("tls-authz")));
    return new ChardevConfig.Socket(common, target, options);
  }

  private static SocketTarget target(KeyValues values) throws ConfigException {
    Optional<String> path = values.take("path");
    Optional<String> fd = values.take("fd");
    Optional<String> host = values.take("host");
    Optional<String> port = values.take("port");
    int families =
        (path.isPresent() ? 1 : 0) + (fd.isPresent() ? 1 : 0) + (host.isPresent() ? 1 : 0);
    if (families > 1) {
      throw new ConfigException("None or one of 'path', 'fd' or 'host' option required.");
    }
    if (host.isPresent() && port.isEmpty()) {
      throw new ConfigException("chardev: socket: no port given");
    }
    if (path.isPresent()) {
      return new SocketTarget.Unix(
          path.get(), values.flag("abstract", false), values.flag("tight", true));
    }
    if (host.isPresent()) {
      return new SocketTarget.Inet(
          host.get(),
          port.orElseThrow(),
          CharacterParameter.number("to", values.take("to")),
          CharacterParameter.truth("ipv4", values.take("ipv4")),
          CharacterParameter.truth("ipv6", values.take("ipv6")));
    }
    return new SocketTarget.Descriptor(fd.orElse(""));
  }

  /**
   * What is said last when a device is described wrongly.
   *
   * @param prefix what begins a line of an error
   * @param ofOpening whether it is said when the device cannot be opened, too
   */
  record Failure(String prefix, String text, boolean ofOpening) {
    /** After {@code first}, on a line of its own. */
    String after(String first) {
      return first + "\n" + prefix + text;
    }
  }

  /**
   * The short forms of -serial, -qmp and -monitor, such as {@code stdio} and {@code
   * unix:PATH,server=on,wait=off}.
   */
  static CharacterDevice compat(String id, String argument, String source, Failure failure)
      throws ConfigException {
    try {
      Optional<KeyValues> values = ShortForm.parse(argument);
      if (values.isPresent()) {
        for (Map.Entry<String, String> entry : values.get().left().entrySet()) {
          CharacterParameter.check(entry.getKey(), entry.getValue());
        }
        CharacterDevice device = device(id, values.get(), source);
        Optional<String> more =
            failure.ofOpening() ? Optional.of(failure.prefix() + failure.text()) : Optional.empty();
        return new CharacterDevice(id, device.parts(), source, more);
      }
    } catch (ConfigException e) {
      throw new ConfigException(failure.after(e.getMessage()), e);
    }
    throw new ConfigException(failure.text());
  }

  /**
   * A device for debuggers. They come to a socket whenever they like, unless it says otherwise.
   *
   * @param source the option, for messages
   * @param prefix what begins the second line of an error
   */
  public static CharacterDevice debugger(String argument, String source, String prefix)
      throws ConfigException {
    boolean socket = argument.startsWith("tcp:") || argument.startsWith("unix:");
    boolean given = argument.startsWith("unix:") && argument.contains(",server=");
    String nodelay = argument.startsWith("tcp:") ? ",nodelay=on" : "";
    String device = socket && !given ? argument + ",wait=off" + nodelay + ",server=on" : argument;
    return compat(
        DEBUGGER, device, source, new Failure(prefix, "gdbstub: couldn't create chardev", true));
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
