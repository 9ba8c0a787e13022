package org.javisor.engine.jit.x86_64;

/**
 * Add, subtract, compare, test and the logical operations. The destination comes first; a {@code
 * long} operand is memory from {@link OperandEncoder#at}; 32-bit forms clear the upper half of a
 * register; immediates are sign-extended and take their short form where it exists.
 */
public class ArithmeticAssembler extends OperandEncoder {
  private void immediate(int operation, int width, int dst, int imm) {
    if (imm == (byte) imm) {
      encode(0x83 | width, operation, dst);
      data8(imm);
    } else {
      if (dst == Reg.RAX) {
        if (width != 0) {
          data8(0x48);
        }
        data8(operation << 3 | 5);
      } else {
        encode(0x81 | width, operation, dst);
      }
      data32(imm);
    }
  }

  private void immediateMemory(int operation, int width, long memory, int imm) {
    if (imm == (byte) imm) {
      encode(0x83 | width, operation, memory);
      data8(imm);
    } else {
      encode(0x81 | width, operation, memory);
      data32(imm);
    }
  }

  public final void add32(int dst, int src) {
    encode(0x1, src, dst);
  }

  public final void add32(int dst, long memory) {
    encode(0x3, dst, memory);
  }

  public final void add32(long memory, int src) {
    encode(0x1, src, memory);
  }

  public final void add32Imm(int dst, int imm) {
    immediate(0, 0, dst, imm);
  }

  public final void add32Imm(long memory, int imm) {
    immediateMemory(0, 0, memory, imm);
  }

  public final void add64(int dst, int src) {
    encode(0x1 | W, src, dst);
  }

  public final void add64(int dst, long memory) {
    encode(0x3 | W, dst, memory);
  }

  public final void add64(long memory, int src) {
    encode(0x1 | W, src, memory);
  }

  public final void add64Imm(int dst, int imm) {
    immediate(0, W, dst, imm);
  }

  public final void add64Imm(long memory, int imm) {
    immediateMemory(0, W, memory, imm);
  }

  public final void or32(int dst, int src) {
    encode(0x9, src, dst);
  }

  public final void or32(int dst, long memory) {
    encode(0xb, dst, memory);
  }

  public final void or32(long memory, int src) {
    encode(0x9, src, memory);
  }

  public final void or32Imm(int dst, int imm) {
    immediate(1, 0, dst, imm);
  }

  public final void or32Imm(long memory, int imm) {
    immediateMemory(1, 0, memory, imm);
  }

  public final void or64(int dst, int src) {
    encode(0x9 | W, src, dst);
  }

  public final void or64(int dst, long memory) {
    encode(0xb | W, dst, memory);
  }

  public final void or64(long memory, int src) {
    encode(0x9 | W, src, memory);
  }

  public final void or64Imm(int dst, int imm) {
    immediate(1, W, dst, imm);
  }

  public final void or64Imm(long memory, int imm) {
    immediateMemory(1, W, memory, imm);
  }

  public final void and32(int dst, int src) {
    encode(0x21, src, dst);
  }

  public final void and32(int dst, long memory) {
    encode(0x23, dst, memory);
  }

  public final void and32(long memory, int src) {
    encode(0x21, src, memory);
  }

  public final void and32Imm(int dst, int imm) {
    immediate(4, 0, dst, imm);
  }

  public final void and32Imm(long memory, int imm) {
    immediateMemory(4, 0, memory, imm);
  }

  public final void and64(int dst, int src) {
    encode(0x21 | W, src, dst);
  }

  public final void and64(int dst, long memory) {
    encode(0x23 | W, dst, memory);
  }

  public final void and64(long memory, int src) {
    encode(0x21 | W, src, memory);
  }

  public final void and64Imm(int dst, int imm) {
    immediate(4, W, dst, imm);
  }

  public final void and64Imm(long memory, int imm) {
    immediateMemory(4, W, memory, imm);
  }

  public final void sub32(int dst, int src) {
    encode(0x29, src, dst);
  }

  public final void sub32(int dst, long memory) {
    encode(0x2b, dst, memory);
  }

  public final void sub32(long memory, int src) {
    encode(0x29, src, memory);
  }

  public final void sub32Imm(int dst, int imm) {
    immediate(5, 0, dst, imm);
  }

  public final void sub32Imm(long memory, int imm) {
    immediateMemory(5, 0, memory, imm);
  }

  public final void sub64(int dst, int src) {
    encode(0x29 | W, src, dst);
  }

