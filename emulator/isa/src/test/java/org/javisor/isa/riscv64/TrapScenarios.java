package org.javisor.isa.riscv64;

import java.util.List;

/**
 * Exceptions: which mode they go to, what they and the returns from them do to mstatus, and what
 * traps because a mode may not do it.
 */
final class TrapScenarios {
  static final long NOWHERE = 0x18000000L;
  private static final long ODD = ScenarioProgram.DATA + 1;
  private static final long VIRTUAL = 0x40000000L;
  private static final int[] MODES = {Scenario.USER, Scenario.SUPERVISOR, Scenario.MACHINE};
  private static final long STACK = Status.MIE | Status.MPIE | Status.MPP;
  private static final long SUPERVISOR_STACK = Status.SIE | Status.SPIE | Status.SPP;

  private TrapScenarios() {}

  static void add(List<Scenario> scenarios) {
    for (int mode : MODES) {
      for (boolean delegated : new boolean[] {false, true}) {
        delegation(mode, delegated, scenarios);
      }
    }
    stacking(scenarios);
    returns(scenarios);
    forbidden(scenarios);
    statusFields(scenarios);
    vectors(scenarios);
  }

  /** Raises each exception that a hart with compressed instructions has. */
  private static void delegation(int mode, boolean delegated, List<Scenario> scenarios) {
    int last = Cause.STORE_PAGE;
    for (int cause = Cause.FETCH_ACCESS; cause <= last; cause++) {
      Scenario scenario = raising(cause, mode, delegated);
      if (scenario != null) {
        long all = delegated ? 1L << cause : Cause.DELEGABLE & ~(1L << cause);
        if (!delegated && cause != Cause.ECALL_FROM_S) {
          all &= ~(1L << Cause.ECALL_FROM_S);
        }
        scenario.csr(Scenario.MEDELEG, all);
        boolean down = delegated && mode != Scenario.MACHINE;
        scenario.to = down ? Scenario.SUPERVISOR : Scenario.MACHINE;
        if (down) {
          scenario.status(Status.SPP, mode == Scenario.SUPERVISOR ? Status.SPP : 0);
        } else {
          scenario.status(Status.MPP, (long) mode << Status.MPP_SHIFT);
        }
        scenarios.add(scenario);
      }
    }
  }

  private static Scenario raising(int cause, int mode, boolean delegated) {
    String name =
        "cause " + cause + " from mode " + mode + (delegated ? ", delegated" : ", all others");
    return switch (cause) {
      case Cause.FETCH_ACCESS ->
          Scenario.of(name, mode, Words.jalr(0, 11, 0))
              .x(11, NOWHERE)
              .trap(0, cause, NOWHERE, NOWHERE)
              .absolute();
      case Cause.ILLEGAL_INSTRUCTION -> Scenario.of(name, mode, Words.NOP, -1).illegal(0, -1, 4);
      case Cause.BREAKPOINT -> breakpoint(name, mode);
      case Cause.LOAD_MISALIGNED -> access(name, mode, cause, ODD, Words.lrD(10, 11));
      case Cause.LOAD_ACCESS -> access(name, mode, cause, NOWHERE, Words.ld(10, 11, 0));
      case Cause.STORE_MISALIGNED -> access(name, mode, cause, ODD, Words.scD(10, 12, 11));
      case Cause.STORE_ACCESS -> access(name, mode, cause, NOWHERE, Words.sd(10, 11, 0));
      case Cause.ECALL_FROM_U, Cause.ECALL_FROM_S, Cause.ECALL_FROM_M ->
          cause - Cause.ECALL_FROM_U == mode ? Scenario.of(name, mode) : null;
      case Cause.FETCH_PAGE -> mode == Scenario.MACHINE ? null : fetchPage(name, mode);
      case Cause.LOAD_PAGE -> page(name, mode, cause, Words.ld(10, 11, 0));
      case Cause.STORE_PAGE -> page(name, mode, cause, Words.sd(10, 11, 0));
      default -> null;
    };
  }

  private static Scenario breakpoint(String name, int mode) {
    // The value is the instruction's address.
    return Scenario.of(name, mode, Words.EBREAK)
        .startAt(ScenarioProgram.DATA)
        .store(ScenarioProgram.DATA, Words.EBREAK)
        .trap(0, Cause.BREAKPOINT, ScenarioProgram.DATA, 0);
  }

  private static Scenario access(String name, int mode, int cause, long address, int word) {
    return Scenario.of(name, mode, word).x(11, address).trap(0, cause, address, 0);
  }

  /** Pages that are not there; those that are belong to users, for whom the code lies there. */
  private static Scenario page(String name, int mode, int cause, int word) {
    if (mode == Scenario.MACHINE) {
      return null;
    }
    Scenario scenario = access(name, mode, cause, VIRTUAL + 8, word);
    PageTables tables = new PageTables(scenario, 3);
    if (mode == Scenario.USER) {
      tables.codeForUsers();
    }
    return scenario;
  }

