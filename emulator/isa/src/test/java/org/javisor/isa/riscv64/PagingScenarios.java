package org.javisor.isa.riscv64;

import java.util.List;

/** Translation: every depth and size, rights, reserved bits, accessed and dirty, fences. */
final class PagingScenarios {
  private static final long VA = 0x40000000L;
  private static final long DATA = ScenarioProgram.DATA + 0x10000;
  private static final long OTHER = ScenarioProgram.DATA + 0x20000;
  private static final long UPDATES = 1L << 61;
  private static final long MEMORY_TYPES = 1L << 62;
  private static final long CONTIGUOUS = 1L << 63;
  private static final int LOAD = Words.ld(10, 11, 0);
  private static final int STORE = Words.sd(12, 11, 0);
  private static final int JUMP = Words.jalr(1, 11, 0);
  private static final int RETURN = 0x8067;
  private static final long GOOD = 0x600D;

  private PagingScenarios() {}

  static void add(List<Scenario> scenarios) {
    for (int levels = 3; levels <= 5; levels++) {
      sizes(levels, scenarios);
    }
    reserved(scenarios);
    rights(scenarios);
    accessedAndDirty(scenarios);
    otherModes(scenarios);
    boundaries(scenarios);
    FenceScenarios.add(scenarios);
  }

  private static Scenario load(String name, long leaf) {
    Scenario scenario = Scenario.of(name, Scenario.SUPERVISOR, LOAD).x(11, VA).store(DATA, GOOD);
    new PageTables(scenario, 3).map(VA, 0, leaf);
    return scenario;
  }

  private static Scenario faults(Scenario scenario, int cause, long address) {
    return scenario.trap(Scenario.MACHINE, cause, address, 0);
  }

  private static void sizes(int levels, List<Scenario> scenarios) {
    for (int level = 0; level < levels; level++) {
      long size = 4096L << 9 * level;
      // An address that needs all levels, whose page holds the data when it is large enough.
      long region = levels == 3 && level == 2 ? 5L << 30 : 0x5A5A5L << 12 + 9 * levels - 21;
      long virtual = (region & -size) + (DATA & size - 1);
      String name = levels + " levels, page at level " + level;
      Scenario reads =
          Scenario.of(name, Scenario.SUPERVISOR, LOAD, Words.sd(11, 11, 8), Words.ld(12, 13, 8))
              .x(11, virtual)
              .x(13, DATA)
              .store(DATA, GOOD)
              .result(10, GOOD)
              .result(12, virtual);
      new PageTables(reads, levels).map(virtual, level, leaf(DATA & -size, PageTables.RWAD));
      scenarios.add(reads);
      if (level > 0) {
        Scenario misaligned =
            Scenario.of(name + ", misaligned", Scenario.SUPERVISOR, LOAD).x(11, virtual);
        new PageTables(misaligned, levels)
            .map(virtual, level, leaf((DATA & -size) + size / 512, PageTables.RWAD));
        scenarios.add(faults(misaligned, Cause.LOAD_PAGE, virtual));
      }
    }
    long top = 1L << 12 + 9 * levels - 1;
    for (long address : new long[] {top, -top - 4096, top << 1}) {
      Scenario outside =
          Scenario.of(levels + " levels, not an address", Scenario.SUPERVISOR, LOAD).x(11, address);
      new PageTables(outside, levels);
      scenarios.add(faults(outside, Cause.LOAD_PAGE, address));
    }
    Scenario negative =
        Scenario.of(levels + " levels, upper half", Scenario.SUPERVISOR, LOAD)
            .x(11, -4096)
            .store(DATA, GOOD)
            .result(10, GOOD);
    new PageTables(negative, levels).map(-4096, 0, leaf(DATA, PageTables.RWAD));
    scenarios.add(negative);
  }

  private static long leaf(long physical, long flags) {
    return PageTables.leaf(physical, flags);
  }

  private static void reserved(List<Scenario> scenarios) {
    long good = leaf(DATA, PageTables.RWAD);
    scenarios.add(load("a good entry", good).result(10, GOOD));
    long[] bad = {
      0,
      good & ~PageTables.V,
      good & ~PageTables.R,
      good | 1L << 54,
      good | 1L << 60,
      good | 1L << 61, // memory types are off
      good | 2L << 61,
      good | CONTIGUOUS, // no such size
      leaf(DATA, PageTables.V), // a pointer at the last level
    };
    for (long entry : bad) {
      Scenario scenario = load("reserved: " + Long.toHexString(entry), entry);
      scenarios.add(faults(scenario, Cause.LOAD_PAGE, VA));
    }
    for (long bits : new long[] {PageTables.A, PageTables.D, PageTables.U, 1L << 61, CONTIGUOUS}) {
      Scenario scenario = load("pointer with " + Long.toHexString(bits), good);
      PageTables tables = new PageTables(scenario, 3).map(VA, 0, good);
      long at = ScenarioProgram.TABLES + 8 * (VA >>> 30);
      scenario.store(at, leaf(tables.entry(VA, 1) & -4096, PageTables.V | bits));
      scenarios.add(faults(scenario, Cause.LOAD_PAGE, VA));
    }
    for (long type = 1; type <= 3; type++) {
      Scenario scenario = load("memory type " + type, good | type << 61);
      scenario.csr(Scenario.MENVCFG, MEMORY_TYPES);
      scenarios.add(type < 3 ? scenario.result(10, GOOD) : faults(scenario, Cause.LOAD_PAGE, VA));
    }
    contiguous(scenarios);
  }

