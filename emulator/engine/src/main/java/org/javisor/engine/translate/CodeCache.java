package org.javisor.engine.translate;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.bus.memory.Region;

/**
 * All units of one vCPU, found by physical address, virtual address and mode, and the pages of
 * memory that hold their code.
 *
 * <p>Bounded: when {@value #MAX_UNITS} units exist everything is dropped and begins anew.
 */
public final class CodeCache {
  private static final int MAX_UNITS = 1 << 17;
  private static final int BUCKETS = 1 << 16;

  private final Node[] buckets = new Node[BUCKETS];
  private final Block[] blocks;
  private int count;

  /** A chain of units whose keys hash alike. */
  private static final class Node {
    final Unit unit;
    final Node next;

    Node(Unit unit, Node next) {
      this.unit = unit;
      this.next = next;
    }
  }

  /**
   * The pages of one region of RAM or ROM. The bit set is written by the vCPU and read by any
   * thread that writes RAM.
   */
  private static final class Block {
    final Region memory;
    final CodePage[] pages;
    final AtomicLongArray holdsCode;

    Block(Region memory) {
      this.memory = memory;
      int pageCount = Math.toIntExact((memory.size() + 4095) >>> 12);
      this.pages = new CodePage[pageCount];
      this.holdsCode = new AtomicLongArray((pageCount + 63) >>> 6);
    }
  }

  /** A cache for code in {@code memory}'s RAM and ROM, which must be mapped by now. */
  public CodeCache(AddressSpace memory) {
    this.blocks =
        memory.regions().stream()
            .filter(region -> region instanceof Region.Ram || region instanceof Region.Rom)
            .map(Block::new)
            .toArray(Block[]::new);
  }

  /** The valid unit for {@code pc} at {@code physical} in {@code mode}, or null. */
  Unit find(long pc, long physical, int mode) {
    Node node = buckets[bucket(pc, physical)];
    while (node != null) {
      Unit unit = node.unit;
      if (unit.pc() == pc && unit.physical() == physical && unit.mode() == mode && unit.valid()) {
        return unit;
      }
      node = node.next;
    }
    return null;
  }

  /** Keeps {@code unit}; the caller then protects its page or pages against unseen stores. */
  void add(Unit unit) {
    int bucket = bucket(unit.pc(), unit.physical());
    buckets[bucket] = new Node(unit, withoutInvalid(buckets[bucket]));
    count++;
    addToPage(unit, unit.physical());
    if (unit.secondPagePhysical() != -1) {
      addToPage(unit, unit.secondPagePhysical());
    }
  }

  /** Whether there is no room for another unit, so that {@link #clear} is due. */
  boolean isFull() {
    return count >= MAX_UNITS;
  }

  /** Invalidates and forgets all units. */
  public void clear() {
    for (Block block : blocks) {
      for (int page = 0; page < block.pages.length; page++) {
        if (block.pages[page] != null) {
          block.pages[page].invalidate(0, 4096);
          block.pages[page] = null;
        }
      }
      for (int i = 0; i < block.holdsCode.length(); i++) {
        block.holdsCode.set(i, 0);
      }
    }
    Arrays.fill(buckets, null);
    count = 0;
  }

  /**
   * Whether the page of {@code gpa} holds translated code, so that stores to it must be told. Any
   * thread.
   */
  public boolean holdsCode(long gpa) {
    for (Block block : blocks) {
      long page = (gpa - block.memory.base()) >>> 12;
      if (page >= 0 && page < block.pages.length) {
        return (block.holdsCode.get((int) (page >>> 6)) >>> (page & 63) & 1) != 0;
      }
    }
    return false;
  }

  /** Whether any page of {@code [gpa, gpa + length)} holds translated code. Any thread. */
  public boolean holdsCode(long gpa, long length) {
    for (long at = gpa & -4096L; at < gpa + length; at += 4096) {
      if (holdsCode(at)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Bytes {@code [gpa, gpa + length)} have changed: units that overlap them are gone. Whether there
   * were any.
   */
  public boolean invalidate(long gpa, long length) {
    boolean any = false;
    long end = gpa + length;
    for (long at = gpa; at < end; at = (at & -4096L) + 4096) {
      Block block = block(at);
      if (block == null) {
        continue;
      }
      int number = (int) ((at - block.memory.base()) >>> 12);
      CodePage page = block.pages[number];
      if (page != null) {
        int from = (int) (at & 4095);
        any |= page.invalidate(from, (int) Math.min(4096, from + (end - at)));
        if (page.isEmpty()) {
          block.pages[number] = null;
          mark(block, number, false);
        }
      }
    }
    return any;
  }

  private void addToPage(Unit unit, long physical) {
    Block block = block(physical);
    if (block != null) {
      int number = (int) ((physical - block.memory.base()) >>> 12);
      if (block.pages[number] == null) {
        block.pages[number] = new CodePage(physical & -4096L);
        mark(block, number, true);
      }
      block.pages[number].add(unit);
    }
  }

  private static void mark(Block block, int page, boolean value) {
    long bit = 1L << (page & 63);
    block.holdsCode.getAndUpdate(page >>> 6, old -> value ? old | bit : old & ~bit);
  }

  private Block block(long gpa) {
    for (Block block : blocks) {
      if (Long.compareUnsigned(gpa - block.memory.base(), block.memory.size()) < 0) {
        return block;
      }
    }
    return null;
  }

  private Node withoutInvalid(Node chain) {
    Node kept = null;
    for (Node node = chain; node != null; node = node.next) {
      if (node.unit.valid()) {
        kept = new Node(node.unit, kept);
      } else {
        count--;
      }
    }
    return kept;
  }

  private static int bucket(long pc, long physical) {
    long hash = (physical ^ (pc << 20)) * 0x9E3779B97F4A7C15L;
    return (int) (hash >>> 48);
  }
}
