package org.javisor.isa.riscv64;

/**
 * 16-bit instructions as the manual draws them: which bits of the immediate and which registers
 * stand where, and the assembler form that each is short for.
 */
final class CompressedOracle {
  /** What {@link #expand} answers for what is no instruction. */
  static final int ILLEGAL = 0;

  /** Encodings of which a later row is the general case come first. */
  private static final String[] ROWS = {
    "C_ADDI4SPN | 000 imm[5:4|9:6|2|3] rd' 00 | addi rd x2 imm | imm",
    "C_FLD | 001 imm[5:3] rs1' imm[7:6] rd' 00 | fld rd rs1 imm |",
    "C_LW | 010 imm[5:3] rs1' imm[2|6] rd' 00 | lw rd rs1 imm |",
    "C_LD | 011 imm[5:3] rs1' imm[7:6] rd' 00 | ld rd rs1 imm |",
    "C_LBU | 100 000 rs1' imm[0|1] rd' 00 | lbu rd rs1 imm |",
    "C_LHU | 100 001 rs1' 0 imm[1] rd' 00 | lhu rd rs1 imm |",
    "C_LH | 100 001 rs1' 1 imm[1] rd' 00 | lh rd rs1 imm |",
    "C_SB | 100 010 rs1' imm[0|1] rs2' 00 | sb rs2 rs1 imm |",
    "C_SH | 100 011 rs1' 0 imm[1] rs2' 00 | sh rs2 rs1 imm |",
    "C_FSD | 101 imm[5:3] rs1' imm[7:6] rs2' 00 | fsd rs2 rs1 imm |",
    "C_SW | 110 imm[5:3] rs1' imm[2|6] rs2' 00 | sw rs2 rs1 imm |",
    "C_SD | 111 imm[5:3] rs1' imm[7:6] rs2' 00 | sd rs2 rs1 imm |",
    "C_ADDI | 000 simm[5] rd simm[4:0] 01 | addi rd rd simm |",
    "C_ADDIW | 001 simm[5] rd simm[4:0] 01 | addiw rd rd simm | rd",
    "C_LI | 010 simm[5] rd simm[4:0] 01 | addi rd x0 simm |",
    "C_ADDI16SP | 011 simm[9] 00010 simm[4|6|8:7|5] 01 | addi x2 x2 simm | simm",
    "C_LUI | 011 simm[17] rd simm[16:12] 01 | lui rd simm | simm",
    "C_SRLI | 100 imm[5] 00 rd' imm[4:0] 01 | srli rd rd imm |",
    "C_SRAI | 100 imm[5] 01 rd' imm[4:0] 01 | srai rd rd imm |",
    "C_ANDI | 100 simm[5] 10 rd' simm[4:0] 01 | andi rd rd simm |",
    "C_SUB | 100 0 11 rd' 00 rs2' 01 | sub rd rd rs2 |",
    "C_XOR | 100 0 11 rd' 01 rs2' 01 | xor rd rd rs2 |",
    "C_OR | 100 0 11 rd' 10 rs2' 01 | or rd rd rs2 |",
    "C_AND | 100 0 11 rd' 11 rs2' 01 | and rd rd rs2 |",
    "C_SUBW | 100 1 11 rd' 00 rs2' 01 | subw rd rd rs2 |",
    "C_ADDW | 100 1 11 rd' 01 rs2' 01 | addw rd rd rs2 |",
    "C_MUL | 100 1 11 rd' 10 rs2' 01 | mul rd rd rs2 |",
    "C_ZEXT_B | 100 1 11 rd' 11 000 01 | andi rd rd 255 |",
    "C_SEXT_B | 100 1 11 rd' 11 001 01 | sext.b rd rd |",
    "C_ZEXT_H | 100 1 11 rd' 11 010 01 | zext.h rd rd |",
    "C_SEXT_H | 100 1 11 rd' 11 011 01 | sext.h rd rd |",
    "C_ZEXT_W | 100 1 11 rd' 11 100 01 | add.uw rd rd x0 |",
    "C_NOT | 100 1 11 rd' 11 101 01 | xori rd rd -1 |",
    "C_J | 101 simm[11|4|9:8|10|6|7|3:1|5] 01 | jal x0 simm |",
    "C_BEQZ | 110 simm[8|4:3] rs1' simm[7:6|2:1|5] 01 | beq rs1 x0 simm |",
    "C_BNEZ | 111 simm[8|4:3] rs1' simm[7:6|2:1|5] 01 | bne rs1 x0 simm |",
    "C_SLLI | 000 imm[5] rd imm[4:0] 10 | slli rd rd imm |",
    "C_FLDSP | 001 imm[5] rd imm[4:3|8:6] 10 | fld rd x2 imm |",
    "C_LWSP | 010 imm[5] rd imm[4:2|7:6] 10 | lw rd x2 imm | rd",
    "C_LDSP | 011 imm[5] rd imm[4:3|8:6] 10 | ld rd x2 imm | rd",
    "C_JR | 100 0 rs1 00000 10 | jalr x0 rs1 0 | rs1",
    "C_MV | 100 0 rd rs2 10 | add rd x0 rs2 |",
    "C_EBREAK | 100 1 00000 00000 10 | ebreak |",
    "C_JALR | 100 1 rs1 00000 10 | jalr x1 rs1 0 |",
    "C_ADD | 100 1 rd rs2 10 | add rd rd rs2 |",
    "C_FSDSP | 101 imm[5:3|8:6] rs2 10 | fsd rs2 x2 imm |",
    "C_SWSP | 110 imm[5:2|7:6] rs2 10 | sw rs2 x2 imm |",
    "C_SDSP | 111 imm[5:3|8:6] rs2 10 | sd rs2 x2 imm |"
  };

