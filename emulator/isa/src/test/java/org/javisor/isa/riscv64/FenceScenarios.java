package org.javisor.isa.riscv64;

import java.util.List;

/**
 * Which changes of page tables are seen after which fence, in S-mode by programs that change their
 * own tables: what a fence names at once, what it does not name not before it has to be.
 */
final class FenceScenarios {
  private static final long VA = 0x40000000L;
  private static final long OLD = ScenarioProgram.DATA + 0x10000;
  private static final long NEW = ScenarioProgram.DATA + 0x20000;

  /** addi x10, x0, 1 or 2; ret. */
  private static final long RETURN_1 = 0x8067L << 32 | 0x00100513;

  private static final long RETURN_2 = 0x8067L << 32 | 0x00200513;
  private static final int SPACE = 5;
  private static final String FORGETS = "QEMU forgets more than it is asked to";
  private static final int BEFORE = 0x18000073;
  private static final int AFTER = 0x18100073;

  private FenceScenarios() {}

  static void add(List<Scenario> scenarios) {
    int[] forms = {
      Words.sfenceVma(0, 0), Words.sfenceVma(5, 0), Words.sfenceVma(0, 6), Words.sfenceVma(5, 6)
    };
    for (int fence : forms) {
      scenarios.add(changed("fence " + Integer.toHexString(fence), 0, fence));
      int invalidate = fence | 1 << 26; // sinval.vma
      scenarios.add(changed("between fences", 0, BEFORE, invalidate, AFTER));
    }
    scenarios.add(changed("a page of 2 MiB", 1, Words.sfenceVma(5, 0)));
    scenarios.add(changed("a page of 2 MiB of a space", 1, Words.sfenceVma(5, 6)));
    scenarios.add(gone());
    notNamed(scenarios);
    spaces(scenarios);
    withoutFence(scenarios);
    fetches(scenarios);
  }

  private static long leaf(long physical, long flags) {
    return PageTables.leaf(physical, flags);
  }

  /** Where two things are read, in a page of a size, before and after it has become another. */
  private record Pages(int level, long old, long other, long first, long second) {
    static Pages of(int level) {
      return level == 0
          ? new Pages(0, OLD, NEW, 0, 8)
          : new Pages(1, 0x80600000L, 0x80800000L, 0x110000, 0x115000);
    }

    Scenario prepare(Scenario scenario) {
      return scenario
          .x(8, VA + second)
          .x(11, VA + first)
          .store(old + first, 1)
          .store(old + second, 2)
          .store(other + first, 3)
          .store(other + second, 4);
    }
  }

  /**
   * Reads two places of a page, lets it be another, fences, reads again: x5 is an address in the
   * page, where nothing has been read, x6 the space.
   */
  private static Scenario changed(String name, int level, int... fences) {
    int[] code = new int[fences.length + 5];
    code[0] = Words.ld(10, 11, 0);
    code[1] = Words.ld(12, 8, 0);
    code[2] = Words.sd(7, 9, 0);
    System.arraycopy(fences, 0, code, 3, fences.length);
    code[fences.length + 3] = Words.ld(13, 11, 0);
    code[fences.length + 4] = Words.ld(14, 8, 0);
    Pages pages = Pages.of(level);
    Scenario scenario = pages.prepare(Scenario.of(name, Scenario.SUPERVISOR, code));
    PageTables tables = new PageTables(scenario, 3, SPACE);
    tables.map(VA, level, leaf(pages.old(), PageTables.RWAD));
    return scenario
        .x(5, VA + 0x800)
        .x(6, SPACE)
        .x(7, leaf(pages.other(), PageTables.RWAD))
        .x(9, tables.entry(VA, level))
        .result(10, 1)
        .result(12, 2)
        .result(13, 3)
        .result(14, 4);
  }

  /** The largest page goes. */
  private static Scenario gone() {
    Scenario scenario =
        Scenario.of(
                "a page of 1 GiB goes",
                Scenario.SUPERVISOR,
                Words.ld(10, 11, 0),
                Words.sd(0, 9, 0),
                Words.sfenceVma(5, 0),
                Words.ld(10, 11, 0))
            .x(5, VA + 0x123456)
            .x(11, VA + (OLD & (1 << 30) - 1));
    PageTables tables = new PageTables(scenario, 3);
    tables.map(VA, 2, leaf(ScenarioProgram.BASE, PageTables.RWAD));
    return scenario
        .x(9, tables.entry(VA, 2))
        .trap(Scenario.MACHINE, Cause.LOAD_PAGE, VA + (OLD & (1 << 30) - 1), 12);
  }

  /** Two pages become others; only the one that the fence names is seen to. */
  private static void notNamed(List<Scenario> scenarios) {
    long second = VA + 4096;
    int[][] fences = {{Words.sfenceVma(5, 0)}, {Words.sfenceVma(5, 6)}};
    for (int[] fence : fences) {
      Scenario scenario =
          Scenario.of(
                  "one of two " + Integer.toHexString(fence[0]),
                  Scenario.SUPERVISOR,
                  Words.ld(10, 11, 0),
                  Words.ld(12, 8, 0),
                  Words.sd(7, 9, 0),
                  Words.sd(7, 9, 8),
                  fence[0],
                  Words.ld(13, 11, 0),
                  Words.ld(14, 8, 0))
              .store(OLD, 1)
              .store(NEW, 3)
              .x(5, VA)
              .x(6, SPACE)
              .x(7, leaf(NEW, PageTables.RWAD))
              .x(8, second)
              .x(11, VA);
      PageTables tables = new PageTables(scenario, 3, SPACE);
      long old = leaf(OLD, PageTables.RWAD);
      tables.map(VA, 0, old).map(second, 0, old);
      scenarios.add(
          scenario
              .x(9, tables.entry(VA, 0))
              .result(10, 1)
              .result(12, 1)
              .result(13, 3)
              .result(14, 1)
              .unlikeQemu(FORGETS));
    }
  }

