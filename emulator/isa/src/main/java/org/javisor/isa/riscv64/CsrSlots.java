package org.javisor.isa.riscv64;

/**
 * Guest slots behind the registers' that hold what operating systems read and write often, so that
 * translated code does it by itself.
 *
 * <p>Spec: [RISCV-PRIV] 3.1.6 (mstatus), 3.1.13 to 3.1.16, 10.1.5 to 10.1.9.
 */
final class CsrSlots {
  static final int SSCRATCH = 65;
  static final int SEPC = 66;
  static final int SCAUSE = 67;
  static final int STVAL = 68;
  static final int MSCRATCH = 69;
  static final int MEPC = 70;
  static final int MCAUSE = 71;
  static final int MTVAL = 72;

  /** mstatus without SD; FS is dirty also when {@link Emitter#FLOAT_DIRTY} says so. */
  static final int STATUS = 73;

  /**
   * Bits of {@link #STATUS} that translated code has asked to be turned over and that change the
   * translation mode. It leaves its unit at once; whoever reads the status next applies them.
   */
  static final int STATUS_CHANGE = 74;

  /**
   * Not 0 when an interrupt was pending and enabled as the hart looked last. Only the hart's thread
   * writes it: whoever raises an interrupt raises the hart's attention as well, which makes it
   * look.
   */
  static final int INTERRUPT_READY = 75;

  /** How many slots there are in all. */
  static final int END = 76;

  private CsrSlots() {}
}
