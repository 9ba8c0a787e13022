package org.javisor.engine.jit.x86_64;

import org.javisor.engine.jit.CodeRegion;
import org.javisor.engine.jit.ExitRecord;
import org.javisor.engine.mmu.SoftTlb;
import org.javisor.engine.vcpu.CpuState;

/**
 * The code that enters and leaves generated code, at the start of a region; each exists twice, for
 * modes in which guest code may use floating point and for others.
 *
 * <p>Entering: {@code (state, code)} by the C calling convention. Leaving: rcx is the address of
 * the exit's record, rax the guest address concerned.
 */
final class Stubs {
  private static final int MAX_BYTES = 4096;
  private static final int PAGE_SHIFT = 12;
  private static final int GRANULE_SHIFT = 6;
  private static final int[] SAVED = {Reg.RBX, Reg.RBP, Reg.R12, Reg.R13, Reg.R14, Reg.R15};

  private final long[] enter = new long[2];
  private final long[] exit = new long[2];
  private final long[] poll = new long[2];
  private final long[] secondTable = new long[4];
  private final AccessChecks checks;

  /** Writes them. */
  Stubs(Assembler asm, HostMap map, CodeRegion region, X64Host.Options options) {
    int start = region.used();
    asm.begin(region.writeAddress(start), MAX_BYTES, region.executeAddress(start));
    for (int i = 0; i < 2; i++) {
      enter[i] = asm.executeAddress();
      enter(asm, map, i == 1);
      asm.align(16);
      exit[i] = asm.executeAddress();
      exit(asm, map, i == 1);
      asm.align(16);
    }
    for (int i = 0; i < 2; i++) {
      poll[i] = asm.executeAddress();
      poll(asm, region.executeAddress(0), options.slice(), exit[i]);
      asm.align(16);
    }
    for (int i = 0; i < secondTable.length; i++) {
      secondTable[i] = asm.executeAddress();
      int tag = (i & 1) != 0 ? SoftTlb.WRITE : SoftTlb.READ;
      secondTable(asm, region.executeAddress(0), tag, exit[i >> 1]);
      asm.align(16);
    }
    boolean checked = options.checkedRam().length > 0;
    checks = checked ? new AccessChecks(asm, region, options.checkedRam(), exit) : null;
    if (asm.overflowed()) {
      throw new IllegalStateException("the stubs are larger than " + MAX_BYTES + " bytes");
    }
    region.advance(start + asm.end());
    region.reserve();
  }

  long enter(boolean floats) {
    return enter[floats ? 1 : 0];
  }

  long exit(boolean floats) {
    return exit[floats ? 1 : 0];
  }

  /** Where the end of the budget leads: goes on with a new slice, or exits. */
  long poll(boolean floats) {
    return poll[floats ? 1 : 0];
  }

  /**
   * Where an access goes that the TLB's first table did not know: it tries again when the second
   * one does, else exits. rdx is the tag wanted; xmm0 to xmm3 are free.
   */
  long secondTable(boolean floats, boolean store) {
    return secondTable[(floats ? 2 : 0) + (store ? 1 : 0)];
  }

  /** What checks accesses, or null. */
  AccessChecks checks() {
    return checks;
  }

  private static void enter(Assembler asm, HostMap map, boolean floats) {
    for (int register : SAVED) {
      asm.push(register);
    }
    asm.lea64(HostMap.STATE, OperandEncoder.at(Reg.RDI, HostMap.STATE_BIAS));
    asm.mov64(Reg.RAX, Reg.RSI);
    asm.mov64(HostMap.TLB, Values.state(CpuState.TLB_TABLE));
    asm.xorps(Reg.XMM0, Reg.XMM0);
    for (int i = 0; i < CpuState.KEPT_COUNT; i += 2) {
      asm.movups(Values.state(CpuState.KEPT + 8 * i), Reg.XMM0);
    }
    asm.mov32(HostMap.BUDGET, Values.state(CpuState.BUDGET));
    passMoment(asm, Reg.RCX);
    if (floats) {
      asm.stmxcsr(Values.state(CpuState.HOST_FLOAT_CONTROL));
      asm.ldmxcsr(Values.state(CpuState.GUEST_FLOAT_CONTROL));
      for (int slot : map.vectorSlots()) {
        asm.movsd(map.vector(slot), Values.memory(slot));
      }
    }
    for (int slot : map.generalSlots()) {
      asm.mov64(map.general(slot), Values.memory(slot));
    }
    asm.jmpReg(Reg.RAX);
  }

