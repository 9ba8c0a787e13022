package org.javisor.isa.riscv64;

import java.util.ArrayList;
import java.util.List;

/**
 * A few instructions in a given mode with given registers and tables, and the trap that they end
 * with; without another that is an environment call behind them. Of the integer registers they may
 * use x1 to x19, and x10 to x14 are looked at.
 */
final class Scenario {
  static final int USER = Hart.USER;
  static final int SUPERVISOR = Hart.SUPERVISOR;
  static final int MACHINE = Hart.MACHINE;

  static final int SSTATUS = 0x100;
  static final int SIE = 0x104;
  static final int STVEC = 0x105;
  static final int SCOUNTEREN = 0x106;
  static final int SENVCFG = 0x10A;
  static final int SIP = 0x144;
  static final int STIMECMP = 0x14D;
  static final int SATP = 0x180;
  static final int MSTATUS = 0x300;
  static final int MEDELEG = 0x302;
  static final int MIDELEG = 0x303;
  static final int MIE = 0x304;
  static final int MTVEC = 0x305;
  static final int MCOUNTEREN = 0x306;
  static final int MENVCFG = 0x30A;
  static final int MCOUNTINHIBIT = 0x320;
  static final int MIP = 0x344;
  static final int PMPCFG0 = 0x3A0;
  static final int PMPCFG2 = 0x3A2;
  static final int PMPADDR0 = 0x3B0;

  /** First of the registers that are looked at, and how many. */
  static final int FIRST_SEEN = 10;

  static final int SEEN = 5;

  /** A value for memory or a register before the instructions. */
  record Value(long where, long value) {}

  final String name;
  final int privilege;
  final int[] code;
  final List<Value> stores = new ArrayList<>();
  final List<Value> csrs = new ArrayList<>();
  final List<Value> registers = new ArrayList<>();

  /** Where the instructions are executed; 0: where they lie. */
  long start;

  int to = MACHINE;
  long cause;
  long value;

  /** The trapping instruction's distance from the first, in bytes; or all of its address. */
  long pc;

  boolean anywhere;
  long statusMask;
  long status;
  int vector;
  final List<Value> results = new ArrayList<>();

  /** Why QEMU may do something else; empty when it may not. */
  String unlikeQemu = "";

  private Scenario(String name, int privilege, int[] code) {
    this.name = name;
    this.privilege = privilege;
    this.code = code;
    cause = Cause.ECALL_FROM_U + privilege;
    pc = 4L * code.length;
  }

  static Scenario of(String name, int privilege, int... code) {
    return new Scenario(name, privilege, code);
  }

  /** Memory before. */
  Scenario store(long address, long contents) {
    stores.add(new Value(address, contents));
    return this;
  }

  /** A control and status register before, in the order of calls. */
  Scenario csr(int number, long contents) {
    csrs.add(new Value(number, contents));
    return this;
  }

  /** An integer register before. */
  Scenario x(int number, long contents) {
    registers.add(new Value(number, contents));
    return this;
  }

  Scenario startAt(long address) {
    start = address;
    return this;
  }

  /** Which trap ends it: the mode that it goes to, cause, value and offset of the instruction. */
  Scenario trap(int mode, long number, long information, long offset) {
    to = mode;
    cause = number;
    value = information;
    pc = offset;
    return this;
  }

  /** The instruction at {@code offset} is illegal for it. */
  Scenario illegal(int mode, int instruction, long offset) {
    return trap(mode, Cause.ILLEGAL_INSTRUCTION, instruction & 0xFFFFFFFFL, offset);
  }

  /** The trap's pc is an address and not an offset. */
  Scenario absolute() {
    anywhere = true;
    return this;
  }

  /** An interrupt before the instruction at {@code offset}; which vector it takes. */
  Scenario interrupt(int mode, int number, long offset) {
    return trap(mode, 1L << 63 | number, 0, offset);
  }

  Scenario vector(int number) {
    vector = number;
    return this;
  }

  /** Bits of mstatus or sstatus in the handler. */
  Scenario status(long mask, long bits) {
    statusMask = mask;
    status = bits;
    return this;
  }

  /** An integer register afterwards. */
  Scenario result(int number, long contents) {
    results.add(new Value(number, contents));
    return this;
  }

  Scenario unlikeQemu(String why) {
    unlikeQemu = why;
    return this;
  }
}
