package org.javisor.isa.riscv64;

import org.javisor.engine.ir.IrOp;

/**
 * The F extension: single-precision floating point.
 *
 * <p>Spec: [RISCV-UNPRIV] 20.
 */
enum Rv64F implements Instruction {
  FLW("............ ..... 010 ..... 0000111"),
  FSW("....... ..... ..... 010 ..... 0100111"),
  FMADD_S("..... 00 ..... ..... ... ..... 1000011"),
  FMSUB_S("..... 00 ..... ..... ... ..... 1000111"),
  FNMSUB_S("..... 00 ..... ..... ... ..... 1001011"),
  FNMADD_S("..... 00 ..... ..... ... ..... 1001111"),
  FADD_S("00000 00 ..... ..... ... ..... 1010011"),
  FSUB_S("00001 00 ..... ..... ... ..... 1010011"),
  FMUL_S("00010 00 ..... ..... ... ..... 1010011"),
  FDIV_S("00011 00 ..... ..... ... ..... 1010011"),
  FSQRT_S("01011 00 00000 ..... ... ..... 1010011"),
  FSGNJ_S("00100 00 ..... ..... 000 ..... 1010011"),
  FSGNJN_S("00100 00 ..... ..... 001 ..... 1010011"),
  FSGNJX_S("00100 00 ..... ..... 010 ..... 1010011"),
  FMIN_S("00101 00 ..... ..... 000 ..... 1010011"),
  FMAX_S("00101 00 ..... ..... 001 ..... 1010011"),
  FLE_S("10100 00 ..... ..... 000 ..... 1010011"),
  FLT_S("10100 00 ..... ..... 001 ..... 1010011"),
  FEQ_S("10100 00 ..... ..... 010 ..... 1010011"),
  FCLASS_S("11100 00 00000 ..... 001 ..... 1010011"),
  FCVT_W_S("11000 00 00000 ..... ... ..... 1010011"),
  FCVT_S_W("11010 00 00000 ..... ... ..... 1010011"),
  FCVT_WU_S("11000 00 00001 ..... ... ..... 1010011"),
  FCVT_S_WU("11010 00 00001 ..... ... ..... 1010011"),
  FCVT_L_S("11000 00 00010 ..... ... ..... 1010011"),
  FCVT_S_L("11010 00 00010 ..... ... ..... 1010011"),
  FCVT_LU_S("11000 00 00011 ..... ... ..... 1010011"),
  FCVT_S_LU("11010 00 00011 ..... ... ..... 1010011"),
  FMV_X_W("11100 00 00000 ..... 000 ..... 1010011"),
  FMV_W_X("11110 00 00000 ..... 000 ..... 1010011");

  private final String pattern;

  Rv64F(String pattern) {
    this.pattern = pattern;
  }

  @Override
  public String pattern() {
    return pattern;
  }

  @Override
  public long anyOf() {
    return Extension.F.bit();
  }

  @Override
  public void emit(Emitter e) {
    switch (this) {
      case FLW -> FloatEmitter.load(e, FloatEmitter.Width.SINGLE);
      case FSW -> FloatEmitter.store(e, FloatEmitter.Width.SINGLE);
      case FMADD_S -> FloatEmitter.fused(e, FloatEmitter.Width.SINGLE, false, false);
      case FMSUB_S -> FloatEmitter.fused(e, FloatEmitter.Width.SINGLE, false, true);
      case FNMSUB_S -> FloatEmitter.fused(e, FloatEmitter.Width.SINGLE, true, false);
      case FNMADD_S -> FloatEmitter.fused(e, FloatEmitter.Width.SINGLE, true, true);
      case FADD_S -> FloatEmitter.binary(e, FloatEmitter.Width.SINGLE, IrOp.FADD_32);
      case FSUB_S -> FloatEmitter.binary(e, FloatEmitter.Width.SINGLE, IrOp.FSUB_32);
      case FMUL_S -> FloatEmitter.binary(e, FloatEmitter.Width.SINGLE, IrOp.FMUL_32);
      case FDIV_S -> FloatEmitter.binary(e, FloatEmitter.Width.SINGLE, IrOp.FDIV_32);
      case FSQRT_S -> FloatEmitter.squareRoot(e, FloatEmitter.Width.SINGLE);
      case FSGNJ_S -> FloatEmitter.sign(e, FloatEmitter.Width.SINGLE, FloatEmitter.Sign.COPY);
      case FSGNJN_S -> FloatEmitter.sign(e, FloatEmitter.Width.SINGLE, FloatEmitter.Sign.NEGATE);
      case FSGNJX_S -> FloatEmitter.sign(e, FloatEmitter.Width.SINGLE, FloatEmitter.Sign.MULTIPLY);
      case FMIN_S -> FloatEmitter.minMax(e, FloatEmitter.Width.SINGLE, IrOp.FMIN_32);
      case FMAX_S -> FloatEmitter.minMax(e, FloatEmitter.Width.SINGLE, IrOp.FMAX_32);
      case FLE_S -> FloatEmitter.compare(e, FloatEmitter.Width.SINGLE, IrOp.FLE_32);
      case FLT_S -> FloatEmitter.compare(e, FloatEmitter.Width.SINGLE, IrOp.FLT_32);
      case FEQ_S -> FloatEmitter.compare(e, FloatEmitter.Width.SINGLE, IrOp.FEQ_32);
      case FCLASS_S -> FloatEmitter.classify(e, FloatEmitter.Width.SINGLE);
      case FCVT_W_S -> FloatEmitter.toInteger(e, FloatEmitter.Width.SINGLE, IrOp.FCVT_F32_I32);
      case FCVT_S_W -> FloatEmitter.fromInteger(e, FloatEmitter.Width.SINGLE, IrOp.FCVT_I32_F32);
      case FCVT_WU_S -> FloatEmitter.toInteger(e, FloatEmitter.Width.SINGLE, IrOp.FCVT_F32_U32);
      case FCVT_S_WU -> FloatEmitter.fromInteger(e, FloatEmitter.Width.SINGLE, IrOp.FCVT_U32_F32);
      case FCVT_L_S -> FloatEmitter.toInteger(e, FloatEmitter.Width.SINGLE, IrOp.FCVT_F32_I64);
      case FCVT_S_L -> FloatEmitter.fromInteger(e, FloatEmitter.Width.SINGLE, IrOp.FCVT_I64_F32);
      case FCVT_LU_S -> FloatEmitter.toInteger(e, FloatEmitter.Width.SINGLE, IrOp.FCVT_F32_U64);
      case FCVT_S_LU -> FloatEmitter.fromInteger(e, FloatEmitter.Width.SINGLE, IrOp.FCVT_U64_F32);
      case FMV_X_W -> FloatEmitter.moveToInteger(e, FloatEmitter.Width.SINGLE);
      case FMV_W_X -> FloatEmitter.moveFromInteger(e, FloatEmitter.Width.SINGLE);
    }
  }
}
