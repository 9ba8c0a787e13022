package org.javisor.system.image;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.OptionalLong;

/** Sizes as users write them: a number, which may have a fraction, and a letter. */
public final class ImageSize {
  private static final String LETTERS = "BKMGTPE";

  private ImageSize() {}

  /** The bytes; none if it is not a size or does not fit into 63 bits. */
  public static OptionalLong parse(String text) {
    String digits = text;
    int power = 0;
    if (!text.isEmpty() && !text.startsWith("0x")) {
      int letter = LETTERS.indexOf(Character.toUpperCase(text.charAt(text.length() - 1)));
      if (letter >= 0) {
        power = letter;
        digits = text.substring(0, text.length() - 1);
      }
    }
    try {
      if (digits.startsWith("0x")) {
        return OptionalLong.of(Long.parseLong(digits.substring(2), 16));
      }
      if (!digits.matches("[0-9]+(\\.[0-9]*)?|\\.[0-9]+") || digits.length() > 40) {
        return OptionalLong.empty();
      }
      BigDecimal bytes = new BigDecimal(digits).multiply(BigDecimal.valueOf(1L << 10 * power));
      return OptionalLong.of(bytes.setScale(0, RoundingMode.HALF_UP).longValueExact());
    } catch (ArithmeticException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** The argument of an option. */
  static long option(Arguments arguments, String name, long missing) throws ToolException {
    if (!arguments.has(name)) {
      return missing;
    }
    String text = arguments.value(name).orElseThrow();
    OptionalLong bytes = parse(text);
    if (bytes.isEmpty()) {
      throw new ToolException("Invalid " + name + " specified: '" + text + "'.");
    }
    return bytes.getAsLong();
  }
}