  private static Scenario fetchPage(String name, int mode) {
    Scenario scenario =
        Scenario.of(name, mode, Words.jalr(0, 11, 0))
            .x(11, VIRTUAL + 8)
            .trap(0, Cause.FETCH_PAGE, VIRTUAL + 8, VIRTUAL + 8)
            .absolute();
    PageTables tables = new PageTables(scenario, 3);
    if (mode == Scenario.USER) {
      tables.codeForUsers();
    }
    return scenario;
  }

  /** What a trap keeps of enable bits and mode. */
  private static void stacking(List<Scenario> scenarios) {
    for (int mode : MODES) {
      for (boolean on : new boolean[] {false, true}) {
        long previous = on ? Status.MPIE : 0; // mret makes it MIE
        long from = (long) mode << Status.MPP_SHIFT;
        scenarios.add(
            Scenario.of("stack of M from mode " + mode + ", MIE " + on, mode, -1)
                .csr(Scenario.MSTATUS, previous)
                .illegal(Scenario.MACHINE, -1, 0)
                .status(STACK, previous | from));
        if (mode != Scenario.MACHINE) {
          long enabled = on ? Status.SIE : 0;
          long spp = mode == Scenario.SUPERVISOR ? Status.SPP : 0;
          scenarios.add(
              Scenario.of("stack of S from mode " + mode + ", SIE " + on, mode, -1)
                  .csr(Scenario.MSTATUS, enabled)
                  .csr(Scenario.MEDELEG, 1 << Cause.ILLEGAL_INSTRUCTION)
                  .illegal(Scenario.SUPERVISOR, -1, 0)
                  .status(SUPERVISOR_STACK, (on ? Status.SPIE : 0) | spp));
        }
      }
    }
  }

  /** mret and sret: enable bits, modes, and MPRV that goes when M-mode is left. */
  private static void returns(List<Scenario> scenarios) {
    int[] code = {
      Words.csrrw(0, 0x341, 12), // mepc
      Words.csrrc(0, Scenario.MSTATUS, 13),
      Words.csrrs(0, Scenario.MSTATUS, 11),
      Words.MRET
    };
    long fields = STACK | Status.MPRV;
    for (int mode : MODES) {
      for (long previous : new long[] {0, Status.MPIE}) {
        long from = (long) mode << Status.MPP_SHIFT;
        // The return makes MIE what MPIE was, and MPIE 1; the trap makes MPIE what MIE is.
        scenarios.add(
            Scenario.of("mret to mode " + mode + ", MPIE " + (previous != 0), 3, code)
                .x(11, from | previous | Status.MPRV)
                .x(12, ScenarioProgram.DATA)
                .x(13, STACK)
                .store(ScenarioProgram.DATA, -1)
                .trap(Scenario.MACHINE, 2, 0xFFFFFFFFL, ScenarioProgram.DATA)
                .absolute()
                .status(fields, previous | from | (mode == 3 ? Status.MPRV : 0)));
      }
    }
    for (int mode = Scenario.USER; mode <= Scenario.SUPERVISOR; mode++) {
      for (long previous : new long[] {0, Status.SPIE}) {
        for (int at : new int[] {Scenario.SUPERVISOR, Scenario.MACHINE}) {
          scenarios.add(sret(mode, previous, at));
        }
      }
    }
    scenarios.add(
        Scenario.of("mret leaves U in MPP and 1 in MPIE", Scenario.SUPERVISOR, -1)
            .illegal(Scenario.MACHINE, -1, 0)
            .status(Status.MPRV, 0));
  }

  private static Scenario sret(int mode, long previous, int at) {
    long spp = mode == Scenario.SUPERVISOR ? Status.SPP : 0;
    int register = at == Scenario.MACHINE ? Scenario.MSTATUS : Scenario.SSTATUS;
    long mprv = at == Scenario.MACHINE ? Status.MPRV : 0;
    return Scenario.of(
            "sret from mode " + at + " to mode " + mode + ", SPIE " + (previous != 0),
            at,
            Words.csrrw(0, 0x141, 12), // sepc
            Words.csrrc(0, register, 13),
            Words.csrrs(0, register, 11),
            Words.SRET)
        .x(11, previous | spp | mprv)
        .x(12, ScenarioProgram.DATA)
        .x(13, SUPERVISOR_STACK)
        .csr(Scenario.MEDELEG, 4)
        .store(ScenarioProgram.DATA, -1)
        .trap(Scenario.SUPERVISOR, 2, 0xFFFFFFFFL, ScenarioProgram.DATA)
        .absolute()
        .status(SUPERVISOR_STACK, (previous != 0 ? Status.SPIE : 0) | spp);
  }

