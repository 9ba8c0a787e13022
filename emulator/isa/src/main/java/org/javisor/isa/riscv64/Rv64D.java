package org.javisor.isa.riscv64;

import org.javisor.engine.ir.IrOp;

/**
 * The D extension: double-precision floating point.
 *
 * <p>Spec: [RISCV-UNPRIV] 21.
 */
enum Rv64D implements Instruction {
  FLD("............ ..... 011 ..... 0000111"),
  FSD("....... ..... ..... 011 ..... 0100111"),
  FMADD_D("..... 01 ..... ..... ... ..... 1000011"),
  FMSUB_D("..... 01 ..... ..... ... ..... 1000111"),
  FNMSUB_D("..... 01 ..... ..... ... ..... 1001011"),
  FNMADD_D("..... 01 ..... ..... ... ..... 1001111"),
  FADD_D("00000 01 ..... ..... ... ..... 1010011"),
  FSUB_D("00001 01 ..... ..... ... ..... 1010011"),
  FMUL_D("00010 01 ..... ..... ... ..... 1010011"),
  FDIV_D("00011 01 ..... ..... ... ..... 1010011"),
  FSQRT_D("01011 01 00000 ..... ... ..... 1010011"),
  FSGNJ_D("00100 01 ..... ..... 000 ..... 1010011"),
  FSGNJN_D("00100 01 ..... ..... 001 ..... 1010011"),
  FSGNJX_D("00100 01 ..... ..... 010 ..... 1010011"),
  FMIN_D("00101 01 ..... ..... 000 ..... 1010011"),
  FMAX_D("00101 01 ..... ..... 001 ..... 1010011"),
  FLE_D("10100 01 ..... ..... 000 ..... 1010011"),
  FLT_D("10100 01 ..... ..... 001 ..... 1010011"),
  FEQ_D("10100 01 ..... ..... 010 ..... 1010011"),
  FCLASS_D("11100 01 00000 ..... 001 ..... 1010011"),
  FCVT_W_D("11000 01 00000 ..... ... ..... 1010011"),
  FCVT_D_W("11010 01 00000 ..... ... ..... 1010011"),
  FCVT_WU_D("11000 01 00001 ..... ... ..... 1010011"),
  FCVT_D_WU("11010 01 00001 ..... ... ..... 1010011"),
  FCVT_L_D("11000 01 00010 ..... ... ..... 1010011"),
  FCVT_D_L("11010 01 00010 ..... ... ..... 1010011"),
  FCVT_LU_D("11000 01 00011 ..... ... ..... 1010011"),
  FCVT_D_LU("11010 01 00011 ..... ... ..... 1010011"),
  FMV_X_D("11100 01 00000 ..... 000 ..... 1010011"),
  FMV_D_X("11110 01 00000 ..... 000 ..... 1010011"),
  FCVT_S_D("01000 00 00001 ..... ... ..... 1010011"),
  FCVT_D_S("01000 01 00000 ..... ... ..... 1010011");

  private final String pattern;

  Rv64D(String pattern) {
    this.pattern = pattern;
  }

  @Override
  public String pattern() {
    return pattern;
  }

  @Override
  public long anyOf() {
    return Extension.D.bit();
  }

  @Override
  public void emit(Emitter e) {
    switch (this) {
      case FLD -> FloatEmitter.load(e, FloatEmitter.Width.DOUBLE);
      case FSD -> FloatEmitter.store(e, FloatEmitter.Width.DOUBLE);
      case FMADD_D -> FloatEmitter.fused(e, FloatEmitter.Width.DOUBLE, false, false);
      case FMSUB_D -> FloatEmitter.fused(e, FloatEmitter.Width.DOUBLE, false, true);
      case FNMSUB_D -> FloatEmitter.fused(e, FloatEmitter.Width.DOUBLE, true, false);
      case FNMADD_D -> FloatEmitter.fused(e, FloatEmitter.Width.DOUBLE, true, true);
      case FADD_D -> FloatEmitter.binary(e, FloatEmitter.Width.DOUBLE, IrOp.FADD_64);
      case FSUB_D -> FloatEmitter.binary(e, FloatEmitter.Width.DOUBLE, IrOp.FSUB_64);
      case FMUL_D -> FloatEmitter.binary(e, FloatEmitter.Width.DOUBLE, IrOp.FMUL_64);
      case FDIV_D -> FloatEmitter.binary(e, FloatEmitter.Width.DOUBLE, IrOp.FDIV_64);
      case FSQRT_D -> FloatEmitter.squareRoot(e, FloatEmitter.Width.DOUBLE);
      case FSGNJ_D -> FloatEmitter.sign(e, FloatEmitter.Width.DOUBLE, FloatEmitter.Sign.COPY);
      case FSGNJN_D -> FloatEmitter.sign(e, FloatEmitter.Width.DOUBLE, FloatEmitter.Sign.NEGATE);
      case FSGNJX_D -> FloatEmitter.sign(e, FloatEmitter.Width.DOUBLE, FloatEmitter.Sign.MULTIPLY);
      case FMIN_D -> FloatEmitter.minMax(e, FloatEmitter.Width.DOUBLE, IrOp.FMIN_64);
      case FMAX_D -> FloatEmitter.minMax(e, FloatEmitter.Width.DOUBLE, IrOp.FMAX_64);
      case FLE_D -> FloatEmitter.compare(e, FloatEmitter.Width.DOUBLE, IrOp.FLE_64);
      case FLT_D -> FloatEmitter.compare(e, FloatEmitter.Width.DOUBLE, IrOp.FLT_64);
      case FEQ_D -> FloatEmitter.compare(e, FloatEmitter.Width.DOUBLE, IrOp.FEQ_64);
      case FCLASS_D -> FloatEmitter.classify(e, FloatEmitter.Width.DOUBLE);
      case FCVT_W_D -> FloatEmitter.toInteger(e, FloatEmitter.Width.DOUBLE, IrOp.FCVT_F64_I32);
      case FCVT_D_W -> FloatEmitter.fromInteger(e, FloatEmitter.Width.DOUBLE, IrOp.FCVT_I32_F64);
      case FCVT_WU_D -> FloatEmitter.toInteger(e, FloatEmitter.Width.DOUBLE, IrOp.FCVT_F64_U32);
      case FCVT_D_WU -> FloatEmitter.fromInteger(e, FloatEmitter.Width.DOUBLE, IrOp.FCVT_U32_F64);
      case FCVT_L_D -> FloatEmitter.toInteger(e, FloatEmitter.Width.DOUBLE, IrOp.FCVT_F64_I64);
      case FCVT_D_L -> FloatEmitter.fromInteger(e, FloatEmitter.Width.DOUBLE, IrOp.FCVT_I64_F64);
      case FCVT_LU_D -> FloatEmitter.toInteger(e, FloatEmitter.Width.DOUBLE, IrOp.FCVT_F64_U64);
      case FCVT_D_LU -> FloatEmitter.fromInteger(e, FloatEmitter.Width.DOUBLE, IrOp.FCVT_U64_F64);
      case FMV_X_D -> FloatEmitter.moveToInteger(e, FloatEmitter.Width.DOUBLE);
      case FMV_D_X -> FloatEmitter.moveFromInteger(e, FloatEmitter.Width.DOUBLE);
      case FCVT_S_D ->
          FloatEmitter.convert(e, FloatEmitter.Width.DOUBLE, FloatEmitter.Width.SINGLE);
      case FCVT_D_S ->
          FloatEmitter.convert(e, FloatEmitter.Width.SINGLE, FloatEmitter.Width.DOUBLE);
    }
  }
}
