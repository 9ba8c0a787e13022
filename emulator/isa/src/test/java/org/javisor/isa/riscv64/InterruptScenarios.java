package org.javisor.isa.riscv64;

import java.util.List;

/** Interrupts: enables, delegation, order, vectors, waiting for them, and Sstc's comparator. */
final class InterruptScenarios {
  private static final int SSI = Interrupts.SUPERVISOR_SOFTWARE;
  private static final int STI = Interrupts.SUPERVISOR_TIMER;
  private static final int SEI = Interrupts.SUPERVISOR_EXTERNAL;
  private static final int MSI = Interrupts.MACHINE_SOFTWARE;
  private static final int MTI = Interrupts.MACHINE_TIMER;
  private static final long TIMER_ENABLE = 1L << 63;
  private static final int[] WRITABLE = {SSI, STI, SEI};

  private static final String ORDER = "QEMU takes the lowest number without AIA";

  private InterruptScenarios() {}

  static void add(List<Scenario> scenarios) {
    for (int number : WRITABLE) {
      delegation(number, scenarios);
    }
    timer(scenarios);
    order(scenarios);
    software(scenarios);
    waiting(scenarios);
    comparator(scenarios);
  }

  /** Pending and enabled before the first instruction. */
  private static Scenario pending(String name, int mode, long bits) {
    return Scenario.of(name, mode, Words.NOP)
        .csr(Scenario.MIP, bits)
        .csr(Scenario.MIE, bits)
        .csr(Scenario.MTVEC, ScenarioProgram.MACHINE_VECTORS | 1)
        .csr(Scenario.STVEC, ScenarioProgram.SUPERVISOR_VECTORS | 1);
  }

  private static void delegation(int number, List<Scenario> scenarios) {
    long bit = 1L << number;
    for (int mode = Scenario.USER; mode <= Scenario.SUPERVISOR; mode++) {
      String name = "interrupt " + number + " in mode " + mode;
      scenarios.add(
          pending(name + " for M, MIE off", mode, bit)
              .interrupt(Scenario.MACHINE, number, 0)
              .vector(number)
              .status(Status.MPP | Status.MPIE, (long) mode << Status.MPP_SHIFT));
      boolean user = mode == Scenario.USER;
      Scenario off = pending(name + " for S, SIE off", mode, bit).csr(Scenario.MIDELEG, bit);
      scenarios.add(user ? off.interrupt(Scenario.SUPERVISOR, number, 0).vector(number) : off);
      scenarios.add(
          pending(name + " for S, SIE on", mode, bit)
              .csr(Scenario.MIDELEG, bit)
              .csr(Scenario.MSTATUS, Status.SIE)
              .interrupt(Scenario.SUPERVISOR, number, 0)
              .vector(number)
              .status(
                  Status.SPP | Status.SPIE | Status.SIE, Status.SPIE | (user ? 0 : Status.SPP)));
      scenarios.add(
          pending(name + ", not enabled", mode, bit)
              .csr(Scenario.MIDELEG, bit)
              .csr(Scenario.MIE, 0)
              .csr(Scenario.MSTATUS, Status.SIE | Status.MPIE));
    }
    scenarios.add(pending("interrupt " + number + " in M, MIE off", Scenario.MACHINE, bit));
    scenarios.add(
        pending("interrupt " + number + " in M, MIE on", Scenario.MACHINE, bit)
            .csr(Scenario.MSTATUS, Status.MPIE)
            .interrupt(Scenario.MACHINE, number, 0)
            .vector(number)
            .status(STACK, STACK));
    scenarios.add(
        pending("delegated interrupt " + number + " in M", Scenario.MACHINE, bit)
            .csr(Scenario.MIDELEG, bit)
            .csr(Scenario.MSTATUS, Status.MPIE | Status.SIE));
    scenarios.add(
        Scenario.of(
                "sie and sip show interrupt " + number + " only when it is delegated",
                Scenario.SUPERVISOR,
                Words.csrrs(10, Scenario.SIE, 0),
                Words.csrrs(11, Scenario.SIP, 0))
            .csr(Scenario.MIP, 0x222)
            .csr(Scenario.MIDELEG, bit)
            .csr(Scenario.MIE, bit)
            .result(10, bit)
            .result(11, bit));
  }