  private String name = "";
  private int rd;
  private int rs1;
  private int rs2;
  private int imm;
  private int signBit;

  /** The row that the last {@link #expand} found; empty for none. */
  String row() {
    return name;
  }

  /** The 32-bit instruction that {@code bits} stand for. */
  int expand(int bits) {
    for (String row : ROWS) {
      String[] parts = row.split("\\|(?![0-9])(?<![0-9]\\|)", -1);
      if (matches(parts[1].strip(), bits)) {
        name = parts[0].strip();
        boolean reserved =
            switch (parts[3].strip()) {
              case "imm", "simm" -> imm == 0;
              case "rd" -> rd == 0;
              case "rs1" -> rs1 == 0;
              default -> false;
            };
        return reserved ? ILLEGAL : assemble(parts[2].strip().split(" "));
      }
    }
    name = "";
    return ILLEGAL;
  }

  private boolean matches(String layout, int bits) {
    int at = 16;
    imm = 0;
    signBit = -1;
    for (String token : layout.split(" ")) {
      int width = width(token);
      at -= width;
      int field = bits >>> at & (1 << width) - 1;
      switch (token) {
        case "rd'" -> rd = 8 + field;
        case "rs1'" -> rs1 = 8 + field;
        case "rs2'" -> rs2 = 8 + field;
        case "rd" -> rd = field;
        case "rs1" -> rs1 = field;
        case "rs2" -> rs2 = field;
        default -> {
          if (token.contains("[")) {
            addImmediate(token, field);
          } else if (field != Integer.parseInt(token, 2)) {
            return false;
          }
        }
      }
    }
    if (signBit >= 0 && (imm >>> signBit & 1) != 0) {
      imm |= -1 << signBit;
    }
    return true;
  }

  private static int width(String token) {
    if (token.contains("[")) {
      int width = 0;
      for (String range : ranges(token)) {
        String[] ends = range.split(":");
        width += Integer.parseInt(ends[0]) - Integer.parseInt(ends[ends.length - 1]) + 1;
      }
      return width;
    }
    return token.endsWith("'") ? 3 : token.startsWith("r") ? 5 : token.length();
  }

  private static String[] ranges(String token) {
    return token.substring(token.indexOf('[') + 1, token.length() - 1).split("\\|");
  }

