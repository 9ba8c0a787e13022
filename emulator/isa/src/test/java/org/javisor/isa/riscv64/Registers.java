package org.javisor.isa.riscv64;

import java.util.Arrays;
import java.util.Random;

/** What a fixture sets before, and expects after, its instructions. */
final class Registers {
  /**
   * Bytes of memory that are compared: {@link #MEMORY_BASE} on, the end of a page in its middle.
   */
  static final int MEMORY_BYTES = 256;

  static final long MEMORY_BASE = ConformanceMachine.DATA + 4096 - MEMORY_BYTES / 2;

  final long[] x = new long[32];
  final long[] f = new long[32];
  final byte[] memory = new byte[MEMORY_BYTES];
  int rounding;
  int flags;

  /** Numbers that do not look like one another. */
  static Registers random(Random random) {
    Registers registers = new Registers();
    for (int i = 1; i < 32; i++) {
      registers.x[i] = random.nextLong();
      registers.f[i] = random.nextLong();
    }
    registers.f[0] = random.nextLong();
    random.nextBytes(registers.memory);
    return registers;
  }

  Registers copy() {
    Registers copy = new Registers();
    System.arraycopy(x, 0, copy.x, 0, 32);
    System.arraycopy(f, 0, copy.f, 0, 32);
    System.arraycopy(memory, 0, copy.memory, 0, MEMORY_BYTES);
    copy.rounding = rounding;
    copy.flags = flags;
    return copy;
  }

  /** x{@code number} becomes {@code value}, unless it is x0. */
  void setX(int number, long value) {
    if (number != 0) {
      x[number] = value;
    }
  }

  /** {@code size} little-endian bytes at guest address {@code address}, zero-extended. */
  long load(long address, int size) {
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | memory[Math.toIntExact(address - MEMORY_BASE) + i] & 0xFF;
    }
    return value;
  }

  void store(long address, int size, long value) {
    for (int i = 0; i < size; i++) {
      memory[Math.toIntExact(address - MEMORY_BASE) + i] = (byte) (value >>> (8 * i));
    }
  }

  /** The first difference from {@code other}; empty when there is none. */
  String difference(Registers other) {
    for (int i = 0; i < 32; i++) {
      if (x[i] != other.x[i]) {
        return "x" + i + ": 0x" + Long.toHexString(x[i]) + ", 0x" + Long.toHexString(other.x[i]);
      }
      if (f[i] != other.f[i]) {
        return "f" + i + ": 0x" + Long.toHexString(f[i]) + ", 0x" + Long.toHexString(other.f[i]);
      }
    }
    if (rounding != other.rounding || flags != other.flags) {
      return "fcsr: " + rounding + "/" + flags + ", " + other.rounding + "/" + other.flags;
    }
    int at = Arrays.mismatch(memory, other.memory);
    return at < 0 ? "" : "memory byte " + at + ": " + memory[at] + ", " + other.memory[at];
  }
}
