package org.javisor.system.monitor.human;

/** Sizes for people: three digits that count, and a unit of 1024. */
public final class SizeText {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  private static final int STEP = 1024;

  private SizeText() {}

  public static String rounded(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= STEP && unit < UNITS.length - 1) {
      value /= STEP;
      unit++;
    }
    String digits;
    if (value == Math.rint(value) || value >= 100) {
      digits = String.format("%.0f", value);
    } else {
      digits = String.format(value < 10 ? "%.2f" : "%.1f", value);
      digits = digits.replaceAll("\\.?0+$", "");
    }
    return digits + " " + UNITS[unit];
  }
}
