package org.javisor.engine.jit.x86_64;

import org.javisor.engine.vcpu.CpuState;

/**
 * Encodes operands: registers, memory, prefixes. An opcode is an {@code int} with the opcode byte,
 * its map, its mandatory prefix and its width, for the classic and the VEX encoding alike.
 *
 * <p>A memory operand is a {@code long} from {@link #at}, so that no object is made for it.
 */
public class OperandEncoder extends CodeBuffer {
  static final int MAP_0F = 0x100;
  static final int MAP_0F38 = 0x200;
  static final int MAP_0F3A = 0x300;
  static final int P66 = 0x400;
  static final int PF3 = 0x800;
  static final int PF2 = 0xC00;

  /** 64-bit operands. */
  static final int W = 0x1000;

  /** The register operand is a byte, which needs a prefix from spl on. */
  static final int BYTE_REG = 0x2000;

  /** The register in the register-or-memory operand is a byte. */
  static final int BYTE_RM = 0x4000;

  /** Memory is read and written as one. */
  static final int LOCK = 0x8000;

  private static final int LOCK_PREFIX = 0xF0;
  private static final int MAP_SHIFT = 8;
  private static final int PREFIX_SHIFT = 10;

  /** In a memory operand's top byte, so that a number taken for one is noticed. */
  private static final long MEMORY = 0x4DL << 56;

  private static final int NO_INDEX = Reg.RSP;
  private static final byte[] PREFIXES = {0, 0x66, (byte) 0xF3, (byte) 0xF2};

  private static final int LEA = 0x8D;
  private static final int PUSHFQ = 0x9C;
  private static final int POPFQ = 0x9D;
  private static final int PUSH_RAX = 0x50;
  private static final int POP_RAX = 0x58;

  // What checks each access to memory, if anything does.
  private AccessChecks checks;
  private boolean checksFloats;
  private AccessChecks.Place expected = AccessChecks.Place.RAM;

  /** From now on accesses are checked; {@code floats} as where the code is left. */
  final void checkAccesses(AccessChecks with, boolean floats) {
    checks = with;
    checksFloats = floats;
  }

  /** Where operands are that are neither in the CPU's state nor in its TLB's table. */
  final void expect(AccessChecks.Place place) {
    expected = place;
  }

  /** The jump that {@code memory} says is about to be made. */
  final void checkTarget(long memory) {
    if (checks != null) {
      callCheck(0x8B | W, memory, checks.stub(AccessChecks.Place.CODE, 1, checksFloats));
    }
  }

  private void check(int op, long memory) {
    int bytes = bytes(op);
    int base = base(memory);
    if (base == HostMap.STATE) {
      int offset = (int) memory + HostMap.STATE_BIAS;
      if (offset < 0 || offset + bytes > CpuState.BYTES) {
        throw new IllegalStateException("access to offset " + offset + " of the CPU's state");
      }
    } else if ((op & ~W) != LEA) {
      AccessChecks.Place place = base == HostMap.TLB ? AccessChecks.Place.TABLES : expected;
      callCheck(LEA | W, memory, checks.stub(place, bytes, checksFloats));
    }
  }

  private void callCheck(int loadRax, long memory, long stub) {
    AccessChecks before = checks;
    checks = null;
    data8(PUSHFQ);
    data8(PUSH_RAX);
    encode(loadRax, Reg.RAX, memory);
    callAbsolute(stub);
    data8(POP_RAX);
    data8(POPFQ);
    checks = before;
  }

  /** How many bytes of memory an instruction accesses that generated code has. */
  private static int bytes(int op) {
    int usual = (op & W) != 0 ? 8 : 4;
    if ((op >> MAP_SHIFT & 3) == 0) {
      return switch (op & 0xFF) {
        case 0x80, 0x86, 0x88, 0x8A, 0xC6 -> 1;
        case 0x63 -> 4;
        case 0xFF -> 8;
        default -> (op & PF2) == P66 ? 2 : usual;
      };
    }
    return switch (op & 0xFF) {
      case 0xB0, 0xB6, 0xBE, 0xC0 -> 1;
      case 0xB7, 0xBF -> 2;
      case 0x10, 0x11 -> (op & PF2) == PF2 ? 8 : (op & PF2) == PF3 ? 4 : 16;
      default -> usual;
    };
  }

  /** The memory operand [base + disp]. */
  public static long at(int base, int disp) {
    return MEMORY | (long) NO_INDEX << 40 | (long) base << 32 | disp & 0xFFFF_FFFFL;
  }

