package org.javisor.qmp.wire;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;

/** Writes JSON as QMP peers write it: ASCII only, members in {@link JsonObject#wireOrder}. */
public final class JsonWriter {
  private static final int INDENT = 4;
  private static final String HEX = "0123456789ABCDEF";
  private static final MathContext SEVENTEEN = new MathContext(17);

  /** What no message exceeds: a peer could have us repeat much more than it sends. */
  private static final int MAX_LENGTH = 16 << 20;

  private final StringBuilder out = new StringBuilder();
  private final boolean pretty;
  private int depth;

  private JsonWriter(boolean pretty) {
    this.pretty = pretty;
  }

  /** The value in one line, without a line end. */
  public static String compact(JsonValue value) {
    return text(value, false);
  }

  /** The value in lines that end with LF, without a last line end. */
  public static String pretty(JsonValue value) {
    return text(value, true).replace("\r\n", "\n");
  }

  /**
   * The value and a line end (CR LF), ready to be sent.
   *
   * @throws MessageTooLongException when that is more than a message may be
   */
  public static byte[] line(JsonValue value, boolean pretty) {
    return (text(value, pretty) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String text(JsonValue value, boolean pretty) {
    JsonWriter writer = new JsonWriter(pretty);
    writer.write(value);
    return writer.out.toString();
  }

  private void write(JsonValue value) {
    checkLength();
    switch (value) {
      case JsonObject object -> object(object);
      case JsonValue.Array array -> array(array);
      case JsonValue.Text text -> string(text.value());
      case JsonValue.Int number -> {
        if (number.unsigned()) {
          out.append(Long.toUnsignedString(number.value()));
        } else {
          out.append(number.value());
        }
      }
      case JsonValue.Real number -> out.append(real(number.value()));
      case JsonValue.Bool bool -> out.append(bool.value());
      case JsonValue.Null n -> out.append("null");
    }
  }

  private void checkLength() {
    if (out.length() > MAX_LENGTH) {
      throw new MessageTooLongException("longer than " + MAX_LENGTH + " bytes");
    }
  }

  private void object(JsonObject object) {
    open('{');
    boolean first = true;
    for (String name : object.wireOrder()) {
      separate(first);
      first = false;
      string(name);
      out.append(": ");
      write(object.members().get(name));
    }
    close('}');
  }

  private void array(JsonValue.Array array) {
    open('[');
    boolean first = true;
    for (JsonValue element : array.elements()) {
      separate(first);
      first = false;
      write(element);
    }
    close(']');
  }

  private void open(char bracket) {
    out.append(bracket);
    depth++;
  }

  private void separate(boolean first) {
    if (!first) {
      out.append(',');
    }
    if (pretty) {
      newLine();
    } else if (!first) {
      out.append(' ');
    }
  }

  private void close(char bracket) {
    depth--;
    if (pretty) {
      newLine();
    }
    out.append(bracket);
  }

  private void newLine() {
    out.append("\r\n");
    for (int i = 0; i < depth * INDENT; i++) {
      out.append(' ');
    }
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      checkLength();
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        character(c);
      } else if (i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1))) {
        unicode(c);
        unicode(text.charAt(++i));
      } else {
        unicode('\uFFFD');
      }
    }
    out.append('"');
  }

  private void character(char c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (c >= 0x20 && c < 0x7F) {
          out.append(c);
        } else {
          unicode(c);
        }
      }
    }
  }

  private void unicode(char c) {
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(HEX.charAt(c >> shift & 15));
    }
  }

  /** Seventeen significant digits without trailing zeros, with an exponent when that is shorter. */
  static String real(double value) {
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }
    BigDecimal rounded = new BigDecimal(value).round(SEVENTEEN).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= -4 && exponent < SEVENTEEN.getPrecision()) {
      return rounded.toPlainString();
    }
    String digits = rounded.unscaledValue().abs().toString();
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    int size = Math.abs(exponent);
    return (value < 0 ? "-" : "")
        + digits.charAt(0)
        + fraction
        + (exponent < 0 ? "e-" : "e+")
        + (size < 10 ? "0" : "")
        + size;
  }
}
