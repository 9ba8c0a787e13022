package org.javisor.system.config;

/** Numbers with units. */
final class Sizes {
  private Sizes() {}

  /** Bytes: a number and K, M, G or T, or a number of {@code unit}s. */
  static long parse(String key, String text, long unit) throws ConfigException {
    String digits = text;
    long factor = unit;
    if (!text.isEmpty()) {
      int suffix = "bkmgt".indexOf(Character.toLowerCase(text.charAt(text.length() - 1)));
      if (suffix >= 0) {
        factor = 1L << (10 * suffix);
        digits = text.substring(0, text.length() - 1);
      }
    }
    try {
      return Math.multiplyExact(Long.parseUnsignedLong(digits), factor);
    } catch (NumberFormatException | ArithmeticException e) {
      throw new ConfigException(
          "Parameter '"
              + key
              + "' expects a non-negative number below 2^63, with an optional suffix K, M, G or T",
          e);
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
