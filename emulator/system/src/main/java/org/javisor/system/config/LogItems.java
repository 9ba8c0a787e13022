package org.javisor.system.config;

import java.util.EnumSet;
import java.util.Set;

/** What is to be logged. */
public record LogItems(Set<Item> items) {
  /** Nothing. */
  public static final LogItems NONE = new LogItems(Set.of());

  /** Kinds of log lines; those without a meaning here are accepted and give none. */
  public enum Item {
    CPU_RESET("show that the CPUs start from their first state"),
    GUEST_ERRORS("show what a guest does wrong at a device"),
    UNIMP("show what a guest asks of a device that it does not do");

    private final String help;

    Item(String help) {
      this.help = help;
    }

    private String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** What logs of QEMU can show and we cannot: how code is translated and run. */
  private static final String OTHERS =
      ",out_asm,in_asm,op,op_opt,op_ind,op_plugin,int,exec,cpu,fpu,mmu,pcall,page,nochain,plugin,"
          + "strace,tid,vpu,invalid_mem,";

  /** Items, separated by commas; "none" for nothing and "all" for everything. */
  public static LogItems parse(String text) throws ConfigException {
    Set<Item> items = EnumSet.noneOf(Item.class);
    int start = 0;
    while (start <= text.length()) {
      int end = text.indexOf(',', start) < 0 ? text.length() : text.indexOf(',', start);
      add(items, text.substring(start, end));
      start = end + 1;
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
    if (!known && !OTHERS.contains("," + word + ",")) {
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
    return text.toString();
  }

  public boolean has(Item item) {
    return items.contains(item);
  }
}
