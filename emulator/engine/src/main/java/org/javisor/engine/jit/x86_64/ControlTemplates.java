package org.javisor.engine.jit.x86_64;

import org.javisor.engine.ir.IrOp;
import org.javisor.engine.jit.ExitRecord;
import org.javisor.engine.mmu.JumpTable;
import org.javisor.engine.vcpu.CpuState;

/** Jumps: inside the unit, to another unit of the page by a link, elsewhere by the jump cache. */
class ControlTemplates extends FloatTemplates {
  private static final int PAGE = 4096;

  /** An instruction that begins here may reach into the next page, so its unit is never linked. */
  private static final int LAST_HALFWORD = PAGE - 2;

  private final BlockPlan plan = new BlockPlan();
  private int[] labels = new int[128];

  ControlTemplates(Assembler asm, HostMap map, HostFeatures features, Stubs stubs) {
    super(asm, map, features, stubs);
  }

  final BlockPlan plan() {
    return plan;
  }

  /** Makes a label for each block of the plan. */
  final void makeLabels() {
    if (labels.length < plan.size()) {
      labels = new int[2 * plan.size()];
    }
    for (int n = 0; n < plan.size(); n++) {
      labels[n] = plan.isLeader(n) ? asm.newLabel() : -1;
    }
  }

  /** Instruction {@code n} begins a block: pays for it, looks at the budget where loops close. */
  final void beginBlock(int n) {
    asm.bind(labels[n]);
    int length = plan.blockLength(n);
    if (n == 0) {
      // Seven bytes, of which an invalid unit's entry gets five replaced at once.
      asm.data8(0x41);
      asm.data8(0x81);
      asm.data8(0xEE);
      asm.data32(length);
    } else {
      asm.sub32Imm(HostMap.BUDGET, length);
    }
    if (n == 0 || plan.isLoopHead(n)) {
      int resume = asm.newLabel();
      asm.jcc(Cond.S, pollExit(resume));
      asm.bind(resume);
    }
    forgetBoxes();
    if (n == 0 || plan.isTarget(n)) {
      forgetCopy();
    }
  }

  private int targetOffset(long target) {
    long distance = target - plan.page();
    return distance >= 0 && distance < LAST_HALFWORD ? (int) distance : -1;
  }

  /** A conditional branch, the last operator of its instruction. */
  final void branch(IrOp op, int i) {
    int cond = compare(ir.a(i), ir.b(i), condition(op));
    defineNothingAndKeep(NONE);
    long target = ir.imm(i);
    int inside = plan.indexOf(target);
    if (inside >= 0) {
      asm.jcc(cond, labels[inside]);
      return;
    }
    int offset = targetOffset(target);
    if (offset >= 0) {
      int exit = linkExit(offset);
      setLinkField(exit, asm.patchableJcc(cond, exit));
      return;
    }
    int over = asm.newLabel();
    asm.jcc(Cond.not(cond), over);
    jumpFar(target);
    asm.bind(over);
  }

  /** A jump to a constant address. */
  final void jump(long target) {
    defineNothing();
    int inside = plan.indexOf(target);
    if (inside >= 0) {
      asm.jmp(labels[inside]);
      return;
    }
    int offset = targetOffset(target);
    if (offset >= 0) {
      int exit = linkExit(offset);
      setLinkField(exit, asm.patchableJumpTo(exit));
      return;
    }
    jumpFar(target);
  }

  private void jumpFar(long target) {
    asm.mov64(Reg.RAX, state(CpuState.CODE_PAGE));
    addDistance(Reg.RAX, target - plan.page());
    jumpByCache();
  }

  final void jumpIndirect(int i) {
    load(ir.a(i), Reg.RAX);
    defineNothing();
    jumpByCache();
  }

  /** To the guest address in rax. */
  private void jumpByCache() {
    int miss = exitAfter(ExitRecord.INDIRECT, 0);
    asm.mov64(Reg.RCX, Reg.RAX);
    asm.shr64(Reg.RCX, JumpTable.MIX_SHIFT);
    asm.xor32(Reg.RCX, Reg.RAX);
    asm.shl32(Reg.RCX, JumpTable.INDEX_SHIFT);
    asm.and32Imm(Reg.RCX, JumpTable.INDEX_MASK);
    asm.add64(Reg.RCX, state(CpuState.JUMP_TABLE));
    asm.mov64(Reg.RDX, state(CpuState.MODE_TAG));
    asm.xor64(Reg.RDX, Reg.RAX);
    asm.expect(AccessChecks.Place.TABLES);
    asm.cmp64(Reg.RDX, OperandEncoder.at(Reg.RCX, 0));
    asm.jcc(Cond.NE, miss);
    asm.and64Imm(Reg.RAX, -PAGE);
    asm.mov64(state(CpuState.CODE_PAGE), Reg.RAX);
    asm.checkTarget(OperandEncoder.at(Reg.RCX, 8));
    asm.jmp(OperandEncoder.at(Reg.RCX, 8));
    asm.expect(AccessChecks.Place.RAM);
  }

  /** Leaves the unit behind this instruction when a is not 0. */
  final void exitIf(int i) {
    exitIf(ir.a(i), exitAfter(ExitRecord.NEXT, (int) (ir.imm(i) - plan.page())));
  }

  final void codeBarrier(int i) {
    asm.cmp32Imm(state(CpuState.CODE_UNSETTLED), 0);
    asm.jcc(Cond.NE, exitAfter(ExitRecord.NEXT, (int) (ir.imm(i) - plan.page())));
    defineNothing();
  }

  final void breakIf(int i) {
    exitIf(ir.a(i), exit(ExitRecord.NEXT, (int) (ir.imm(i) - plan.page())));
  }

  private void exitIf(int a, int exit) {
    if (inMemory(a)) {
      asm.cmp64Imm(memory(a), 0);
    } else {
      int tested = source(a, Reg.RCX);
      asm.test64(tested, tested);
    }
    asm.jcc(Cond.NE, exit);
    defineNothing();
  }

  final void helperExit(int i) {
    spillAll();
    int next = (int) (constant(ir.b(i)) - plan.page());
    asm.jmp(finalExit(ExitRecord.HELPER_EXIT, next, i));
  }

  final void trap(int i) {
    spillAll();
    asm.jmp(finalExit(ExitRecord.TRAP, 0, i));
  }
}
