package org.javisor.isa.riscv64;

import java.util.Locale;
import org.javisor.engine.isa.Access;
import org.javisor.engine.isa.Translation;

/**
 * A hart's state, and what happens to it, as text in the forms of QEMU's logs.
 *
 * <p>Spec: [RISCV-UNPRIV] 26 (register names), [RISCV-PRIV] table of mcause values.
 */
final class HartDump {
  private static final int REGISTERS = 32;
  private static final int DIGITS = 16;
  private static final String[] EXCEPTIONS = {
    "misaligned_fetch",
    "fault_fetch",
    "illegal_instruction",
    "breakpoint",
    "misaligned_load",
    "fault_load",
    "misaligned_store",
    "fault_store",
    "user_ecall",
    "supervisor_ecall",
    "hypervisor_ecall",
    "machine_ecall",
    "exec_page_fault",
    "load_page_fault",
    "reserved",
    "store_page_fault"
  };
  private static final String[] INTERRUPTS = {
    "u_software",
    "s_software",
    "vs_software",
    "m_software",
    "u_timer",
    "s_timer",
    "vs_timer",
    "m_timer",
    "u_external",
    "s_external",
    "vs_external",
    "m_external"
  };
  private static final Csr[] SHOWN = {
    Csr.MHARTID,
    Csr.MSTATUS,
    Csr.MIP,
    Csr.MIE,
    Csr.MIDELEG,
    Csr.MEDELEG,
    Csr.MTVEC,
    Csr.STVEC,
    Csr.MEPC,
    Csr.SEPC,
    Csr.MCAUSE,
    Csr.SCAUSE,
    Csr.MTVAL,
    Csr.STVAL,
    Csr.MSCRATCH,
    Csr.SSCRATCH,
    Csr.SATP
  };

  private HartDump() {}

  static String of(Hart hart, Csrs csrs) {
    StringBuilder text = new StringBuilder();
    line(text, "pc", hart.port().pc());
    for (Csr csr : SHOWN) {
      if (csrs.exists(csr, 0)) {
        line(text, CsrNames.of(csr.number(0)), csrs.read(csr, 0));
      }
    }
    for (int i = 0; i < REGISTERS; i++) {
      String name = "x" + i + "/" + RegisterNames.integer(i);
      text.append(' ').append(padded(name)).append(hex(hart.x(i)));
      text.append(i % 4 == 3 ? "\n" : "");
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String name, long value) {
    text.append(' ').append(padded(name)).append(hex(value)).append('\n');
  }

  private static String padded(String name) {
    return name + " ".repeat(Math.max(1, 9 - name.length()));
  }

  private static String hex(long value) {
    String digits = Long.toHexString(value);
    return "0".repeat(DIGITS - digits.length()) + digits;
  }

  /** What a hart has found behind an address. */
  static String translation(int hart, long address, Access access, Translation found) {
    return lookup(hart, address, access)
        + "0x"
        + hex(found.physical)
        + (found.readable ? " r" : " -")
        + (found.writable ? "w" : "-")
        + (found.executable ? "x" : "-")
        + " size 0x"
        + Long.toHexString(found.pageSize);
  }

  /** Which exception it takes instead. */
  static String noTranslation(int hart, long address, Access access, int cause) {
    return lookup(hart, address, access) + EXCEPTIONS[cause];
  }

  private static String lookup(int hart, long address, Access access) {
    String kind = access.name().toLowerCase(Locale.ROOT);
    return "mmu: hart:" + hart + ", " + kind + " 0x" + hex(address) + " -> ";
  }

  /** A hart takes an exception, or an interrupt if {@code cause} is negative. */
  static String interrupt(int hart, long cause, long pc, long value) {
    int number = (int) cause & 63;
    String[] names = cause < 0 ? INTERRUPTS : EXCEPTIONS;
    return "riscv_cpu_do_interrupt: hart:"
        + hart
        + ", async:"
        + (cause < 0 ? 1 : 0)
        + ", cause:"
        + hex(number)
        + ", epc:0x"
        + hex(pc)
        + ", tval:0x"
        + hex(value)
        + ", desc="
        + (number < names.length ? names[number] : "(unknown)");
  }
}
