package org.javisor.engine.translate;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What is told, in lines for people, about how guest code is translated and executed: nothing
 * unless somebody asks. Any thread.
 */
public final class EngineTrace {
  private static final Setting NOTHING = new Setting(Set.of(), List.of(), line -> {});

  private volatile Setting setting = NOTHING;

  /** What can be told. */
  public enum Item {
    /** The guest instructions of each unit that is translated. */
    IN_ASM,
    /** Its operators. */
    OP,
    /** Its machine code. */
    OUT_ASM,
    /** Where execution begins whenever Java begins it. */
    EXEC,
    /** The CPU's registers there. */
    CPU,
    /** Makes Java begin the execution of each single instruction. */
    NOCHAIN,
    /** Exceptions and interrupts that are taken. */
    INT,
    /** What is found behind an address when it has to be looked up. */
    MMU
  }

  /** Guest addresses from {@code first} to {@code last}. */
  public record Range(long first, long last) {}

  private record Setting(Set<Item> items, List<Range> ranges, Consumer<String> sink) {}

  /**
   * Chooses what is told.
   *
   * @param ranges the addresses that it is told of; none: all
   * @param sink takes one or several lines, without the last one's end
   */
  public void set(Set<Item> items, List<Range> ranges, Consumer<String> sink) {
    setting = new Setting(Set.copyOf(items), List.copyOf(ranges), sink);
  }

  /** Whether anything is told. */
  public boolean isOn() {
    return !setting.items().isEmpty();
  }

  /** Whether {@code item} is told wherever it is. */
  public boolean has(Item item) {
    return setting.items().contains(item);
  }

  /** Whether {@code item} is told of guest address {@code pc}. */
  public boolean shows(Item item, long pc) {
    Setting current = setting;
    boolean inside = current.ranges().isEmpty();
    for (Range range : current.ranges()) {
      inside |=
          Long.compareUnsigned(range.first(), pc) <= 0
              && Long.compareUnsigned(pc, range.last()) <= 0;
    }
    return inside && current.items().contains(item);
  }

  /** Tells something. */
  public void tell(String lines) {
    setting.sink().accept(lines);
  }
}
