package org.javisor.isa.riscv64;

/**
 * Control and status registers that a hart has. Bits 9:8 of a number are the least privilege, bits
 * 11:10 both set mean read-only.
 *
 * <p>Spec: [RISCV-PRIV] 2.2. Unimplemented: PMP registers, hardware performance counters, debug
 * triggers.
 */
enum Csr {
  FFLAGS(0x001),
  FRM(0x002),
  FCSR(0x003),
  SSTATUS(0x100),
  SIE(0x104),
  STVEC(0x105),
  SCOUNTEREN(0x106),
  SENVCFG(0x10A),
  SSCRATCH(0x140),
  SEPC(0x141),
  SCAUSE(0x142),
  STVAL(0x143),
  SIP(0x144),
  STIMECMP(0x14D),
  SATP(0x180),
  MSTATUS(0x300),
  MISA(0x301),
  MEDELEG(0x302),
  MIDELEG(0x303),
  MIE(0x304),
  MTVEC(0x305),
  MCOUNTEREN(0x306),
  MENVCFG(0x30A),
  MCOUNTINHIBIT(0x320),
  MSCRATCH(0x340),
  MEPC(0x341),
  MCAUSE(0x342),
  MTVAL(0x343),
  MIP(0x344),
  MCYCLE(0xB00),
  MINSTRET(0xB02),
  CYCLE(0xC00),
  TIME(0xC01),
  INSTRET(0xC02),
  MVENDORID(0xF11),
  MARCHID(0xF12),
  MIMPID(0xF13),
  MHARTID(0xF14),
  MCONFIGPTR(0xF15);

  private static final Csr[] BY_NUMBER = new Csr[4096];

  static {
    for (Csr csr : values()) {
      BY_NUMBER[csr.number] = csr;
    }
  }

  private final int number;

  Csr(int number) {
    this.number = number;
  }

  /** The register {@code number}, 0 to 4095; null when the hart has none. */
  static Csr of(int number) {
    return BY_NUMBER[number];
  }

  static int privilegeOf(int number) {
    return number >>> 8 & 3;
  }

  static boolean isReadOnly(int number) {
    return number >>> 10 == 3;
  }
}