  /** Instructions that a mode may not execute, or only when the one above allows it. */
  private static void forbidden(List<Scenario> scenarios) {
    int readSatp = Words.csrrs(10, Scenario.SATP, 0);
    int writeSatp = Words.csrrw(0, Scenario.SATP, 0);
    int invalidate = 0x16000073;
    int before = 0x18000073;
    int after = 0x18100073;
    int[] all = {
      Words.MRET,
      Words.SRET,
      Words.WFI,
      Words.SFENCE_VMA,
      readSatp,
      writeSatp,
      invalidate,
      before,
      after,
      Words.csrrs(10, Scenario.MSTATUS, 0),
      Words.csrrs(10, Scenario.MIP, 0),
      Words.csrrs(10, Scenario.SSTATUS, 0),
      Words.csrrw(0, 0xF14, 0),
      Words.csrrs(10, 0x200, 0)
    };
    for (int word : all) {
      scenarios.add(
          Scenario.of("in U: " + Integer.toHexString(word), Scenario.USER, word)
              .illegal(Scenario.MACHINE, word, 0)
              .unlikeQemu(word == before || word == after ? "QEMU lets users order" : ""));
    }
    int[] machines = {
      Words.MRET, Words.csrrs(10, Scenario.MSTATUS, 0), Words.csrrs(10, Scenario.PMPADDR0, 0)
    };
    for (int word : machines) {
      scenarios.add(
          Scenario.of("in S: " + Integer.toHexString(word), Scenario.SUPERVISOR, word)
              .illegal(Scenario.MACHINE, word, 0));
    }
    for (int word : new int[] {readSatp, writeSatp, Words.SFENCE_VMA, invalidate}) {
      trapped("TVM", Status.TVM, word, scenarios);
    }
    trapped("TW", Status.TW, Words.WFI, scenarios);
    trapped("TSR", Status.TSR, Words.SRET, scenarios);
    for (int word : new int[] {before, after}) {
      scenarios.add(
          Scenario.of("TVM lets fences pass that name nothing", Scenario.SUPERVISOR, word)
              .csr(Scenario.MSTATUS, Status.TVM));
    }
  }

  /** In S-mode with the bit illegal; in M-mode, if it does not leave it, as always. */
  private static void trapped(String name, long bit, int word, List<Scenario> scenarios) {
    String text = name + ": " + Integer.toHexString(word);
    scenarios.add(
        Scenario.of(text, Scenario.SUPERVISOR, word)
            .csr(Scenario.MSTATUS, bit)
            .illegal(Scenario.MACHINE, word, 0));
    if (word == Words.SRET || word == Words.WFI) {
      return;
    }
    scenarios.add(Scenario.of(text + " in M", Scenario.MACHINE, word).csr(Scenario.MSTATUS, bit));
    scenarios.add(Scenario.of(text + " without it", Scenario.SUPERVISOR, word));
  }

  /** What of mstatus is kept; sstatus shows a part of the same. */
  private static void statusFields(List<Scenario> scenarios) {
    int exchange = Words.csrrw(10, Scenario.MSTATUS, 11);
    int read = Words.csrrs(12, Scenario.MSTATUS, 0);
    int view = Words.csrrs(13, Scenario.SSTATUS, 0);
    long fixed = Status.UXL_64 | Status.SXL_64;
    long[][] cases = {
      {0, 0},
      {Status.FS, Status.FS | Status.SD},
      {Status.FS_INITIAL, Status.FS_INITIAL},
      {2L << 9, 0}, // VS without the vector extension
      {3L << 15, 0}, // XS
      {Status.SUM | Status.MXR | Status.MPRV, Status.SUM | Status.MXR | Status.MPRV},
      {Status.TVM | Status.TW | Status.TSR, Status.TVM | Status.TW | Status.TSR},
      {1 | 1 << 4 | 1 << 2, 0}, // user interrupts and reserved bits
      {1L << 36 | 1L << 37, 0}, // big endian
      {1L << 38 | 1L << 39, 0}, // of the hypervisor
      {2L << Status.MPP_SHIFT, Status.MPP}, // reserved: what it was when the code began
    };
    for (long[] one : cases) {
      long expected = one[1];
      // MPP is U after the return to the code.
      if (one[0] == 2L << Status.MPP_SHIFT) {
        expected = 0;
      }
      scenarios.add(
          Scenario.of(
                  "mstatus := " + Long.toHexString(one[0]), Scenario.MACHINE, exchange, read, view)
              .x(11, one[0] | fixed)
              .result(12, expected | fixed)
              .result(13, expected & Status.SUPERVISOR_VISIBLE | Status.UXL_64));
    }
  }

  /** Vectored tables do not concern exceptions. */
  private static void vectors(List<Scenario> scenarios) {
    scenarios.add(
        Scenario.of("an exception has no vector of M", Scenario.SUPERVISOR, -1)
            .csr(Scenario.MTVEC, ScenarioProgram.MACHINE_VECTORS | 1)
            .illegal(Scenario.MACHINE, -1, 0));
    scenarios.add(
        Scenario.of("an exception has no vector of S", Scenario.USER, -1)
            .csr(Scenario.STVEC, ScenarioProgram.SUPERVISOR_VECTORS | 1)
            .csr(Scenario.MEDELEG, 4)
            .illegal(Scenario.SUPERVISOR, -1, 0));
  }
}
