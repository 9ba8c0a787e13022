package org.javisor.engine.jit.x86_64;

import java.util.Arrays;
import org.javisor.engine.isa.FrontEnd;

/**
 * Which guest slots live in host registers, always the same ones: so every instruction boundary can
 * be entered with nothing moved about.
 *
 * <p>Other registers: rbp points into the CPU's state, r15 to the soft TLB's table, r14d counts
 * down the budget; rax, rcx, rdx and xmm0 to xmm3 are free between guest instructions.
 */
final class HostMap {
  static final int STATE = Reg.RBP;
  static final int TLB = Reg.R15;
  static final int BUDGET = Reg.R14;

  /**
   * rbp is this much above the state's address, so that 32 slots are in reach of a short offset.
   */
  static final int STATE_BIAS = 128;

  static final int FIRST_FLOAT_REGISTER = 4;

  private static final int[] GENERAL = {
    Reg.RBX, Reg.RSI, Reg.RDI, Reg.R8, Reg.R9, Reg.R10, Reg.R11, Reg.R12, Reg.R13
  };
  private static final int SLOTS = 1024;

  private final byte[] general = new byte[SLOTS];
  private final byte[] vector = new byte[SLOTS];
  private final int[] generalSlots;
  private final int[] vectorSlots;

  HostMap(FrontEnd frontEnd) {
    Arrays.fill(general, (byte) -1);
    Arrays.fill(vector, (byte) -1);
    int[] hot = frontEnd.hotSlots();
    generalSlots = Arrays.copyOf(hot, Math.min(hot.length, GENERAL.length));
    for (int i = 0; i < generalSlots.length; i++) {
      general[generalSlots[i]] = (byte) GENERAL[i];
    }
    int[] hotFloat = frontEnd.hotFloatSlots();
    vectorSlots = Arrays.copyOf(hotFloat, Math.min(hotFloat.length, 16 - FIRST_FLOAT_REGISTER));
    for (int i = 0; i < vectorSlots.length; i++) {
      vector[vectorSlots[i]] = (byte) (FIRST_FLOAT_REGISTER + i);
    }
  }

  /** Slots in general registers. */
  int[] generalSlots() {
    return generalSlots;
  }

  /** Slots in vector registers. */
  int[] vectorSlots() {
    return vectorSlots;
  }

  /** The general register of {@code slot}, or -1. */
  int general(int slot) {
    return general[slot];
  }

  /** The vector register of {@code slot}, or -1. */
  int vector(int slot) {
    return vector[slot];
  }
}
