package org.javisor.isa.riscv64;

import java.util.List;

/**
 * Physical memory protection: how entries match, which of several counts, whom they bind. The last
 * entry, which opens all memory, is the program's; the locked one comes last, because it stays.
 */
final class PmpScenarios {
  private static final long AT = ScenarioProgram.DATA + 0x30000;
  private static final int R = 1;
  private static final int W = 2;
  private static final int X = 4;
  private static final int TOR = 1 << 3;
  private static final int NA4 = 2 << 3;
  private static final int NAPOT = 3 << 3;
  private static final int LOCK = 0x80;
  private static final int RETURN = 0x8067;
  private static final int LOAD_BYTE = Words.lbu(10, 11, 0);
  private static final int LOAD = Words.ld(10, 11, 0);
  private static final int STORE_BYTE = Words.sb(10, 11, 0);
  private static final int JUMP = Words.jalr(1, 11, 0);

  private PmpScenarios() {}

  static void add(List<Scenario> scenarios) {
    matching(scenarios);
    rights(scenarios);
    order(scenarios);
    partly(scenarios);
    withoutMatch(scenarios);
    walks(scenarios);
    otherMode(scenarios);
    locked(scenarios);
  }

  private static long power(long base, long size) {
    return base >>> 2 | (size >>> 3) - 1;
  }

  /** An entry that gives nothing, and whether it matches an address. */
  private static Scenario probe(String name, long address, boolean matches) {
    Scenario scenario =
        Scenario.of("%s at %x".formatted(name, address), Scenario.SUPERVISOR, LOAD_BYTE)
            .x(11, address);
    return matches ? scenario.trap(Scenario.MACHINE, Cause.LOAD_ACCESS, address, 0) : scenario;
  }

  private static void matching(List<Scenario> scenarios) {
    for (long size = 4; size <= 0x4000; size *= size == 4 ? 2 : 8) {
      int config = size == 4 ? NA4 : NAPOT;
      long register = size == 4 ? AT >>> 2 : power(AT, size);
      for (long address : new long[] {AT - 1, AT, AT + size - 1, AT + size}) {
        boolean inside = address >= AT && address < AT + size;
        scenarios.add(
            probe(size + " bytes", address, inside)
                .csr(Scenario.PMPADDR0, register)
                .csr(Scenario.PMPCFG0, config));
      }
    }
    long[][] ranges = {{AT, AT + 4}, {AT + 8, AT + 0x1010}, {AT + 8, AT + 8}, {AT + 8, AT}};
    for (long[] range : ranges) {
      for (long address : new long[] {range[0] - 1, range[0], range[1] - 1, range[1]}) {
        boolean inside = address >= range[0] && address < range[1];
        scenarios.add(
            probe("range %x to %x".formatted(range[0], range[1]), address, inside)
                .csr(Scenario.PMPADDR0 + 2, range[0] >>> 2)
                .csr(Scenario.PMPADDR0 + 3, range[1] >>> 2)
                .csr(Scenario.PMPCFG0, (long) TOR << 24));
      }
    }
    // The range of entry 0 begins at 0: here it gives what is behind its end to nobody.
    scenarios.add(
        probe("range from 0", AT - 1, true)
            .csr(Scenario.PMPADDR0, AT >>> 2)
            .csr(Scenario.PMPCFG0, TOR | X));
    scenarios.add(
        probe("range from 0", AT, false)
            .csr(Scenario.PMPADDR0, AT >>> 2)
            .csr(Scenario.PMPCFG0, TOR | X));
  }

  private static Scenario entry(String name, int mode, int word, int config) {
    return Scenario.of(
            "%s, mode %d, instruction %x, entry %x".formatted(name, mode, word, config), mode, word)
        .x(11, AT)
        .store(AT, RETURN)
        .csr(Scenario.PMPADDR0, power(AT, 4096))
        .csr(Scenario.PMPCFG0, config);
  }

  private static Scenario fault(Scenario scenario, int word) {
    if (word == JUMP) {
      return scenario.trap(Scenario.MACHINE, Cause.FETCH_ACCESS, AT, AT).absolute();
    }
    int cause = word == STORE_BYTE ? Cause.STORE_ACCESS : Cause.LOAD_ACCESS;
    return scenario.trap(Scenario.MACHINE, cause, AT, 0);
  }

