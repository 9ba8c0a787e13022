package org.javisor.engine.interp;

import org.javisor.engine.ir.IrOp;
import org.javisor.engine.isa.GuestCpu;
import org.javisor.engine.mmu.GuestMemory;
import org.javisor.engine.vcpu.CpuState;
import org.javisor.host.memory.RawMemory;

/** Operators that are seldom executed: atomics, floating point, the odd integer ones. */
public final class RareOperators {
  private static final IrOp[] OPS = IrOp.values();
  private static final Object WIDE_SWAP = new Object();

  private final long state;
  private final GuestMemory memory;
  private final FloatOperators floats;
  private int context;
  private final long[] expected128 = new long[2];
  private long foundHigh;

  public RareOperators(CpuState state, GuestMemory memory, GuestCpu cpu) {
    this.state = state.address();
    this.memory = memory;
    this.floats = new FloatOperators(state, cpu);
  }

  /** Executes the operator encoded in {@code word}. */
  public void execute(long word, long imm, int mmuIndex) {
    context = mmuIndex;
    IrOp op = OPS[Opcode.c(word)];
    long a = get(Opcode.a(word));
    long b = get(Opcode.b(word));
    long result =
        switch (op.effect()) {
          case PURE -> integer(op, a, b);
          case MAY_EXIT -> mayExit(op, a, b, get((int) (imm >>> 32)));
          case SIDE_EFFECT, CONTROL, MARK -> sideEffect(op, a, b, imm);
        };
    RawMemory.putLong(state + Opcode.dst(word), result);
  }

  private long sideEffect(IrOp op, long a, long b, long imm) {
    return switch (op) {
      case CAS_128_EXPECT -> {
        expected128[0] = a;
        expected128[1] = b;
        yield 0;
      }
      case CAS_128_HIGH -> foundHigh;
      default -> floats.execute(op, a, b, imm);
    };
  }

  private long mayExit(IrOp op, long a, long b, long c) {
    return switch (op) {
      case CHECK_BLOCK -> {
        memory.checkBlock(a, context);
        yield 0;
      }
      case AMO_CAS_32, AMO_CAS_64, AMO_CAS_128 -> compareAndSwap(op, a, b, c);
      default -> atomic(op, a, b);
    };
  }

  private long compareAndSwap(IrOp op, long address, long b, long c) {
    int size = op == IrOp.AMO_CAS_32 ? 4 : op == IrOp.AMO_CAS_64 ? 8 : 16;
    long host = memory.atomicAddress(address, size, context);
    long old =
        switch (size) {
          case 4 -> RawMemory.compareAndExchangeInt(host, (int) c, (int) b);
          case 8 -> RawMemory.compareAndExchangeLong(host, c, b);
          default -> compareAndSwap128(host, b, c);
        };
    memory.atomicDone(size);
    return old;
  }

  /**
   * Deviation: atomic against other accesses of this kind only, since the host offers Java no swap
   * of 128 bits; each half on its own is swapped atomically.
   */
  private long compareAndSwap128(long host, long newLow, long newHigh) {
    synchronized (WIDE_SWAP) {
      long low = RawMemory.getLongVolatile(host);
      foundHigh = RawMemory.getLongVolatile(host + 8);
      if (low == expected128[0] && foundHigh == expected128[1]) {
        RawMemory.putLongVolatile(host, newLow);
        RawMemory.putLongVolatile(host + 8, newHigh);
      }
      return low;
    }
  }

  private long get(int offset) {
    return RawMemory.getLong(state + offset);
  }

  private static long integer(IrOp op, long a, long b) {
    int x = (int) a;
    int y = (int) b;
    return switch (op) {
      case CLMUL -> Arithmetic.carryLess(a, b);
      case CLMULH -> Arithmetic.carryLessHigh(a, b);
      case CLMULR -> Arithmetic.carryLessReversed(a, b);
      case DIV_S_32S -> y == 0 ? -1 : x / y;
      case DIV_U_32S -> y == 0 ? -1 : Integer.divideUnsigned(x, y);
      case REM_S_32S -> y == 0 ? x : x % y;
      case REM_U_32S -> y == 0 ? x : Integer.remainderUnsigned(x, y);
      case ROTL_32S -> Integer.rotateLeft(x, y);
      case ROTR_32S -> Integer.rotateRight(x, y);
      case CLZ -> Long.numberOfLeadingZeros(a);
      case CTZ -> Long.numberOfTrailingZeros(a);
      case POPCNT -> Long.bitCount(a);
      case CLZ_32 -> Integer.numberOfLeadingZeros(x);
      case CTZ_32 -> Integer.numberOfTrailingZeros(x);
      case POPCNT_32 -> Integer.bitCount(x);
      default -> FloatOperators.pure(op, a);
    };
  }

