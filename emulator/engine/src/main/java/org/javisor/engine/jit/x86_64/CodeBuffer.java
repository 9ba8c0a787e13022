package org.javisor.engine.jit.x86_64;

import java.util.Arrays;
import org.javisor.host.memory.RawMemory;

/**
 * Collects machine code, with labels and jumps. The code is gathered on the heap, where a byte
 * costs an array store even before HotSpot has compiled this class, and {@link #end} copies it to
 * its place.
 *
 * <p>Code that does not fit sets {@link #overflowed}; the caller looks once, at the end. Labels are
 * numbers from {@link #newLabel}; jumps to a label that is not bound yet are chained through their
 * own displacement fields.
 */
public class CodeBuffer {
  private static final int UNBOUND = -1;
  private static final int CACHE_LINE = 64;

  /** Multi-byte no-operations, the one of n bytes at n (n - 1) / 2. */
  private static final byte[] NOPS = nops();

  private byte[] code = new byte[4096];
  private int at;
  private int limit;
  private boolean overflowed;
  private long writeAddress;
  private long executeAddress;

  private int[] boundAt = new int[64];

  /** Where the last displacement field that waits for the label is, plus 1; 0 when none waits. */
  private int[] lastUse = new int[64];

  private int labels;

  /**
   * Starts code that is to be written at {@code writeAddress} and to run at {@code executeAddress},
   * of at most {@code limitBytes} bytes.
   */
  public final void begin(long writeAddress, long limitBytes, long executeAddress) {
    this.writeAddress = writeAddress;
    this.executeAddress = executeAddress;
    limit = (int) Math.min(limitBytes, Integer.MAX_VALUE - 64);
    at = 0;
    overflowed = false;
    reset();
  }

  /** Copies the code to its place, unless it did not fit; how many bytes there are. */
  public final int end() {
    assert overflowed || allBound() : "a jump goes to a label that is not bound";
    if (!overflowed) {
      RawMemory.copyIn(code, 0, writeAddress, at);
    }
    return at;
  }

