package org.javisor.isa.riscv64;

/** Page tables of a scenario, in its memory for them: the root first, then one after the other. */
final class PageTables {
  static final long V = 1;
  static final long R = 2;
  static final long W = 4;
  static final long X = 8;
  static final long U = 16;
  static final long G = 32;
  static final long A = 64;
  static final long D = 128;
  static final long RWAD = V | R | W | A | D;
  static final long ALL = RWAD | X;

  private static final long PAGE = 4096;

  private final Scenario scenario;
  private final int levels;
  private final long[] tables = new long[8];
  private int used = 1;

  /** Translation with {@code levels} levels; RAM's first GiB is where it is, for S-mode. */
  PageTables(Scenario scenario, int levels) {
    this(scenario, levels, 0);
  }

  PageTables(Scenario scenario, int levels, long space) {
    this.scenario = scenario;
    this.levels = levels;
    map(ScenarioProgram.BASE, 2, leaf(ScenarioProgram.BASE, ALL));
    scenario.csr(Scenario.SATP, satp(levels, space, ScenarioProgram.TABLES));
  }

  static long satp(int levels, long space, long root) {
    return levels + 5L << 60 | space << 44 | root >>> 12;
  }

  static long leaf(long physical, long flags) {
    return physical >>> 2 | flags;
  }

  /** Where the entry of {@code address} is in the table of {@code level}; makes those above. */
  long entry(long address, int level) {
    int table = 0;
    for (int above = levels - 1; above > level; above--) {
      long key = address >>> 12 + 9 * above;
      int next = 1;
      while (next < used && tables[next] != (key << 3 | above)) {
        next++;
      }
      if (next == used) {
        tables[used++] = key << 3 | above;
        scenario.store(at(table, key), leaf(table(next), V));
      }
      table = next;
    }
    return at(table, address >>> 12 + 9 * level);
  }

  private static long table(int number) {
    return ScenarioProgram.TABLES + PAGE * number;
  }

  private static long at(int table, long index) {
    return table(table) + 8 * (index & 511);
  }

  /** Enters a leaf; another one for the same address and level replaces it. */
  PageTables map(long address, int level, long leaf) {
    scenario.store(entry(address, level), leaf);
    return this;
  }

  /** Puts the scenario's code to where users may execute it and do all else. */
  PageTables codeForUsers() {
    long gigabyte = 1L << 30;
    long virtual = 3 * gigabyte;
    for (int i = 0; i <= scenario.code.length; i += 2) {
      long second = i + 1 < scenario.code.length ? scenario.code[i + 1] : Words.ECALL;
      long first = i < scenario.code.length ? scenario.code[i] : Words.ECALL;
      scenario.store(ScenarioProgram.DATA + 4L * i, first & 0xFFFFFFFFL | second << 32);
    }
    scenario.startAt(virtual + (ScenarioProgram.DATA & gigabyte - 1));
    return map(virtual, 2, leaf(ScenarioProgram.DATA & -gigabyte, ALL | U));
  }
}
