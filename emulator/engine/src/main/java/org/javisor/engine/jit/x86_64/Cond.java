package org.javisor.engine.jit.x86_64;

/** Condition codes as the hardware numbers them; {@code c ^ 1} is the opposite of {@code c}. */
public final class Cond {
  /** Overflow. */
  public static final int O = 0;

  public static final int NO = 1;

  /** Unsigned below; carry. */
  public static final int B = 2;

  /** Unsigned above or equal; no carry. */
  public static final int AE = 3;

  /** Equal; zero. */
  public static final int E = 4;

  public static final int NE = 5;

  /** Unsigned below or equal. */
  public static final int BE = 6;

  /** Unsigned above. */
  public static final int A = 7;

  /** Sign. */
  public static final int S = 8;

  public static final int NS = 9;

  /** Parity; unordered after a floating-point comparison. */
  public static final int P = 10;

  public static final int NP = 11;

  /** Signed less. */
  public static final int L = 12;

  /** Signed greater or equal. */
  public static final int GE = 13;

  /** Signed less or equal. */
  public static final int LE = 14;

  /** Signed greater. */
  public static final int G = 15;

  private Cond() {}

  /** The opposite condition. */
  public static int not(int cond) {
    return cond ^ 1;
  }
}
