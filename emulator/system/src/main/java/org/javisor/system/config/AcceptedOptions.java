package org.javisor.system.config;

import java.util.List;
import java.util.Optional;
import org.javisor.qmp.wire.JsonObject;

/** Options that are checked and then have nothing to act on in this machine. */
final class AcceptedOptions {
  private AcceptedOptions() {}

  /** Refuses an argument that {@code option} does not take. */
  static void check(Option option, String argument) throws ConfigException {
    switch (option) {
      case AUDIODEV -> audio(argument);
      case BOOT -> bootOrder(argument);
      case OVERCOMMIT -> checkParts(argument, OptionGroup.OVERCOMMIT);
      case RTC -> checkParts(argument, OptionGroup.RTC);
      case RUN_WITH -> runWith(argument);
      case SANDBOX -> sandbox(argument);
      default -> throw new IllegalArgumentException(option.name());
    }
  }

  /** Accepts the parts that clients are told of; they have no effect. */
  private static void checkParts(String argument, OptionGroup group) throws ConfigException {
    KeyValues values = KeyValues.parse(argument, "");
    for (String key : group.parts()) {
      Optional<String> _ = values.take(key);
    }
    values.end();
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
    boolean _ = values.flag("menu", false);
    boolean _ = values.flag("strict", false);
    List<String> known = OptionGroup.BOOT.parts();
    for (String key : values.left().keySet()) {
      if (!known.contains(key)) {
        throw new PlainException("Parameter 'boot." + key + "' is unexpected");
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
