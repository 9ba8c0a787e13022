package org.javisor.engine.jit.x86_64;

/** Register numbers. General registers and vector registers are both 0 to 15. */
public final class Reg {
  public static final int RAX = 0;
  public static final int RCX = 1;
  public static final int RDX = 2;
  public static final int RBX = 3;
  public static final int RSP = 4;
  public static final int RBP = 5;
  public static final int RSI = 6;
  public static final int RDI = 7;
  public static final int R8 = 8;
  public static final int R9 = 9;
  public static final int R10 = 10;
  public static final int R11 = 11;
  public static final int R12 = 12;
  public static final int R13 = 13;
  public static final int R14 = 14;
  public static final int R15 = 15;

  public static final int XMM0 = 0;
  public static final int XMM1 = 1;
  public static final int XMM2 = 2;
  public static final int XMM3 = 3;
  public static final int XMM4 = 4;
  public static final int XMM5 = 5;
  public static final int XMM6 = 6;
  public static final int XMM7 = 7;
  public static final int XMM8 = 8;
  public static final int XMM9 = 9;
  public static final int XMM10 = 10;
  public static final int XMM11 = 11;
  public static final int XMM12 = 12;
  public static final int XMM13 = 13;
  public static final int XMM14 = 14;
  public static final int XMM15 = 15;

  private Reg() {}
}
