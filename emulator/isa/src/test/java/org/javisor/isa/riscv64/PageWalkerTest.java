package org.javisor.isa.riscv64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.javisor.bus.memory.AddressSpace;
import org.javisor.bus.memory.GuestRam;
import org.javisor.engine.isa.Access;
import org.javisor.host.HostException;
import org.javisor.host.memory.RawMemory;
import org.javisor.isa.riscv64.PageWalker.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Page tables of all depths, sizes and bits, one entry at a time. */
class PageWalkerTest {
  private static final long BASE = 0x80000000L;
  private static final long V = 1;
  private static final long R = 1 << 1;
  private static final long W = 1 << 2;
  private static final long X = 1 << 3;
  private static final long U = 1 << 4;
  private static final long G = 1 << 5;
  private static final long A = 1 << 6;
  private static final long D = 1 << 7;
  private static final long N = 1L << 63;
  private static final long RWAD = V | R | W | A | D;

  private GuestRam ram;
  private Pmp pmp;
  private PageWalker walker;

  @BeforeEach
  void start() throws HostException {
    AddressSpace memory = new AddressSpace();
    ram = GuestRam.allocate("ram", BASE, 1 << 20);
    memory.map(ram);
    pmp = new Pmp();
    pmp.openAll();
    walker = new PageWalker(memory, pmp);
    walker.setUpdates(true);
  }

  @AfterEach
  void end() {
    ram.close();
  }

  private static long pointer(long table) {
    return table >>> 12 << 10 | V;
  }

  private static long leaf(long physical, long bits) {
    return physical >>> 12 << 10 | bits;
  }

  private void put(long address, long value) {
    RawMemory.putLong(ram.hostAddress() + address - BASE, value);
  }

  private long get(long address) {
    return RawMemory.getLong(ram.hostAddress() + address - BASE);
  }

  /** Tables at BASE, one page each, down to the level above the leaf; the leaf's address. */
  private long tables(int levels, int leafLevel, long address, long entry) {
    long table = BASE;
    for (int level = levels - 1; level > leafLevel; level--) {
      put(table + (address >>> 12 + 9 * level & 511) * 8, pointer(table + 4096));
      table += 4096;
    }
    long at = table + (address >>> 12 + 9 * leafLevel & 511) * 8;
    put(at, entry);
    return at;
  }

  private static long satp(int levels) {
    return (long) (levels + 5) << 60 | BASE >>> 12;
  }

  private Outcome walk(int levels, long address, Access access, int mmuIndex) {
    return walker.walk(address, satp(levels), access, mmuIndex);
  }

  private Outcome load(long address) {
    return walk(3, address, Access.READ, Mode.SUPERVISOR);
  }

  @Test
  void everyDepthHasPagesOfEverySize() {
    for (int levels = 3; levels <= 5; levels++) {
      for (int level = 0; level < levels; level++) {
        start(levels, level);
      }
    }
  }

  private void start(int levels, int level) {
    long size = 4096L << 9 * level;
    long address = (1L << 12 + 9 * levels - 2) / size * size + 0x123;
    tables(levels, level, address, leaf(5 * size, RWAD | G));
    assertEquals(Outcome.OK, walk(levels, address, Access.WRITE, Mode.SUPERVISOR));
    assertEquals(5 * size + 0x123, walker.result().physical, levels + " levels, leaf at " + level);
    assertEquals(size, walker.result().pageSize);
    assertTrue(walker.result().global && walker.result().readable && walker.result().writable);
    assertFalse(walker.result().executable);
    if (level > 0) {
      tables(levels, level, address, leaf(5 * size + 4096, RWAD));
      assertEquals(
          Outcome.PAGE_FAULT, walk(levels, address, Access.READ, Mode.SUPERVISOR), "misaligned");
    }
  }

  @Test
  void addressesMustBeSignExtended() {
    for (int levels = 3; levels <= 5; levels++) {
      long top = 1L << 12 + 9 * levels - 1;
      tables(levels, 0, -4096, leaf(0x5000, RWAD));
      assertEquals(Outcome.OK, walk(levels, -1, Access.READ, Mode.SUPERVISOR));
      assertEquals(Outcome.PAGE_FAULT, walk(levels, top, Access.READ, Mode.SUPERVISOR));
      assertEquals(Outcome.PAGE_FAULT, walk(levels, -top - 1, Access.READ, Mode.SUPERVISOR));
    }
  }

