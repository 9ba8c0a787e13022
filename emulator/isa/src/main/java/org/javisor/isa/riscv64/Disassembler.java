package org.javisor.isa.riscv64;

import java.util.Locale;

/**
 * Instructions as text, in the words of GNU's disassembler without its aliases. What an instruction
 * has for operands is read off its row: the pattern's dots are what differs between two of its
 * encodings. Compressed instructions appear as what they stand for.
 *
 * <p>Spec: [RISCV-UNPRIV] 2.2, 26 (register names).
 */
final class Disassembler {
  private static final int RS1 = 15;
  private static final int RS2 = 20;
  private static final int ROUNDING = 12;
  private static final int TOTAL_STORE_ORDER = 0x833;
  private static final String[] ROUNDINGS = {
    "rne", "rtz", "rdn", "rup", "rmm", "unknown", "unknown", "dyn"
  };
  private static final String[] ORDERINGS = {"", ".rl", ".aq", ".aqrl"};

  private final Instruction row;
  private final Emitter fields;
  private final String pattern;

  private Disassembler(Instruction row, Emitter fields) {
    this.row = row;
    this.fields = fields;
    this.pattern = row.pattern().replace(" ", "");
  }

  /**
   * The text of {@code bits} at {@code pc}: mnemonic, a blank, operands.
   *
   * @param row the row that they match; null for none
   */
  static String format(Instruction row, int bits, long pc) {
    if (row == null) {
      return "illegal";
    }
    Emitter fields = new Emitter(true);
    fields.expand(bits);
    return new Disassembler(row, fields).text(pc);
  }

  private String text(long pc) {
    String name = row.name().toLowerCase(Locale.ROOT).replace('_', '.');
    return switch (fields.bits() & 0x7F) {
      case 0x37, 0x17 -> join(name, rd(), hex(fields.immU() >>> 12 & 0xFFFFF));
      case 0x6F -> join(name, rd(), hex(pc + fields.immJ()));
      case 0x63 -> join(name, rs1(), rs2(), hex(pc + fields.immB()));
      case 0x03, 0x67 -> join(name, rd(), fields.immI() + "(" + rs1() + ")");
      case 0x07 -> join(name, fd(), fields.immI() + "(" + rs1() + ")");
      case 0x23 -> join(name, rs2(), fields.immS() + "(" + rs1() + ")");
      case 0x27 -> join(name, f(fields.rs2()), fields.immS() + "(" + rs1() + ")");
      case 0x13, 0x1B -> join(name, rd(), rs1(), immediate());
      case 0x33, 0x3B -> join(name, rd(), rs1(), varies(RS2) ? rs2() : "");
      case 0x0F -> memoryOrder(name);
      case 0x2F -> atomic(name);
      case 0x73 -> system(name);
      case 0x43, 0x47, 0x4B, 0x4F ->
          join(name, fd(), f(fields.rs1()), f(fields.rs2()), f(fields.rs3()), rounding());
      default -> floating(name);
    };
  }

  /** Whether the bit is an operand's. */
  private boolean varies(int bit) {
    return pattern.charAt(31 - bit) == '.';
  }

  private String immediate() {
    if (!varies(RS2)) {
      return "";
    }
    return varies(31) ? Long.toString(fields.immI()) : hex(fields.shamt());
  }

  private String memoryOrder(String name) {
    if (row == Rv64I.FENCE) {
      int sets = fields.bits() >>> 20;
      boolean total = sets == TOTAL_STORE_ORDER && fields.rd() == 0 && fields.rs1() == 0;
      return total ? "fence.tso" : join(name, accesses(sets >>> 4), accesses(sets));
    }
    return row instanceof Zicbom ? name + " (" + rs1() + ")" : name;
  }

  private static String accesses(int set) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      if ((set >>> (3 - i) & 1) != 0) {
        text.append("iorw".charAt(i));
      }
    }
    return text.isEmpty() ? "unknown" : text.toString();
  }

  private String atomic(String name) {
    String full = name + ORDERINGS[fields.bits() >>> 25 & 3];
    String address = "(" + rs1() + ")";
    return varies(RS2) ? join(full, rd(), rs2(), address) : join(full, rd(), address);
  }

  private String system(String name) {
    if (row instanceof Zicsr) {
      String source = fields.roundingMode() > 4 ? Integer.toString(fields.rs1()) : rs1();
      return join(name, rd(), CsrNames.of(fields.bits() >>> 20), source);
    }
    return varies(RS1) ? join(name, rs1(), rs2()) : name;
  }

  /** The kind of register of each operand follows from the name: fcvt.TO.FROM, fmv.TO.FROM. */
  private String floating(String name) {
    boolean compares = name.startsWith("fle") || name.startsWith("flt") || name.startsWith("feq");
    String[] parts = name.split("\\.", -1);
    boolean moves = parts[0].equals("fmv") || parts[0].startsWith("fcvt");
    boolean toInteger =
        compares || parts[0].equals("fclass") || (moves && !"hsd".contains(floatPart(parts[1])));
    boolean fromInteger = moves && !"hsd".contains(floatPart(parts[2]));
    String target = toInteger ? rd() : fd();
    if (parts[0].equals("fli")) {
      return join(name, target, Integer.toString(fields.rs1()));
    }
    String source = fromInteger ? rs1() : f(fields.rs1());
    String second = varies(RS2) ? f(fields.rs2()) : "";
    String rounding = row == Zfa.FCVTMOD_W_D ? "rtz" : rounding();
    return join(name, target, source, second, isExact(parts) ? exactRounding() : rounding);
  }

  /** Of fmv, w means a single when it is the side of the float register. */
  private String floatPart(String part) {
    boolean single = part.equals("w") && row instanceof Rv64F && row.name().startsWith("FMV");
    return single ? "s" : part;
  }

  /** Whether the conversion loses nothing, so that its rounding mode is not worth a word. */
  private static boolean isExact(String[] parts) {
    if (!parts[0].equals("fcvt")) {
      return false;
    }
    return switch (parts[1]) {
      case "d" -> "s h w wu".contains(parts[2]);
      case "s" -> parts[2].equals("h");
      default -> false;
    };
  }

  private String exactRounding() {
    return fields.roundingMode() == 0 ? "" : ROUNDINGS[fields.roundingMode()];
  }

  private String rounding() {
    boolean dynamic = fields.roundingMode() == Emitter.DYNAMIC;
    return dynamic || !varies(ROUNDING) ? "" : ROUNDINGS[fields.roundingMode()];
  }

  private String rd() {
    return RegisterNames.integer(fields.rd());
  }

  private String rs1() {
    return RegisterNames.integer(fields.rs1());
  }

  private String rs2() {
    return RegisterNames.integer(fields.rs2());
  }

  private String fd() {
    return f(fields.rd());
  }

  private static String f(int number) {
    return RegisterNames.floating(number);
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }

  /** The operands that are not empty, behind the name. */
  private static String join(String name, String... operands) {
    StringBuilder text = new StringBuilder(name);
    char separator = ' ';
    for (String operand : operands) {
      if (!operand.isEmpty()) {
        text.append(separator).append(operand);
        separator = ',';
      }
    }
    return text.toString();
  }
}
