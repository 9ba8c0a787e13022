package org.javisor.engine.jit.x86_64;

import java.util.Arrays;
import org.javisor.engine.ir.IrBuilder;
import org.javisor.engine.ir.IrOp;

/** Where the instructions and basic blocks of a unit are. */
final class BlockPlan {
  private static final int PAGE_HALFWORDS = 2048 + 2;

  private IrBuilder ir = new IrBuilder();
  private long page;
  private int size;
  private long[] pcs = new long[128];
  private int[] first = new int[129];
  private boolean[] leader = new boolean[129];
  private boolean[] loopHead = new boolean[128];
  private boolean[] joined = new boolean[128];

  /** Instruction number plus 1 of each halfword of the page; 0 for none. */
  private final short[] byOffset = new short[PAGE_HALFWORDS];

  /** Reads {@code unit}, whose first instruction is in the page at {@code pageAddress}. */
  void read(IrBuilder unit, long pageAddress) {
    for (int n = 0; n < size; n++) {
      byOffset[halfword(pcs[n])] = 0;
    }
    ir = unit;
    page = pageAddress;
    size = 0;
    for (int i = 0; i < ir.size(); i++) {
      if (ir.op(i) == IrOp.INSN_START) {
        addInstruction(i);
      }
    }
    first[size] = ir.size();
    findLeaders();
  }

  private void addInstruction(int at) {
    if (size == pcs.length) {
      pcs = Arrays.copyOf(pcs, 2 * size);
      first = Arrays.copyOf(first, 2 * size + 1);
      leader = Arrays.copyOf(leader, 2 * size + 1);
      loopHead = Arrays.copyOf(loopHead, 2 * size);
      joined = Arrays.copyOf(joined, 2 * size);
    }
    pcs[size] = ir.imm(at);
    first[size] = at;
    leader[size] = size == 0;
    loopHead[size] = false;
    joined[size] = false;
    size++;
    byOffset[halfword(ir.imm(at))] = (short) size;
  }

  private int halfword(long pc) {
    return (int) (pc - page) >> 1;
  }

  private void findLeaders() {
    for (int n = 0; n < size; n++) {
      for (int i = first[n] + 1; i < first[n + 1]; i++) {
        IrOp op = ir.op(i);
        if (op.effect() == IrOp.Effect.CONTROL) {
          leader[n + 1] = true;
          if (op.shape() == IrOp.Shape.BRANCH || op == IrOp.JUMP) {
            noteTarget(ir.imm(i), n);
          }
        }
      }
    }
  }

  private void noteTarget(long target, int from) {
    int index = indexOf(target);
    if (index >= 0) {
      leader[index] = true;
      joined[index] = true;
      loopHead[index] |= index <= from;
    }
  }

  /** The number of the instruction at {@code pc}, or -1 when the unit has none there. */
  int indexOf(long pc) {
    long distance = pc - page;
    if (distance < 0 || distance >= 2L * PAGE_HALFWORDS || (distance & 1) != 0) {
      return -1;
    }
    return byOffset[(int) distance >> 1] - 1;
  }

  long page() {
    return page;
  }

  /** How many instructions there are. */
  int size() {
    return size;
  }

  /** The operator that begins instruction {@code n}; {@code n} may be {@link #size}. */
  int firstOperator(int n) {
    return first[n];
  }

  int pageOffset(int n) {
    return (int) (pcs[n] - page);
  }

  boolean isLeader(int n) {
    return leader[n];
  }

  /** Whether a jump inside the unit leads to instruction {@code n}. */
  boolean isTarget(int n) {
    return joined[n];
  }

  /** Whether a jump from behind leads to instruction {@code n}. */
  boolean isLoopHead(int n) {
    return loopHead[n];
  }

  /** How many instructions the block has that begins with instruction {@code n}. */
  int blockLength(int n) {
    int end = n + 1;
    while (end < size && !leader[end]) {
      end++;
    }
    return end - n;
  }
}
