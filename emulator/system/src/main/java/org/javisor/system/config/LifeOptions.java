package org.javisor.system.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.javisor.engine.translate.EngineTrace;
import org.javisor.qmp.api.SetAction;
import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.QmpException;

/** What the command line says about the machine's life, its name and the process. One use. */
final class LifeOptions {
  private static final int CONTROL_A = 1;

  private int escape = CONTROL_A;
  private Optional<String> name = Optional.empty();
  private String uuid = "00000000-0000-0000-0000-000000000000";
  private boolean paused;
  private boolean preconfig;
  private Optional<String> incoming = Optional.empty();
  private SetAction actions = SetAction.of();
  private boolean daemonize;
  private Optional<String> pidfile = Optional.empty();
  private boolean timestamps;
  private boolean guestName;
  private Optional<Path> log = Optional.empty();
  private LogItems items = LogItems.NONE;
  private List<EngineTrace.Range> ranges = List.of();

  void paused() {
    paused = true;
  }

  void preconfig() {
    preconfig = true;
  }

  void daemonize() {
    daemonize = true;
  }

  void pidfile(String argument) {
    pidfile = Optional.of(argument);
  }

  /** {@code -D}; in a file's name {@code %d} stands for the process's number. */
  void log(String argument) throws ConfigException {
    log = Optional.of(Paths.parse(argument));
  }

  void logRanges(String argument) throws ConfigException {
    ranges = LogItems.ranges(argument);
  }

  /** {@code -d}; text to show instead of running, when it asks for help. */
  Optional<String> logItems(String argument) throws ConfigException {
    if (argument.equals("help") || argument.equals("?")) {
      return Optional.of(LogItems.helpText());
    }
    items = LogItems.parse(argument);
    return Optional.empty();
  }

  void name(String argument) throws ConfigException {
    KeyValues values = KeyValues.parse(argument, "guest");
    name = values.take("guest");
    Optional<String> _ = values.take("process");
    boolean _ = values.flag("debug-threads", false);
    values.end();
  }

  void uuid(String argument) throws ConfigException {
    String problem = "failed to parse UUID string: wrong format";
    try {
      String canonical = UUID.fromString(argument).toString();
      if (!canonical.equalsIgnoreCase(argument)) {
        throw new ConfigException(problem);
      }
      uuid = canonical;
    } catch (IllegalArgumentException e) {
      throw new ConfigException(problem, e);
    }
  }

  void messages(String argument) throws ConfigException {
    KeyValues values = KeyValues.parse(argument, "");
    timestamps = values.flag("timestamp", false);
    guestName = values.flag("guest-name", false);
    values.end();
  }

  /** {@code -action}; its parts are those of the command "set-action". */
  void action(String argument) throws ConfigException {
    KeyValues values = KeyValues.parse(argument, "");
    JsonObject chosen = actions.toJson();
    for (String what : new String[] {"reboot", "shutdown", "panic", "watchdog"}) {
      Optional<String> value = values.take(what);
      if (value.isPresent()) {
        chosen.put(what, value.get());
      }
    }
    values.end();
    choose(chosen);
  }

  void choose(String what, String value) throws ConfigException {
    choose(actions.toJson().put(what, value));
  }

  private void choose(JsonObject chosen) throws ConfigException {
    try {
      actions = SetAction.decode(chosen);
    } catch (QmpException e) {
      throw new ConfigException(e.getMessage(), e);
    }
  }

  /** Where the machine's state is to come from; {@link #check} refuses what cannot be. */
  void incoming(String argument) throws ConfigException {
    boolean known = argument.equals("defer");
    for (String scheme : new String[] {"exec:", "fd:", "file:", "rdma:", "tcp:", "unix:"}) {
      known |= argument.startsWith(scheme);
    }
    if (!known) {
      throw new ConfigException(
          argument.indexOf(':') < 0
              ? "Parameter 'channel-type' does not accept value '" + argument + "'"
              : "unknown migration protocol: " + argument);
    }
    incoming = Optional.of(argument);
  }

  /** Refuses what does not go together. */
  void check() throws ConfigException {
    if (preconfig && incoming.isPresent() && !incoming.get().equals("defer")) {
      throw new PlainException("'preconfig' supports '-incoming defer' only");
    }
    if (incoming.isPresent() && !incoming.get().equals("defer")) {
      throw new PlainException(
          "-incoming " + incoming.get() + ": this emulator cannot take over a running machine");
    }
  }

  /** {@code -echr}: a number, in any base that C knows. */
  void escape(String argument) throws ConfigException {
    try {
      escape = Integer.decode(argument.strip()) & 0xFF;
    } catch (NumberFormatException e) {
      throw new ConfigException("Bad argument to echr", e);
    }
  }

  EmulatorConfig.Identity identity() {
    return new EmulatorConfig.Identity(name, uuid);
  }

  EmulatorConfig.Behaviour behaviour() {
    return new EmulatorConfig.Behaviour(paused, preconfig, incoming.isPresent(), actions, escape);
  }

  EmulatorConfig.ProcessOptions process() {
    return new EmulatorConfig.ProcessOptions(
        daemonize,
        pidfile,
        log,
        items,
        ranges,
        new EmulatorConfig.MessageForm(timestamps, guestName));
  }
}