  /**
   * No store is under way. Loads and stores are not reordered among each other: what was stored is
   * seen before this, and the TLB is asked after it.
   */
  private static void passMoment(Assembler asm, int scratch) {
    asm.mov64(scratch, Values.state(CpuState.MOMENT_ASKED));
    asm.mov64(Values.state(CpuState.MOMENT_PASSED), scratch);
  }

  private static void exit(Assembler asm, HostMap map, boolean floats) {
    asm.mov64(Values.state(CpuState.EXIT), Reg.RCX);
    asm.mov64(Values.state(CpuState.EXIT_ADDRESS), Reg.RAX);
    asm.mov32(Values.state(CpuState.BUDGET), HostMap.BUDGET);
    for (int slot : map.generalSlots()) {
      asm.mov64(Values.memory(slot), map.general(slot));
    }
    if (floats) {
      for (int slot : map.vectorSlots()) {
        asm.movsd(Values.memory(slot), map.vector(slot));
      }
      asm.stmxcsr(Values.state(CpuState.GUEST_FLOAT_CONTROL));
      asm.ldmxcsr(Values.state(CpuState.HOST_FLOAT_CONTROL));
    }
    for (int i = SAVED.length - 1; i >= 0; i--) {
      asm.pop(SAVED[i]);
    }
    asm.ret();
  }

  private static void poll(Assembler asm, long regionStart, int slice, long exit) {
    asm.cmp32Imm(Values.state(CpuState.ATTENTION), 0);
    asm.jccAbsolute(Cond.NE, exit);
    passMoment(asm, Reg.RAX);
    asm.add32Imm(HostMap.BUDGET, slice);
    asm.add64Imm(Values.state(CpuState.GRANTED), slice);
    asm.mov32(Reg.RCX, OperandEncoder.at(Reg.RCX, ExitRecord.RESUME));
    asm.movImm64(Reg.RAX, regionStart);
    asm.add64(Reg.RAX, Reg.RCX);
    asm.jmpReg(Reg.RAX);
  }

  private static void secondTable(Assembler asm, long regionStart, int tag, long exit) {
    asm.movqToXmm(Reg.XMM0, Reg.RCX);
    asm.movqToXmm(Reg.XMM1, Reg.RDX);
    if (tag == SoftTlb.WRITE) {
      besideCode(asm, regionStart);
    }
    // What reaches into the next page must not find that page's entry, whose index may be the same.
    int fails = asm.newLabel();
    asm.xor64(Reg.RDX, Reg.RAX);
    asm.shr64(Reg.RDX, PAGE_SHIFT);
    asm.jcc(Cond.NE, fails);
    asm.mov64(Reg.RCX, Reg.RAX);
    asm.shr64(Reg.RCX, SoftTlb.INDEX_SHIFT);
    asm.mov64(Reg.RDX, Reg.RAX);
    asm.shr64(Reg.RDX, SoftTlb.SECOND_SHIFT);
    asm.xor32(Reg.RCX, Reg.RDX);
    asm.and32(Reg.RCX, Values.state(CpuState.SECOND_MASK));
    asm.add64(Reg.RCX, Values.state(CpuState.SECOND_TABLE));
    asm.movqFromXmm(Reg.RDX, Reg.XMM1);
    asm.cmp64(Reg.RDX, OperandEncoder.at(Reg.RCX, tag));
    int found = asm.newLabel();
    asm.jcc(Cond.E, found);
    asm.bind(fails);
    asm.movqFromXmm(Reg.RCX, Reg.XMM0);
    asm.jmpAbsolute(exit);
    asm.bind(found);
    asm.mov64(Reg.RDX, Reg.RAX);
    asm.shr64(Reg.RDX, SoftTlb.INDEX_SHIFT);
    asm.and32(Reg.RDX, Values.state(CpuState.TLB_MASK));
    copyEntry(asm);
    asm.movqFromXmm(Reg.RCX, Reg.XMM0);
    asm.mov32(Reg.RCX, OperandEncoder.at(Reg.RCX, ExitRecord.RETRY));
    asm.movImm64(Reg.RDX, regionStart);
    asm.add64(Reg.RCX, Reg.RDX);
    asm.jmpReg(Reg.RCX);
  }

