package org.javisor.system.config;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.javisor.engine.translate.EngineTrace;

/** What is to be logged. */
public record LogItems(Set<Item> items) {
  /** Nothing. */
  public static final LogItems NONE = new LogItems(Set.of());

  private static final int MAX_RANGES = 64;

  /** Kinds of log lines; those without a meaning here are accepted and give none. */
  public enum Item {
    OUT_ASM("show the machine code of each unit that is translated"),
    IN_ASM("show the guest's instructions of each unit that is translated"),
    OP("show the operators of each unit that is translated"),
    OP_OPT("the same: there is one form of operators"),
    OP_IND("accepted: there is no such form of operators"),
    OP_PLUGIN("accepted: there are no plugins"),
    INT("show exceptions and interrupts that CPUs take"),
    EXEC("show where execution begins; with nochain, every instruction"),
    CPU("show the CPU's registers there"),
    FPU("accepted: float registers are not shown"),
    MMU("show what CPUs find behind addresses that they look up"),
    PCALL("accepted: for other processors"),
    CPU_RESET("show that the CPUs start from their first state"),
    UNIMP("show what a guest asks of a device that it does not do"),
    GUEST_ERRORS("show what a guest does wrong at a device"),
    PAGE("accepted: for user programs"),
    NOCHAIN("begin each instruction by itself, so that exec and cpu show all"),
    PLUGIN("accepted: there are no plugins"),
    STRACE("accepted: for user programs"),
    TID("accepted: all threads write one log"),
    VPU("accepted: there are no vector registers"),
    INVALID_MEM("accepted: accesses to nothing are not shown");

    private final String help;

    Item(String help) {
      this.help = help;
    }

    private String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Items, separated by commas; "none" for nothing and "all" for everything. */
  public static LogItems parse(String text) throws ConfigException {
    Set<Item> items = EnumSet.noneOf(Item.class);
    for (String word : text.split(",", -1)) {
      add(items, word);
    }
    return new LogItems(Set.copyOf(items));
  }

  private static void add(Set<Item> items, String word) throws ConfigException {
    boolean all = word.equals("all");
    boolean known = all || word.equals("none") || word.startsWith("trace:");
    for (Item item : Item.values()) {
      if (all || item.word().equals(word)) {
        items.add(item);
        known = true;
      }
    }
    if (!known) {
      throw new ConfigException("unknown log item '" + word + "'\n" + helpText().strip());
    }
  }

  /** All items, a line each. */
  public static String helpText() {
    StringBuilder text = new StringBuilder("Log items (comma separated):\n");
    for (Item item : Item.values()) {
      text.append(item.word());
      text.append(" ".repeat(Math.max(1, 16 - item.word().length())));
      text.append(item.help).append('\n');
    }
    return text.append("trace:PATTERN   accepted: there are no trace events\n").toString();
  }

  /**
   * Ranges of addresses, separated by commas: {@code FIRST+LENGTH}, {@code LAST-LENGTH}, {@code
   * FIRST..LAST}.
   */
  public static List<EngineTrace.Range> ranges(String text) throws ConfigException {
    List<EngineTrace.Range> ranges = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      ranges.add(range(part));
    }
    if (ranges.size() > MAX_RANGES) {
      throw new ConfigException("more than " + MAX_RANGES + " ranges");
    }
    return List.copyOf(ranges);
  }

  private static EngineTrace.Range range(String text) throws ConfigException {
    for (String operator : new String[] {"..", "+", "-"}) {
      int at = text.indexOf(operator);
      if (at > 0) {
        long first = number(text.substring(0, at), text);
        long second = number(text.substring(at + operator.length()), text);
        return switch (operator) {
          case ".." -> new EngineTrace.Range(first, second);
          case "+" -> new EngineTrace.Range(first, first + second - 1);
          default -> new EngineTrace.Range(first - second + 1, first);
        };
      }
    }
    throw new ConfigException("Bad range specifier: '" + text + "'");
  }

  private static long number(String digits, String range) throws ConfigException {
    try {
      return digits.startsWith("0x")
          ? Long.parseUnsignedLong(digits.substring(2), 16)
          : Long.parseUnsignedLong(digits);
    } catch (NumberFormatException e) {
      throw new ConfigException("Invalid number in range: '" + range + "'", e);
    }
  }

  public boolean has(Item item) {
    return items.contains(item);
  }

  /** Those of the engine. */
  public Set<EngineTrace.Item> ofEngine() {
    Set<EngineTrace.Item> chosen = EnumSet.noneOf(EngineTrace.Item.class);
    for (Item item : items) {
      switch (item) {
        case OUT_ASM -> chosen.add(EngineTrace.Item.OUT_ASM);
        case IN_ASM -> chosen.add(EngineTrace.Item.IN_ASM);
        case OP, OP_OPT -> chosen.add(EngineTrace.Item.OP);
        case INT -> chosen.add(EngineTrace.Item.INT);
        case EXEC -> chosen.add(EngineTrace.Item.EXEC);
        case CPU -> chosen.add(EngineTrace.Item.CPU);
        case MMU -> chosen.add(EngineTrace.Item.MMU);
        case NOCHAIN -> chosen.add(EngineTrace.Item.NOCHAIN);
        default -> {
          // Not of the engine.
        }
      }
    }
    return chosen;
  }
}