  public final void sub64(int dst, long memory) {
    encode(0x2b | W, dst, memory);
  }

  public final void sub64(long memory, int src) {
    encode(0x29 | W, src, memory);
  }

  public final void sub64Imm(int dst, int imm) {
    immediate(5, W, dst, imm);
  }

  public final void sub64Imm(long memory, int imm) {
    immediateMemory(5, W, memory, imm);
  }

  public final void xor32(int dst, int src) {
    encode(0x31, src, dst);
  }

  public final void xor32(int dst, long memory) {
    encode(0x33, dst, memory);
  }

  public final void xor32(long memory, int src) {
    encode(0x31, src, memory);
  }

  public final void xor32Imm(int dst, int imm) {
    immediate(6, 0, dst, imm);
  }

  public final void xor32Imm(long memory, int imm) {
    immediateMemory(6, 0, memory, imm);
  }

  public final void xor64(int dst, int src) {
    encode(0x31 | W, src, dst);
  }

  public final void xor64(int dst, long memory) {
    encode(0x33 | W, dst, memory);
  }

  public final void xor64(long memory, int src) {
    encode(0x31 | W, src, memory);
  }

  public final void xor64Imm(int dst, int imm) {
    immediate(6, W, dst, imm);
  }

  public final void xor64Imm(long memory, int imm) {
    immediateMemory(6, W, memory, imm);
  }

  public final void cmp32(int dst, int src) {
    encode(0x39, src, dst);
  }

  public final void cmp32(int dst, long memory) {
    encode(0x3b, dst, memory);
  }

  public final void cmp32(long memory, int src) {
    encode(0x39, src, memory);
  }

  public final void cmp32Imm(int dst, int imm) {
    immediate(7, 0, dst, imm);
  }

  public final void cmp32Imm(long memory, int imm) {
    immediateMemory(7, 0, memory, imm);
  }

  public final void cmp64(int dst, int src) {
    encode(0x39 | W, src, dst);
  }

  public final void cmp64(int dst, long memory) {
    encode(0x3b | W, dst, memory);
  }

  public final void cmp64(long memory, int src) {
    encode(0x39 | W, src, memory);
  }

  public final void cmp64Imm(int dst, int imm) {
    immediate(7, W, dst, imm);
  }

  public final void cmp64Imm(long memory, int imm) {
    immediateMemory(7, W, memory, imm);
  }

  public final void cmp8(int a, int b) {
    encode(0x38 | BYTE_REG | BYTE_RM, b, a);
  }

  public final void cmp8(int a, long memory) {
    encode(0x3A | BYTE_REG, a, memory);
  }

  public final void cmp8Imm(long memory, int imm) {
    encode(0x80, 7, memory);
    data8(imm);
  }

  public final void test8(int a, int b) {
    encode(0x84 | BYTE_REG | BYTE_RM, b, a);
  }

  public final void test8Imm(long memory, int imm) {
    encode(0xF6, 0, memory);
    data8(imm);
  }

  public final void test8Imm(int a, int imm) {
    if (a == Reg.RAX) {
      data8(0xA8);
    } else {
      encode(0xF6 | BYTE_RM, 0, a);
    }
    data8(imm);
  }

  public final void test32(int a, int b) {
    encode(0x85, b, a);
  }

  public final void test32(long memory, int b) {
    encode(0x85, b, memory);
  }

  public final void test32Imm(int a, int imm) {
    if (a == Reg.RAX) {
      data8(0xA9);
    } else {
      encode(0xF7, 0, a);
    }
    data32(imm);
  }

  public final void test32Imm(long memory, int imm) {
    encode(0xF7, 0, memory);
    data32(imm);
  }

  public final void test64(int a, int b) {
    encode(0x85 | W, b, a);
  }

  public final void test64(long memory, int b) {
    encode(0x85 | W, b, memory);
  }

  public final void test64Imm(int a, int imm) {
    if (a == Reg.RAX) {
      data8(0x48);
      data8(0xA9);
    } else {
      encode(0xF7 | W, 0, a);
    }
    data32(imm);
  }

  public final void test64Imm(long memory, int imm) {
    encode(0xF7 | W, 0, memory);
    data32(imm);
  }

  public final void not32(int dst) {
    encode(0xF7, 2, dst);
  }

  public final void neg32(int dst) {
    encode(0xF7, 3, dst);
  }

  public final void not64(int dst) {
    encode(0xF7 | W, 2, dst);
  }

  public final void neg64(int dst) {
    encode(0xF7 | W, 3, dst);
  }
}