  /** Sixteen pages as one: the low four bits of the page number are 8. */
  private static void contiguous(List<Scenario> scenarios) {
    long entry = leaf(DATA + 0x8000, PageTables.RWAD) | CONTIGUOUS;
    for (long page : new long[] {0, 3, 15}) {
      Scenario scenario =
          Scenario.of("page " + page + " of sixteen", Scenario.SUPERVISOR, LOAD)
              .x(11, VA + page * 4096 + 8)
              .store(DATA + page * 4096 + 8, GOOD)
              .result(10, GOOD);
      PageTables tables = new PageTables(scenario, 3);
      for (int i = 0; i < 16; i++) {
        tables.map(VA + i * 4096L, 0, entry);
      }
      scenarios.add(scenario);
    }
    Scenario large = Scenario.of("sixteen large pages", Scenario.SUPERVISOR, LOAD).x(11, VA);
    new PageTables(large, 3).map(VA, 1, leaf(ScenarioProgram.BASE, PageTables.RWAD) | CONTIGUOUS);
    scenarios.add(faults(large, Cause.LOAD_PAGE, VA));
  }

  /** A page with rights, and what may be done to it by whom. */
  private static void rights(List<Scenario> scenarios) {
    for (long flags = 1; flags <= 0x1F; flags += 2) {
      boolean pointer = (flags & (PageTables.R | PageTables.W | PageTables.X)) == 0;
      boolean illegal = (flags & (PageTables.R | PageTables.W)) == PageTables.W;
      if (pointer || illegal) {
        continue;
      }
      boolean user = (flags & PageTables.U) != 0;
      boolean readable = (flags & PageTables.R) != 0;
      boolean writable = (flags & PageTables.W) != 0;
      boolean executable = (flags & PageTables.X) != 0;
      for (int mode = Scenario.USER; mode <= Scenario.SUPERVISOR; mode++) {
        for (long status : new long[] {0, Status.SUM, Status.MXR, Status.SUM | Status.MXR}) {
          boolean own = user == (mode == Scenario.USER);
          boolean data = own || (user && (status & Status.SUM) != 0);
          boolean read = readable || (executable && (status & Status.MXR) != 0);
          String name = "page %x, mode %d, status %x, instruction ".formatted(flags, mode, status);
          scenarios.add(access(name, mode, flags, status, LOAD, data && read));
          scenarios.add(access(name, mode, flags, status, STORE, data && writable));
          scenarios.add(access(name, mode, flags, status, JUMP, own && executable));
        }
      }
    }
  }

  private static Scenario access(
      String name, int mode, long flags, long status, int word, boolean allowed) {
    Scenario scenario =
        Scenario.of(name + Integer.toHexString(word), mode, word)
            .x(11, VA)
            .csr(Scenario.MSTATUS, status)
            .store(DATA, RETURN);
    PageTables tables =
        new PageTables(scenario, 3).map(VA, 0, leaf(DATA, flags | PageTables.A | PageTables.D));
    if (mode == Scenario.USER) {
      tables.codeForUsers();
    }
    if (allowed) {
      return scenario;
    }
    return switch (word) {
      case 0x0005B503 -> faults(scenario, Cause.LOAD_PAGE, VA);
      case 0x00C5B023 -> faults(scenario, Cause.STORE_PAGE, VA);
      default -> scenario.trap(Scenario.MACHINE, Cause.FETCH_PAGE, VA, VA).absolute();
    };
  }

  private static void accessedAndDirty(List<Scenario> scenarios) {
    long clean = PageTables.V | PageTables.R | PageTables.W;
    long[] states = {clean, clean | PageTables.A, clean | PageTables.D, PageTables.RWAD};
    for (long state : states) {
      for (int word : new int[] {LOAD, STORE}) {
        boolean write = word == STORE;
        long needed = write ? PageTables.A | PageTables.D : PageTables.A;
        boolean fine = (state & needed) == needed;
        Scenario trapping = update("no updates", state, word, 0);
        scenarios.add(
            fine ? trapping : faults(trapping, write ? Cause.STORE_PAGE : Cause.LOAD_PAGE, VA));
        scenarios.add(
            update("updates", state, word, UPDATES).result(14, leaf(DATA, state | needed)));
      }
    }
    Scenario user = update("no update when it faults", clean, LOAD, UPDATES);
    new PageTables(user, 3).map(VA, 0, leaf(DATA, clean | PageTables.U));
    scenarios.add(faults(user, Cause.LOAD_PAGE, VA));
  }

