package org.javisor.cli.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * An amount of memory, in MiB.
 *
 * @param mib number of MiB
 */
record MemorySize(long mib) {
  private static final int MOST_DIGITS = 12;

  /** Reads {@code 512}, {@code 512M} or {@code 2G}. */
  static final class Converter implements ITypeConverter<MemorySize> {
    @Override
    public MemorySize convert(String text) {
      int digits = 0;
      while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
        digits++;
      }
      if (digits == 0 || digits > MOST_DIGITS) {
        throw wrong(text);
      }
      long number = Long.parseLong(text.substring(0, digits));
      return switch (text.substring(digits)) {
        case "", "M", "MiB" -> new MemorySize(number);
        case "G", "GiB" -> new MemorySize(number * 1024);
        default -> throw wrong(text);
      };
    }

    private static TypeConversionException wrong(String text) {
      return new TypeConversionException(
          "'" + text + "' is not an amount of memory such as 512M or 2G");
    }
  }
}
