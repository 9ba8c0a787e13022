package org.javisor.engine.jit.x86_64;

/**
 * The assembler for x86-64: vector moves, conversions and logic here, everything else in the
 * classes above. One instruction per method, written where {@link #begin} says; nothing is
 * allocated.
 *
 * <p>Registers are numbers from {@link Reg}, conditions from {@link Cond}, memory operands from
 * {@link OperandEncoder#at}. {@code imm} is sign-extended to the operation's width.
 */
public final class Assembler extends ScalarAssembler {
  /** Leaves the upper part of dst alone. */
  public final void movss(int dst, int src) {
    encode(0x10 | MAP_0F | PF3, dst, src);
  }

  /** Clears the upper part of dst. */
  public final void movss(int dst, long memory) {
    encode(0x10 | MAP_0F | PF3, dst, memory);
  }

  public final void movss(long memory, int src) {
    encode(0x11 | MAP_0F | PF3, src, memory);
  }

  /** Leaves the upper part of dst alone. */
  public final void movsd(int dst, int src) {
    encode(0x10 | MAP_0F | PF2, dst, src);
  }

  /** Clears the upper part of dst. */
  public final void movsd(int dst, long memory) {
    encode(0x10 | MAP_0F | PF2, dst, memory);
  }

  public final void movsd(long memory, int src) {
    encode(0x11 | MAP_0F | PF2, src, memory);
  }

  public final void movaps(int dst, int src) {
    encode(0x28 | MAP_0F, dst, src);
  }

  public final void movaps(int dst, long memory) {
    encode(0x28 | MAP_0F, dst, memory);
  }

  public final void movaps(long memory, int src) {
    encode(0x29 | MAP_0F, src, memory);
  }

  public final void movups(int dst, int src) {
    encode(0x10 | MAP_0F, dst, src);
  }

  public final void movups(int dst, long memory) {
    encode(0x10 | MAP_0F, dst, memory);
  }

  public final void movups(long memory, int src) {
    encode(0x11 | MAP_0F, src, memory);
  }

  public final void movdToXmm(int xmm, int reg) {
    encode(0x6E | MAP_0F | P66, xmm, reg);
  }

  public final void movdFromXmm(int reg, int xmm) {
    encode(0x7E | MAP_0F | P66, xmm, reg);
  }

  public final void movqToXmm(int xmm, int reg) {
    encode(0x6E | MAP_0F | P66 | W, xmm, reg);
  }

  public final void movqFromXmm(int reg, int xmm) {
    encode(0x7E | MAP_0F | P66 | W, xmm, reg);
  }

  public final void movd(int xmm, long memory) {
    encode(0x6E | MAP_0F | P66, xmm, memory);
  }

  public final void movd(long memory, int xmm) {
    encode(0x7E | MAP_0F | P66, xmm, memory);
  }

  /** Clears the upper half of dst. */
  public final void movq(int dst, int src) {
    encode(0x7E | MAP_0F | PF3, dst, src);
  }

  public final void movq(int dst, long memory) {
    encode(0x7E | MAP_0F | PF3, dst, memory);
  }

  public final void movq(long memory, int src) {
    encode(0xD6 | MAP_0F | P66, src, memory);
  }

  public final void ucomiss(int a, int b) {
    encode(0x2e | MAP_0F, a, b);
  }

  public final void ucomiss(int a, long memory) {
    encode(0x2e | MAP_0F, a, memory);
  }

  public final void ucomisd(int a, int b) {
    encode(0x2e | MAP_0F | P66, a, b);
  }

  public final void ucomisd(int a, long memory) {
    encode(0x2e | MAP_0F | P66, a, memory);
  }

  public final void comiss(int a, int b) {
    encode(0x2f | MAP_0F, a, b);
  }

  public final void comiss(int a, long memory) {
    encode(0x2f | MAP_0F, a, memory);
  }

  public final void comisd(int a, int b) {
    encode(0x2f | MAP_0F | P66, a, b);
  }

  public final void comisd(int a, long memory) {
    encode(0x2f | MAP_0F | P66, a, memory);
  }

  public final void cvtsi2ss32(int xmm, int reg) {
    encode(0x2A | MAP_0F | PF3, xmm, reg);
  }

  public final void cvttss2si32(int reg, int xmm) {
    encode(0x2C | MAP_0F | PF3, reg, xmm);
  }

  public final void cvtss2si32(int reg, int xmm) {
    encode(0x2D | MAP_0F | PF3, reg, xmm);
  }

  public final void cvtsi2ss64(int xmm, int reg) {
    encode(0x2A | MAP_0F | PF3 | W, xmm, reg);
  }

  public final void cvttss2si64(int reg, int xmm) {
    encode(0x2C | MAP_0F | PF3 | W, reg, xmm);
  }

  public final void cvtss2si64(int reg, int xmm) {
    encode(0x2D | MAP_0F | PF3 | W, reg, xmm);
  }

  public final void cvtsi2sd32(int xmm, int reg) {
    encode(0x2A | MAP_0F | PF2, xmm, reg);
  }

  public final void cvttsd2si32(int reg, int xmm) {
    encode(0x2C | MAP_0F | PF2, reg, xmm);
  }

