package org.javisor.system.monitor.human;

/**
 * How values are shown.
 *
 * @param count how many
 * @param form d, u, o, x, c, or i for instructions, which have their own size
 * @param size bytes of one
 */
record MemoryFormat(int count, char form, int size) {
  private static final int MAX_COUNT = 1 << 16;
  private static final int LINE = 16;
  private static final int BYTES_PER_LINE = 8;

  /** Parts in the order count, form, size; each may be missing. */
  static MemoryFormat parse(String text, MemoryFormat missing) throws HumanException {
    int at = 0;
    int count = 0;
    while (at < text.length() && Character.isDigit(text.charAt(at))) {
      count = Math.min(count * 10 + text.charAt(at++) - '0', MAX_COUNT);
    }
    char form = missing.form();
    int size = missing.size();
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      int index = "bhwg".indexOf(c);
      if (index >= 0) {
        size = 1 << index;
      } else if ("duoxci".indexOf(c) >= 0) {
        form = c;
      } else {
        throw new HumanException("invalid char in format: '" + c + "'");
      }
    }
    return new MemoryFormat(count == 0 ? 1 : count, form, form == 'i' ? Integer.BYTES : size);
  }

  /** One value, of which the low bytes count. */
  String show(long value) {
    int unused = Long.SIZE - 8 * size;
    long unsigned = value << unused >>> unused;
    return switch (form) {
      case 'd' -> Long.toString(value << unused >> unused);
      case 'u' -> Long.toUnsignedString(unsigned);
      case 'o' -> "0" + Long.toOctalString(unsigned);
      case 'c' -> character((int) (unsigned & 0xFF));
      default -> "0x" + padded(Long.toHexString(unsigned), 2 * size);
    };
  }

  private static String character(int value) {
    return switch (value) {
      case '\'' -> "'\\''";
      case '\\' -> "'\\\\'";
      case '\n' -> "'\\n'";
      case '\r' -> "'\\r'";
      default ->
          value >= ' ' && value < 127
              ? "'" + (char) value + "'"
              : "'\\x" + padded(Integer.toHexString(value), 2) + "'";
    };
  }

  private static String padded(String digits, int width) {
    return "0".repeat(Math.max(0, width - digits.length())) + digits;
  }

  /**
   * The values in lines, each with its address; the first line that is not wholly there is the
   * last.
   *
   * @param there how many of the bytes could be read
   */
  String dump(long address, byte[] bytes, int there) {
    StringBuilder text = new StringBuilder();
    int line = size == 1 ? BYTES_PER_LINE : LINE;
    for (int at = 0; at + size <= bytes.length; at += size) {
      if (at % line == 0) {
        text.append(at == 0 ? "" : "\n");
        text.append(padded(Long.toHexString(address + at), 16)).append(':');
        if (Math.min(at + line, bytes.length) > there) {
          return text.append(" Cannot access memory\n").toString();
        }
      }
      long value = 0;
      for (int i = size - 1; i >= 0; i--) {
        value = value << 8 | (bytes[at + i] & 0xFF);
      }
      text.append(' ').append(show(value));
    }
    return text.isEmpty() ? "" : text.append('\n').toString();
  }
}
