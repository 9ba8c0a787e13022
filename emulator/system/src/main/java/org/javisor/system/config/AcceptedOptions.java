package org.javisor.system.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.javisor.qmp.wire.JsonObject;

/** Options that are checked and then have nothing to act on in this machine. */
final class AcceptedOptions {
  private static final Pattern DATE =
      Pattern.compile("\\d{4}-\\d\\d?-\\d\\d?(T\\d\\d?:\\d\\d?:\\d\\d?)?");

  private AcceptedOptions() {}

  /** Refuses an argument that {@code option} does not take. */
  static void check(Option option, String argument) throws ConfigException {
    switch (option) {
      case AUDIODEV -> audio(argument);
      case BOOT -> bootOrder(argument);
      case OVERCOMMIT -> overcommit(argument);
      case RTC -> clock(argument);
      case RUN_WITH -> runWith(argument);
      case SANDBOX -> sandbox(argument);
      default -> throw new IllegalArgumentException(option.name());
    }
  }

  private static void overcommit(String argument) throws ConfigException {
    KeyValues values = KeyValues.parse(argument, "");
    String lock = values.take("mem-lock").orElse("off");
    boolean _ = values.flag("cpu-pm", false);
    values.end();
    if (!List.of("on", "off", "on-fault").contains(lock)) {
      throw new ConfigException("parameter 'mem-lock' expects one of 'on', 'off', 'on-fault'");
    }
  }

  /** {@code -rtc}: the guest's clock is the host's. */
  private static void clock(String argument) throws ConfigException {
    KeyValues values = KeyValues.parse(argument, "");
    String base = values.take("base").orElse("utc");
    String clock = values.take("clock").orElse("host");
    String drift = values.take("driftfix").orElse("none");
    values.end();
    if (!base.equals("utc") && !base.equals("localtime")) {
      throw new PlainException(
          DATE.matcher(base).matches()
              ? "-rtc base: a clock that starts at another time is not there; leave it at utc"
              : "invalid datetime format\nvalid formats: '2006-06-17T16:01:21' or '2006-06-17'");
    }
    if (!List.of("host", "rt", "vm").contains(clock)) {
      throw new PlainException("invalid option value '" + clock + "'");
    }
    if (!List.of("none", "slew").contains(drift)) {
      throw new PlainException("invalid option value '" + drift + "'");
    }
  }

  /** The JVM needs what a sandbox forbids: the option is accepted, checked, and has no effect. */
  private static void sandbox(String argument) throws ConfigException {
    KeyValues values = KeyValues.parse(argument, "enable");
    boolean _ = values.flag("enable", false);
    for (String key : new String[] {"obsolete", "elevateprivileges", "spawn", "resourcecontrol"}) {
      String value = values.take(key).orElse("allow");
      boolean known = value.equals("allow") || value.equals("deny");
      if (key.equals("elevateprivileges")) {
        known |= value.equals("children");
      }
      if (!known) {
        throw new ConfigException("invalid argument for " + key);
      }
    }
    values.end();
  }

  /** What a process without rights, and a JVM, cannot do to itself is refused. */
  private static void runWith(String argument) throws ConfigException {
    KeyValues values = KeyValues.parse(argument, "");
    if (values.take("chroot").isPresent()) {
      throw new PlainException("chroot failed: start the emulator inside the folder instead");
    }
    if (values.take("user").isPresent()) {
      throw new ConfigException("the user cannot be changed: start the emulator as that user");
    }
    boolean _ = values.flag("async-teardown", false);
    values.end();
  }

  /** {@code -boot}: no firmware here asks for an order. */
  private static void bootOrder(String argument) throws ConfigException {
    KeyValues values = KeyValues.parse(argument, "order");
    for (String key : List.of("menu", "strict")) {
      String flag = values.take(key).orElse("off");
      if (!flag.equals("on") && !flag.equals("off")) {
        throw new PlainException("Parameter 'boot." + key + "' expects 'on' or 'off'");
      }
    }
    bootDevices(values.take("order").orElse(""));
    bootDevices(values.take("once").orElse(""));
    for (String key : List.of("reboot-timeout", "splash-time")) {
      String number = values.take(key).orElse("0");
      if (!number.matches("-?\\d{1,18}")) {
        throw new PlainException("Parameter 'boot." + key + "' expects integer");
      }
    }
    List<String> known = OptionGroup.BOOT.parts();
    for (String key : values.left().keySet()) {
      if (!known.contains(key)) {
        throw new PlainException("Parameter 'boot." + key + "' is unexpected");
      }
    }
  }

  private static void bootDevices(String letters) throws ConfigException {
    for (int i = 0; i < letters.length(); i++) {
      char device = letters.charAt(i);
      if (device < 'a' || device > 'p') {
        throw new PlainException("Invalid boot device '" + device + "'");
      }
      if (letters.indexOf(device) < i) {
        throw new PlainException("Boot device '" + device + "' was given twice");
      }
    }
  }

  /** {@code -audiodev}: there is no sound, so that only its absence can be asked for. */
  private static void audio(String argument) throws ConfigException {
    boolean json = argument.startsWith("{");
    JsonObject members = json ? KeyValues.object(argument) : new JsonObject();
    if (!json) {
      KeyValues.parse(argument, "driver").left().forEach(members::put);
    }
    String driver = required(members, "driver");
    String _ = required(members, "id");
    if (!driver.equals("none")) {
      throw new ConfigException("Parameter 'driver' does not accept value '" + driver + "'");
    }
    for (String key : members.members().keySet()) {
      if (!key.equals("driver") && !key.equals("id")) {
        throw new ConfigException("Parameter '" + key + "' is unexpected");
      }
    }
  }

  private static String required(JsonObject members, String key) throws ConfigException {
    Optional<String> value = members.text(key);
    if (value.isEmpty()) {
      throw new ConfigException("Parameter '" + key + "' is missing");
    }
    return value.get();
  }
}