  private void addImmediate(String token, int field) {
    int left = width(token);
    for (String range : ranges(token)) {
      String[] ends = range.split(":");
      int high = Integer.parseInt(ends[0]);
      for (int bit = high; bit >= Integer.parseInt(ends[ends.length - 1]); bit--) {
        left--;
        imm |= (field >>> left & 1) << bit;
        if (token.startsWith("simm")) {
          signBit = Math.max(signBit, bit);
        }
      }
    }
  }

  private int operand(String text) {
    return switch (text) {
      case "rd" -> rd;
      case "rs1" -> rs1;
      case "rs2" -> rs2;
      case "imm", "simm" -> imm;
      default -> Integer.parseInt(text.startsWith("x") ? text.substring(1) : text);
    };
  }

  /** The little of an assembler that is needed. */
  private int assemble(String[] form) {
    int a = form.length > 1 ? operand(form[1]) : 0;
    int b = form.length > 2 ? operand(form[2]) : 0;
    int c = form.length > 3 ? operand(form[3]) : 0;
    int registers = a << 7 | b << 15;
    return switch (form[0]) {
      case "addi" -> 0x13 | registers | c << 20;
      case "addiw" -> 0x1B | registers | c << 20;
      case "andi" -> 0x7013 | registers | c << 20;
      case "xori" -> 0x4013 | registers | c << 20;
      case "slli" -> 0x1013 | registers | c << 20;
      case "srli" -> 0x5013 | registers | c << 20;
      case "srai" -> 0x40005013 | registers | c << 20;
      case "lui" -> 0x37 | a << 7 | b & 0xFFFFF000;
      case "lbu" -> 0x4003 | registers | c << 20;
      case "lhu" -> 0x5003 | registers | c << 20;
      case "lh" -> 0x1003 | registers | c << 20;
      case "lw" -> 0x2003 | registers | c << 20;
      case "ld" -> 0x3003 | registers | c << 20;
      case "fld" -> 0x3007 | registers | c << 20;
      case "jalr" -> 0x67 | registers | c << 20;
      case "ebreak" -> 0x00100073;
      case "jal" -> 0x6F | a << 7 | jump(b);
      case "sub" -> 0x40000033 | registers | c << 20;
      case "xor" -> 0x4033 | registers | c << 20;
      case "or" -> 0x6033 | registers | c << 20;
      case "and" -> 0x7033 | registers | c << 20;
      case "add" -> 0x33 | registers | c << 20;
      case "subw" -> 0x4000003B | registers | c << 20;
      case "addw" -> 0x3B | registers | c << 20;
      case "mul" -> 0x02000033 | registers | c << 20;
      case "add.uw" -> 0x0800003B | registers | c << 20;
      case "sext.b" -> 0x60401013 | registers;
      case "sext.h" -> 0x60501013 | registers;
      case "zext.h" -> 0x0800403B | registers;
      default -> stored(form[0], a, b, c);
    };
  }

  private static int jump(int offset) {
    return (offset >>> 20 & 1) << 31
        | (offset >>> 1 & 0x3FF) << 21
        | (offset >>> 11 & 1) << 20
        | (offset >>> 12 & 0xFF) << 12;
  }

  private static int stored(String mnemonic, int a, int b, int c) {
    int split = (c & 31) << 7 | (c >> 5) << 25;
    int store = b << 15 | a << 20 | split;
    int branch =
        a << 15
            | b << 20
            | (c >>> 12 & 1) << 31
            | (c >>> 5 & 63) << 25
            | (c >>> 1 & 15) << 8
            | (c >>> 11 & 1) << 7;
    return switch (mnemonic) {
      case "sb" -> 0x23 | store;
      case "sh" -> 0x1023 | store;
      case "sw" -> 0x2023 | store;
      case "sd" -> 0x3023 | store;
      case "fsd" -> 0x3027 | store;
      case "beq" -> 0x63 | branch;
      case "bne" -> 0x1063 | branch;
      default -> throw new IllegalStateException("no encoding of " + mnemonic);
    };
  }
}
