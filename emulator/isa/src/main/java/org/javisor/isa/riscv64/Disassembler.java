package org.javisor.isa.riscv64;

import java.util.Locale;

/**
 * Instructions as text: mnemonic, register numbers and immediate fields.
 *
 * <p>Spec: [RISCV-UNPRIV] 2.2.
 */
final class Disassembler {
  private Disassembler() {}

  /** The text of {@code bits}, whose row is {@code row} (null for none). */
  static String format(Instruction row, int bits) {
    if (row == null) {
      return ".word 0x" + Integer.toHexString(bits);
    }
    Emitter fields = new Emitter(true);
    fields.expand(bits);
    String name = row.name().toLowerCase(Locale.ROOT).replace('_', '.');
    String operands =
        switch (bits & 0x7F) {
          case 0x37, 0x17 ->
              "x" + fields.rd() + ", 0x" + Long.toHexString(fields.immU() >>> 12 & 0xFFFFF);
          case 0x6F -> "x" + fields.rd() + ", " + fields.immJ();
          case 0x63 -> "x" + fields.rs1() + ", x" + fields.rs2() + ", " + fields.immB();
          case 0x03, 0x67 -> "x" + fields.rd() + ", " + fields.immI() + "(x" + fields.rs1() + ")";
          case 0x07 -> "f" + fields.rd() + ", " + fields.immI() + "(x" + fields.rs1() + ")";
          case 0x23 -> "x" + fields.rs2() + ", " + fields.immS() + "(x" + fields.rs1() + ")";
          case 0x27 -> "f" + fields.rs2() + ", " + fields.immS() + "(x" + fields.rs1() + ")";
          case 0x13, 0x1B -> "x" + fields.rd() + ", x" + fields.rs1() + ", " + fields.immI();
          case 0x33, 0x3B, 0x2F -> "x" + fields.rd() + ", x" + fields.rs1() + ", x" + fields.rs2();
          case 0x73 -> system(fields);
          default -> "f" + fields.rd() + ", f" + fields.rs1() + ", f" + fields.rs2();
        };
    return operands.isEmpty() ? name : name + " " + operands;
  }

  private static String system(Emitter fields) {
    if (fields.roundingMode() == 0) {
      return "";
    }
    String csr = "0x" + Long.toHexString(fields.immI() & 0xFFF);
    String source = fields.roundingMode() > 4 ? Integer.toString(fields.rs1()) : "x" + fields.rs1();
    return "x" + fields.rd() + ", " + csr + ", " + source;
  }
}