  private static void rights(List<Scenario> scenarios) {
    for (int rights = 0; rights < 8; rights++) {
      if ((rights & (R | W)) == W) {
        continue;
      }
      for (int mode : new int[] {Scenario.USER, Scenario.SUPERVISOR, Scenario.MACHINE}) {
        int[][] words = {{LOAD_BYTE, R}, {STORE_BYTE, W}, {JUMP, X}};
        for (int[] word : words) {
          Scenario scenario = entry("rights", mode, word[0], NAPOT | rights);
          boolean allowed = mode == Scenario.MACHINE || (rights & word[1]) != 0;
          scenarios.add(allowed ? scenario : fault(scenario, word[0]));
        }
      }
    }
  }

  /** The lowest number that matches counts, whatever those behind it say. */
  private static void order(List<Scenario> scenarios) {
    for (int first = 0; first < 8; first++) {
      for (int second : new int[] {first + 1, 14}) {
        long nothing = (long) NAPOT << 8 * first;
        long all = second < 8 ? (long) (NAPOT | R | W | X) << 8 * second : 0;
        Scenario scenario =
            Scenario.of("entry " + first + " before " + second, Scenario.SUPERVISOR, LOAD_BYTE)
                .x(11, AT)
                .csr(Scenario.PMPADDR0 + first, power(AT, 4096))
                .csr(Scenario.PMPADDR0 + second, power(AT, 64))
                .csr(Scenario.PMPCFG0, nothing | all)
                .csr(Scenario.PMPCFG2, 0x1FL << 56 | (second < 8 ? 0 : 0x1FL << 8 * (second - 8)));
        scenarios.add(fault(scenario, LOAD_BYTE));
      }
    }
  }

  /** An access that an entry matches in part only is refused, whatever the entry says. */
  private static void partly(List<Scenario> scenarios) {
    long[] places = {AT - 4, AT + 4, AT + 60};
    for (long address : places) {
      Scenario scenario =
          Scenario.of("partly at %x".formatted(address), Scenario.SUPERVISOR, Words.lw(10, 11, 2))
              .x(11, address);
      scenarios.add(scenario.csr(Scenario.PMPCFG0, 0));
    }
    Scenario aligned =
        Scenario.of("half of an aligned access", Scenario.SUPERVISOR, LOAD)
            .x(11, AT)
            .csr(Scenario.PMPADDR0, AT >>> 2)
            .csr(Scenario.PMPCFG0, NA4 | R | W | X);
    scenarios.add(fault(aligned, LOAD));
    Scenario upper =
        Scenario.of("the other half of an aligned access", Scenario.SUPERVISOR, LOAD)
            .x(11, AT)
            .csr(Scenario.PMPADDR0, AT + 4 >>> 2)
            .csr(Scenario.PMPCFG0, NA4 | R | W | X);
    scenarios.add(fault(upper, LOAD));
  }

  /** With entries but none that matches: M-mode may, others may not. */
  private static void withoutMatch(List<Scenario> scenarios) {
    for (int mode : new int[] {Scenario.SUPERVISOR, Scenario.MACHINE}) {
      Scenario scenario =
          Scenario.of("no entry matches, mode " + mode, mode, LOAD_BYTE)
              .x(11, AT + 0x100000)
              .csr(Scenario.PMPADDR0, AT + 0x80000 >>> 2)
              .csr(Scenario.PMPCFG0, TOR | R | W | X)
              .csr(Scenario.PMPCFG2, 0);
      scenarios.add(
          mode == Scenario.MACHINE
              ? scenario
              : scenario.trap(Scenario.MACHINE, Cause.LOAD_ACCESS, AT + 0x100000, 0));
    }
  }

