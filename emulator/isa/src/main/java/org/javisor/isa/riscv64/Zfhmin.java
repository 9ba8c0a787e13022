package org.javisor.isa.riscv64;

import org.javisor.isa.riscv64.FloatEmitter.Width;

/**
 * Zfhmin: half-precision numbers in registers and memory, and their conversions.
 *
 * <p>Spec: [RISCV-UNPRIV] 23.5.
 */
enum Zfhmin implements Instruction {
  FLH("............ ..... 001 ..... 0000111"),
  FSH("....... ..... ..... 001 ..... 0100111"),
  FMV_X_H("11100 10 00000 ..... 000 ..... 1010011"),
  FMV_H_X("11110 10 00000 ..... 000 ..... 1010011"),
  FCVT_S_H("01000 00 00010 ..... ... ..... 1010011"),
  FCVT_H_S("01000 10 00000 ..... ... ..... 1010011"),
  FCVT_D_H("01000 01 00010 ..... ... ..... 1010011"),
  FCVT_H_D("01000 10 00001 ..... ... ..... 1010011");

  private final String pattern;

  Zfhmin(String pattern) {
    this.pattern = pattern;
  }

  @Override
  public String pattern() {
    return pattern;
  }

  @Override
  public long anyOf() {
    return Extension.ZFHMIN.bit();
  }

  @Override
  public long besides() {
    return switch (this) {
      case FCVT_D_H, FCVT_H_D -> Extension.D.bit();
      case FLH, FSH, FMV_X_H, FMV_H_X, FCVT_S_H, FCVT_H_S -> 0;
    };
  }

  @Override
  public void emit(Emitter e) {
    switch (this) {
      case FLH -> FloatEmitter.load(e, Width.HALF);
      case FSH -> FloatEmitter.store(e, Width.HALF);
      case FMV_X_H -> FloatEmitter.moveToInteger(e, Width.HALF);
      case FMV_H_X -> FloatEmitter.moveFromInteger(e, Width.HALF);
      case FCVT_S_H -> FloatEmitter.convert(e, Width.HALF, Width.SINGLE);
      case FCVT_H_S -> FloatEmitter.convert(e, Width.SINGLE, Width.HALF);
      case FCVT_D_H -> FloatEmitter.convert(e, Width.HALF, Width.DOUBLE);
      case FCVT_H_D -> FloatEmitter.convert(e, Width.DOUBLE, Width.HALF);
    }
  }
}
