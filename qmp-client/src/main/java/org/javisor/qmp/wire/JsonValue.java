package org.javisor.qmp.wire;

import java.util.List;

/** A JSON value as the monitor protocol sees it. */
public sealed interface JsonValue permits JsonObject, JsonValue.Scalar, JsonValue.Array {
  /** What has no members and no elements. */
  sealed interface Scalar extends JsonValue permits Null, Bool, Int, Real, Text {}

  /** The word null. */
  enum Null implements Scalar {
    NULL
  }

  /** True or false. */
  record Bool(boolean value) implements Scalar {}

  /**
   * A whole number of 64 bits.
   *
   * @param value its bits
   * @param unsigned whether the bits are to be read without a sign; only for numbers over the
   *     signed maximum
   */
  record Int(long value, boolean unsigned) implements Scalar {
    public Int(long value) {
      this(value, false);
    }

    /** The number whose 64 bits without a sign are {@code bits}. */
    public static Int ofUnsigned(long bits) {
      return new Int(bits, bits < 0);
    }
  }

  /** Any other number. */
  record Real(double value) implements Scalar {}

  /** A string. */
  record Text(String value) implements Scalar {}

  /** A list. */
  record Array(List<JsonValue> elements) implements JsonValue {
    public Array {
      elements = List.copyOf(elements);
    }
  }
}
