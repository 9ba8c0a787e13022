package org.javisor.engine.jit.x86_64;

/**
 * Moves, extensions, multiplication, division, shifts, the stack. Names end in the width in bits;
 * {@code movsx8to64} says both. Operands as in {@link ArithmeticAssembler}.
 */
public class IntegerAssembler extends ArithmeticAssembler {
  /** Shift and rotate operations by their numbers in the encoding. */
  private static final int ROL = 0;

  private static final int ROR = 1;
  private static final int SHL = 4;
  private static final int SHR = 5;
  private static final int SAR = 7;

  private void shift(int operation, int width, int dst, int count) {
    if (count == 1) {
      encode(0xD1 | width, operation, dst);
    } else {
      encode(0xC1 | width, operation, dst);
      data8(count);
    }
  }

  public final void mov32(int dst, int src) {
    encode(0x89, src, dst);
  }

  public final void mov32(int dst, long memory) {
    encode(0x8B, dst, memory);
  }

  public final void mov32(long memory, int src) {
    encode(0x89, src, memory);
  }

  public final void mov64(int dst, int src) {
    encode(0x89 | W, src, dst);
  }

  public final void mov64(int dst, long memory) {
    encode(0x8B | W, dst, memory);
  }

  public final void mov64(long memory, int src) {
    encode(0x89 | W, src, memory);
  }

  public final void mov8(long memory, int src) {
    encode(0x88 | BYTE_REG, src, memory);
  }

  public final void mov16(long memory, int src) {
    encode(0x89 | P66, src, memory);
  }

  public final void mov8Imm(long memory, int imm) {
    encode(0xC6, 0, memory);
    data8(imm);
  }

  public final void mov16Imm(long memory, int imm) {
    encode(0xC7 | P66, 0, memory);
    data16(imm);
  }

  public final void mov32Imm(long memory, int imm) {
    encode(0xC7, 0, memory);
    data32(imm);
  }

  /** Stores the sign-extended immediate. */
  public final void mov64Imm(long memory, int imm) {
    encode(0xC7 | W, 0, memory);
    data32(imm);
  }

  /** dst = imm, zero-extended; leaves the flags alone. */
  public final void movImm32(int dst, int imm) {
    if (dst >= Reg.R8) {
      data8(0x41);
    }
    data8(0xB8 | dst & 7);
    data32(imm);
  }

  /** dst = imm in the shortest form that leaves the flags alone. */
  public final void movImm64(int dst, long imm) {
    if (imm >>> 32 == 0) {
      movImm32(dst, (int) imm);
    } else if (imm == (int) imm) {
      encode(0xC7 | W, 0, dst);
      data32((int) imm);
    } else {
      data8(0x48 | dst >> 3);
      data8(0xB8 | dst & 7);
      data64(imm);
    }
  }

  public final void movzx8(int dst, int src) {
    encode(0xb6 | MAP_0F | BYTE_RM, dst, src);
  }

  public final void movzx8(int dst, long memory) {
    encode(0xb6 | MAP_0F, dst, memory);
  }

  public final void movzx16(int dst, int src) {
    encode(0xb7 | MAP_0F, dst, src);
  }

  public final void movzx16(int dst, long memory) {
    encode(0xb7 | MAP_0F, dst, memory);
  }

  public final void movsx8to32(int dst, int src) {
    encode(0xBE | MAP_0F | BYTE_RM, dst, src);
  }

  public final void movsx8to32(int dst, long memory) {
    encode(0xBE | MAP_0F, dst, memory);
  }

  public final void movsx16to32(int dst, int src) {
    encode(0xBF | MAP_0F, dst, src);
  }

  public final void movsx16to32(int dst, long memory) {
    encode(0xBF | MAP_0F, dst, memory);
  }

  public final void movsx8to64(int dst, int src) {
    encode(0xBE | MAP_0F | BYTE_RM | W, dst, src);
  }

  public final void movsx8to64(int dst, long memory) {
    encode(0xBE | MAP_0F | W, dst, memory);
  }

  public final void movsx16to64(int dst, int src) {
    encode(0xBF | MAP_0F | W, dst, src);
  }

  public final void movsx16to64(int dst, long memory) {
    encode(0xBF | MAP_0F | W, dst, memory);
  }

  public final void movsx32to64(int dst, int src) {
    encode(0x63 | W, dst, src);
  }

  public final void movsx32to64(int dst, long memory) {
    encode(0x63 | W, dst, memory);
  }

  public final void lea32(int dst, long memory) {
    encode(0x8D, dst, memory);
  }

  public final void lea64(int dst, long memory) {
    encode(0x8D | W, dst, memory);
  }

  public final void imul32(int dst, int src) {
    encode(0xAF | MAP_0F, dst, src);
  }

