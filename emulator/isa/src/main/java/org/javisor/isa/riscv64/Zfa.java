package org.javisor.isa.riscv64;

import org.javisor.engine.ir.IrOp;
import org.javisor.engine.softfp.FloatConversions;
import org.javisor.engine.softfp.FloatFormat;
import org.javisor.isa.riscv64.FloatEmitter.Width;

/**
 * Zfa: constants, IEEE 754-2019 minimum and maximum, rounding to integral values, quiet
 * comparisons. Those for pairs of registers are for RV32 only.
 *
 * <p>Spec: [RISCV-UNPRIV] 24.
 */
enum Zfa implements Instruction {
  FLI_S("11110 00 00001 ..... 000 ..... 1010011"),
  FMINM_S("00101 00 ..... ..... 010 ..... 1010011"),
  FMAXM_S("00101 00 ..... ..... 011 ..... 1010011"),
  FROUND_S("01000 00 00100 ..... ... ..... 1010011"),
  FROUNDNX_S("01000 00 00101 ..... ... ..... 1010011"),
  FLEQ_S("10100 00 ..... ..... 100 ..... 1010011"),
  FLTQ_S("10100 00 ..... ..... 101 ..... 1010011"),
  FLI_D("11110 01 00001 ..... 000 ..... 1010011"),
  FMINM_D("00101 01 ..... ..... 010 ..... 1010011"),
  FMAXM_D("00101 01 ..... ..... 011 ..... 1010011"),
  FROUND_D("01000 01 00100 ..... ... ..... 1010011"),
  FROUNDNX_D("01000 01 00101 ..... ... ..... 1010011"),
  FLEQ_D("10100 01 ..... ..... 100 ..... 1010011"),
  FLTQ_D("10100 01 ..... ..... 101 ..... 1010011"),
  FLI_H("11110 10 00001 ..... 000 ..... 1010011"),
  FMINM_H("00101 10 ..... ..... 010 ..... 1010011"),
  FMAXM_H("00101 10 ..... ..... 011 ..... 1010011"),
  FROUND_H("01000 10 00100 ..... ... ..... 1010011"),
  FROUNDNX_H("01000 10 00101 ..... ... ..... 1010011"),
  FLEQ_H("10100 10 ..... ..... 100 ..... 1010011"),
  FLTQ_H("10100 10 ..... ..... 101 ..... 1010011"),
  FCVTMOD_W_D("11000 01 01000 ..... 001 ..... 1010011");

  /** The constants of fli from 2 to 29: sixteenths, as mantissa times a power of two. */
  private static final int[] MANTISSAS = {
    1, 1, 1, 1, 1, 1, 1, 5, 3, 7, 1, 5, 3, 7, 1, 5, 3, 7, 1, 5, 3, 1, 1, 1, 1, 1, 1, 1
  };

  private static final int[] EXPONENTS = {
    -16, -15, -8, -7, -4, -3, -2, -4, -3, -4, -1, -3, -2, -3, 0, -2, -1, -2, 1, -1, 0, 2, 3, 4, 7,
    8, 15, 16
  };

  private final String pattern;

  Zfa(String pattern) {
    this.pattern = pattern;
  }

  @Override
  public String pattern() {
    return pattern;
  }

  @Override
  public long anyOf() {
    return Extension.ZFA.bit();
  }

  @Override
  public long besides() {
    return switch (this) {
      case FLI_D, FMINM_D, FMAXM_D, FROUND_D, FROUNDNX_D, FLEQ_D, FLTQ_D, FCVTMOD_W_D ->
          Extension.D.bit();
      case FLI_H, FMINM_H, FMAXM_H, FROUND_H, FROUNDNX_H, FLEQ_H, FLTQ_H -> Extension.ZFH.bit();
      case FLI_S, FMINM_S, FMAXM_S, FROUND_S, FROUNDNX_S, FLEQ_S, FLTQ_S -> 0;
    };
  }

  @Override
  public void emit(Emitter e) {
    switch (this) {
      case FLI_S -> FloatEmitter.immediate(e, Width.SINGLE, constant(FloatFormat.SINGLE, e.rs1()));
      case FMINM_S -> FloatEmitter.minMax(e, Width.SINGLE, IrOp.FMIN_NAN_32);
      case FMAXM_S -> FloatEmitter.minMax(e, Width.SINGLE, IrOp.FMAX_NAN_32);
      case FROUND_S -> FloatEmitter.round(e, Width.SINGLE, false);
      case FROUNDNX_S -> FloatEmitter.round(e, Width.SINGLE, true);
      case FLEQ_S -> FloatEmitter.compare(e, Width.SINGLE, IrOp.FLE_QUIET_32);
      case FLTQ_S -> FloatEmitter.compare(e, Width.SINGLE, IrOp.FLT_QUIET_32);
      case FLI_D -> FloatEmitter.immediate(e, Width.DOUBLE, constant(FloatFormat.DOUBLE, e.rs1()));
      case FMINM_D -> FloatEmitter.minMax(e, Width.DOUBLE, IrOp.FMIN_NAN_64);
      case FMAXM_D -> FloatEmitter.minMax(e, Width.DOUBLE, IrOp.FMAX_NAN_64);
      case FROUND_D -> FloatEmitter.round(e, Width.DOUBLE, false);
      case FROUNDNX_D -> FloatEmitter.round(e, Width.DOUBLE, true);
      case FLEQ_D -> FloatEmitter.compare(e, Width.DOUBLE, IrOp.FLE_QUIET_64);
      case FLTQ_D -> FloatEmitter.compare(e, Width.DOUBLE, IrOp.FLT_QUIET_64);
      case FLI_H -> FloatEmitter.immediate(e, Width.HALF, constant(FloatFormat.HALF, e.rs1()));
      case FMINM_H -> FloatEmitter.minMax(e, Width.HALF, IrOp.FMIN_NAN_16);
      case FMAXM_H -> FloatEmitter.minMax(e, Width.HALF, IrOp.FMAX_NAN_16);
      case FROUND_H -> FloatEmitter.round(e, Width.HALF, false);
      case FROUNDNX_H -> FloatEmitter.round(e, Width.HALF, true);
      case FLEQ_H -> FloatEmitter.compare(e, Width.HALF, IrOp.FLE_QUIET_16);
      case FLTQ_H -> FloatEmitter.compare(e, Width.HALF, IrOp.FLT_QUIET_16);
      case FCVTMOD_W_D -> FloatEmitter.toInteger(e, Width.DOUBLE, IrOp.FCVT_MODULAR_F64_I32);
    }
  }

  private static long constant(FloatFormat format, int number) {
    return switch (number) {
      case 0 -> FloatConversions.constant(format, -1, 0);
      case 1 -> FloatConversions.smallestNormal(format);
      case 30 -> FloatConversions.infinity(format);
      case 31 -> FloatConversions.quietNaN(format);
      default -> FloatConversions.constant(format, MANTISSAS[number - 2], EXPONENTS[number - 2]);
    };
  }
}
