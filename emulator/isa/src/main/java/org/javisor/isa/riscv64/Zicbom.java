package org.javisor.isa.riscv64;

import org.javisor.engine.ir.IrOp;

/**
 * Zicbom and Zicboz: operations on cache blocks of 64 bytes. There is no cache to be seen, so what
 * is left of the management operations is their access check.
 *
 * <p>Spec: [RISCV-UNPRIV] 19 (cache-block management).
 */
enum Zicbom implements Instruction {
  CBO_INVAL("000000000000 ..... 010 00000 0001111"),
  CBO_CLEAN("000000000001 ..... 010 00000 0001111"),
  CBO_FLUSH("000000000010 ..... 010 00000 0001111"),
  CBO_ZERO("000000000100 ..... 010 00000 0001111");

  private final String pattern;

  Zicbom(String pattern) {
    this.pattern = pattern;
  }

  @Override
  public String pattern() {
    return pattern;
  }

  @Override
  public long anyOf() {
    return this == CBO_ZERO ? Extension.ZICBOZ.bit() : Extension.ZICBOM.bit();
  }

  @Override
  public void emit(Emitter e) {
    if (Mode.blocksRestricted(e.mode())) {
      e.helper(HelperCall.BLOCK_CHECK);
    }
    int block = e.ir().temp();
    e.ir().binary(IrOp.AND, block, e.xs1(), e.constant(-Features.BLOCK_BYTES));
    switch (this) {
      case CBO_INVAL, CBO_CLEAN, CBO_FLUSH -> e.ir().unary(IrOp.CHECK_BLOCK, e.ir().temp(), block);
      case CBO_ZERO -> {
        for (int offset = 0; offset < Features.BLOCK_BYTES; offset += Long.BYTES) {
          e.ir().store(IrOp.ST64, block, offset, e.constant(0));
        }
      }
    }
  }
}
