package org.javisor.engine.interp;

import org.javisor.engine.ir.IrOp;
import org.javisor.engine.isa.GuestCpu;
import org.javisor.engine.vcpu.CpuState;

/** Floating-point operators. */
final class FloatOperators {
  FloatOperators(CpuState state, GuestCpu cpu) {}

  long execute(IrOp op, long a, long b, long imm) {
    throw new IllegalStateException("floating point: " + op);
  }

  static long pure(IrOp op, long a) {
    if (op == IrOp.FUNBOX_32) {
      return a >>> 32 == 0xFFFFFFFFL ? a & 0xFFFFFFFFL : 0x7FC00000L;
    }
    throw new IllegalStateException("floating point: " + op);
  }
}
