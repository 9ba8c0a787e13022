package org.javisor.system.lifecycle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Kernels of a few instructions, with the header that the loader asks for. */
public final class TinyKernel {
  private static final int HEADER = 64;
  private static final int LENGTH = 4096;
  private static final long LOAD_OFFSET = 2 << 20;
  private static final int JUMP_OVER_HEADER = 0x0400006f;

  /** {@code wfi} and back to it. */
  private static final int[] SLEEP = {0x10500073, 0xffdff06f};

  private TinyKernel() {}

  /** Executes {@code program}, which begins at 0x80200040. */
  public static byte[] of(int... program) {
    return kernel(program);
  }

  /** Sleeps for ever. */
  public static byte[] sleeping() {
    return kernel(SLEEP);
  }

  /** Executes one jump for ever. */
  public static byte[] spinning() {
    return kernel(0x0000006f);
  }

  /** Sends {@code text} over the serial port and sleeps for ever. */
  public static byte[] saying(String text) {
    return kernel(say(text, SLEEP));
  }

  /** Turns the machine off. */
  public static byte[] poweringOff() {
    return kernel(systemReset(0));
  }

  /** Sends {@code text} and turns the machine off. */
  public static byte[] sayingBeforePowerOff(String text) {
    return kernel(say(text, systemReset(0)));
  }

  /** Restarts the machine cold, again and again where that is possible. */
  public static byte[] resetting() {
    return kernel(systemReset(1));
  }

  /** Tells the test finisher that something failed with {@code code}, 16 bits. */
  public static byte[] failing(int code) {
    return kernel(
        0x001002b7, // lui t0, 0x100
        0x00003337 | code << 16, // lui t1, code << 4 | 3
        0x33330313, // addi t1, t1, 0x333
        0x0062a023, // sw t1, 0(t0)
        0x0000006f);
  }

  private static int[] say(String text, int[] then) {
    int[] code = new int[1 + 2 * text.length()];
    code[0] = 0x100002b7; // lui t0, 0x10000
    for (int i = 0; i < text.length(); i++) {
      code[1 + 2 * i] = 0x00000313 | text.charAt(i) << 20; // li t1, character
      code[2 + 2 * i] = 0x00628023; // sb t1, 0(t0)
    }
    int[] all = Arrays.copyOf(code, code.length + then.length);
    System.arraycopy(then, 0, all, code.length, then.length);
    return all;
  }

  private static int[] systemReset(int type) {
    return new int[] {
      0x535258b7, // lui a7, 0x53525
      0x35488893, // addi a7, a7, 0x354
      0x00000813, // li a6, 0
      0x00000513 | type << 20, // li a0, type
      0x00000593, // li a1, 0
      0x00000073, // ecall
      0x0000006f, // j .
    };
  }

  private static byte[] kernel(int... code) {
    ByteBuffer image = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    image.putInt(0, JUMP_OVER_HEADER);
    image.putLong(8, LOAD_OFFSET);
    image.putLong(16, LENGTH);
    image.putInt(32, 2);
    image.putInt(48, 0x43534952); // "RISCV"
    image.putInt(52, 0x56);
    image.putInt(56, 0x05435352); // "RSC", 5
    for (int i = 0; i < code.length; i++) {
      image.putInt(HEADER + 4 * i, code[i]);
    }
    return image.array();
  }
}