  public final void imul32(int dst, long memory) {
    encode(0xAF | MAP_0F, dst, memory);
  }

  public final void imul32Imm(int dst, int src, int imm) {
    if (imm == (byte) imm) {
      encode(0x6B, dst, src);
      data8(imm);
    } else {
      encode(0x69, dst, src);
      data32(imm);
    }
  }

  /** rdx:rax = rax * src, unsigned. */
  public final void mul32(int src) {
    encode(0xF7, 4, src);
  }

  /** rdx:rax = rax * src, signed. */
  public final void imulWide32(int src) {
    encode(0xF7, 5, src);
  }

  public final void div32(int src) {
    encode(0xF7, 6, src);
  }

  public final void idiv32(int src) {
    encode(0xF7, 7, src);
  }

  public final void imul64(int dst, int src) {
    encode(0xAF | MAP_0F | W, dst, src);
  }

  public final void imul64(int dst, long memory) {
    encode(0xAF | MAP_0F | W, dst, memory);
  }

  public final void imul64Imm(int dst, int src, int imm) {
    if (imm == (byte) imm) {
      encode(0x6B | W, dst, src);
      data8(imm);
    } else {
      encode(0x69 | W, dst, src);
      data32(imm);
    }
  }

  /** rdx:rax = rax * src, unsigned. */
  public final void mul64(int src) {
    encode(0xF7 | W, 4, src);
  }

  /** rdx:rax = rax * src, signed. */
  public final void imulWide64(int src) {
    encode(0xF7 | W, 5, src);
  }

  public final void div64(int src) {
    encode(0xF7 | W, 6, src);
  }

  public final void idiv64(int src) {
    encode(0xF7 | W, 7, src);
  }

  public final void cdq() {
    data8(0x99);
  }

  public final void cqo() {
    data8(0x48);
    data8(0x99);
  }

  public final void rol32(int dst, int count) {
    shift(ROL, 0, dst, count);
  }

  public final void rol32Cl(int dst) {
    encode(0xD3, ROL, dst);
  }

  public final void rol64(int dst, int count) {
    shift(ROL, W, dst, count);
  }

  public final void rol64Cl(int dst) {
    encode(0xD3 | W, ROL, dst);
  }

  public final void ror32(int dst, int count) {
    shift(ROR, 0, dst, count);
  }

  public final void ror32Cl(int dst) {
    encode(0xD3, ROR, dst);
  }

  public final void ror64(int dst, int count) {
    shift(ROR, W, dst, count);
  }

  public final void ror64Cl(int dst) {
    encode(0xD3 | W, ROR, dst);
  }

  public final void shl32(int dst, int count) {
    shift(SHL, 0, dst, count);
  }

  public final void shl32Cl(int dst) {
    encode(0xD3, SHL, dst);
  }

  public final void shl64(int dst, int count) {
    shift(SHL, W, dst, count);
  }

  public final void shl64Cl(int dst) {
    encode(0xD3 | W, SHL, dst);
  }

  public final void shr32(int dst, int count) {
    shift(SHR, 0, dst, count);
  }

  public final void shr32Cl(int dst) {
    encode(0xD3, SHR, dst);
  }

  public final void shr64(int dst, int count) {
    shift(SHR, W, dst, count);
  }

  public final void shr64Cl(int dst) {
    encode(0xD3 | W, SHR, dst);
  }

  public final void sar32(int dst, int count) {
    shift(SAR, 0, dst, count);
  }

  public final void sar32Cl(int dst) {
    encode(0xD3, SAR, dst);
  }

  public final void sar64(int dst, int count) {
    shift(SAR, W, dst, count);
  }

  public final void sar64Cl(int dst) {
    encode(0xD3 | W, SAR, dst);
  }

  /** Atomic without a prefix. */
  public final void xchg32(long memory, int reg) {
    encode(0x87, reg, memory);
  }

  /** Atomic without a prefix. */
  public final void xchg64(long memory, int reg) {
    encode(0x87 | W, reg, memory);
  }

  public final void xchg64(int a, int b) {
    encode(0x87 | W, b, a);
  }

  public final void push(int reg) {
    if (reg >= Reg.R8) {
      data8(0x41);
    }
    data8(0x50 | reg & 7);
  }

  public final void pop(int reg) {
    if (reg >= Reg.R8) {
      data8(0x41);
    }
    data8(0x58 | reg & 7);
  }

  public final void ret() {
    data8(0xC3);
  }

  public final void call(int reg) {
    encode(0xFF, 2, reg);
  }

  public final void call(long memory) {
    encode(0xFF, 2, memory);
  }

  public final void jmpReg(int reg) {
    encode(0xFF, 4, reg);
  }

  public final void jmp(long memory) {
    encode(0xFF, 4, memory);
  }
}