  private long atomic(IrOp op, long address, long b) {
    return switch (op) {
      case LOAD_RESERVED_32, LOAD_RESERVED_64 -> loadReserved(op, address);
      case STORE_CONDITIONAL_32, STORE_CONDITIONAL_64 -> storeConditional(op, address, b);
      case AMO_SWAP_32,
          AMO_ADD_32,
          AMO_XOR_32,
          AMO_AND_32,
          AMO_OR_32,
          AMO_MIN_S_32,
          AMO_MAX_S_32,
          AMO_MIN_U_32,
          AMO_MAX_U_32 -> {
        long old = amo32(op, memory.atomicAddress(address, 4, context), (int) b);
        memory.atomicDone(4);
        yield old;
      }
      default -> {
        long old = amo64(op, memory.atomicAddress(address, 8, context), b);
        memory.atomicDone(8);
        yield old;
      }
    };
  }

  private static int amo32(IrOp op, long at, int b) {
    return switch (op) {
      case AMO_SWAP_32 -> RawMemory.getAndSetInt(at, b);
      case AMO_ADD_32 -> RawMemory.getAndAddInt(at, b);
      case AMO_XOR_32 -> RawMemory.getAndXorInt(at, b);
      case AMO_AND_32 -> RawMemory.getAndAndInt(at, b);
      case AMO_OR_32 -> RawMemory.getAndOrInt(at, b);
      default -> {
        int old = RawMemory.getIntVolatile(at);
        while (true) {
          int seen = RawMemory.compareAndExchangeInt(at, old, choose32(op, old, b));
          if (seen == old) {
            yield old;
          }
          old = seen;
        }
      }
    };
  }

  private static int choose32(IrOp op, int old, int b) {
    return switch (op) {
      case AMO_MIN_S_32 -> Math.min(old, b);
      case AMO_MAX_S_32 -> Math.max(old, b);
      case AMO_MIN_U_32 -> Integer.compareUnsigned(old, b) <= 0 ? old : b;
      case AMO_MAX_U_32 -> Integer.compareUnsigned(old, b) >= 0 ? old : b;
      default -> throw new IllegalStateException(op + " is no 32-bit atomic");
    };
  }

  private static long amo64(IrOp op, long at, long b) {
    return switch (op) {
      case AMO_SWAP_64 -> RawMemory.getAndSetLong(at, b);
      case AMO_ADD_64 -> RawMemory.getAndAddLong(at, b);
      case AMO_XOR_64 -> RawMemory.getAndXorLong(at, b);
      case AMO_AND_64 -> RawMemory.getAndAndLong(at, b);
      case AMO_OR_64 -> RawMemory.getAndOrLong(at, b);
      default -> {
        long old = RawMemory.getLongVolatile(at);
        while (true) {
          long seen = RawMemory.compareAndExchangeLong(at, old, choose64(op, old, b));
          if (seen == old) {
            yield old;
          }
          old = seen;
        }
      }
    };
  }

  private static long choose64(IrOp op, long old, long b) {
    return switch (op) {
      case AMO_MIN_S_64 -> Math.min(old, b);
      case AMO_MAX_S_64 -> Math.max(old, b);
      case AMO_MIN_U_64 -> Arithmetic.minUnsigned(old, b);
      case AMO_MAX_U_64 -> Arithmetic.maxUnsigned(old, b);
      default -> throw new IllegalStateException(op + " is no 64-bit atomic");
    };
  }

  private long loadReserved(IrOp op, long address) {
    int size = op == IrOp.LOAD_RESERVED_32 ? 4 : 8;
    long value = memory.reservedLoad(address, size, context);
    RawMemory.putLong(state + CpuState.RESERVED_ADDRESS, address);
    RawMemory.putLong(state + CpuState.RESERVED_VALUE, value);
    return value;
  }

  /**
   * Succeeds when the value is still what the reserved load saw. Deviation: a change there and back
   * goes unnoticed, as in QEMU.
   */
  private long storeConditional(IrOp op, long address, long value) {
    int size = op == IrOp.STORE_CONDITIONAL_32 ? 4 : 8;
    long host = memory.atomicAddress(address, size, context);
    boolean reserved = address == get(CpuState.RESERVED_ADDRESS);
    RawMemory.putLong(state + CpuState.RESERVED_ADDRESS, CpuState.NOT_RESERVED);
    if (!reserved) {
      return 1;
    }
    long expected = get(CpuState.RESERVED_VALUE);
    boolean stored =
        size == 4
            ? RawMemory.compareAndExchangeInt(host, (int) expected, (int) value) == (int) expected
            : RawMemory.compareAndExchangeLong(host, expected, value) == expected;
    memory.atomicDone(size);
    return stored ? 0 : 1;
  }
}
