package org.javisor.system.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javisor.qmp.api.CommandLineOptionInfo;
import org.javisor.qmp.api.CommandLineParameterInfo;
import org.javisor.qmp.api.CommandLineParameterType;
import org.javisor.system.qom.MachineProperty;
import org.javisor.system.qom.Property;

/**
 * Options whose arguments have parts, and the parts, as clients are told them. {@code -sandbox} is
 * accepted but not told: there is none around a JVM, and no client is to count on it.
 */
public enum OptionGroup {
  ACCEL("accel"),
  ACTION("action", "panic", "reboot", "shutdown", "watchdog"),
  ADD_FD("add-fd", "fd=number", "opaque", "set=number"),
  BOOT(
      "boot-opts",
      "menu=boolean",
      "once",
      "order",
      "reboot-timeout=number",
      "splash",
      "splash-time=number",
      "strict=boolean"),
  CHARDEV("chardev"),
  DEVICE("device"),
  DRIVE("drive", "discard", "file", "format", "id", "if", "readonly=boolean", "unit=number"),
  FW_CFG("fw_cfg", "file", "name", "string"),
  GLOBAL("global", "driver", "property", "value"),
  MACHINE("machine"),
  MEMORY("memory", "size=size"),
  MON("mon", "chardev", "mode", "pretty=boolean"),
  MSG("msg", "guest-name=boolean", "timestamp=boolean"),
  NAME("name", "debug-threads=boolean", "guest", "process"),
  OBJECT("object"),
  OVERCOMMIT("overcommit", "cpu-pm=boolean", "mem-lock=boolean"),
  RTC("rtc", "base", "clock", "driftfix"),
  RUN_WITH("run-with", "async-teardown=boolean"),
  SEMIHOSTING("semihosting-config", "arg", "enable=boolean", "target", "userspace=boolean"),
  SMP(
      "smp-opts",
      "cores=number",
      "cpus=number",
      "maxcpus=number",
      "sockets=number",
      "threads=number");

  private final String option;

  @SuppressWarnings("ImmutableEnumChecker") // an immutable list
  private final List<String> parts;

  /**
   * @param parts names of parts, each with "=" and its type unless it is text
   */
  OptionGroup(String option, String... parts) {
    this.option = option;
    this.parts = List.of(parts);
  }

  /** As the protocol has it. */
  public CommandLineOptionInfo info() {
    List<CommandLineParameterInfo> all =
        switch (this) {
          case CHARDEV -> CharacterParameter.infos();
          case MACHINE -> machine();
          default -> new ArrayList<>();
        };
    for (String part : parts) {
      String[] words = part.split("=", 2);
      all.add(parameter(words[0], words.length == 2 ? words[1] : "string", Optional.empty()));
    }
    return new CommandLineOptionInfo(option, all);
  }

  private static List<CommandLineParameterInfo> machine() {
    List<CommandLineParameterInfo> all = new ArrayList<>();
    all.add(parameter("type", "string", Optional.of("machine type")));
    for (MachineProperty row : MachineProperty.values()) {
      Property property = row.property();
      String type = property.kind() == Property.Kind.FLAG ? "boolean" : "string";
      all.add(parameter(property.name(), type, property.description()));
    }
    return all;
  }

  static CommandLineParameterInfo parameter(String name, String type, Optional<String> help) {
    CommandLineParameterType kind =
        switch (type) {
          case "boolean" -> CommandLineParameterType.BOOLEAN;
          case "number" -> CommandLineParameterType.NUMBER;
          case "size" -> CommandLineParameterType.SIZE;
          default -> CommandLineParameterType.STRING;
        };
    return new CommandLineParameterInfo(name, kind, help, Optional.empty());
  }

  /** The names of its parts. */
  List<String> parts() {
    List<String> names = new ArrayList<>();
    for (String part : parts) {
      names.add(part.split("=", 2)[0]);
    }
    return names;
  }

  /** The name that clients know the option by. */
  public String option() {
    return option;
  }
}
