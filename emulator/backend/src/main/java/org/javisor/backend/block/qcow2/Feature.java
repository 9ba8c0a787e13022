package org.javisor.backend.block.qcow2;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

/**
 * What an image can have beyond the basics.
 *
 * <p>Spec: [QCOW2] Header, incompatible_features, compatible_features, autoclear_features; Feature
 * name table.
 */
enum Feature {
  DIRTY(Kind.INCOMPATIBLE, 0, "dirty bit"),
  CORRUPT(Kind.INCOMPATIBLE, 1, "corrupt bit"),
  EXTERNAL_DATA(Kind.INCOMPATIBLE, 2, "external data file"),
  COMPRESSION_TYPE(Kind.INCOMPATIBLE, 3, "compression type"),
  EXTENDED_L2(Kind.INCOMPATIBLE, 4, "extended L2 entries"),
  LAZY_REFCOUNTS(Kind.COMPATIBLE, 0, "lazy refcounts"),
  BITMAPS(Kind.AUTOCLEAR, 0, "bitmaps"),
  RAW_EXTERNAL_DATA(Kind.AUTOCLEAR, 1, "raw external data");

  /** What one does who does not know a feature, in the order of the fields in the header. */
  enum Kind {
    /** Leaves the image alone. */
    INCOMPATIBLE,
    /** Needs not care. */
    COMPATIBLE,
    /** Clears the bit when writing. */
    AUTOCLEAR;

    /** Where the field is in the header. */
    int offset() {
      return 72 + 8 * ordinal();
    }
  }

  private static final int NAME_BYTES = 46;
  private static final int ROW_BYTES = 2 + NAME_BYTES;

  private final Kind kind;
  private final int bit;
  private final String text;

  Feature(Kind kind, int bit, String text) {
    this.kind = kind;
    this.bit = bit;
    this.text = text;
  }

  Kind kind() {
    return kind;
  }

  static Set<Feature> of(Kind kind, long bits) {
    Set<Feature> found = EnumSet.noneOf(Feature.class);
    for (Feature feature : values()) {
      if (feature.kind == kind && (bits >>> feature.bit & 1) != 0) {
        found.add(feature);
      }
    }
    return found;
  }

  static long bits(Kind kind, Set<Feature> features) {
    long bits = 0;
    for (Feature feature : features) {
      if (feature.kind == kind) {
        bits |= 1L << feature.bit;
      }
    }
    return bits;
  }

  /** The names of all, for those who do not know one. */
  static byte[] nameTable() {
    byte[] table = new byte[values().length * ROW_BYTES];
    for (Feature feature : values()) {
      int at = feature.ordinal() * ROW_BYTES;
      table[at] = (byte) feature.kind.ordinal();
      table[at + 1] = (byte) feature.bit;
      byte[] name = feature.text.getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(name, 0, table, at + 2, name.length);
    }
    return table;
  }

  /** What an image's own table calls a bit; its number if it does not. */
  static String name(byte[] table, Kind kind, int bit) {
    for (int at = 0; at + ROW_BYTES <= table.length; at += ROW_BYTES) {
      if (table[at] == kind.ordinal() && table[at + 1] == bit) {
        int end = at + 2;
        while (end < at + ROW_BYTES && table[end] != 0) {
          end++;
        }
        String name = new String(table, at + 2, end - at - 2, StandardCharsets.UTF_8);
        return name.chars().allMatch(c -> c >= ' ' && c != 127) ? name : "bit " + bit;
      }
    }
    return "bit " + bit;
  }
}
