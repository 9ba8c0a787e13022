package org.javisor.isa.riscv64;

import java.util.ArrayList;
import java.util.List;

/**
 * Every control and status register, by instructions in M-mode: what is read of what is written, as
 * {@link CsrTableTest} has it, or that it cannot be written. The first word of a name is the
 * register's.
 */
final class CsrScenarios {
  private static final int FIRST_VALUE = 1;
  private static final int OLD = 15;
  private static final int MASK = 16;

  private CsrScenarios() {}

  /** For a hart with all extensions and number 0. */
  static List<Scenario> all() {
    List<Scenario> scenarios = new ArrayList<>();
    for (Csr csr : Csr.values()) {
      for (int i = 0; i < csr.count(); i++) {
        if (CsrTableTest.isExisting(csr, i)) {
          add(csr, i, scenarios);
        }
      }
    }
    return scenarios;
  }

  private static void add(Csr csr, int index, List<Scenario> scenarios) {
    int number = csr.number(index);
    String name = CsrNames.of(number);
    CsrTableTest.Expected expected = CsrTableTest.expected(csr, index);
    if (Csr.isReadOnly(number)) {
      scenarios.add(readable(name, csr, number, expected.reset()));
      int write = Words.csrrw(0, number, 0);
      scenarios.add(
          Scenario.of(name + " is not written", Scenario.MACHINE, write)
              .illegal(Scenario.MACHINE, write, 0));
      return;
    }
    long writable = expected.writable();
    for (long value : new long[] {writable, 0, writable & 0x5555555555555555L}) {
      scenarios.add(written(name, number, writable, value));
    }
    long[] legal = expected.legal();
    for (int last = 0; last < legal.length; last += 2) {
      scenarios.add(sequence(name, number, legal, last));
    }
  }

  private static Scenario readable(String name, Csr csr, int number, long value) {
    Scenario scenario =
        Scenario.of(name + " is read", Scenario.MACHINE, Words.csrrs(10, number, 0));
    return switch (csr) {
      case CYCLE, INSTRET, HPMCOUNTER -> scenario; // they run
      case TIME -> scenario.result(10, BareMachine.TIME);
      case MHARTID -> scenario.result(10, 0);
      default -> scenario.result(10, value);
    };
  }

  /** Writes, reads, sets and clears bits, and leaves it as it was. */
  private static Scenario written(String name, int number, long writable, long value) {
    return Scenario.of(
            name + " := " + Long.toHexString(value),
            Scenario.MACHINE,
            Words.csrrw(OLD, number, FIRST_VALUE),
            Words.csrrs(10, number, MASK),
            Words.csrrc(11, number, MASK),
            Words.csrrs(12, number, 0),
            Words.csrrw(0, number, OLD),
            Words.and(10, 10, MASK),
            Words.and(11, 11, MASK),
            Words.and(12, 12, MASK))
        .x(FIRST_VALUE, value)
        .x(MASK, writable)
        .result(10, value)
        .result(11, writable)
        .result(12, 0);
  }

  /** Writes one value after the other and looks at what the last has become. */
  private static Scenario sequence(String name, int number, long[] legal, int last) {
    int[] code = new int[last / 2 + 3];
    code[0] = Words.csrrw(OLD, number, FIRST_VALUE);
    for (int i = 1; i <= last / 2; i++) {
      code[i] = Words.csrrw(0, number, FIRST_VALUE + i);
    }
    code[last / 2 + 1] = Words.csrrs(10, number, 0);
    code[last / 2 + 2] = Words.csrrw(0, number, OLD);
    String title = name + " := ..., " + Long.toHexString(legal[last]);
    Scenario scenario = Scenario.of(title, Scenario.MACHINE, code).result(10, legal[last + 1]);
    for (int i = 0; i <= last / 2; i++) {
      scenario.x(FIRST_VALUE + i, legal[2 * i]);
    }
    return scenario;
  }
}
