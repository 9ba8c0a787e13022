package org.javisor.isa.riscv64;

import java.math.BigInteger;
import org.javisor.isa.riscv64.FloatOracle.Answer;
import org.javisor.isa.riscv64.FloatOracle.Exact;

/** What floating-point instructions compute, in the manual's words, on unboxed operands. */
record FloatSemantics(FloatOracle format, int mode) {
  private static final int INVALID = FloatOracle.INVALID;

  /** The result of {@code operation}, the mnemonic up to its format, for rs1, rs2 and rs3. */
  Answer compute(String operation, long a, long b, long c) {
    return switch (operation) {
      case "FADD" -> add(a, b);
      case "FSUB" -> add(a, negate(b));
      case "FMUL" -> multiply(a, b);
      case "FDIV" -> divide(a, b);
      case "FSQRT" -> root(a);
      case "FMADD" -> fused(a, b, c);
      case "FMSUB" -> fused(a, b, negate(c));
      case "FNMSUB" -> fused(negate(a), b, c);
      case "FNMADD" -> fused(negate(a), b, negate(c));
      case "FSGNJ" -> new Answer(withSign(a, format.isNegative(b)), 0);
      case "FSGNJN" -> new Answer(withSign(a, !format.isNegative(b)), 0);
      case "FSGNJX" -> new Answer(withSign(a, format.isNegative(a) != format.isNegative(b)), 0);
      case "FMIN", "FMAX", "FMINM", "FMAXM" -> extreme(operation, a, b);
      case "FEQ", "FLT", "FLE", "FLTQ", "FLEQ" -> compare(operation, a, b);
      case "FCLASS" -> new Answer(1L << category(a), 0);
      case "FROUND", "FROUNDNX" -> integral(operation, a);
      default -> throw new IllegalStateException("no expectation for " + operation);
    };
  }

  private long negate(long bits) {
    return withSign(bits, !format.isNegative(bits));
  }

  private long withSign(long bits, boolean negative) {
    long sign = 1L << (format.width() - 1);
    return negative ? bits | sign : bits & ~sign;
  }

  private Answer nan(long... operands) {
    for (long operand : operands) {
      if (format.isSignalling(operand)) {
        return new Answer(format.nan(), INVALID);
      }
    }
    return new Answer(format.nan(), 0);
  }

  private boolean anyNan(long a, long b) {
    return format.isNan(a) || format.isNan(b);
  }

  private Answer invalid() {
    return new Answer(format.nan(), INVALID);
  }

  /** A sum that is exactly zero is +0, or -0 when rounding down; two zeros keep a common sign. */
  private Answer sum(Exact x, Exact y) {
    Exact sum = x.plus(y);
    if (sum.isZero()) {
      boolean common = x.isZero() && y.isZero() && x.negative() == y.negative();
      return new Answer(format.zero(common ? x.negative() : mode == 2), 0);
    }
    return format.round(sum, mode);
  }

  private Answer add(long a, long b) {
    if (anyNan(a, b)) {
      return nan(a, b);
    }
    if (format.isInfinite(a) && format.isInfinite(b)) {
      return a == b ? new Answer(a, 0) : invalid();
    }
    if (format.isInfinite(a) || format.isInfinite(b)) {
      return new Answer(format.isInfinite(a) ? a : b, 0);
    }
    return sum(format.exact(a), format.exact(b));
  }

  private Answer multiply(long a, long b) {
    boolean negative = format.isNegative(a) != format.isNegative(b);
    if (anyNan(a, b)) {
      return nan(a, b);
    }
    if (format.isInfinite(a) || format.isInfinite(b)) {
      boolean zero = format.isZero(a) || format.isZero(b);
      return zero ? invalid() : new Answer(format.infinity(negative), 0);
    }
    return format.round(format.exact(a).times(format.exact(b)), mode);
  }

  private Answer divide(long a, long b) {
    boolean negative = format.isNegative(a) != format.isNegative(b);
    if (anyNan(a, b)) {
      return nan(a, b);
    }
    boolean bothInfinite = format.isInfinite(a) && format.isInfinite(b);
    if (bothInfinite || format.isZero(a) && format.isZero(b)) {
      return invalid();
    }
    if (format.isInfinite(a)) {
      return new Answer(format.infinity(negative), 0);
    }
    if (format.isInfinite(b)) {
      return new Answer(format.zero(negative), 0);
    }
    return format.isZero(b)
        ? new Answer(format.infinity(negative), FloatOracle.DIVIDE_BY_ZERO)
        : format.round(format.exact(a).dividedBy(format.exact(b)), mode);
  }

  private Answer root(long a) {
    if (format.isNan(a)) {
      return nan(a);
    }
    if (format.isZero(a)) {
      return new Answer(a, 0);
    }
    if (format.isNegative(a)) {
      return invalid();
    }
    return format.isInfinite(a) ? new Answer(a, 0) : format.round(format.exact(a).root(), mode);
  }