  /** An access, and the entry afterwards in x14. */
  private static Scenario update(String name, long state, int word, long environment) {
    Scenario scenario =
        Scenario.of(
                "%s: entry %x, instruction %x".formatted(name, state, word),
                Scenario.SUPERVISOR,
                word,
                Words.ld(14, 13, 0))
            .x(11, VA)
            .csr(Scenario.MENVCFG, environment);
    PageTables tables = new PageTables(scenario, 3).map(VA, 0, leaf(DATA, state));
    return scenario.x(13, tables.entry(VA, 0));
  }

  /** M-mode is not translated, unless MPRV says so; fetches never are. */
  private static void otherModes(List<Scenario> scenarios) {
    Scenario machine =
        Scenario.of("M is not translated", Scenario.MACHINE, LOAD)
            .x(11, DATA)
            .store(DATA, GOOD)
            .result(10, GOOD);
    new PageTables(machine, 3).map(DATA, 2, 0);
    scenarios.add(machine);
    for (int mode : new int[] {Scenario.USER, Scenario.SUPERVISOR, Scenario.MACHINE}) {
      for (long flags : new long[] {0, PageTables.U}) {
        for (long sum : new long[] {0, Status.SUM}) {
          scenarios.add(asOther(mode, flags, sum));
        }
      }
    }
  }

  private static Scenario asOther(int mode, long flags, long sum) {
    Scenario scenario =
        Scenario.of(
                "MPRV as mode %d, page %x, SUM %x".formatted(mode, flags, sum),
                Scenario.MACHINE,
                Words.csrrc(0, Scenario.MSTATUS, 12),
                Words.csrrs(0, Scenario.MSTATUS, 13),
                LOAD,
                Words.csrrc(0, Scenario.MSTATUS, 14))
            .x(11, mode == Scenario.MACHINE ? DATA : VA)
            .x(12, Status.MPP)
            .x(13, (long) mode << Status.MPP_SHIFT | Status.MPRV | sum)
            .x(14, Status.MPRV)
            .store(DATA, GOOD);
    new PageTables(scenario, 3).map(VA, 0, leaf(DATA, PageTables.RWAD | flags));
    boolean user = flags != 0;
    boolean allowed =
        switch (mode) {
          case Scenario.USER -> user;
          case Scenario.SUPERVISOR -> !user || sum != 0;
          default -> true;
        };
    return allowed
        ? scenario.result(10, GOOD)
        : scenario.trap(Scenario.MACHINE, Cause.LOAD_PAGE, VA, 8);
  }

  /** Accesses that reach into a page that is not there: the value is that page's first byte. */
  private static void boundaries(List<Scenario> scenarios) {
    long end = VA + 4096;
    int[][] words = {{LOAD, Cause.LOAD_PAGE}, {STORE, Cause.STORE_PAGE}};
    for (int[] word : words) {
      Scenario across =
          Scenario.of("across the end " + word[1], Scenario.SUPERVISOR, word[0]).x(11, end - 3);
      new PageTables(across, 3).map(VA, 0, leaf(DATA, PageTables.ALL));
      scenarios.add(faults(across, word[1], end));
      Scenario into =
          Scenario.of("across the beginning " + word[1], Scenario.SUPERVISOR, word[0])
              .x(11, VA - 3);
      new PageTables(into, 3).map(VA, 0, leaf(DATA, PageTables.ALL));
      scenarios.add(faults(into, word[1], VA - 3));
    }
    for (boolean there : new boolean[] {false, true}) {
      // Half an addi x10, x0, 77 in one page, the other half in the next, a return behind it.
      int word = Words.addi(10, 0, 77);
      Scenario half =
          Scenario.of("an instruction in two pages, " + there, Scenario.SUPERVISOR, JUMP)
              .x(11, end - 2)
              .store(DATA + 4088, (long) word << 48)
              .store(OTHER, word >>> 16 | (long) RETURN << 16);
      PageTables tables = new PageTables(half, 3).map(VA, 0, leaf(DATA, PageTables.ALL));
      if (there) {
        tables.map(end, 0, leaf(OTHER, PageTables.ALL));
        half.result(10, 77);
      } else {
        half.trap(Scenario.MACHINE, Cause.FETCH_PAGE, end, end - 2).absolute();
      }
      scenarios.add(half);
    }
  }
}
