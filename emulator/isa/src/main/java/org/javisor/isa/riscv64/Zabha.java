package org.javisor.isa.riscv64;

/**
 * Zabha: atomics on bytes and halves, compare and swap with Zacas. Rare: the hart makes them.
 *
 * <p>Spec: [RISCV-UNPRIV] 17.
 */
enum Zabha implements Instruction {
  AMOSWAP_B("00001 . . ..... ..... 000 ..... 0101111"),
  AMOADD_B("00000 . . ..... ..... 000 ..... 0101111"),
  AMOXOR_B("00100 . . ..... ..... 000 ..... 0101111"),
  AMOAND_B("01100 . . ..... ..... 000 ..... 0101111"),
  AMOOR_B("01000 . . ..... ..... 000 ..... 0101111"),
  AMOMIN_B("10000 . . ..... ..... 000 ..... 0101111"),
  AMOMAX_B("10100 . . ..... ..... 000 ..... 0101111"),
  AMOMINU_B("11000 . . ..... ..... 000 ..... 0101111"),
  AMOMAXU_B("11100 . . ..... ..... 000 ..... 0101111"),
  AMOCAS_B("00101 . . ..... ..... 000 ..... 0101111"),
  AMOSWAP_H("00001 . . ..... ..... 001 ..... 0101111"),
  AMOADD_H("00000 . . ..... ..... 001 ..... 0101111"),
  AMOXOR_H("00100 . . ..... ..... 001 ..... 0101111"),
  AMOAND_H("01100 . . ..... ..... 001 ..... 0101111"),
  AMOOR_H("01000 . . ..... ..... 001 ..... 0101111"),
  AMOMIN_H("10000 . . ..... ..... 001 ..... 0101111"),
  AMOMAX_H("10100 . . ..... ..... 001 ..... 0101111"),
  AMOMINU_H("11000 . . ..... ..... 001 ..... 0101111"),
  AMOMAXU_H("11100 . . ..... ..... 001 ..... 0101111"),
  AMOCAS_H("00101 . . ..... ..... 001 ..... 0101111");

  private static final Zabha[] ROWS = values();

  private final String pattern;

  Zabha(String pattern) {
    this.pattern = pattern;
  }

  @Override
  public String pattern() {
    return pattern;
  }

  @Override
  public long anyOf() {
    return Extension.ZABHA.bit();
  }

  @Override
  public long besides() {
    return switch (this) {
      case AMOCAS_B, AMOCAS_H -> Extension.ZACAS.bit();
      default -> 0;
    };
  }

  @Override
  public void emit(Emitter e) {
    long registers = (e.bits() & 0xFFFFFFFFL) << 32;
    int what = e.constant(registers | ordinal());
    e.ir().helper(HelperCall.SMALL_ATOMIC, e.xd(), e.xs1(), what);
  }

  /** The row that {@link #emit} has packed into {@code what}. */
  static Zabha row(long what) {
    return ROWS[(int) what];
  }

  /** The instruction likewise. */
  static int instruction(long what) {
    return (int) (what >>> 32);
  }

  int bytes() {
    return name().endsWith("B") ? 1 : 2;
  }

  /** The value, sign-extended from this size. */
  long extended(long value) {
    return bytes() == 1 ? (byte) value : (short) value;
  }

  /**
   * What is stored, low bits only.
   *
   * @param old what was there, sign-extended
   * @param source likewise
   * @param expected what rd held, likewise
   */
  long combine(long old, long source, long expected) {
    return switch (this) {
      case AMOSWAP_B, AMOSWAP_H -> source;
      case AMOADD_B, AMOADD_H -> old + source;
      case AMOXOR_B, AMOXOR_H -> old ^ source;
      case AMOAND_B, AMOAND_H -> old & source;
      case AMOOR_B, AMOOR_H -> old | source;
      case AMOMIN_B, AMOMIN_H -> Math.min(old, source);
      case AMOMAX_B, AMOMAX_H -> Math.max(old, source);
      case AMOMINU_B, AMOMINU_H -> Long.compareUnsigned(old, source) < 0 ? old : source;
      case AMOMAXU_B, AMOMAXU_H -> Long.compareUnsigned(old, source) > 0 ? old : source;
      case AMOCAS_B, AMOCAS_H -> old == expected ? source : old;
    };
  }
}
