package org.javisor.system.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.javisor.system.config.EmulatorConfig.CharacterDevice;

/** The character devices, monitors and serial ports of one command line, in order. */
final class CharacterArguments {
  private final String program;
  private int parallels;
  private final List<CharacterDevice> devices = new ArrayList<>();
  private final List<EmulatorConfig.Monitor> monitors = new ArrayList<>();
  private final List<String> serials = new ArrayList<>();
  private Optional<String> debugger = Optional.empty();
  private boolean serialGiven;
  private int monitorCount;

  CharacterArguments(String program) {
    this.program = program;
  }

  /** {@code -chardev}; the text to show if it asks for help. */
  Optional<String> chardev(String argument, String source) throws ConfigException {
    KeyValues values = KeyValues.parse(argument, "backend");
    Map<String, String> left = values.left();
    if ("help".equals(left.get("backend")) || "?".equals(left.get("backend"))) {
      return Optional.of(CharacterOptions.KINDS);
    }
    String id = left.get("id");
    for (CharacterDevice device : devices) {
      if (device.id().equals(id)) {
        throw new ConfigException("Duplicate ID '" + id + "' for chardev");
      }
    }
    devices.add(CharacterOptions.chardev(values, source));
    return Optional.empty();
  }

  /** {@code -mon}. */
  void monitor(String argument, String source) throws ConfigException {
    monitors.add(CharacterOptions.monitor(argument, source));
  }

  /** {@code -qmp} and {@code -monitor}: a monitor on a device given in one word. */
  void monitor(String argument, EmulatorConfig.MonitorMode mode, String source)
      throws ConfigException {
    monitors.add(new EmulatorConfig.Monitor(monitorDevice(argument, source), mode, false, source));
  }

  /** {@code -qmp-pretty}. */
  void prettyMonitor(String argument, String source) throws ConfigException {
    EmulatorConfig.MonitorMode mode = EmulatorConfig.MonitorMode.CONTROL;
    monitors.add(new EmulatorConfig.Monitor(monitorDevice(argument, source), mode, true, source));
  }

  private String monitorDevice(String argument, String source) throws ConfigException {
    return compat(
        "compat_monitor" + monitorCount++,
        argument,
        source,
        new CharacterOptions.Failure(prefix(source), "parse error: " + argument, false));
  }

  /** {@code -serial}. */
  void serial(String argument, String source) throws ConfigException {
    serialGiven = true;
    if (!argument.equals("none")) {
      String failure = "could not connect serial device to character backend '" + argument + "'";
      serials.add(compat("serial" + serials.size(), argument, source, port(source, failure)));
    }
  }

  /** {@code -parallel}: the device is made, but the machine has no such port to use it. */
  void parallel(String argument, String source) throws ConfigException {
    if (!argument.equals("none")) {
      String failure = "could not connect parallel device to character backend '" + argument + "'";
      String _ = compat("parallel" + parallels++, argument, source, port(source, failure));
    }
  }

  /** The device that a short form stands for, made when it is not {@code chardev:ID}. */
  private String compat(String id, String argument, String source, CharacterOptions.Failure failure)
      throws ConfigException {
    if (argument.startsWith("chardev:")) {
      return argument.substring("chardev:".length());
    }
    devices.add(CharacterOptions.compat(id, argument, source, failure));
    if (argument.startsWith("mon:")) {
      monitors.add(
          new EmulatorConfig.Monitor(id, EmulatorConfig.MonitorMode.READLINE, false, source));
    }
    return id;
  }

  private CharacterOptions.Failure port(String source, String text) {
    return new CharacterOptions.Failure(prefix(source), text, true);
  }

  private String prefix(String source) {
    return program + ": " + source + ": ";
  }

  /** {@code -gdb}, or {@code -s} without an argument: the last one counts. */
  void debugger(String given, String source) throws ConfigException {
    String argument = given.isEmpty() ? "tcp::1234" : given;
    devices.removeIf(device -> device.id().equals(CharacterOptions.DEBUGGER));
    debugger = Optional.empty();
    if (argument.startsWith("chardev:")) {
      debugger = Optional.of(argument.substring("chardev:".length()));
    } else if (!argument.equals("none")) {
      devices.add(CharacterOptions.debugger(argument, source, prefix(source)));
      debugger = Optional.of(CharacterOptions.DEBUGGER);
    }
  }

  /** The device that debuggers come to. */
  Optional<String> debugger() {
    return debugger;
  }

  /** Whether there was a {@code -serial}, if only to say that there is none. */
  boolean serialGiven() {
    return serialGiven;
  }

  List<CharacterDevice> devices() {
    return List.copyOf(devices);
  }

  List<EmulatorConfig.Monitor> monitors() {
    return List.copyOf(monitors);
  }

  /** The device of the first serial port. */
  Optional<String> firstSerial() {
    return serials.isEmpty() ? Optional.empty() : Optional.of(serials.getFirst());
  }
}
