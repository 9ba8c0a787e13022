package org.javisor.isa.riscv64;

import java.util.ArrayList;
import java.util.List;

/**
 * The set of extensions that a hart has.
 *
 * <p>Spec: [RISCV-UNPRIV] 37 (ISA string), [RISCV-PRIV] 3.1.1 (misa).
 *
 * @param bits one bit for each {@link Extension}, by its place in the enum
 */
public record Features(long bits) {
  /** Bytes of a cache block. */
  public static final int BLOCK_BYTES = 64;

  private static final Extension[] EXTENSIONS = Extension.values();
  private static final long RV64 = 2L << 62;

  /** The set of {@code extensions}. */
  static Features of(Extension... extensions) {
    long bits = 0;
    for (Extension extension : extensions) {
      bits |= extension.bit();
    }
    return new Features(bits);
  }

  public boolean has(Extension extension) {
    return (bits & extension.bit()) != 0;
  }

  /** Whether it has all extensions of the set {@code needed}. */
  boolean hasAll(long needed) {
    return (bits & needed) == needed;
  }

  /** The value of the misa register. */
  long misa() {
    long misa = RV64;
    for (Extension extension : EXTENSIONS) {
      boolean letter =
          switch (extension.kind()) {
            case LETTER, MODE -> true;
            case NAME, DERIVED, MISSING -> false;
          };
      if (letter && has(extension)) {
        misa |= 1L << (extension.text().charAt(0) - 'a');
      }
    }
    return misa;
  }

  /** The names of the device tree's {@code riscv,isa-extensions}, in the ISA string's order. */
  public List<String> isaExtensions() {
    List<String> names = new ArrayList<>();
    for (Extension extension : EXTENSIONS) {
      if (extension.kind() != Extension.Kind.MODE && has(extension)) {
        names.add(extension.text());
      }
    }
    return names;
  }

  /** The text of the device tree's {@code riscv,isa}. */
  public String isaString() {
    StringBuilder text = new StringBuilder("rv64");
    for (String name : isaExtensions()) {
      text.append(name.length() > 1 ? "_" : "").append(name);
    }
    return text.toString();
  }
}