  public final void cvtsd2si32(int reg, int xmm) {
    encode(0x2D | MAP_0F | PF2, reg, xmm);
  }

  public final void cvtsi2sd64(int xmm, int reg) {
    encode(0x2A | MAP_0F | PF2 | W, xmm, reg);
  }

  public final void cvttsd2si64(int reg, int xmm) {
    encode(0x2C | MAP_0F | PF2 | W, reg, xmm);
  }

  public final void cvtsd2si64(int reg, int xmm) {
    encode(0x2D | MAP_0F | PF2 | W, reg, xmm);
  }

  public final void cvtss2sd(int dst, int src) {
    encode(0x5A | MAP_0F | PF3, dst, src);
  }

  public final void cvtsd2ss(int dst, int src) {
    encode(0x5A | MAP_0F | PF2, dst, src);
  }

  public final void andps(int dst, int src) {
    encode(0x54 | MAP_0F, dst, src);
  }

  public final void andps(int dst, long memory) {
    encode(0x54 | MAP_0F, dst, memory);
  }

  public final void andnps(int dst, int src) {
    encode(0x55 | MAP_0F, dst, src);
  }

  public final void andnps(int dst, long memory) {
    encode(0x55 | MAP_0F, dst, memory);
  }

  public final void orps(int dst, int src) {
    encode(0x56 | MAP_0F, dst, src);
  }

  public final void orps(int dst, long memory) {
    encode(0x56 | MAP_0F, dst, memory);
  }

  public final void xorps(int dst, int src) {
    encode(0x57 | MAP_0F, dst, src);
  }

  public final void xorps(int dst, long memory) {
    encode(0x57 | MAP_0F, dst, memory);
  }

  public final void pand(int dst, int src) {
    encode(0xdb | MAP_0F | P66, dst, src);
  }

  public final void pand(int dst, long memory) {
    encode(0xdb | MAP_0F | P66, dst, memory);
  }

  public final void pandn(int dst, int src) {
    encode(0xdf | MAP_0F | P66, dst, src);
  }

  public final void pandn(int dst, long memory) {
    encode(0xdf | MAP_0F | P66, dst, memory);
  }

  public final void por(int dst, int src) {
    encode(0xeb | MAP_0F | P66, dst, src);
  }

  public final void por(int dst, long memory) {
    encode(0xeb | MAP_0F | P66, dst, memory);
  }

  public final void pxor(int dst, int src) {
    encode(0xef | MAP_0F | P66, dst, src);
  }

  public final void pxor(int dst, long memory) {
    encode(0xef | MAP_0F | P66, dst, memory);
  }

  public final void pcmpeqb(int dst, int src) {
    encode(0x74 | MAP_0F | P66, dst, src);
  }

  public final void pcmpeqd(int dst, int src) {
    encode(0x76 | MAP_0F | P66, dst, src);
  }

  public final void punpcklqdq(int dst, int src) {
    encode(0x6c | MAP_0F | P66, dst, src);
  }

  public final void psrld(int dst, int count) {
    encode(0x72 | MAP_0F | P66, 2, dst);
    data8(count);
  }

  public final void pslld(int dst, int count) {
    encode(0x72 | MAP_0F | P66, 6, dst);
    data8(count);
  }

  public final void psrlq(int dst, int count) {
    encode(0x73 | MAP_0F | P66, 2, dst);
    data8(count);
  }

  public final void psllq(int dst, int count) {
    encode(0x73 | MAP_0F | P66, 6, dst);
    data8(count);
  }

  /** By bytes. */
  public final void psrldq(int dst, int count) {
    encode(0x73 | MAP_0F | P66, 3, dst);
    data8(count);
  }

  /** By bytes. */
  public final void pslldq(int dst, int count) {
    encode(0x73 | MAP_0F | P66, 7, dst);
    data8(count);
  }

  public final void pshufb(int dst, int src) {
    encode(0x00 | MAP_0F38 | P66, dst, src);
  }

  public final void pshufb(int dst, long memory) {
    encode(0x00 | MAP_0F38 | P66, dst, memory);
  }

  public final void roundss(int dst, int src, int mode) {
    encode(0xa | MAP_0F3A | P66, dst, src);
    data8(mode);
  }

  public final void roundsd(int dst, int src, int mode) {
    encode(0xb | MAP_0F3A | P66, dst, src);
    data8(mode);
  }

  public final void pclmulqdq(int dst, int src, int mode) {
    encode(0x44 | MAP_0F3A | P66, dst, src);
    data8(mode);
  }

  public final void pextrq(int reg, int xmm, int lane) {
    encode(0x16 | MAP_0F3A | P66 | W, xmm, reg);
    data8(lane);
  }

  public final void pinsrq(int xmm, int reg, int lane) {
    encode(0x22 | MAP_0F3A | P66 | W, xmm, reg);
    data8(lane);
  }

  public final void movmskps(int reg, int xmm) {
    encode(0x50 | MAP_0F, reg, xmm);
  }

  public final void movmskpd(int reg, int xmm) {
    encode(0x50 | MAP_0F | P66, reg, xmm);
  }

  public final void vzeroupper() {
    data8(0xC5);
    data8(0xF8);
    data8(0x77);
  }
}