  /** A table that may not be read or written to: an access fault of what was tried. */
  private static void walks(List<Scenario> scenarios) {
    long virtual = 0x40000000L;
    int[][] words = {
      {LOAD, Cause.LOAD_ACCESS}, {STORE_BYTE, Cause.STORE_ACCESS}, {JUMP, Cause.FETCH_ACCESS}
    };
    for (int[] word : words) {
      Scenario scenario =
          Scenario.of("table that may not be read " + word[1], Scenario.SUPERVISOR, word[0])
              .x(11, virtual);
      PageTables tables =
          new PageTables(scenario, 3).map(virtual, 0, PageTables.leaf(AT, PageTables.ALL));
      scenario
          .csr(Scenario.PMPADDR0, power(tables.entry(virtual, 0) & -4096, 4096))
          .csr(Scenario.PMPCFG0, NAPOT);
      boolean fetch = word[0] == JUMP;
      scenario.trap(Scenario.MACHINE, word[1], virtual, fetch ? virtual : 0);
      scenarios.add(fetch ? scenario.absolute() : scenario);
    }
    Scenario update =
        Scenario.of("table that may not be written to", Scenario.SUPERVISOR, LOAD)
            .x(11, virtual)
            .csr(Scenario.MENVCFG, 1L << 61);
    PageTables tables =
        new PageTables(update, 3).map(virtual, 0, PageTables.leaf(AT, PageTables.V | PageTables.R));
    update
        .csr(Scenario.PMPADDR0, power(tables.entry(virtual, 0) & -4096, 4096))
        .csr(Scenario.PMPCFG0, NAPOT | R);
    scenarios.add(update.trap(Scenario.MACHINE, Cause.LOAD_ACCESS, virtual, 0));
  }

  private static void otherMode(List<Scenario> scenarios) {
    for (int mode : new int[] {Scenario.USER, Scenario.SUPERVISOR, Scenario.MACHINE}) {
      Scenario scenario =
          Scenario.of(
                  "MPRV as mode " + mode,
                  Scenario.MACHINE,
                  Words.csrrc(0, Scenario.MSTATUS, 12),
                  Words.csrrs(0, Scenario.MSTATUS, 13),
                  LOAD_BYTE,
                  Words.csrrc(0, Scenario.MSTATUS, 14))
              .x(11, AT)
              .x(12, Status.MPP)
              .x(13, (long) mode << Status.MPP_SHIFT | Status.MPRV)
              .x(14, Status.MPRV)
              .csr(Scenario.PMPADDR0, power(AT, 4096))
              .csr(Scenario.PMPCFG0, NAPOT);
      scenarios.add(
          mode == Scenario.MACHINE
              ? scenario
              : scenario.trap(Scenario.MACHINE, Cause.LOAD_ACCESS, AT, 8));
    }
  }

  /** Entries 8 and 9 for the rest of the program: a range that may be read only, by all. */
  private static void locked(List<Scenario> scenarios) {
    long range = AT + 0x8000;
    int lock = Words.csrrw(0, Scenario.PMPCFG2, 12);
    int[][] words = {{LOAD_BYTE, 0}, {STORE_BYTE, Cause.STORE_ACCESS}};
    for (int[] word : words) {
      Scenario scenario =
          Scenario.of("locked, in M " + word[1], Scenario.MACHINE, lock, word[0])
              .x(11, range + 0xFFF)
              .x(12, 0x1FL << 56 | (long) (LOCK | TOR | R) << 8)
              .csr(Scenario.PMPADDR0 + 8, range >>> 2)
              .csr(Scenario.PMPADDR0 + 9, range + 0x1000 >>> 2);
      scenarios.add(
          word[1] == 0 ? scenario : scenario.trap(Scenario.MACHINE, word[1], range + 0xFFF, 4));
    }
    for (long beside : new long[] {range - 1, range + 0x1000}) {
      scenarios.add(
          Scenario.of("beside what is locked", Scenario.MACHINE, STORE_BYTE).x(11, beside));
    }
    scenarios.add(
        Scenario.of(
                "what is locked stays",
                Scenario.MACHINE,
                Words.csrrw(0, Scenario.PMPADDR0 + 8, 0),
                Words.csrrw(0, Scenario.PMPADDR0 + 9, 0),
                Words.csrrs(10, Scenario.PMPADDR0 + 8, 0),
                Words.csrrs(11, Scenario.PMPADDR0 + 9, 0),
                Words.csrrs(12, Scenario.PMPCFG2, 0))
            .result(10, range >>> 2)
            .result(11, range + 0x1000 >>> 2)
            .result(12, 0x1FL << 56 | (long) (LOCK | TOR | R) << 8));
  }
}
