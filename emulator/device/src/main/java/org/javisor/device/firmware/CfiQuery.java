package org.javisor.device.firmware;

/**
 * What a flash chip says of itself, a byte for each of its words.
 *
 * <p>Spec: [CFI] 2.3 (query identification), 2.4 (system interface), 2.5 (geometry); [INTEL-CFI]
 * primary extended query.
 */
final class CfiQuery {
  private static final int LENGTH = 0x40;
  private static final int INTEL_EXTENDED = 0x0001;
  private static final int EXTENDED_AT = 0x31;

  private CfiQuery() {}

  /**
   * The table of one of {@code chips} chips that make up a bank of {@code size} bytes, {@code
   * block} bytes in an erase block of all chips, {@code buffer} bytes in a program operation.
   */
  static byte[] table(int chips, int size, int block, int buffer) {
    byte[] table = new byte[LENGTH];
    text(table, 0x10, "QRY");
    word(table, 0x13, INTEL_EXTENDED);
    word(table, 0x15, EXTENDED_AT);
    table[0x1B] = 0x45; // lowest supply voltage, BCD: 4.5 V
    table[0x1C] = 0x55;
    // Time limits, powers of two: program and buffered program in µs, block erase in ms; then how
    // many times longer the longest take.
    table[0x1F] = 7;
    table[0x20] = 7;
    table[0x21] = 10;
    table[0x23] = 4;
    table[0x24] = 4;
    table[0x25] = 4;
    table[0x27] = (byte) Integer.numberOfTrailingZeros(size / chips);
    word(table, 0x28, 2); // 8 and 16 bits wide
    word(table, 0x2A, Integer.numberOfTrailingZeros(buffer / chips));
    table[0x2C] = 1; // one region of equal blocks
    word(table, 0x2D, size / block - 1);
    word(table, 0x2F, block / chips >>> 8);
    text(table, EXTENDED_AT, "PRI10");
    table[0x3F] = 1; // protection register fields
    return table;
  }

  private static void text(byte[] table, int at, String text) {
    for (int i = 0; i < text.length(); i++) {
      table[at + i] = (byte) text.charAt(i);
    }
  }

  private static void word(byte[] table, int at, int value) {
    table[at] = (byte) value;
    table[at + 1] = (byte) (value >>> 8);
  }
}