  private boolean allBound() {
    for (int i = 0; i < labels; i++) {
      if (boundAt[i] == UNBOUND && lastUse[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Forgets all labels, not the code. */
  public final void reset() {
    labels = 0;
  }

  /** Bytes since {@link #begin}. */
  public final int position() {
    return at;
  }

  /** Where the next instruction will run. */
  public final long executeAddress() {
    return executeAddress + at;
  }

  /** Where the next instruction will be written at {@link #end}. */
  public final long writeAddress() {
    return writeAddress + at;
  }

  /** Whether something did not fit; the code is useless then. */
  public final boolean overflowed() {
    return overflowed;
  }

  // Labels and jumps

  public final int newLabel() {
    if (labels == boundAt.length) {
      boundAt = Arrays.copyOf(boundAt, 2 * labels);
      lastUse = Arrays.copyOf(lastUse, 2 * labels);
    }
    boundAt[labels] = UNBOUND;
    lastUse[labels] = 0;
    return labels++;
  }

  /** The label is here. */
  public final void bind(int label) {
    assert boundAt[label] == UNBOUND : "label bound twice";
    boundAt[label] = at;
    if (overflowed) {
      return;
    }
    int use = lastUse[label];
    while (use != 0) {
      int field = use - 1;
      use = get32(field);
      set32(field, at - (field + 4));
    }
  }

  /** Where a bound label is, from {@link #begin}; -1 when it is not bound. */
  public final int positionOf(int label) {
    return boundAt[label];
  }

  public final void jmp(int label) {
    int target = boundAt[label];
    if (target != UNBOUND && target - (at + 2) >= Byte.MIN_VALUE) {
      data8(0xEB);
      data8(target - (at + 1));
    } else {
      data8(0xE9);
      displacement(label);
    }
  }

  public final void jcc(int cond, int label) {
    int target = boundAt[label];
    if (target != UNBOUND && target - (at + 2) >= Byte.MIN_VALUE) {
      data8(0x70 | cond);
      data8(target - (at + 1));
    } else {
      data8(0x0F);
      data8(0x80 | cond);
      displacement(label);
    }
  }

  /** A short jump to a label that must be bound within 127 bytes. */
  public final int jccShort(int cond) {
    data8(0x70 | cond);
    data8(0);
    return at;
  }

  /** As {@link #jccShort}, without condition. */
  public final int jmpShort() {
    data8(0xEB);
    data8(0);
    return at;
  }

  /** Ends the short jump {@code jump}, the value that it returned, here. */
  public final void bindShort(int jump) {
    if (!overflowed) {
      int distance = at - jump;
      assert distance >= 0 && distance <= Byte.MAX_VALUE : "short jump over " + distance;
      code[jump - 1] = (byte) distance;
    }
  }

  /** The address of the label, 64 bits. */
  public final void leaRip(int reg, int label) {
    data8(0x48 | (reg >> 3 & 1) << 2);
    data8(0x8D);
    data8(0x05 | (reg & 7) << 3);
    displacement(label);
  }

  /** 64 bits from the label, which is data in the code. */
  public final void mov64Rip(int reg, int label) {
    data8(0x48 | (reg >> 3 & 1) << 2);
    data8(0x8B);
    data8(0x05 | (reg & 7) << 3);
    displacement(label);
  }

  /** The distance from the end of this field to the label, 32 bits. */
  private void displacement(int label) {
    int target = boundAt[label];
    if (target != UNBOUND) {
      data32(target - (at + 4));
    } else {
      int field = at;
      data32(lastUse[label]);
      lastUse[label] = field + 1;
    }
  }

  /** To an execute address in the same code region. */
  public final void jmpAbsolute(long target) {
    data8(0xE9);
    relative(target);
  }

  public final void jccAbsolute(int cond, long target) {
    data8(0x0F);
    data8(0x80 | cond);
    relative(target);
  }

  public final void callAbsolute(long target) {
    data8(0xE8);
    relative(target);
  }

  private void relative(long target) {
    long distance = target - (executeAddress + at + 4);
    assert distance == (int) distance : "target out of reach";
    data32((int) distance);
  }

  /**
   * A jump to a label that can be re-pointed while others execute it: its displacement is aligned
   * to 4 bytes, with no-operations before the jump as needed. Where the displacement is, from
   * {@link #begin}.
   */
  public final int patchableJumpTo(int label) {
    nop((int) -(executeAddress + at + 1) & 3);
    data8(0xE9);
    displacement(label);
    return at - 4;
  }

  /** A conditional jump to a label that can be re-pointed likewise. */
  public final int patchableJcc(int cond, int label) {
    nop((int) -(executeAddress + at + 2) & 3);
    data8(0x0F);
    data8(0x80 | cond);
    displacement(label);
    return at - 4;
  }

  // Data

  public final void data8(int value) {
    if (at >= code.length) {
      growOrOverflow();
    }
    if (at < limit) {
      code[at++] = (byte) value;
    } else {
      overflowed = true;
    }
  }

  public final void data16(int value) {
    data8(value);
    data8(value >> 8);
  }

  public final void data32(int value) {
    if (at + 4 > code.length) {
      growOrOverflow();
    }
    if (at + 4 <= limit) {
      set32(at, value);
      at += 4;
    } else {
      overflowed = true;
    }
  }

  public final void data64(long value) {
    data32((int) value);
    data32((int) (value >> 32));
  }

  /** Fills up with no-operations until the execute address is a multiple of n, a power of two. */
  public final void align(int n) {
    nop((int) -(executeAddress + at) & (n - 1));
  }

  /** Fills up until the execute address is at the start of a cache line. */
  public final void alignToCacheLine() {
    align(CACHE_LINE);
  }

  /** n bytes that do nothing, in as few instructions as possible. */
  public final void nop(int n) {
    int left = n;
    while (left > 0) {
      int length = Math.min(left, 9);
      int from = length * (length - 1) / 2;
      for (int i = 0; i < length; i++) {
        data8(NOPS[from + i]);
      }
      left -= length;
    }
  }

  private static byte[] nops() {
    String all =
        "90" // 1
            + "6690" // 2
            + "0f1f00" // 3
            + "0f1f4000" // 4
            + "0f1f440000" // 5
            + "660f1f440000" // 6
            + "0f1f8000000000" // 7
            + "0f1f840000000000" // 8
            + "660f1f840000000000"; // 9
    byte[] bytes = new byte[all.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(all, 2 * i, 2 * i + 2, 16);
    }
    return bytes;
  }

  private void growOrOverflow() {
    if (code.length < limit) {
      code = Arrays.copyOf(code, 2 * code.length);
    }
  }

  private int get32(int position) {
    return code[position] & 0xFF
        | (code[position + 1] & 0xFF) << 8
        | (code[position + 2] & 0xFF) << 16
        | code[position + 3] << 24;
  }

  private void set32(int position, int value) {
    code[position] = (byte) value;
    code[position + 1] = (byte) (value >> 8);
    code[position + 2] = (byte) (value >> 16);
    code[position + 3] = (byte) (value >> 24);
  }
}