  private static final long STACK = Status.MPP | Status.MPIE;

  private static void timer(List<Scenario> scenarios) {
    for (int mode : new int[] {Scenario.USER, Scenario.SUPERVISOR, Scenario.MACHINE}) {
      Scenario off =
          Scenario.of("timer of M in mode " + mode + ", MIE off", mode, Words.NOP)
              .store(ScenarioProgram.TIMER_COMPARE, 0)
              .csr(Scenario.MIE, 1 << MTI)
              .csr(Scenario.MIDELEG, -1); // which does not delegate it
      scenarios.add(mode == Scenario.MACHINE ? off : off.interrupt(Scenario.MACHINE, MTI, 0));
    }
  }

  /** All pairs of those that are pending before the code, most urgent first. */
  private static void order(List<Scenario> scenarios) {
    int[] urgency = {MTI, SEI, SSI, STI};
    for (int i = 0; i < urgency.length; i++) {
      for (int k = i + 1; k < urgency.length; k++) {
        long both = 1L << urgency[i] | 1L << urgency[k];
        String name = "interrupt " + urgency[i] + " before " + urgency[k];
        Scenario scenario =
            pending(name, Scenario.USER, both).interrupt(Scenario.MACHINE, urgency[i], 0);
        boolean ascending = urgency[i] < urgency[k];
        scenario.unlikeQemu(ascending ? "" : ORDER);
        scenarios.add(
            scenario.vector(urgency[i]).store(ScenarioProgram.TIMER_COMPARE, i == 0 ? 0 : -1));
        if (i > 0) {
          scenarios.add(
              pending(name + " of S", Scenario.USER, both)
                  .csr(Scenario.MIDELEG, both)
                  .interrupt(Scenario.SUPERVISOR, urgency[i], 0)
                  .vector(urgency[i])
                  .unlikeQemu(ascending ? "" : ORDER));
          scenarios.add(
              pending("M's " + urgency[k] + " before S's " + urgency[i], Scenario.USER, both)
                  .csr(Scenario.MIDELEG, 1L << urgency[i])
                  .interrupt(Scenario.MACHINE, urgency[k], 0)
                  .vector(urgency[k]));
        }
      }
    }
  }

  private static void software(List<Scenario> scenarios) {
    scenarios.add(
        Scenario.of("software interrupt of M", Scenario.USER, Words.sw(11, 12, 0), Words.STAY)
            .x(11, 1)
            .x(12, ScenarioProgram.SOFTWARE_INTERRUPT)
            .csr(Scenario.MIE, 1 << MSI)
            .csr(Scenario.MIDELEG, -1)
            .interrupt(Scenario.MACHINE, MSI, 4));
    scenarios.add(
        Scenario.of(
                "software before timer",
                Scenario.MACHINE,
                Words.sw(11, 12, 0),
                Words.csrrs(10, Scenario.MIP, 0),
                Words.csrrw(0, Scenario.MIE, 13),
                Words.csrrsi(Scenario.MSTATUS, 8),
                Words.STAY)
            .x(11, 1)
            .x(12, ScenarioProgram.SOFTWARE_INTERRUPT)
            .x(13, 1 << MSI | 1 << MTI)
            .store(ScenarioProgram.TIMER_COMPARE, 0)
            .interrupt(Scenario.MACHINE, MSI, 16)
            .result(10, 1 << MSI | 1 << MTI));
    scenarios.add(
        Scenario.of(
                "S raises its own",
                Scenario.SUPERVISOR,
                Words.csrrsi(Scenario.SIP, 2),
                Words.csrrsi(Scenario.SSTATUS, 2),
                Words.STAY)
            .csr(Scenario.MIDELEG, 1 << SSI)
            .csr(Scenario.MIE, 1 << SSI)
            .interrupt(Scenario.SUPERVISOR, SSI, 8));
    scenarios.add(
        Scenario.of(
                "S cannot raise timer and external",
                Scenario.SUPERVISOR,
                Words.csrrs(0, Scenario.SIP, 11),
                Words.csrrs(10, Scenario.SIP, 0))
            .x(11, 0x220)
            .csr(Scenario.MIDELEG, 0x222)
            .result(10, 0));
  }