  /** Fences of a space, while the page is used in two. */
  private static void spaces(List<Scenario> scenarios) {
    // Reads in space 5 and 6, changes the entry both have, fences 5, reads in both again.
    int[] fences = {Words.sfenceVma(0, 6), Words.sfenceVma(5, 6)};
    for (int fence : fences) {
      for (boolean global : new boolean[] {false, true}) {
        // A fence of a space leaves what is global.
        scenarios.add(inTwoSpaces(fence, global).result(14, 1).unlikeQemu(FORGETS));
      }
      scenarios.add(inTwoSpaces(fence, false).result(13, 3));
      scenarios.add(inTwoSpaces(fence, true).result(13, 1).unlikeQemu(FORGETS));
    }
    scenarios.add(inTwoSpaces(Words.sfenceVma(5, 0), true).result(13, 3).result(14, 3));
    scenarios.add(inTwoSpaces(Words.sfenceVma(0, 0), false).result(13, 3).result(14, 3));
  }

  private static Scenario inTwoSpaces(int fence, boolean global) {
    int first = Words.csrrw(0, Scenario.SATP, 2);
    int second = Words.csrrw(0, Scenario.SATP, 3);
    int read = Words.ld(10, 11, 0);
    Scenario scenario =
        Scenario.of(
                "in two spaces, global " + global + ", fence " + Integer.toHexString(fence),
                Scenario.SUPERVISOR,
                first,
                read,
                second,
                Words.ld(12, 11, 0),
                Words.sd(7, 9, 0),
                fence,
                first,
                Words.ld(13, 11, 0),
                second,
                Words.ld(14, 11, 0))
            .store(OLD, 1)
            .store(NEW, 3)
            .x(2, PageTables.satp(3, SPACE, ScenarioProgram.TABLES))
            .x(3, PageTables.satp(3, SPACE + 1, ScenarioProgram.TABLES))
            .x(5, VA)
            .x(6, SPACE)
            .x(11, VA);
    long flags = PageTables.RWAD | (global ? PageTables.G : 0);
    PageTables tables = new PageTables(scenario, 3, SPACE).map(VA, 0, leaf(OLD, flags));
    return scenario.x(7, leaf(NEW, flags)).x(9, tables.entry(VA, 0)).result(10, 1).result(12, 1);
  }

  /** What needs no fence: SUM, MXR, another space, M-mode's protection. */
  private static void withoutFence(List<Scenario> scenarios) {
    int load = Words.ld(10, 11, 0);
    int[] code = {
      Words.csrrs(0, Scenario.SSTATUS, 5), load, Words.csrrc(0, Scenario.SSTATUS, 5), load
    };
    long[][] cases = {
      {Status.SUM, PageTables.RWAD | PageTables.U},
      {Status.MXR, PageTables.V | PageTables.X | PageTables.A},
      {Status.SUM | Status.MXR, PageTables.V | PageTables.X | PageTables.A | PageTables.U}
    };
    for (long[] one : cases) {
      Scenario scenario =
          Scenario.of("at once: " + Long.toHexString(one[0]), Scenario.SUPERVISOR, code)
              .store(OLD, 1)
              .x(5, one[0])
              .x(11, VA);
      new PageTables(scenario, 3).map(VA, 0, leaf(OLD, one[1]));
      scenarios.add(scenario.result(10, 1).trap(Scenario.MACHINE, Cause.LOAD_PAGE, VA, 12));
    }
    Scenario write =
        Scenario.of(
                "a clean page becomes dirty",
                Scenario.SUPERVISOR,
                load,
                Words.sd(12, 11, 0),
                Words.ld(13, 9, 0))
            .csr(Scenario.MENVCFG, 1L << 61)
            .x(11, VA);
    PageTables tables =
        new PageTables(write, 3).map(VA, 0, leaf(OLD, PageTables.RWAD & ~PageTables.D));
    scenarios.add(write.x(9, tables.entry(VA, 0)).result(13, leaf(OLD, PageTables.RWAD)));
  }

  /** Instructions are fetched through the new page after a fence. */
  private static void fetches(List<Scenario> scenarios) {
    for (int fence : new int[] {Words.sfenceVma(0, 0), Words.sfenceVma(5, 0)}) {
      Scenario scenario =
          Scenario.of(
                  "code in another page " + Integer.toHexString(fence),
                  Scenario.SUPERVISOR,
                  Words.jalr(1, 11, 0),
                  Words.addi(12, 10, 0),
                  Words.sd(7, 9, 0),
                  fence,
                  Words.jalr(1, 11, 0))
              .store(OLD, RETURN_1)
              .store(NEW, RETURN_2)
              .x(5, VA)
              .x(7, leaf(NEW, PageTables.ALL))
              .x(11, VA);
      PageTables tables = new PageTables(scenario, 3).map(VA, 0, leaf(OLD, PageTables.ALL));
      scenarios.add(scenario.x(9, tables.entry(VA, 0)).result(12, 1).result(10, 2));
    }
  }
}
