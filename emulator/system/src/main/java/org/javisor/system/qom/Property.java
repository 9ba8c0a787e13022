package org.javisor.system.qom;

import java.util.List;
import java.util.Optional;
import org.javisor.qmp.wire.JsonValue;

/**
 * A property of a type: what it is called, what its values are, and the one that it has when nobody
 * gives it another.
 *
 * @param type as clients are told it
 * @param kind what values there are
 * @param description for people
 * @param fallback the value when none is given
 */
public record Property(
    String name,
    String type,
    Kind kind,
    Optional<String> description,
    Optional<JsonValue> fallback) {
  /** What values a property has. */
  public enum Kind {
    /** True or false. */
    FLAG,
    /** A whole number. */
    NUMBER,
    /** The same in an object that is no device: text is refused in other words. */
    SIGNED,
    /** Such a number that is not negative. */
    UNSIGNED,
    /** Bytes: a number, as text perhaps with a unit. */
    SIZE,
    /** Text; the name of another object, too. */
    TEXT,
    /** One of the words on, off, auto. */
    AUTOMATIC,
    /** What is done about errors: one of the words report, ignore, enospc, stop, auto. */
    ON_ERROR,
    /** A device and a function: 1f.7 as text, and a number that has both. */
    PCI_ADDRESS,
    /** An object with members, which nobody gives as text. */
    STRUCTURE
  }

  private static final String UNITS = "bkmgt";
  private static final int BITS_PER_UNIT = 10;
  private static final int FUNCTION_BITS = 3;
  private static final int LAST_DEVICE = 31;
  private static final int LAST_FUNCTION = 7;

  /** A switch of a device. */
  static Property flag(String name, boolean fallback) {
    return of(name, "bool", Kind.FLAG).described("on/off").or(new JsonValue.Bool(fallback));
  }

  /** A number; {@code type} says how large. */
  static Property number(String name, String type) {
    return of(name, type, Kind.NUMBER);
  }

  /** What a device does about errors. */
  static Property onError(String name) {
    return of(name, "BlockdevOnError", Kind.ON_ERROR)
        .described("Error handling policy (report/ignore/enospc/stop/auto)")
        .or("auto");
  }

  /** Text of a device. */
  static Property text(String name) {
    return of(name, "str", Kind.TEXT);
  }

  /** Text of an object that is no device. */
  static Property string(String name, String description) {
    return of(name, "string", Kind.TEXT).described(description);
  }

  /** A switch of an object that is no device. */
  static Property plainFlag(String name, String description) {
    return of(name, "bool", Kind.FLAG).described(description);
  }

  /** The name of an object of type {@code type}. */
  static Property link(String name, String type) {
    return of(name, "link<" + type + ">", Kind.TEXT);
  }

  /** Whether the value is the name of another object. */
  boolean isLink() {
    return type.startsWith("link<");
  }

  static Property of(String name, String type, Kind kind) {
    return new Property(name, type, kind, Optional.empty(), Optional.empty());
  }

  Property described(String text) {
    return new Property(name, type, kind, Optional.of(text), fallback);
  }

  Property or(JsonValue value) {
    return new Property(name, type, kind, description, Optional.of(value));
  }

  Property or(long value) {
    return or(new JsonValue.Int(value));
  }

  Property or(String value) {
    return or(new JsonValue.Text(value));
  }

  /**
   * The value that JSON gives.
   *
   * @param owner the type of the object, for messages
   */
  public JsonValue accept(String owner, JsonValue given) throws PropertyException {
    return switch (kind) {
      case FLAG -> {
        check(given instanceof JsonValue.Bool, "boolean");
        yield given;
      }
      case NUMBER, SIGNED, UNSIGNED, SIZE -> {
        check(given instanceof JsonValue.Int, "integer");
        yield inRange((JsonValue.Int) given);
      }
      case TEXT, AUTOMATIC, ON_ERROR -> {
        check(given instanceof JsonValue.Text, "string");
        yield parse(owner, ((JsonValue.Text) given).value());
      }
      case PCI_ADDRESS -> {
        if (given instanceof JsonValue.Int number) {
          check(number.value() >= 0 && number.value() <= 0xFF, "PCI address");
          yield given;
        }
        check(given instanceof JsonValue.Text, "string");
        yield parse(owner, ((JsonValue.Text) given).value());
      }
      case STRUCTURE ->
          throw new PropertyException("Property '" + owner + "." + name + "' is not writable");
    };
  }

  private void check(boolean condition, String expected) throws PropertyException {
    if (!condition) {
      throw new PropertyException(
          "Invalid parameter type for '" + name + "', expected: " + expected);
    }
  }

  /**
   * The value that text gives, as on the command line.
   *
   * @param owner the type of the object, for messages
   */
  public JsonValue parse(String owner, String text) throws PropertyException {
    return switch (kind) {
      case FLAG ->
          switch (text) {
            case "on", "yes", "true", "y" -> new JsonValue.Bool(true);
            case "off", "no", "false", "n" -> new JsonValue.Bool(false);
            default -> throw expected("'on' or 'off'");
          };
      case NUMBER, SIGNED, UNSIGNED -> inRange(new JsonValue.Int(number(text)));
      case SIZE -> new JsonValue.Int(size(text));
      case TEXT -> new JsonValue.Text(text);
      case AUTOMATIC -> word(text, "on", "off", "auto");
      case ON_ERROR -> word(text, "report", "ignore", "enospc", "stop", "auto");
      case PCI_ADDRESS -> new JsonValue.Int(address(owner, text));
      case STRUCTURE ->
          throw new PropertyException("Property '" + owner + "." + name + "' is not writable");
    };
  }

  private JsonValue word(String text, String... words) throws PropertyException {
    if (!List.of(words).contains(text)) {
      throw new PropertyException("Parameter '" + name + "' does not accept value '" + text + "'");
    }
    return new JsonValue.Text(text);
  }

  private PropertyException expected(String what) {
    return new PropertyException("Parameter '" + name + "' expects " + what);
  }

  private long number(String text) throws PropertyException {
    try {
      return text.startsWith("0x") || text.startsWith("0X")
          ? Long.parseUnsignedLong(text.substring(2), 16)
          : Long.parseLong(text);
    } catch (NumberFormatException e) {
      String what =
          switch (kind) {
            case SIGNED -> "an int64 value";
            case UNSIGNED -> "a uint64 value";
            default -> "integer";
          };
      throw new PropertyException("Parameter '" + name + "' expects " + what, e);
    }
  }

  private long size(String text) throws PropertyException {
    int last = text.length() - 1;
    int unit = last < 0 ? -1 : UNITS.indexOf(Character.toLowerCase(text.charAt(last)));
    String digits = unit < 0 ? text : text.substring(0, last);
    int shift = BITS_PER_UNIT * Math.max(unit, 0);
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
        throw expected("a size value");
      }
    }
    try {
      long number = Long.parseLong(digits);
      if (number <= Long.MAX_VALUE >> shift) {
        return number << shift;
      }
    } catch (NumberFormatException e) {
      throw new PropertyException("Parameter '" + name + "' expects a size value", e);
    }
    throw expected("a size value");
  }

  private JsonValue.Int inRange(JsonValue.Int number) throws PropertyException {
    int bits =
        switch (type) {
          case "uint8" -> 8;
          case "uint16" -> 16;
          case "uint32" -> 32;
          default -> Long.SIZE;
        };
    if (bits < Long.SIZE && number.value() >>> bits != 0) {
      throw expected(type + "_t");
    }
    if (type.equals("int32") && number.value() != (int) number.value()) {
      throw expected("int32_t");
    }
    return number;
  }

  private long address(String owner, String text) throws PropertyException {
    String[] parts = text.split("\\.", 2);
    int device = hexadecimal(parts[0], LAST_DEVICE);
    int function = parts.length == 2 ? hexadecimal(parts[1], LAST_FUNCTION) : 0;
    if (device < 0 || function < 0) {
      throw new PropertyException(
          "Property '" + owner + "." + name + "' doesn't take value '" + text + "'");
    }
    return address(device, function);
  }

  /** A number of one or two digits; -1 when it is none, or too large. */
  private static int hexadecimal(String digits, int most) {
    String plain = digits.startsWith("0x") ? digits.substring(2) : digits;
    boolean good = !plain.isEmpty() && plain.length() <= 2;
    for (int i = 0; i < plain.length(); i++) {
      good &= Character.digit(plain.charAt(i), 16) >= 0;
    }
    int number = good ? Integer.parseInt(plain, 16) : -1;
    return number <= most ? number : -1;
  }

  /** The value of an address. */
  public static long address(int device, int function) {
    return ((long) device << FUNCTION_BITS) | function;
  }

  /** The device in the value of an address. */
  public static int device(long address) {
    return (int) address >> FUNCTION_BITS;
  }

  /** The function in the value of an address. */
  public static int function(long address) {
    return (int) address & LAST_FUNCTION;
  }
}
