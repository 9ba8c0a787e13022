package org.javisor.engine.jit;

import org.javisor.host.memory.RawMemory;

/**
 * What generated code leaves behind when it exits: a record in the code itself, whose address is in
 * the CPU's state. Layout, in bytes: kind 0, detail 1, instructions not executed 2 (16 bits), unit
 * 4 (32), page offset of the pc 8 (16), operand 10 (16), where to go on 12 (32), first extra word
 * 16 (64), second 24 (64).
 */
public final class ExitRecord {
  /** Loads and stores: where the TLB is asked again, 32 bits. */
  public static final int RETRY = 16;

  /** Size and sign of loads and stores, 8 bits. */
  public static final int DETAIL = 1;

  /** Stores: 32 bits. */
  public static final int ALLOWED = 20;

  /** Where execution goes on when the exit has been served, 32 bits. */
  public static final int RESUME = 12;

  /**
   * Loads that the TLB did not know: detail is size and sign, operand the result's offset / 8. At
   * 20 is the state offset of the guess that the load makes, or 0, at 24 where it makes it.
   */
  public static final int LOAD = 0;

  /**
   * Stores: detail is the size, operand the value's offset / 8. At {@link #ALLOWED} is where a
   * store to the page in the TLB's entry goes on that is allowed.
   */
  public static final int STORE = 1;

  /** An operator for {@code RareOperators}, encoded in the extra words. */
  public static final int OPERATOR = 2;

  /** A helper of the guest CPU, encoded likewise; execution goes on. */
  public static final int HELPER = 3;

  /** A helper that ends the unit; operand is the page offset of the next instruction. */
  public static final int HELPER_EXIT = 4;

  /** A direct jump inside the page to operand; the first extra word says which to link. */
  public static final int LINK = 5;

  /** A jump to the address in the state. */
  public static final int INDIRECT = 6;

  /** The unit is no longer valid: execution goes on at its pc. */
  public static final int STALE = 7;

  /** The attention word was found raised at the beginning of an instruction. */
  public static final int POLL = 8;

  /** The instruction is complete and wants interrupts looked at; operand is the next one. */
  public static final int NEXT = 9;

  /** An exception: the encoded operator is a TRAP. */
  public static final int TRAP = 10;

  /**
   * An access or a jump to a place where none is allowed, the host address in the state; detail
   * says what was expected there.
   */
  public static final int CHECK = 11;

  /** For each kind of exit, by its number, what it is called in reports. */
  private static final String[] NAMES = {
    "load",
    "store",
    "operator",
    "helper",
    "helper-exit",
    "link",
    "indirect",
    "stale",
    "poll",
    "next",
    "trap",
    "check"
  };

  /** How many kinds there are. */
  static final int KINDS = NAMES.length;

  /** In the detail of a load: the value is sign-extended. */
  public static final int SIGNED = 0x10;

  public static final int EXTRA = 16;

  private ExitRecord() {}

  static String name(int kind) {
    return NAMES[kind];
  }

  static int kind(long at) {
    return RawMemory.getByte(at);
  }

  static int detail(long at) {
    return RawMemory.getByte(at + DETAIL) & 0xFF;
  }

  static int notExecuted(long at) {
    return RawMemory.getShort(at + 2) & 0xFFFF;
  }

  static int unit(long at) {
    return RawMemory.getInt(at + 4);
  }

  static int pageOffset(long at) {
    return RawMemory.getShort(at + 8) & 0xFFFF;
  }

  static int operand(long at) {
    return RawMemory.getShort(at + 10) & 0xFFFF;
  }

  static int resume(long at) {
    return RawMemory.getInt(at + 12);
  }

  static int guess(long at) {
    return RawMemory.getInt(at + RETRY + 4);
  }

  static int guessPlace(long at) {
    return RawMemory.getInt(at + RETRY + 8);
  }

  static long first(long at) {
    return RawMemory.getLong(at + EXTRA);
  }

  static long second(long at) {
    return RawMemory.getLong(at + EXTRA + 8);
  }
}