  /** What is pending and enabled ends a wait, whatever mstatus says. */
  private static void waiting(List<Scenario> scenarios) {
    scenarios.add(
        Scenario.of("wfi in M, MIE off", Scenario.MACHINE, Words.WFI)
            .csr(Scenario.MIP, 1 << SEI)
            .csr(Scenario.MIE, 1 << SEI));
    scenarios.add(
        Scenario.of("wfi in S, SIE off", Scenario.SUPERVISOR, Words.WFI)
            .csr(Scenario.MIDELEG, 1 << SSI)
            .csr(Scenario.MIP, 1 << SSI)
            .csr(Scenario.MIE, 1 << SSI));
    scenarios.add(
        Scenario.of("wfi in M ends with a delegated one", Scenario.MACHINE, Words.WFI)
            .csr(Scenario.MIDELEG, 1 << SSI)
            .csr(Scenario.MIP, 1 << SSI)
            .csr(Scenario.MIE, 1 << SSI));
    scenarios.add(
        Scenario.of("wfi comes before the interrupt", Scenario.SUPERVISOR, Words.WFI, Words.STAY)
            .csr(Scenario.MIDELEG, 1 << STI)
            .csr(Scenario.MSTATUS, Status.SIE)
            .csr(Scenario.MENVCFG, TIMER_ENABLE)
            .csr(Scenario.STIMECMP, 0)
            .csr(Scenario.MIE, 1 << STI)
            .interrupt(Scenario.SUPERVISOR, STI, 0));
  }

  private static void comparator(List<Scenario> scenarios) {
    int write = Words.csrrw(0, Scenario.STIMECMP, 11);
    int read = Words.csrrs(10, Scenario.SIP, 0);
    int[] code = {write, read, Words.csrrw(0, Scenario.STIMECMP, 12), Words.csrrs(13, 0x144, 0)};
    scenarios.add(
        Scenario.of("stimecmp makes and takes STIP", Scenario.SUPERVISOR, code)
            .csr(Scenario.MENVCFG, TIMER_ENABLE)
            .csr(Scenario.MCOUNTEREN, 2)
            .csr(Scenario.MIDELEG, 0x222)
            .x(12, -1)
            .result(10, 1 << STI)
            .result(13, 0));
    scenarios.add(
        Scenario.of("STIP is not written while stimecmp makes it", Scenario.MACHINE, mip())
            .csr(Scenario.MENVCFG, TIMER_ENABLE)
            .x(11, 1 << STI)
            .result(10, 0));
    scenarios.add(
        Scenario.of("STIP is written without stimecmp", Scenario.MACHINE, mip())
            .csr(Scenario.STIMECMP, 0)
            .x(11, 1 << STI)
            .result(10, 1 << STI));
    long[][] closed = {{0, 0}, {0, 2}, {TIMER_ENABLE, 0}};
    for (long[] one : closed) {
      scenarios.add(
          Scenario.of("stimecmp closed " + one[1], Scenario.SUPERVISOR, write)
              .csr(Scenario.MENVCFG, one[0])
              .csr(Scenario.MCOUNTEREN, one[1])
              .illegal(Scenario.MACHINE, write, 0));
    }
    scenarios.add(
        Scenario.of("the comparator's interrupt", Scenario.SUPERVISOR, write, Words.STAY)
            .csr(Scenario.MENVCFG, TIMER_ENABLE)
            .csr(Scenario.MCOUNTEREN, 2)
            .csr(Scenario.MIDELEG, 0x222)
            .csr(Scenario.MIE, 1 << STI)
            .csr(Scenario.MSTATUS, Status.SIE)
            .csr(Scenario.STVEC, ScenarioProgram.SUPERVISOR_VECTORS | 1)
            .interrupt(Scenario.SUPERVISOR, STI, 4)
            .vector(STI));
  }

  private static int[] mip() {
    return new int[] {
      Words.csrrs(0, Scenario.MIP, 11),
      Words.csrrs(10, Scenario.MIP, 0),
      Words.csrrc(0, Scenario.MIP, 11)
    };
  }
}
