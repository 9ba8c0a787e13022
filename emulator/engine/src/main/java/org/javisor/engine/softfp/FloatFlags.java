package org.javisor.engine.softfp;

/** Exception flags that operations add to. */
public final class FloatFlags {
  public static final int INEXACT = 1;
  public static final int UNDERFLOW = 2;
  public static final int OVERFLOW = 4;
  public static final int DIVIDE_BY_ZERO = 8;
  public static final int INVALID = 16;

  private int bits;

  /** The flags raised since {@link #clear}. */
  public int bits() {
    return bits;
  }

  public void clear() {
    bits = 0;
  }

  public void raise(int flags) {
    bits |= flags;
  }
}
