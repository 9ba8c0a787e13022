package org.javisor.engine.jit.x86_64;

/**
 * Bit counts, bit tests, conditional moves, BMI, atomics and system instructions. Operands as in
 * {@link ArithmeticAssembler}.
 */
public class BitAssembler extends IntegerAssembler {
  public final void shlx32(int dst, int src, int count) {
    vex(0xF7 | MAP_0F38 | P66, dst, count, src);
  }

  public final void sarx32(int dst, int src, int count) {
    vex(0xF7 | MAP_0F38 | PF3, dst, count, src);
  }

  public final void shrx32(int dst, int src, int count) {
    vex(0xF7 | MAP_0F38 | PF2, dst, count, src);
  }

  public final void rorx32(int dst, int src, int count) {
    vex(0xF0 | MAP_0F3A | PF2, dst, 0, src);
    data8(count);
  }

  /** high:low = rdx * src, unsigned, without flags. */
  public final void mulx32(int high, int low, int src) {
    vex(0xF6 | MAP_0F38 | PF2, high, low, src);
  }

  /** dst = ~inverted &amp; src. */
  public final void andn32(int dst, int inverted, int src) {
    vex(0xF2 | MAP_0F38, dst, inverted, src);
  }

  public final void bsf32(int dst, int src) {
    encode(0xbc | MAP_0F, dst, src);
  }

  public final void bsr32(int dst, int src) {
    encode(0xbd | MAP_0F, dst, src);
  }

  public final void tzcnt32(int dst, int src) {
    encode(0xbc | MAP_0F | PF3, dst, src);
  }

  public final void lzcnt32(int dst, int src) {
    encode(0xbd | MAP_0F | PF3, dst, src);
  }

  public final void popcnt32(int dst, int src) {
    encode(0xb8 | MAP_0F | PF3, dst, src);
  }

  public final void bswap32(int dst) {
    if (dst >= Reg.R8) {
      data8(0x41);
    }
    data8(0x0F);
    data8(0xC8 | dst & 7);
  }

  public final void bt32(int dst, int bit) {
    encode(0xa3 | MAP_0F, bit, dst);
  }

  public final void bt32Imm(int dst, int bit) {
    encode(0xBA | MAP_0F, 4, dst);
    data8(bit);
  }

  public final void bts32(int dst, int bit) {
    encode(0xab | MAP_0F, bit, dst);
  }

  public final void bts32Imm(int dst, int bit) {
    encode(0xBA | MAP_0F, 5, dst);
    data8(bit);
  }

  public final void btr32(int dst, int bit) {
    encode(0xb3 | MAP_0F, bit, dst);
  }

  public final void btr32Imm(int dst, int bit) {
    encode(0xBA | MAP_0F, 6, dst);
    data8(bit);
  }

  public final void btc32(int dst, int bit) {
    encode(0xbb | MAP_0F, bit, dst);
  }

  public final void btc32Imm(int dst, int bit) {
    encode(0xBA | MAP_0F, 7, dst);
    data8(bit);
  }

  public final void cmov32(int cond, int dst, int src) {
    encode(0x40 | cond | MAP_0F, dst, src);
  }

  public final void cmov32(int cond, int dst, long memory) {
    encode(0x40 | cond | MAP_0F, dst, memory);
  }

  public final void movbe32(int dst, long memory) {
    encode(0xF0 | MAP_0F38, dst, memory);
  }

  public final void movbe32(long memory, int src) {
    encode(0xF1 | MAP_0F38, src, memory);
  }

  /** reg = old memory, memory += old reg. */
  public final void lockXadd32(long memory, int reg) {
    encode(LOCK | 0xC1 | MAP_0F, reg, memory);
  }

  /** Stores src when memory equals rax, else rax = memory. */
  public final void lockCmpxchg32(long memory, int src) {
    encode(LOCK | 0xB1 | MAP_0F, src, memory);
  }

  public final void lockAdd32(long memory, int src) {
    encode(LOCK | 0x1, src, memory);
  }

  public final void lockOr32(long memory, int src) {
    encode(LOCK | 0x9, src, memory);
  }

  public final void lockAnd32(long memory, int src) {
    encode(LOCK | 0x21, src, memory);
  }

  public final void lockXor32(long memory, int src) {
    encode(LOCK | 0x31, src, memory);
  }

  public final void shlx64(int dst, int src, int count) {
    vex(0xF7 | MAP_0F38 | P66 | W, dst, count, src);
  }

  public final void sarx64(int dst, int src, int count) {
    vex(0xF7 | MAP_0F38 | PF3 | W, dst, count, src);
  }

  public final void shrx64(int dst, int src, int count) {
    vex(0xF7 | MAP_0F38 | PF2 | W, dst, count, src);
  }

  public final void rorx64(int dst, int src, int count) {
    vex(0xF0 | MAP_0F3A | PF2 | W, dst, 0, src);
    data8(count);
  }

