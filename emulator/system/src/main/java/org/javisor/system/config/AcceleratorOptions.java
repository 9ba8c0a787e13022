package org.javisor.system.config;

import java.util.Optional;
import java.util.OptionalLong;

/** Collects {@code -accel}. */
final class AcceleratorOptions {
  private static final String LIST = "Accelerators supported in QEMU binary:\ninterp\njit\ntcg\n";
  private static final int MIB_SHIFT = 20;

  /** The most room for machine code: jumps reach all of it, and QEMU takes no more either. */
  private static final long MOST_MIB = 1024;

  /** The least: in less room an operating system's code is translated over and over. */
  private static final long LEAST_MIB = 8;

  private static final long UINT32_MAX = 0xFFFFFFFFL;

  private Optional<EmulatorConfig.Acceleration> chosen = Optional.empty();

  /** The first accelerator that was named, or the usual one. */
  EmulatorConfig.Acceleration chosen() {
    return chosen.orElse(EmulatorConfig.Acceleration.USUAL);
  }

  /** What to show instead of running anything, if that was asked for. */
  Optional<String> accelerator(String argument) throws ConfigException {
    KeyValues values = KeyValues.parse(argument, "accel");
    String name = values.require("accel");
    if (name.equals("help") || name.equals("?")) {
      return Optional.of(LIST);
    }
    EmulatorConfig.Acceleration.Kind kind =
        switch (name) {
          case "jit", "tcg" -> EmulatorConfig.Acceleration.Kind.JIT;
          case "interp" -> EmulatorConfig.Acceleration.Kind.INTERPRETER;
          default -> throw new ConfigException("invalid accelerator " + name);
        };
    boolean takesTurns = takesTurns(values);
    boolean singleInstructions = values.flag("one-insn-per-tb", false);
    OptionalLong codeBytes = OptionalLong.empty();
    boolean checked = false;
    if (kind == EmulatorConfig.Acceleration.Kind.JIT) {
      codeBytes = codeBytes(values);
      // Code is never writable where it is executed, whatever is said.
      boolean _ = values.flag("split-wx", true);
      checked = values.flag("x-check", false);
    }
    for (String key : values.left().keySet()) {
      throw new ConfigException("Property '" + name + "-accel." + key + "' not found");
    }
    if (chosen.isEmpty()) {
      chosen =
          Optional.of(
              new EmulatorConfig.Acceleration(
                  kind, takesTurns, codeBytes, singleInstructions, checked));
    }
    return Optional.empty();
  }

  private static boolean takesTurns(KeyValues values) throws ConfigException {
    String thread = values.take("thread").orElse("multi");
    return switch (thread) {
      case "multi" -> false;
      case "single" -> true;
      default -> throw new ConfigException("Invalid 'thread' setting " + thread);
    };
  }

  private static OptionalLong codeBytes(KeyValues values) throws ConfigException {
    Optional<String> size = values.take("tb-size");
    if (size.isEmpty()) {
      return OptionalLong.empty();
    }
    long mebibytes;
    try {
      mebibytes = Long.parseLong(size.get());
    } catch (NumberFormatException e) {
      throw new ConfigException("Parameter 'tb-size' expects uint64", e);
    }
    if (mebibytes < 0 || mebibytes > UINT32_MAX) {
      throw new ConfigException("Parameter 'tb-size' expects uint32_t");
    }
    return mebibytes == 0
        ? OptionalLong.empty()
        : OptionalLong.of(Math.clamp(mebibytes, LEAST_MIB, MOST_MIB) << MIB_SHIFT);
  }
}
