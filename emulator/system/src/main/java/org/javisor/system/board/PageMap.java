package org.javisor.system.board;

import org.javisor.bus.memory.AddressSpace;
import org.javisor.host.memory.RawMemory;

/**
 * The page tables of a hart as lines, adjoining pages of a kind in one. A guest can make tables
 * that lead to themselves: only so many entries are looked at.
 *
 * <p>Spec: [RISCV-PRIV] "Supervisor-Level Memory-Management".
 */
final class PageMap {
  private static final int MAX_ENTRIES = 1 << 22;
  private static final int MAX_LINES = 1 << 16;
  private static final int MODE_SHIFT = 60;
  private static final int LEVELS_BELOW_MODE = 5;
  private static final long TABLE = 0xFFFFFFFFFFFL;
  private static final int PAGE_SHIFT = 12;
  private static final int INDEX_BITS = 9;
  private static final int ENTRIES = 1 << INDEX_BITS;
  private static final long PAGE_NUMBER = 0x3FFFFFFFFFFC00L;
  private static final int VALID = 1;
  private static final int LEAF = 2 | 8;
  private static final String LETTERS = "rwxugad";

  private final AddressSpace memory;
  private final StringBuilder text = new StringBuilder();
  private int looked;
  private int lines;

  /** What has not been written yet; of no size when there is nothing. */
  private record Range(long address, long physical, long size, int attributes) {}

  private Range open = new Range(0, 0, 0, 0);

  private PageMap(AddressSpace memory) {
    this.memory = memory;
  }

  /** The lines for a translation register. */
  static String of(AddressSpace memory, long satp) {
    int levels = (int) (satp >>> MODE_SHIFT) - LEVELS_BELOW_MODE;
    if (levels <= 0) {
      return "No translation or protection\n";
    }
    PageMap map = new PageMap(memory);
    map.text.append(String.format("%-16s %-16s %-16s %s%n", "vaddr", "paddr", "size", "attr"));
    String rule = "-".repeat(16);
    map.text.append(rule + " " + rule + " " + rule + " " + "-".repeat(LETTERS.length()) + "\n");
    map.walk((satp & TABLE) << PAGE_SHIFT, levels - 1, 0, levels);
    map.write();
    return map.text.toString();
  }

  private void walk(long table, int level, long from, int levels) {
    int shift = PAGE_SHIFT + INDEX_BITS * level;
    int unused = Long.SIZE - PAGE_SHIFT - INDEX_BITS * levels;
    for (int i = 0; i < ENTRIES && looked < MAX_ENTRIES && lines < MAX_LINES; i++) {
      looked++;
      long host = memory.ramAddress(table + i * (long) Long.BYTES, Long.BYTES);
      long entry = host == 0 ? 0 : RawMemory.getLongVolatile(host);
      if ((entry & VALID) == 0) {
        continue;
      }
      long address = from | (long) i << shift;
      long physical = (entry & PAGE_NUMBER) << 2;
      if ((entry & LEAF) != 0) {
        add(new Range(address << unused >> unused, physical, 1L << shift, (int) entry >> 1 & 0x7F));
      } else if (level > 0) {
        walk(physical, level - 1, address, levels);
      }
    }
  }

  private void add(Range next) {
    boolean adjoins =
        open.size() != 0
            && open.address() + open.size() == next.address()
            && open.physical() + open.size() == next.physical()
            && open.attributes() == next.attributes();
    if (adjoins) {
      open =
          new Range(open.address(), open.physical(), open.size() + next.size(), open.attributes());
    } else {
      write();
      open = next;
    }
  }

  private void write() {
    if (open.size() == 0) {
      return;
    }
    lines++;
    text.append(String.format("%016x %016x %016x ", open.address(), open.physical(), open.size()));
    for (int i = 0; i < LETTERS.length(); i++) {
      text.append((open.attributes() >> i & 1) != 0 ? LETTERS.charAt(i) : '-');
    }
    text.append('\n');
  }
}