  /** high:low = rdx * src, unsigned, without flags. */
  public final void mulx64(int high, int low, int src) {
    vex(0xF6 | MAP_0F38 | PF2 | W, high, low, src);
  }

  /** dst = ~inverted &amp; src. */
  public final void andn64(int dst, int inverted, int src) {
    vex(0xF2 | MAP_0F38 | W, dst, inverted, src);
  }

  public final void bsf64(int dst, int src) {
    encode(0xbc | MAP_0F | W, dst, src);
  }

  public final void bsr64(int dst, int src) {
    encode(0xbd | MAP_0F | W, dst, src);
  }

  public final void tzcnt64(int dst, int src) {
    encode(0xbc | MAP_0F | PF3 | W, dst, src);
  }

  public final void lzcnt64(int dst, int src) {
    encode(0xbd | MAP_0F | PF3 | W, dst, src);
  }

  public final void popcnt64(int dst, int src) {
    encode(0xb8 | MAP_0F | PF3 | W, dst, src);
  }

  public final void bswap64(int dst) {
    data8(0x48 | dst >> 3);
    data8(0x0F);
    data8(0xC8 | dst & 7);
  }

  public final void bt64(int dst, int bit) {
    encode(0xa3 | MAP_0F | W, bit, dst);
  }

  public final void bt64Imm(int dst, int bit) {
    encode(0xBA | MAP_0F | W, 4, dst);
    data8(bit);
  }

  public final void bts64(int dst, int bit) {
    encode(0xab | MAP_0F | W, bit, dst);
  }

  public final void bts64Imm(int dst, int bit) {
    encode(0xBA | MAP_0F | W, 5, dst);
    data8(bit);
  }

  public final void btr64(int dst, int bit) {
    encode(0xb3 | MAP_0F | W, bit, dst);
  }

  public final void btr64Imm(int dst, int bit) {
    encode(0xBA | MAP_0F | W, 6, dst);
    data8(bit);
  }

  public final void btc64(int dst, int bit) {
    encode(0xbb | MAP_0F | W, bit, dst);
  }

  public final void btc64Imm(int dst, int bit) {
    encode(0xBA | MAP_0F | W, 7, dst);
    data8(bit);
  }

  public final void cmov64(int cond, int dst, int src) {
    encode(0x40 | cond | MAP_0F | W, dst, src);
  }

  public final void cmov64(int cond, int dst, long memory) {
    encode(0x40 | cond | MAP_0F | W, dst, memory);
  }

  public final void movbe64(int dst, long memory) {
    encode(0xF0 | MAP_0F38 | W, dst, memory);
  }

  public final void movbe64(long memory, int src) {
    encode(0xF1 | MAP_0F38 | W, src, memory);
  }

  /** reg = old memory, memory += old reg. */
  public final void lockXadd64(long memory, int reg) {
    encode(LOCK | 0xC1 | MAP_0F | W, reg, memory);
  }

  /** Stores src when memory equals rax, else rax = memory. */
  public final void lockCmpxchg64(long memory, int src) {
    encode(LOCK | 0xB1 | MAP_0F | W, src, memory);
  }

  public final void lockAdd64(long memory, int src) {
    encode(LOCK | 0x1 | W, src, memory);
  }

  public final void lockOr64(long memory, int src) {
    encode(LOCK | 0x9 | W, src, memory);
  }

  public final void lockAnd64(long memory, int src) {
    encode(LOCK | 0x21 | W, src, memory);
  }

  public final void lockXor64(long memory, int src) {
    encode(LOCK | 0x31 | W, src, memory);
  }

  /** Stores rcx:rbx when memory equals rdx:rax, else rdx:rax = memory. */
  public final void lockCmpxchg16b(long memory) {
    encode(LOCK | 0xC7 | MAP_0F | W, 1, memory);
  }

  /** The low byte of dst = 0 or 1. */
  public final void setcc(int cond, int dst) {
    encode(0x90 | cond | MAP_0F | BYTE_RM, 0, dst);
  }

  public final void mfence() {
    data8(0x0F);
    data8(0xAE);
    data8(0xF0);
  }

  public final void pause() {
    data8(0xF3);
    data8(0x90);
  }

  public final void ud2() {
    data8(0x0F);
    data8(0x0B);
  }

  public final void cpuid() {
    data8(0x0F);
    data8(0xA2);
  }

  public final void xgetbv() {
    data8(0x0F);
    data8(0x01);
    data8(0xD0);
  }

  public final void rdtsc() {
    data8(0x0F);
    data8(0x31);
  }

  public final void ldmxcsr(long memory) {
    encode(0xAE | MAP_0F, 2, memory);
  }

  public final void stmxcsr(long memory) {
    encode(0xAE | MAP_0F, 3, memory);
  }
}