  /**
   * A store to a page that holds code goes on when none is in the granules of its first and last
   * byte.
   */
  private static void besideCode(Assembler asm, long regionStart) {
    int fails = asm.newLabel();
    index(asm);
    asm.or64Imm(Reg.RDX, (int) SoftTlb.TELL);
    asm.cmp64(Reg.RDX, OperandEncoder.at(HostMap.TLB, Reg.RCX, 1, SoftTlb.WRITE));
    asm.jcc(Cond.NE, fails);
    asm.mov64(Reg.RDX, OperandEncoder.at(HostMap.TLB, Reg.RCX, 1, SoftTlb.ADDEND));
    asm.add64(Reg.RDX, Reg.RAX);
    asm.sub64(Reg.RDX, Values.state(CpuState.FREE_GRANULES_HOST));
    asm.shr64(Reg.RDX, PAGE_SHIFT);
    asm.cmp64(Reg.RDX, Values.state(CpuState.FREE_GRANULES_PAGES));
    asm.jcc(Cond.AE, fails);
    asm.mov64(Reg.RCX, Values.state(CpuState.FREE_GRANULES));
    asm.mov64(Reg.RDX, OperandEncoder.at(Reg.RCX, Reg.RDX, 8, 0));
    asm.mov64(Reg.RCX, Reg.RAX);
    requireFree(asm, fails);
    asm.movqFromXmm(Reg.RCX, Reg.XMM0);
    asm.movzx8(Reg.RCX, OperandEncoder.at(Reg.RCX, ExitRecord.DETAIL));
    asm.lea64(Reg.RCX, OperandEncoder.at(Reg.RCX, Reg.RAX, 1, -1));
    requireFree(asm, fails);
    asm.movqFromXmm(Reg.RCX, Reg.XMM0);
    asm.mov32(Reg.RDX, OperandEncoder.at(Reg.RCX, ExitRecord.ALLOWED));
    asm.movImm64(Reg.RCX, regionStart);
    asm.add64(Reg.RDX, Reg.RCX);
    index(asm);
    asm.jmpReg(Reg.RDX);
    asm.bind(fails);
    asm.movqFromXmm(Reg.RDX, Reg.XMM1);
  }

  /** rcx = the offset in the first table of the entry for the guest address in rax. */
  private static void index(Assembler asm) {
    asm.mov64(Reg.RCX, Reg.RAX);
    asm.shr64(Reg.RCX, SoftTlb.INDEX_SHIFT);
    asm.and32(Reg.RCX, Values.state(CpuState.TLB_MASK));
  }

  /** The bit of rdx for the address in rcx is 1. */
  private static void requireFree(Assembler asm, int fails) {
    asm.shr64(Reg.RCX, GRANULE_SHIFT);
    asm.ror64Cl(Reg.RDX);
    asm.test32Imm(Reg.RDX, 1);
    asm.jcc(Cond.E, fails);
    asm.rol64Cl(Reg.RDX);
  }

  /**
   * From the second table's entry at rcx to the first table's at r15 + rdx; changes rcx. Another
   * vCPU that takes the right to write from entries looks at the second table first: so the tags
   * are stored last, and the write tag is looked at again when they are seen by others.
   */
  private static void copyEntry(Assembler asm) {
    asm.movups(Reg.XMM1, OperandEncoder.at(Reg.RCX, 0));
    asm.movups(Reg.XMM2, OperandEncoder.at(Reg.RCX, 16));
    asm.movups(OperandEncoder.at(HostMap.TLB, Reg.RDX, 1, 16), Reg.XMM2);
    asm.movups(OperandEncoder.at(HostMap.TLB, Reg.RDX, 1, 0), Reg.XMM1);
    asm.lockOr32(Values.state(CpuState.TRASH), Reg.RDX);
    asm.mov64(Reg.RCX, OperandEncoder.at(Reg.RCX, SoftTlb.WRITE));
    int done = asm.newLabel();
    asm.test32Imm(Reg.RCX, (int) SoftTlb.TELL);
    asm.jcc(Cond.E, done);
    asm.mov64(OperandEncoder.at(HostMap.TLB, Reg.RDX, 1, SoftTlb.WRITE), Reg.RCX);
    asm.bind(done);
  }
}
