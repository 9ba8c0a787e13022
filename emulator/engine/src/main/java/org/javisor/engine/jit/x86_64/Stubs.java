package org.javisor.engine.jit.x86_64;

import org.javisor.engine.jit.CodeRegion;
import org.javisor.engine.jit.ExitRecord;
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
  private static final int[] SAVED = {Reg.RBX, Reg.RBP, Reg.R12, Reg.R13, Reg.R14, Reg.R15};
  private static final int RESUME = 12;

  private final long[] enter = new long[2];
  private final long[] exit = new long[2];
  private final long[] poll = new long[2];

  /**
   * Writes them.
   *
   * @param slice how many instructions are granted at a time between looks at the attention word
   */
  Stubs(Assembler asm, HostMap map, CodeRegion region, int slice) {
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
      poll(asm, region.executeAddress(0), slice, exit[i]);
      asm.align(16);
    }
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

  private static void enter(Assembler asm, HostMap map, boolean floats) {
    for (int register : SAVED) {
      asm.push(register);
    }
    asm.lea64(HostMap.STATE, OperandEncoder.at(Reg.RDI, HostMap.STATE_BIAS));
    asm.mov64(Reg.RAX, Reg.RSI);
    asm.mov64(HostMap.TLB, Values.state(CpuState.TLB_TABLE));
    asm.mov32(HostMap.BUDGET, Values.state(CpuState.BUDGET));
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
    asm.add32Imm(HostMap.BUDGET, slice);
    asm.add64Imm(Values.state(CpuState.GRANTED), slice);
    asm.mov32(Reg.RCX, OperandEncoder.at(Reg.RCX, RESUME));
    asm.movImm64(Reg.RAX, regionStart);
    asm.add64(Reg.RAX, Reg.RCX);
    asm.jmpReg(Reg.RAX);
    assert ExitRecord.EXTRA > RESUME;
  }
}
