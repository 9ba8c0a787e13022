package org.javisor.engine.jit.x86_64;

import java.util.Arrays;
import org.javisor.engine.ir.IrBuilder;
import org.javisor.engine.ir.IrOp;
import org.javisor.engine.vcpu.CpuState;

/**
 * Which loads and stores of a unit share one question to the TLB: those of a path without joins
 * whose addresses are at constant distances, at most {@value #SPAN} bytes in all. The first asks
 * for the bytes of all of them at once and keeps what to add to their addresses; the others take
 * it.
 */
final class AccessPlan {
  private static final int NONE = IrBuilder.NONE;
  private static final int SPAN = 128;
  private static final int OPEN = 8;
  private static final int MAX_OFFSET = 1 << 30;

  private IrBuilder ir = new IrBuilder();

  // What is known of a slot or temporary: an unknown number plus a known one.
  private final int[] root = new int[1024 + IrBuilder.MAX_TEMPS];
  private final long[] delta = new long[root.length];
  private final int[] since = new int[root.length];
  private int now;
  private int nextRoot;

  // Groups, by number; lows and highs are distances from the root.
  private int[] groupRoot = new int[64];
  private long[] low = new long[64];
  private long[] high = new long[64];
  private long[] firstAt = new long[64];
  private int[] first = new int[64];
  private int[] last = new int[64];
  private int[] members = new int[64];
  private boolean[] writes = new boolean[64];
  private int[] keptAt = new int[64];
  private int groups;
  private int firstOpen;

  /** The group of each operator plus 1, or 0. */
  private int[] groupOf = new int[512];

  /** Reads the unit of {@code plan}. */
  void read(IrBuilder unit, BlockPlan plan) {
    ir = unit;
    groups = 0;
    if (groupOf.length < ir.size()) {
      groupOf = new int[2 * ir.size()];
    }
    Arrays.fill(groupOf, 0, ir.size(), 0);
    if (!hasSeveral()) {
      return;
    }
    for (int n = 0; n < plan.size(); n++) {
      if (n == 0 || plan.isTarget(n)) {
        forget();
      }
      for (int i = plan.firstOperator(n) + 1; i < plan.firstOperator(n + 1); i++) {
        operator(i);
      }
    }
    assignRoom();
  }

  private boolean hasSeveral() {
    int accesses = 0;
    for (int i = 0; i < ir.size() && accesses < 2; i++) {
      if (size(ir.op(i)) > 0) {
        accesses++;
      }
    }
    return accesses > 1;
  }

  private void forget() {
    now++;
    firstOpen = groups;
  }

  private void operator(int i) {
    IrOp op = ir.op(i);
    int size = size(op);
    if (size > 0) {
      access(i, size);
    }
    if (op == IrOp.HELPER) {
      // It may write any slot.
      forget();
    } else if (op.writes() && ir.dst(i) != NONE) {
      result(i, op, ir.dst(i));
    }
  }

  private void result(int i, IrOp op, int dst) {
    int a = ir.a(i);
    int b = ir.b(i);
    if (op == IrOp.ADD && isVariable(a) && IrBuilder.isConstant(b)) {
      set(dst, rootOf(a), delta[a] + ir.constantValue(b));
    } else if (op == IrOp.MOV && isVariable(a)) {
      set(dst, rootOf(a), delta[a]);
    } else {
      set(dst, nextRoot++, 0);
    }
  }

  private static boolean isVariable(int value) {
    return value != NONE && !IrBuilder.isConstant(value);
  }

  private void set(int value, int newRoot, long newDelta) {
    root[value] = newRoot;
    delta[value] = newDelta;
    since[value] = now;
  }

  private int rootOf(int value) {
    if (since[value] != now) {
      set(value, nextRoot++, 0);
    }
    return root[value];
  }

  private void access(int i, int size) {
    int base = ir.a(i);
    long offset = ir.imm(i);
    if (!isVariable(base) || offset < -MAX_OFFSET || offset > MAX_OFFSET) {
      return;
    }
    int of = rootOf(base);
    long at = delta[base] + offset;
    for (int g = groups - 1; g >= firstOpen && g >= groups - OPEN; g--) {
      if (groupRoot[g] == of && fits(g, at, size)) {
        low[g] = Math.min(low[g], at);
        high[g] = Math.max(high[g], at + size - 1);
        last[g] = i;
        members[g]++;
        writes[g] |= !ir.op(i).writes();
        groupOf[i] = g + 1;
        return;
      }
    }
    begin(i, of, at, size);
  }

  private boolean fits(int g, long at, int size) {
    long newLow = Math.min(low[g], at);
    long span = Math.max(high[g], at + size - 1) - newLow;
    // The difference also says whether one of them wrapped around.
    return span >= 0 && span < SPAN;
  }

  private void begin(int i, int of, long at, int size) {
    if (groups == first.length) {
      grow();
    }
    int g = groups++;
    groupRoot[g] = of;
    low[g] = at;
    high[g] = at + size - 1;
    firstAt[g] = at;
    first[g] = i;
    last[g] = i;
    members[g] = 1;
    writes[g] = !ir.op(i).writes();
    groupOf[i] = g + 1;
  }

  private void grow() {
    int more = 2 * first.length;
    groupRoot = Arrays.copyOf(groupRoot, more);
    low = Arrays.copyOf(low, more);
    high = Arrays.copyOf(high, more);
    firstAt = Arrays.copyOf(firstAt, more);
    first = Arrays.copyOf(first, more);
    last = Arrays.copyOf(last, more);
    members = Arrays.copyOf(members, more);
    writes = Arrays.copyOf(writes, more);
    keptAt = Arrays.copyOf(keptAt, more);
  }

  /** Where groups keep what they have found; a group that there is no room for is none. */
  private void assignRoom() {
    int[] free = new int[CpuState.KEPT_COUNT];
    for (int g = 0; g < groups; g++) {
      keptAt[g] = -1;
      for (int room = 0; room < free.length && members[g] > 1 && keptAt[g] < 0; room++) {
        if (free[room] <= first[g]) {
          free[room] = last[g];
          keptAt[g] = CpuState.KEPT + 8 * room;
        }
      }
    }
  }

  private static int size(IrOp op) {
    return switch (op) {
      case LD8_U, LD8_S, ST8 -> 1;
      case LD16_U, LD16_S, ST16 -> 2;
      case LD32_U, LD32_S, ST32 -> 4;
      case LD64, ST64 -> 8;
      default -> 0;
    };
  }

  /** The state offset where the group of operator {@code i} keeps its addend, or -1. */
  int keptAt(int i) {
    return groupOf[i] == 0 ? -1 : keptAt[groupOf[i] - 1];
  }

  /** Whether operator {@code i} is the one that asks for its group. */
  boolean asks(int i) {
    return first[groupOf[i] - 1] == i;
  }

  /** Whether the group of operator {@code i} stores, too. */
  boolean writes(int i) {
    return writes[groupOf[i] - 1];
  }

  /** The distance from the address of the group's first access to the group's first byte. */
  int below(int i) {
    int g = groupOf[i] - 1;
    return (int) (low[g] - firstAt[g]);
  }

  /** The distance from the address of the group's first access to the group's last byte. */
  int above(int i) {
    int g = groupOf[i] - 1;
    return (int) (high[g] - firstAt[g]);
  }
}