  private Answer fused(long a, long b, long c) {
    boolean negative = format.isNegative(a) != format.isNegative(b);
    boolean undefined =
        format.isInfinite(a) && format.isZero(b) || format.isZero(a) && format.isInfinite(b);
    if (undefined) {
      return invalid();
    }
    if (anyNan(a, b) || format.isNan(c)) {
      return nan(a, b, c);
    }
    if (format.isInfinite(a) || format.isInfinite(b)) {
      boolean opposite = format.isInfinite(c) && format.isNegative(c) != negative;
      return opposite ? invalid() : new Answer(format.infinity(negative), 0);
    }
    return format.isInfinite(c)
        ? new Answer(c, 0)
        : sum(format.exact(a).times(format.exact(b)), format.exact(c));
  }

  private Answer extreme(String operation, long a, long b) {
    boolean numbersOnly = operation.length() == 4;
    int flags = format.isSignalling(a) || format.isSignalling(b) ? INVALID : 0;
    if (anyNan(a, b)) {
      boolean number = numbersOnly && !(format.isNan(a) && format.isNan(b));
      return new Answer(number ? format.isNan(a) ? b : a : format.nan(), flags);
    }
    boolean less = order(a, b) < 0 || order(a, b) == 0 && format.isNegative(a);
    return new Answer(operation.startsWith("FMIN") == less ? a : b, 0);
  }

  /** -1, 0 or 1. */
  private int order(long a, long b) {
    if (format.isInfinite(a) || format.isInfinite(b)) {
      return Integer.compare(reach(a), reach(b));
    }
    Exact difference = format.exact(a).plus(format.exact(b).negate());
    return difference.isZero() ? 0 : difference.negative() ? -1 : 1;
  }

  private int reach(long bits) {
    return !format.isInfinite(bits) ? 0 : format.isNegative(bits) ? -1 : 1;
  }

  private Answer compare(String operation, long a, long b) {
    if (anyNan(a, b)) {
      boolean quiet = operation.equals("FEQ") || operation.endsWith("Q");
      return new Answer(0, quiet ? nan(a, b).flags() : INVALID);
    }
    int order = order(a, b);
    boolean holds =
        switch (operation) {
          case "FEQ" -> order == 0;
          case "FLT", "FLTQ" -> order < 0;
          default -> order <= 0;
        };
    return new Answer(holds ? 1 : 0, 0);
  }

  private int category(long a) {
    if (format.isNan(a)) {
      return format.isSignalling(a) ? 8 : 9;
    }
    boolean negative = format.isNegative(a);
    if (format.isInfinite(a)) {
      return negative ? 0 : 7;
    }
    if (format.isZero(a)) {
      return negative ? 3 : 4;
    }
    if (format.isSubnormal(a)) {
      return negative ? 2 : 5;
    }
    return negative ? 1 : 6;
  }

  private Answer integral(String operation, long a) {
    if (format.isNan(a)) {
      return nan(a);
    }
    if (format.isInfinite(a)) {
      return new Answer(a, 0);
    }
    Exact exact = format.exact(a);
    Exact whole = new Exact(exact.negative(), exact.roundedTo(0, mode), 0);
    boolean told = operation.endsWith("NX") && !exact.isMultipleOf(0);
    return new Answer(format.round(whole, mode).bits(), told ? FloatOracle.INEXACT : 0);
  }

  /** From the format {@code from}. */
  Answer convert(FloatOracle from, long a) {
    if (from.isNan(a)) {
      return new Answer(format.nan(), from.isSignalling(a) ? INVALID : 0);
    }
    return from.isInfinite(a)
        ? new Answer(format.infinity(from.isNegative(a)), 0)
        : format.round(from.exact(a), mode);
  }

  /** To the integer {@code type}: W, WU, L or LU; the register's value. */
  Answer toInteger(String type, long a) {
    int width = type.startsWith("W") ? 32 : 64;
    boolean unsigned = type.endsWith("U");
    BigInteger top = BigInteger.ONE.shiftLeft(unsigned ? width : width - 1);
    BigInteger least = unsigned ? BigInteger.ZERO : top.negate();
    Answer answer = format.toInteger(a, mode, least, top.subtract(BigInteger.ONE));
    return width == 64 ? answer : new Answer((int) answer.bits(), answer.flags());
  }

  Answer fromInteger(String type, long register) {
    BigInteger value =
        switch (type) {
          case "W" -> BigInteger.valueOf((int) register);
          case "WU" -> BigInteger.valueOf(register & 0xFFFFFFFFL);
          case "L" -> BigInteger.valueOf(register);
          default -> IntegerOracle.unsigned(register);
        };
    return format.round(new Exact(value.signum() < 0, value.abs(), 0), mode);
  }

  /** fcvtmod.w.d. */
  Answer modular(long a) {
    if (format.isNan(a) || format.isInfinite(a)) {
      return new Answer(0, INVALID);
    }
    Exact exact = format.exact(a);
    BigInteger size = exact.roundedTo(0, 1);
    BigInteger value = exact.negative() ? size.negate() : size;
    int inexact = exact.isMultipleOf(0) ? 0 : FloatOracle.INEXACT;
    return new Answer(value.intValue(), value.bitLength() > 31 ? INVALID : inexact);
  }
}
