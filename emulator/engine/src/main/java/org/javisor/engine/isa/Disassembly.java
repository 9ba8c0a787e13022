package org.javisor.engine.isa;

/**
 * An instruction for people.
 *
 * @param text mnemonic, a blank, operands; "illegal" when it is no instruction
 * @param bits the encoding
 * @param length its length in bytes
 */
public record Disassembly(String text, long bits, int length) {
  private static final int MNEMONIC_WIDTH = 24;

  /** The line of a listing: address, encoding, mnemonic, operands. */
  public String line(long pc) {
    String address = Long.toHexString(pc);
    String digits = Long.toHexString(bits);
    int blank = text.indexOf(' ');
    String mnemonic = blank < 0 ? text : text.substring(0, blank);
    StringBuilder line = new StringBuilder("0x");
    line.append("0".repeat(Math.max(0, 8 - address.length()))).append(address).append(":  ");
    line.append("0".repeat(Math.max(0, 2 * length - digits.length()))).append(digits);
    line.append(" ".repeat(18 - 2 * length)).append(mnemonic);
    if (blank >= 0) {
      line.append(" ".repeat(Math.max(1, MNEMONIC_WIDTH - mnemonic.length())));
      line.append(text, blank + 1, text.length());
    }
    return line.toString();
  }
}
