package org.javisor.isa.riscv64;

import java.util.List;

/** Counters: who may read them, when they stand, what is written to them. */
final class CounterScenarios {
  private static final int[] COUNTERS = {0xC00, 0xC01, 0xC02, 0xC03, 0xC12};
  private static final int MCYCLE = 0xB00;
  private static final int MINSTRET = 0xB02;
  private static final String NO_COUNT = "QEMU counts the host's time without icount";

  private CounterScenarios() {}

  static void add(List<Scenario> scenarios) {
    for (int counter : COUNTERS) {
      access(counter, scenarios);
    }
    inhibit(scenarios);
    running(scenarios);
  }

  private static void access(int counter, List<Scenario> scenarios) {
    long bit = 1L << (counter & 31);
    long others = 0x7FFFF & ~bit;
    int read = Words.csrrs(10, counter, 0);
    String name = Integer.toHexString(counter);
    scenarios.add(Scenario.of(name + " in M, closed to others", Scenario.MACHINE, read));
    scenarios.add(
        Scenario.of(name + " in S, open", Scenario.SUPERVISOR, read).csr(Scenario.MCOUNTEREN, bit));
    scenarios.add(
        Scenario.of(name + " in S, closed", Scenario.SUPERVISOR, read)
            .csr(Scenario.MCOUNTEREN, others)
            .csr(Scenario.SCOUNTEREN, -1)
            .illegal(Scenario.MACHINE, read, 0));
    scenarios.add(
        Scenario.of(name + " in U, open", Scenario.USER, read)
            .csr(Scenario.MCOUNTEREN, bit)
            .csr(Scenario.SCOUNTEREN, bit));
    long[][] closed = {{-1, others}, {others, -1}};
    for (long[] enables : closed) {
      scenarios.add(
          Scenario.of(name + " in U, closed " + (enables[0] == -1), Scenario.USER, read)
              .csr(Scenario.MCOUNTEREN, enables[0])
              .csr(Scenario.SCOUNTEREN, enables[1])
              .illegal(Scenario.MACHINE, read, 0));
    }
    int write = Words.csrrw(0, counter, 0);
    scenarios.add(
        Scenario.of(name + " is not written", Scenario.MACHINE, write)
            .illegal(Scenario.MACHINE, write, 0));
  }

  private static void inhibit(List<Scenario> scenarios) {
    for (int counter : new int[] {MCYCLE, MINSTRET}) {
      scenarios.add(
          Scenario.of(
                  "stands " + counter,
                  Scenario.MACHINE,
                  Words.csrrw(0, counter, 11),
                  Words.NOP,
                  Words.csrrs(10, counter, 0),
                  Words.csrrs(12, counter + 0x100, 0))
              .csr(Scenario.MCOUNTINHIBIT, 5)
              .x(11, 0x123456789ABCL)
              .result(10, 0x123456789ABCL)
              .result(12, 0x123456789ABCL));
    }
  }

  /** What is read after a write is what was written, and one more for each instruction since. */
  private static void running(List<Scenario> scenarios) {
    for (int counter : new int[] {MCYCLE, MINSTRET}) {
      scenarios.add(
          Scenario.of(
                  "runs " + counter,
                  Scenario.MACHINE,
                  Words.csrrw(0, counter, 11),
                  Words.csrrs(10, counter, 0),
                  Words.NOP,
                  Words.csrrs(12, counter, 0),
                  Words.sub(13, 12, 10))
              .x(11, 1000)
              .result(10, 1000)
              .result(13, 2)
              .unlikeQemu(NO_COUNT));
    }
    scenarios.add(
        Scenario.of(
                "an instruction that traps does not retire",
                Scenario.SUPERVISOR,
                Words.csrrs(10, 0xC02, 0),
                Words.NOP,
                Words.csrrs(11, 0xC02, 0),
                Words.sub(12, 11, 10))
            .csr(Scenario.MCOUNTEREN, 4)
            .result(12, 2)
            .unlikeQemu(NO_COUNT));
  }
}
