package org.javisor.isa.riscv64;

/**
 * A hart's state as text.
 *
 * <p>Spec: [RISCV-UNPRIV] 26 (register names).
 */
final class HartDump {
  private static final int REGISTERS = 32;
  private static final Csr[] SHOWN = {
    Csr.SSTATUS,
    Csr.SEPC,
    Csr.SCAUSE,
    Csr.STVAL,
    Csr.STVEC,
    Csr.SATP,
    Csr.SIE,
    Csr.SIP,
    Csr.MSTATUS,
    Csr.MEPC,
    Csr.MCAUSE,
    Csr.MTVAL,
    Csr.MTVEC,
    Csr.MIE,
    Csr.MIP
  };

  private HartDump() {}

  static String of(Hart hart, Csrs csrs, int privilege) {
    StringBuilder text = new StringBuilder("hart ").append(hart.id());
    text.append(" privilege ").append(privilege);
    append(text, " pc", hart.port().pc());
    text.append('\n');
    for (int i = 0; i < REGISTERS; i++) {
      append(text, RegisterNames.integer(i), hart.x(i));
      text.append(i % 4 == 3 ? '\n' : ' ');
    }
    for (int i = 0; i < SHOWN.length; i++) {
      append(text, SHOWN[i].name(), csrs.read(SHOWN[i], 0));
      text.append(i % 4 == 3 || i == SHOWN.length - 1 ? '\n' : ' ');
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String name, long value) {
    text.append(name).append("=0x").append(Long.toHexString(value));
  }
}
