package org.javisor.engine.vcpu;

import org.javisor.host.memory.RawMemory;

/** Constants in the CPU's state for generated floating-point code, each in both 64-bit halves. */
public enum FloatConstant {
  /** The upper half of a boxed single. */
  BOX(0xFFFFFFFF00000000L),
  SIGN_64(0x8000000000000000L),
  SIGN_32(0x80000000L),
  MAGNITUDE_64(0x7FFFFFFFFFFFFFFFL),
  MAGNITUDE_32(0x7FFFFFFFL),
  NAN_64(0x7FF8000000000000L),
  NAN_32(0x7FC00000L);

  private final long bits;

  FloatConstant(long bits) {
    this.bits = bits;
  }

  /** The value. */
  public long bits() {
    return bits;
  }

  /** Where it is in the CPU's state. */
  public int offset() {
    return CpuState.CONSTANTS + 16 * ordinal();
  }

  static boolean areIn(long state) {
    boolean same = true;
    for (FloatConstant constant : values()) {
      same &= RawMemory.getLong(state + constant.offset()) == constant.bits;
      same &= RawMemory.getLong(state + constant.offset() + 8) == constant.bits;
    }
    return same;
  }

  static void store(long state) {
    for (FloatConstant constant : values()) {
      RawMemory.putLong(state + constant.offset(), constant.bits);
      RawMemory.putLong(state + constant.offset() + 8, constant.bits);
    }
  }
}