  @Test
  void reservedEntriesFault() {
    long[] bad = {
      0,
      leaf(0x5000, R | W | A | D), // not valid
      leaf(0x5000, V | W | A | D), // writable, not readable
      leaf(0x5000, RWAD | 1L << 54),
      leaf(0x5000, RWAD | 1L << 60),
      leaf(0x5000, RWAD | 1L << 61), // memory types are off
      leaf(0x8000, RWAD | N), // contiguous pages are off
      leaf(0x5000, V), // a pointer at the last level
      leaf(0x5000, V | A),
    };
    for (long entry : bad) {
      tables(3, 0, 0x1000, entry);
      assertEquals(Outcome.PAGE_FAULT, load(0x1000), Long.toHexString(entry));
    }
    for (long bits : new long[] {A, D, U, N, 1L << 61, 2L << 61}) {
      tables(3, 0, 0x1000, leaf(0x5000, RWAD));
      put(BASE, pointer(BASE + 4096) | bits);
      assertEquals(Outcome.PAGE_FAULT, load(0x1000), "pointer with " + Long.toHexString(bits));
    }
  }

  @Test
  void rightsDependOnPrivilegeSumAndMxr() {
    tables(3, 0, 0x1000, leaf(0x5000, V | X | U | A | D));
    assertEquals(Outcome.OK, walk(3, 0x1000, Access.FETCH, Mode.USER));
    assertEquals(Outcome.PAGE_FAULT, walk(3, 0x1000, Access.READ, Mode.USER));
    assertEquals(Outcome.OK, walk(3, 0x1000, Access.READ, Mode.USER | Mode.MXR));
    assertEquals(Outcome.PAGE_FAULT, walk(3, 0x1000, Access.FETCH, Mode.SUPERVISOR));
    assertEquals(Outcome.PAGE_FAULT, walk(3, 0x1000, Access.FETCH, Mode.SUPERVISOR_SUM));
    int both = Mode.SUPERVISOR_SUM | Mode.MXR;
    assertEquals(Outcome.OK, walk(3, 0x1000, Access.READ, both));
    assertEquals(Outcome.PAGE_FAULT, walk(3, 0x1000, Access.WRITE, both));
    tables(3, 0, 0x1000, leaf(0x5000, RWAD));
    assertEquals(Outcome.PAGE_FAULT, walk(3, 0x1000, Access.READ, Mode.USER));
    assertEquals(Outcome.OK, walk(3, 0x1000, Access.WRITE, Mode.SUPERVISOR_SUM));
  }

  @Test
  void accessedAndDirtyAreSetOrFault() {
    long at = tables(3, 0, 0x1000, leaf(0x5000, V | R | W));
    walker.setUpdates(false);
    assertEquals(Outcome.PAGE_FAULT, load(0x1000));
    put(at, leaf(0x5000, V | R | W | A));
    assertEquals(Outcome.OK, load(0x1000));
    assertFalse(walker.result().writable, "the first store comes back");
    assertEquals(Outcome.PAGE_FAULT, walk(3, 0x1000, Access.WRITE, Mode.SUPERVISOR));
    walker.setUpdates(true);
    put(at, leaf(0x5000, V | R | W));
    assertEquals(Outcome.OK, load(0x1000));
    assertEquals(leaf(0x5000, V | R | W | A), get(at));
    assertEquals(Outcome.OK, walk(3, 0x1000, Access.WRITE, Mode.SUPERVISOR));
    assertEquals(leaf(0x5000, RWAD), get(at));
    assertTrue(walker.result().writable);
  }

  @Test
  void sixteenPagesCanBeOne() {
    walker.setContiguous(true);
    tables(3, 0, 0x25000, leaf(0x68000, RWAD | N));
    assertEquals(Outcome.OK, load(0x25678));
    assertEquals(0x65678, walker.result().physical);
    assertEquals(0x10000, walker.result().pageSize);
    tables(3, 0, 0x25000, leaf(0x64000, RWAD | N));
    assertEquals(Outcome.PAGE_FAULT, load(0x25678), "no such size");
    tables(3, 1, 0x25000, leaf(0x200000, RWAD | N));
    assertEquals(Outcome.PAGE_FAULT, load(0x25678), "not at this level");
  }

  @Test
  void memoryTypesAreAcceptedWhenEnabled() {
    walker.setMemoryTypes(true);
    for (long type = 0; type < 4; type++) {
      tables(3, 0, 0x1000, leaf(0x5000, RWAD | type << 61));
      assertEquals(type == 3 ? Outcome.PAGE_FAULT : Outcome.OK, load(0x1000));
      if (type < 3) {
        assertEquals(0x5000, walker.result().physical);
      }
    }
  }

  @Test
  void tablesMustBeReachable() {
    put(BASE, pointer(0x1000));
    assertEquals(Outcome.ACCESS_FAULT, load(0x1000), "no memory there");
    tables(3, 0, 0x1000, leaf(0x5000, V | R));
    pmp.reset();
    assertEquals(Outcome.ACCESS_FAULT, load(0x1000), "protected");
    pmp.writeAddress(0, -1);
    pmp.writeConfig(0, 0x19); // readable only
    assertEquals(Outcome.ACCESS_FAULT, load(0x1000), "A cannot be set");
    tables(3, 0, 0x1000, leaf(0x5000, V | R | A));
    assertEquals(Outcome.OK, load(0x1000));
  }
}
