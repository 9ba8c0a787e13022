package org.javisor.isa.riscv64;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A hart's registers by the numbers that debuggers have for them: x0 to x31, pc, f0 to f31, the
 * privilege, and behind them the control and status registers by their own numbers. The hart stands
 * still.
 *
 * <p>Spec: [GDB-RSP] "RISC-V Features".
 */
public final class HartRegisters {
  /** How many integer and how many float registers there are. */
  public static final int COUNT = 32;

  public static final int PC = 32;
  public static final int FIRST_FLOAT = 33;
  public static final int PRIVILEGE = 65;
  public static final int FIRST_CSR = 66;

  private static final int CSRS = 4096;
  private static final int NO_PRIVILEGE = 2;

  private final Hart hart;
  private final Csrs csrs;

  public HartRegisters(Hart hart) {
    this.hart = hart;
    this.csrs = hart.csrs();
  }

  /** Whether there are float registers. */
  public boolean hasFloat() {
    return csrs.config.features().has(Extension.F);
  }

  /** A control and status register. */
  public record Named(String name, int number) {}

  /** The control and status registers that the hart has, ascending. */
  public List<Named> controlRegisters() {
    List<Named> all = new ArrayList<>();
    for (int number = 0; number < CSRS; number++) {
      if (exists(number)) {
        all.add(new Named(CsrNames.of(number), FIRST_CSR + number));
      }
    }
    return all;
  }

  private boolean exists(int number) {
    Csr csr = number < 0 || number >= CSRS ? null : Csr.of(number);
    return csr != null && csrs.exists(csr, csr.index(number));
  }

  /** The value of a register; empty when there is none of that number. */
  public OptionalLong read(int number) {
    if (number < 0) {
      return OptionalLong.empty();
    }
    if (number < COUNT) {
      return OptionalLong.of(hart.x(number));
    }
    if (number == PC) {
      return OptionalLong.of(hart.port().pc());
    }
    if (number < PRIVILEGE) {
      return hasFloat()
          ? OptionalLong.of(hart.port().slot(Emitter.FLOAT + number - FIRST_FLOAT))
          : OptionalLong.empty();
    }
    if (number == PRIVILEGE) {
      return OptionalLong.of(hart.privilege());
    }
    if (!exists(number - FIRST_CSR)) {
      return OptionalLong.empty();
    }
    Csr csr = Csr.of(number - FIRST_CSR);
    return OptionalLong.of(csrs.read(csr, csr.index(number - FIRST_CSR)));
  }

  /** Sets a register, as far as it can be set; false when there is none of that number. */
  public boolean write(int number, long value) {
    if (read(number).isEmpty()) {
      return false;
    }
    if (number < COUNT) {
      hart.setX(number, value);
    } else if (number == PC) {
      hart.port().setPc(value & -2L);
    } else if (number < PRIVILEGE) {
      hart.port().setSlot(Emitter.FLOAT + number - FIRST_FLOAT, value);
    } else if (number == PRIVILEGE) {
      int wanted = (int) value & 3;
      hart.setPrivilege(wanted == NO_PRIVILEGE ? Hart.SUPERVISOR : wanted);
    } else {
      return writeControl(number - FIRST_CSR, value);
    }
    return true;
  }

  private boolean writeControl(int number, long value) {
    if (Csr.isReadOnly(number)) {
      return false;
    }
    Csr csr = Csr.of(number);
    csrs.write(csr, csr.index(number), -1, value);
    hart.lookForInterrupts();
    return true;
  }
}
