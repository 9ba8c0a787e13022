package org.javisor.system.gdb;

/** Numbers and bytes as hexadecimal digits, as the protocol writes them. */
final class Hex {
  private static final int MAX_DIGITS = 16;
  private static final String DIGITS = "0123456789abcdef";

  private Hex() {}

  static String of(byte[] bytes) {
    StringBuilder text = new StringBuilder(2 * bytes.length);
    for (byte b : bytes) {
      text.append(DIGITS.charAt(b >> 4 & 15)).append(DIGITS.charAt(b & 15));
    }
    return text.toString();
  }

  /** A register's value, least significant byte first. */
  static String ofRegister(long value) {
    byte[] bytes = new byte[Long.BYTES];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (value >>> 8 * i);
    }
    return of(bytes);
  }

  /** The bytes; a digit that is none fails with {@link GdbError}. */
  static byte[] bytes(String text) throws GdbError {
    if (text.length() % 2 != 0) {
      throw GdbError.invalid();
    }
    byte[] bytes = new byte[text.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (digit(text.charAt(2 * i)) << 4 | digit(text.charAt(2 * i + 1)));
    }
    return bytes;
  }

  /** A register's value from its bytes, the least significant first. */
  static long register(byte[] bytes, int from) {
    long value = 0;
    for (int i = Math.min(bytes.length - from, Long.BYTES) - 1; i >= 0; i--) {
      value = value << 8 | bytes[from + i] & 0xFF;
    }
    return value;
  }

  /** A number of 1 to 16 digits. */
  static long number(String text) throws GdbError {
    if (text.isEmpty() || text.length() > MAX_DIGITS) {
      throw GdbError.invalid();
    }
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      value = value << 4 | digit(text.charAt(i));
    }
    return value;
  }

  /** A number that fits an int and is not negative. */
  static int smallNumber(String text) throws GdbError {
    long value = number(text);
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw GdbError.invalid();
    }
    return (int) value;
  }

  private static int digit(char c) throws GdbError {
    int value = Character.digit(c, 16);
    if (value < 0 || c > 'f') {
      throw GdbError.invalid();
    }
    return value;
  }
}
