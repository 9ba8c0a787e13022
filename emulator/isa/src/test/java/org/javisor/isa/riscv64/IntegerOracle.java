package org.javisor.isa.riscv64;

import java.math.BigInteger;

/** What instructions on integers compute, in plain Java. */
final class IntegerOracle {
  private IntegerOracle() {}

  static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }

  /** The result of {@code name} for rs1 {@code a} and rs2 or immediate {@code b}. */
  static long expected(String name, long a, long b, int word) {
    int shift = word >>> 20 & 63;
    int x = (int) a;
    int y = (int) b;
    return switch (name) {
      case "ADD", "ADDI" -> a + b;
      case "SUB" -> a - b;
      case "SLL" -> a << (b & 63);
      case "SRL" -> a >>> (b & 63);
      case "SRA" -> a >> (b & 63);
      case "SLLI" -> a << shift;
      case "SRLI" -> a >>> shift;
      case "SRAI" -> a >> shift;
      case "SLT", "SLTI" -> a < b ? 1 : 0;
      case "SLTU", "SLTIU" -> unsigned(a).compareTo(unsigned(b)) < 0 ? 1 : 0;
      case "XOR", "XORI" -> a ^ b;
      case "OR", "ORI" -> a | b;
      case "AND", "ANDI" -> a & b;
      case "ADDW", "ADDIW" -> x + y;
      case "SUBW" -> x - y;
      case "SLLW" -> x << (y & 31);
      case "SRLW" -> x >>> (y & 31);
      case "SRAW" -> x >> (y & 31);
      case "SLLIW" -> x << (shift & 31);
      case "SRLIW" -> x >>> (shift & 31);
      case "SRAIW" -> x >> (shift & 31);
      default -> multiplied(name, a, b, word);
    };
  }

  private static long multiplied(String name, long a, long b, int word) {
    int x = (int) a;
    int y = (int) b;
    BigInteger signedA = BigInteger.valueOf(a);
    return switch (name) {
      case "MUL" -> a * b;
      case "MULH" -> signedA.multiply(BigInteger.valueOf(b)).shiftRight(64).longValue();
      case "MULHSU" -> signedA.multiply(unsigned(b)).shiftRight(64).longValue();
      case "MULHU" -> unsigned(a).multiply(unsigned(b)).shiftRight(64).longValue();
      case "DIV" -> b == 0 ? -1 : signedA.divide(BigInteger.valueOf(b)).longValue();
      case "DIVU" -> b == 0 ? -1 : unsigned(a).divide(unsigned(b)).longValue();
      case "REM" -> b == 0 ? a : signedA.remainder(BigInteger.valueOf(b)).longValue();
      case "REMU" -> b == 0 ? a : unsigned(a).remainder(unsigned(b)).longValue();
      case "MULW" -> x * y;
      case "DIVW" -> y == 0 ? -1 : (int) ((long) x / y);
      case "DIVUW" -> y == 0 ? -1 : (int) ((x & 0xFFFFFFFFL) / (y & 0xFFFFFFFFL));
      case "REMW" -> y == 0 ? x : (int) ((long) x % y);
      case "REMUW" -> y == 0 ? x : (int) ((x & 0xFFFFFFFFL) % (y & 0xFFFFFFFFL));
      default -> manipulated(name, a, b, word);
    };
  }

  private static long manipulated(String name, long a, long b, int word) {
    int shift = word >>> 20 & 63;
    int x = (int) a;
    return switch (name) {
      case "SH1ADD" -> b + 2 * a;
      case "SH2ADD" -> b + 4 * a;
      case "SH3ADD" -> b + 8 * a;
      case "ADD_UW" -> b + (a & 0xFFFFFFFFL);
      case "SH1ADD_UW" -> b + 2 * (a & 0xFFFFFFFFL);
      case "SH2ADD_UW" -> b + 4 * (a & 0xFFFFFFFFL);
      case "SH3ADD_UW" -> b + 8 * (a & 0xFFFFFFFFL);
      case "SLLI_UW" -> (a & 0xFFFFFFFFL) << shift;
      case "ANDN" -> a & ~b;
      case "ORN" -> a | ~b;
      case "XNOR" -> ~(a ^ b);
      case "MAX" -> Math.max(a, b);
      case "MIN" -> Math.min(a, b);
      case "MAXU" -> unsigned(a).max(unsigned(b)).longValue();
      case "MINU" -> unsigned(a).min(unsigned(b)).longValue();
      case "ROL" -> a << (b & 63) | a >>> (-b & 63);
      case "ROR" -> a >>> (b & 63) | a << (-b & 63);
      case "RORI" -> a >>> shift | a << (-shift & 63);
      case "ROLW" -> x << (b & 31) | x >>> (-b & 31);
      case "RORW" -> x >>> (b & 31) | x << (-b & 31);
      case "RORIW" -> x >>> (shift & 31) | x << (-shift & 31);
      default -> counted(name, a, b, shift);
    };
  }

  private static BigInteger carryLess(long a, long b) {
    BigInteger product = BigInteger.ZERO;
    for (int i = 0; i < 64; i++) {
      if ((b >>> i & 1) != 0) {
        product = product.xor(unsigned(a).shiftLeft(i));
      }
    }
    return product;
  }

  private static long counted(String name, long a, long b, int shift) {
    return switch (name) {
      case "CLZ" -> 64 - unsigned(a).bitLength();
      case "CTZ" -> a == 0 ? 64 : unsigned(a).getLowestSetBit();
      case "CPOP" -> unsigned(a).bitCount();
      case "CLZW" -> 32 - unsigned(a & 0xFFFFFFFFL).bitLength();
      case "CTZW" -> (int) a == 0 ? 32 : unsigned(a).getLowestSetBit();
      case "CPOPW" -> unsigned(a & 0xFFFFFFFFL).bitCount();
      case "SEXT_B" -> (byte) a;
      case "SEXT_H" -> (short) a;
      case "ZEXT_H" -> a & 0xFFFF;
      case "REV8" -> {
        long reversed = 0;
        for (int i = 0; i < 8; i++) {
          reversed = reversed << 8 | a >>> (8 * i) & 0xFF;
        }
        yield reversed;
      }
      case "ORC_B" -> {
        long combined = 0;
        for (int i = 0; i < 64; i += 8) {
          combined |= (a >>> i & 0xFF) != 0 ? 0xFFL << i : 0;
        }
        yield combined;
      }
      case "CLMUL" -> carryLess(a, b).longValue();
      case "CLMULH" -> carryLess(a, b).shiftRight(64).longValue();
      case "CLMULR" -> carryLess(a, b).shiftRight(63).longValue();
      case "CZERO_EQZ" -> b == 0 ? 0 : a;
      case "CZERO_NEZ" -> b != 0 ? 0 : a;
      case "BCLR" -> a & ~(1L << (b & 63));
      case "BINV" -> a ^ 1L << (b & 63);
      case "BSET" -> a | 1L << (b & 63);
      case "BEXT" -> a >>> (b & 63) & 1;
      case "BCLRI" -> a & ~(1L << shift);
      case "BINVI" -> a ^ 1L << shift;
      case "BSETI" -> a | 1L << shift;
      case "BEXTI" -> a >>> shift & 1;
      default -> throw new IllegalStateException("no expectation for " + name);
    };
  }
}
