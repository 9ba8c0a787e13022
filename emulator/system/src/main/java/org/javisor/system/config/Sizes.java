package org.javisor.system.config;

/** Numbers with units. */
final class Sizes {
  private Sizes() {}

  /** Bytes: a number and K, M, G, T, P or E, or a number of {@code unit}s. */
  static long parse(String key, String text, long unit) throws ConfigException {
    String digits = text;
    long factor = unit;
    if (!text.isEmpty()) {
      int suffix = "bkmgtpe".indexOf(Character.toLowerCase(text.charAt(text.length() - 1)));
      if (suffix >= 0) {
        factor = 1L << (10 * suffix);
        digits = text.substring(0, text.length() - 1);
      }
    }
    try {
      if (!digits.isEmpty() && Character.isDigit(digits.charAt(0))) {
        return Math.multiplyExact(Long.parseLong(digits), factor);
      }
    } catch (NumberFormatException | ArithmeticException e) {
      throw new ConfigException(refusal(key), e);
    }
    throw new ConfigException(refusal(key));
  }

  private static String refusal(String key) {
    return "Parameter '"
        + key
        + "' expects a non-negative number below 2^64\n"
        + "Optional suffix k, M, G, T, P or E means kilo-, mega-, giga-, tera-, peta-\n"
        + "and exabytes, respectively.";
  }

  /** Bytes as {@link #parse} has them, in whole multiples of {@code step}, a power of two. */
  static long parseRounded(String key, String text, long unit, long step) throws ConfigException {
    long bytes = parse(key, text, unit);
    if (bytes > Long.MAX_VALUE - step) {
      throw new ConfigException(refusal(key));
    }
    return (bytes + step - 1) & -step;
  }

  /** Any 64-bit number, decimal, or hexadecimal behind 0x. */
  static long parseNumber(String key, String text) throws ConfigException {
    try {
      return text.startsWith("0x") || text.startsWith("0X")
          ? Long.parseUnsignedLong(text.substring(2), 16)
          : Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw new ConfigException("Parameter '" + key + "' expects a 64-bit number", e);
    }
  }

  static int parseInt(String key, String text) throws ConfigException {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new ConfigException("Parameter '" + key + "' expects a number", e);
    }
  }
}
