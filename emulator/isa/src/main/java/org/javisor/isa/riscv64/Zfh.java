package org.javisor.isa.riscv64;

import org.javisor.engine.ir.IrOp;
import org.javisor.isa.riscv64.FloatEmitter.Width;

/**
 * Zfh: half-precision floating point; loads, stores, moves and conversions are Zfhmin's.
 *
 * <p>Spec: [RISCV-UNPRIV] 23.
 */
enum Zfh implements Instruction {
  FMADD_H("..... 10 ..... ..... ... ..... 1000011"),
  FMSUB_H("..... 10 ..... ..... ... ..... 1000111"),
  FNMSUB_H("..... 10 ..... ..... ... ..... 1001011"),
  FNMADD_H("..... 10 ..... ..... ... ..... 1001111"),
  FADD_H("00000 10 ..... ..... ... ..... 1010011"),
  FSUB_H("00001 10 ..... ..... ... ..... 1010011"),
  FMUL_H("00010 10 ..... ..... ... ..... 1010011"),
  FDIV_H("00011 10 ..... ..... ... ..... 1010011"),
  FSQRT_H("01011 10 00000 ..... ... ..... 1010011"),
  FSGNJ_H("00100 10 ..... ..... 000 ..... 1010011"),
  FSGNJN_H("00100 10 ..... ..... 001 ..... 1010011"),
  FSGNJX_H("00100 10 ..... ..... 010 ..... 1010011"),
  FMIN_H("00101 10 ..... ..... 000 ..... 1010011"),
  FMAX_H("00101 10 ..... ..... 001 ..... 1010011"),
  FLE_H("10100 10 ..... ..... 000 ..... 1010011"),
  FLT_H("10100 10 ..... ..... 001 ..... 1010011"),
  FEQ_H("10100 10 ..... ..... 010 ..... 1010011"),
  FCLASS_H("11100 10 00000 ..... 001 ..... 1010011"),
  FCVT_W_H("11000 10 00000 ..... ... ..... 1010011"),
  FCVT_H_W("11010 10 00000 ..... ... ..... 1010011"),
  FCVT_WU_H("11000 10 00001 ..... ... ..... 1010011"),
  FCVT_H_WU("11010 10 00001 ..... ... ..... 1010011"),
  FCVT_L_H("11000 10 00010 ..... ... ..... 1010011"),
  FCVT_H_L("11010 10 00010 ..... ... ..... 1010011"),
  FCVT_LU_H("11000 10 00011 ..... ... ..... 1010011"),
  FCVT_H_LU("11010 10 00011 ..... ... ..... 1010011");

  private final String pattern;

  Zfh(String pattern) {
    this.pattern = pattern;
  }

  @Override
  public String pattern() {
    return pattern;
  }

  @Override
  public long anyOf() {
    return Extension.ZFH.bit();
  }

  @Override
  public void emit(Emitter e) {
    switch (this) {
      case FMADD_H -> FloatEmitter.fused(e, Width.HALF, false, false);
      case FMSUB_H -> FloatEmitter.fused(e, Width.HALF, false, true);
      case FNMSUB_H -> FloatEmitter.fused(e, Width.HALF, true, false);
      case FNMADD_H -> FloatEmitter.fused(e, Width.HALF, true, true);
      case FADD_H -> FloatEmitter.binary(e, Width.HALF, IrOp.FADD_16);
      case FSUB_H -> FloatEmitter.binary(e, Width.HALF, IrOp.FSUB_16);
      case FMUL_H -> FloatEmitter.binary(e, Width.HALF, IrOp.FMUL_16);
      case FDIV_H -> FloatEmitter.binary(e, Width.HALF, IrOp.FDIV_16);
      case FSQRT_H -> FloatEmitter.squareRoot(e, Width.HALF);
      case FSGNJ_H -> FloatEmitter.sign(e, Width.HALF, FloatEmitter.Sign.COPY);
      case FSGNJN_H -> FloatEmitter.sign(e, Width.HALF, FloatEmitter.Sign.NEGATE);
      case FSGNJX_H -> FloatEmitter.sign(e, Width.HALF, FloatEmitter.Sign.MULTIPLY);
      case FMIN_H -> FloatEmitter.minMax(e, Width.HALF, IrOp.FMIN_16);
      case FMAX_H -> FloatEmitter.minMax(e, Width.HALF, IrOp.FMAX_16);
      case FLE_H -> FloatEmitter.compare(e, Width.HALF, IrOp.FLE_16);
      case FLT_H -> FloatEmitter.compare(e, Width.HALF, IrOp.FLT_16);
      case FEQ_H -> FloatEmitter.compare(e, Width.HALF, IrOp.FEQ_16);
      case FCLASS_H -> FloatEmitter.classify(e, Width.HALF);
      case FCVT_W_H -> FloatEmitter.toInteger(e, Width.HALF, IrOp.FCVT_F16_I32);
      case FCVT_H_W -> FloatEmitter.fromInteger(e, Width.HALF, IrOp.FCVT_I32_F16);
      case FCVT_WU_H -> FloatEmitter.toInteger(e, Width.HALF, IrOp.FCVT_F16_U32);
      case FCVT_H_WU -> FloatEmitter.fromInteger(e, Width.HALF, IrOp.FCVT_U32_F16);
      case FCVT_L_H -> FloatEmitter.toInteger(e, Width.HALF, IrOp.FCVT_F16_I64);
      case FCVT_H_L -> FloatEmitter.fromInteger(e, Width.HALF, IrOp.FCVT_I64_F16);
      case FCVT_LU_H -> FloatEmitter.toInteger(e, Width.HALF, IrOp.FCVT_F16_U64);
      case FCVT_H_LU -> FloatEmitter.fromInteger(e, Width.HALF, IrOp.FCVT_U64_F16);
    }
  }
}
