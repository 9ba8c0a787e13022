package org.javisor.isa.riscv64;

/**
 * Control and status registers that a hart may have, in the order of their numbers. Bits 9:8 of a
 * number are the least privilege, bits 11:10 both set mean read-only.
 *
 * <p>A row is one register, or several alike with numbers a step apart, told apart by an index. To
 * add one: a row here, its cases in {@link Csrs}, its line in the table of CsrTableTest. Places
 * kept: the hypervisor's at 0x200, 0x600 and 0x34A, AIA's at 0x150 and 0x350, the vector state at
 * 8.
 *
 * <p>Spec: [RISCV-PRIV] 2.2. Unimplemented: those, resumable non-maskable interrupts, Smepmp.
 */
enum Csr {
  FFLAGS(0x001, Extension.F),
  FRM(0x002, Extension.F),
  FCSR(0x003, Extension.F),
  SSTATUS(0x100, Extension.S),
  SIE(0x104, Extension.S),
  STVEC(0x105, Extension.S),
  SCOUNTEREN(0x106, Extension.S),
  SENVCFG(0x10A, Extension.S),
  SSTATEEN(0x10C, 4, 1, Extension.SMSTATEEN),
  SSCRATCH(0x140, Extension.S),
  SEPC(0x141, Extension.S),
  SCAUSE(0x142, Extension.S),
  STVAL(0x143, Extension.S),
  SIP(0x144, Extension.S),
  STIMECMP(0x14D, Extension.SSTC),
  SATP(0x180, Extension.S),
  MSTATUS(0x300, Extension.I),
  MISA(0x301, Extension.I),
  MEDELEG(0x302, Extension.S),
  MIDELEG(0x303, Extension.S),
  MIE(0x304, Extension.I),
  MTVEC(0x305, Extension.I),
  MCOUNTEREN(0x306, Extension.U),
  MENVCFG(0x30A, Extension.U),
  MSTATEEN(0x30C, 4, 1, Extension.SMSTATEEN),
  MCOUNTINHIBIT(0x320, Extension.I),
  MHPMEVENT(0x323, 29, 1, Extension.I),
  MSCRATCH(0x340, Extension.I),
  MEPC(0x341, Extension.I),
  MCAUSE(0x342, Extension.I),
  MTVAL(0x343, Extension.I),
  MIP(0x344, Extension.I),
  PMPCFG(0x3A0, 2, 2, Extension.I),
  PMPADDR(0x3B0, 16, 1, Extension.I),
  TSELECT(0x7A0, Extension.I),
  TDATA(0x7A1, 3, 1, Extension.I),
  TINFO(0x7A4, Extension.I),
  MCYCLE(0xB00, Extension.I),
  MINSTRET(0xB02, Extension.I),
  MHPMCOUNTER(0xB03, 29, 1, Extension.ZIHPM),
  CYCLE(0xC00, Extension.ZICNTR),
  TIME(0xC01, Extension.ZICNTR),
  INSTRET(0xC02, Extension.ZICNTR),
  HPMCOUNTER(0xC03, 29, 1, Extension.ZIHPM),
  MVENDORID(0xF11, Extension.I),
  MARCHID(0xF12, Extension.I),
  MIMPID(0xF13, Extension.I),
  MHARTID(0xF14, Extension.I),
  MCONFIGPTR(0xF15, Extension.I);

  private static final Csr[] BY_NUMBER = new Csr[4096];

  static {
    for (Csr csr : values()) {
      for (int i = 0; i < csr.count; i++) {
        BY_NUMBER[csr.first + i * csr.step] = csr;
      }
    }
  }

  private final int first;
  private final int count;
  private final int step;
  private final Extension needs;

  Csr(int number, Extension needs) {
    this(number, 1, 1, needs);
  }

  Csr(int first, int count, int step, Extension needs) {
    this.first = first;
    this.count = count;
    this.step = step;
    this.needs = needs;
  }

  /** The register {@code number}, 0 to 4095; null when there is none. */
  static Csr of(int number) {
    return BY_NUMBER[number];
  }

  /** Which of several alike {@code number} is, from 0. */
  int index(int number) {
    return (number - first) / step;
  }

  /** How many there are. */
  int count() {
    return count;
  }

  /** The number of the one with {@code index}. */
  int number(int index) {
    return first + index * step;
  }

  /** The extension that it comes with. */
  Extension needs() {
    return needs;
  }

  static int privilegeOf(int number) {
    return number >>> 8 & 3;
  }

  static boolean isReadOnly(int number) {
    return number >>> 10 == 3;
  }
}
