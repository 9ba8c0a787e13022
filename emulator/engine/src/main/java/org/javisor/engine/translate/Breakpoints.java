package org.javisor.engine.translate;

import java.util.Arrays;
import org.javisor.engine.ir.IrBuilder;
import org.javisor.engine.ir.IrOp;

/**
 * Guest addresses at which a machine's vCPUs stop before they execute the instruction there.
 *
 * <p>Code is shared by all virtual addresses of its page, so every instruction that is as far into
 * its page as a breakpoint begins a unit of its own and compares its address first; all other code
 * runs as without breakpoints. Changed while no vCPU executes; read by any thread.
 */
public final class Breakpoints {
  /** How many there may be in all. */
  public static final int MAX = 4096;

  /** How many may be equally far into their pages: each is a comparison. */
  public static final int MAX_ALIKE = 8;

  private static final int PAGE_MASK = 4095;

  private volatile long[] addresses = {};

  /** Whether there are none. */
  public boolean isEmpty() {
    return addresses.length == 0;
  }

  /** Whether there is one at {@code pc}. */
  public boolean contains(long pc) {
    return Arrays.binarySearch(addresses, pc) >= 0;
  }

  /** All of them, ascending. */
  public long[] all() {
    return addresses.clone();
  }

  /**
   * Adds one; false when there is no room for it.
   *
   * @param cache whose code is as if there were none
   */
  public boolean add(long address, CodeCache cache) {
    long[] old = addresses;
    if (contains(address)) {
      return true;
    }
    if (old.length == MAX || alike(address) == MAX_ALIKE) {
      return false;
    }
    long[] more = Arrays.copyOf(old, old.length + 1);
    more[old.length] = address;
    Arrays.sort(more);
    change(more, address, cache);
    return true;
  }

  /** Removes one, if there is one. */
  public void remove(long address, CodeCache cache) {
    long[] old = addresses;
    int at = Arrays.binarySearch(old, address);
    if (at >= 0) {
      long[] less = Arrays.copyOf(old, old.length - 1);
      System.arraycopy(old, at + 1, less, at, less.length - at);
      change(less, address, cache);
    }
  }

  private void change(long[] all, long address, CodeCache cache) {
    addresses = all;
    cache.invalidateOffset((int) address & PAGE_MASK);
  }

  private int alike(long pc) {
    int count = 0;
    for (long address : addresses) {
      count += isAlike(address, pc) ? 1 : 0;
    }
    return count;
  }

  private static boolean isAlike(long address, long pc) {
    return ((address ^ pc) & PAGE_MASK) == 0;
  }

  /** Whether the instruction at {@code pc} begins a unit. */
  boolean concern(long pc) {
    return addresses.length > 0 && alike(pc) > 0;
  }

  /** Emits, at the beginning of the instruction at {@code pc}, that it is not executed here. */
  void emit(long pc, IrBuilder ir) {
    int found = -1;
    int address = ir.temp();
    ir.codeAddress(address, pc);
    for (long wanted : addresses) {
      if (isAlike(wanted, pc)) {
        int here = ir.temp();
        ir.binary(IrOp.SET_EQ, here, address, ir.constant(wanted));
        if (found >= 0) {
          int either = ir.temp();
          ir.binary(IrOp.OR, either, found, here);
          here = either;
        }
        found = here;
      }
    }
    ir.breakIf(found, pc);
  }
}
