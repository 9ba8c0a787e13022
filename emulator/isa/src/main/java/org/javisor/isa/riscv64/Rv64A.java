package org.javisor.isa.riscv64;

import org.javisor.engine.ir.IrOp;

/**
 * The A extension: atomics. All that store are sequentially consistent, whatever aq and rl say, and
 * no load is made before an earlier one.
 *
 * <p>Spec: [RISCV-UNPRIV] 14.
 */
enum Rv64A implements Instruction {
  LR_W("00010 . . 00000 ..... 010 ..... 0101111"),
  SC_W("00011 . . ..... ..... 010 ..... 0101111"),
  AMOSWAP_W("00001 . . ..... ..... 010 ..... 0101111"),
  AMOADD_W("00000 . . ..... ..... 010 ..... 0101111"),
  AMOXOR_W("00100 . . ..... ..... 010 ..... 0101111"),
  AMOAND_W("01100 . . ..... ..... 010 ..... 0101111"),
  AMOOR_W("01000 . . ..... ..... 010 ..... 0101111"),
  AMOMIN_W("10000 . . ..... ..... 010 ..... 0101111"),
  AMOMAX_W("10100 . . ..... ..... 010 ..... 0101111"),
  AMOMINU_W("11000 . . ..... ..... 010 ..... 0101111"),
  AMOMAXU_W("11100 . . ..... ..... 010 ..... 0101111"),
  LR_D("00010 . . 00000 ..... 011 ..... 0101111"),
  SC_D("00011 . . ..... ..... 011 ..... 0101111"),
  AMOSWAP_D("00001 . . ..... ..... 011 ..... 0101111"),
  AMOADD_D("00000 . . ..... ..... 011 ..... 0101111"),
  AMOXOR_D("00100 . . ..... ..... 011 ..... 0101111"),
  AMOAND_D("01100 . . ..... ..... 011 ..... 0101111"),
  AMOOR_D("01000 . . ..... ..... 011 ..... 0101111"),
  AMOMIN_D("10000 . . ..... ..... 011 ..... 0101111"),
  AMOMAX_D("10100 . . ..... ..... 011 ..... 0101111"),
  AMOMINU_D("11000 . . ..... ..... 011 ..... 0101111"),
  AMOMAXU_D("11100 . . ..... ..... 011 ..... 0101111");

  private final String pattern;

  Rv64A(String pattern) {
    this.pattern = pattern;
  }

  @Override
  public String pattern() {
    return pattern;
  }

  @Override
  public long anyOf() {
    return switch (this) {
      case LR_W, SC_W, LR_D, SC_D -> Extension.A.bit() | Extension.ZALRSC.bit();
      case AMOSWAP_W,
          AMOADD_W,
          AMOXOR_W,
          AMOAND_W,
          AMOOR_W,
          AMOMIN_W,
          AMOMAX_W,
          AMOMINU_W,
          AMOMAXU_W,
          AMOSWAP_D,
          AMOADD_D,
          AMOXOR_D,
          AMOAND_D,
          AMOOR_D,
          AMOMIN_D,
          AMOMAX_D,
          AMOMINU_D,
          AMOMAXU_D ->
          Extension.A.bit() | Extension.ZAAMO.bit();
    };
  }

  @Override
  public void emit(Emitter e) {
    switch (this) {
      case LR_W -> loadReserved(e, IrOp.LOAD_RESERVED_32);
      case SC_W -> e.register(IrOp.STORE_CONDITIONAL_32);
      case AMOSWAP_W -> e.register(IrOp.AMO_SWAP_32);
      case AMOADD_W -> e.register(IrOp.AMO_ADD_32);
      case AMOXOR_W -> e.register(IrOp.AMO_XOR_32);
      case AMOAND_W -> e.register(IrOp.AMO_AND_32);
      case AMOOR_W -> e.register(IrOp.AMO_OR_32);
      case AMOMIN_W -> e.register(IrOp.AMO_MIN_S_32);
      case AMOMAX_W -> e.register(IrOp.AMO_MAX_S_32);
      case AMOMINU_W -> e.register(IrOp.AMO_MIN_U_32);
      case AMOMAXU_W -> e.register(IrOp.AMO_MAX_U_32);
      case LR_D -> loadReserved(e, IrOp.LOAD_RESERVED_64);
      case SC_D -> e.register(IrOp.STORE_CONDITIONAL_64);
      case AMOSWAP_D -> e.register(IrOp.AMO_SWAP_64);
      case AMOADD_D -> e.register(IrOp.AMO_ADD_64);
      case AMOXOR_D -> e.register(IrOp.AMO_XOR_64);
      case AMOAND_D -> e.register(IrOp.AMO_AND_64);
      case AMOOR_D -> e.register(IrOp.AMO_OR_64);
      case AMOMIN_D -> e.register(IrOp.AMO_MIN_S_64);
      case AMOMAX_D -> e.register(IrOp.AMO_MAX_S_64);
      case AMOMINU_D -> e.register(IrOp.AMO_MIN_U_64);
      case AMOMAXU_D -> e.register(IrOp.AMO_MAX_U_64);
    }
  }

  /** [RISCV-UNPRIV] 14.2: with rl, what was stored before is seen by others first. */
  private static void loadReserved(Emitter e, IrOp op) {
    if (e.bit(25)) {
      e.ir().fence();
    }
    e.unary(op);
  }
}