  /** The base register of a memory operand; its low 32 bits are the displacement. */
  static int base(long memory) {
    return (int) (memory >>> 32) & 15;
  }

  /**
   * The memory operand [base + index * scale + disp].
   *
   * @param index any register but rsp
   * @param scale 1, 2, 4 or 8
   */
  public static long at(int base, int index, int scale, int disp) {
    assert index != NO_INDEX : "rsp as an index";
    long log = scale >> 1 == 4 ? 3 : scale >> 1;
    return MEMORY | log << 48 | (long) index << 40 | (long) base << 32 | disp & 0xFFFF_FFFFL;
  }

  /** reg and rm are registers. */
  final void encode(int op, int reg, int rm) {
    int force =
        (op & BYTE_REG) != 0 && reg >= Reg.RSP || (op & BYTE_RM) != 0 && rm >= Reg.RSP ? 0x40 : 0;
    opcode(op, force | (reg & 8) >> 1 | (rm & 8) >> 3);
    data8(0xC0 | (reg & 7) << 3 | rm & 7);
  }

  /** rm is memory. */
  final void encode(int op, int reg, long memory) {
    assert memory >> 56 << 56 == MEMORY : "not a memory operand: " + memory;
    if (checks != null) {
      check(op, memory);
    }
    int base = (int) (memory >> 32) & 0xFF;
    int index = (int) (memory >> 40) & 0xFF;
    int force = (op & BYTE_REG) != 0 && reg >= Reg.RSP ? 0x40 : 0;
    opcode(op, force | (reg & 8) >> 1 | (index & 8) >> 2 | base >> 3);
    memory(reg, memory);
  }

  private void opcode(int op, int rexBits) {
    if ((op & LOCK) != 0) {
      data8(LOCK_PREFIX);
    }
    int prefix = PREFIXES[op >> PREFIX_SHIFT & 3];
    if (prefix != 0) {
      data8(prefix);
    }
    int rex = rexBits | ((op & W) != 0 ? 8 : 0);
    if (rex != 0) {
      data8(0x40 | rex);
    }
    int map = op >> MAP_SHIFT & 3;
    if (map != 0) {
      data8(0x0F);
      if (map != 1) {
        data8(map == 2 ? 0x38 : 0x3A);
      }
    }
    data8(op);
  }

  private void memory(int reg, long memory) {
    int disp = (int) memory;
    int base = (int) (memory >> 32) & 0xFF;
    int index = (int) (memory >> 40) & 0xFF;
    int mode = disp == 0 && (base & 7) != Reg.RBP ? 0 : disp == (byte) disp ? 0x40 : 0x80;
    if (index != NO_INDEX || (base & 7) == Reg.RSP) {
      data8(mode | (reg & 7) << 3 | 4);
      data8((int) (memory >> 48) << 6 | (index & 7) << 3 | base & 7);
    } else {
      data8(mode | (reg & 7) << 3 | base & 7);
    }
    if (mode == 0x40) {
      data8(disp);
    } else if (mode == 0x80) {
      data32(disp);
    }
  }

  /** The VEX encoding of three registers, 128 bits or scalar. */
  final void vex(int op, int reg, int second, int rm) {
    vexPrefix(op, reg >> 3 & 1, rm >> 3 & 1, second);
    data8(0xC0 | (reg & 7) << 3 | rm & 7);
  }

  /** The VEX encoding with memory as the last operand. */
  final void vex(int op, int reg, int second, long memory) {
    assert memory >> 56 << 56 == MEMORY : "not a memory operand: " + memory;
    if (checks != null) {
      check(op, memory);
    }
    int base = (int) (memory >> 32) & 0xFF;
    int index = (int) (memory >> 40) & 0xFF;
    vexPrefix(op, reg >> 3 & 1, (index >> 3 & 1) << 1 | base >> 3, second);
    memory(reg, memory);
  }

  private void vexPrefix(int op, int r, int xb, int second) {
    int tail = (~second & 15) << 3 | op >> PREFIX_SHIFT & 3;
    int map = op >> MAP_SHIFT & 3;
    if (map == 1 && xb == 0 && (op & W) == 0) {
      data8(0xC5);
      data8((r ^ 1) << 7 | tail);
    } else {
      data8(0xC4);
      data8((r ^ 1) << 7 | (xb ^ 3) << 5 | map);
      data8(((op & W) != 0 ? 0x80 : 0) | tail);
    }
    data8(op);
  }
}
