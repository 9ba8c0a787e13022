package org.javisor.engine.jit.x86_64;

import org.javisor.engine.ir.IrBuilder;
import org.javisor.engine.ir.IrOp;
import org.javisor.engine.jit.ExitRecord;
import org.javisor.engine.mmu.SoftTlb;
import org.javisor.engine.vcpu.CpuState;

/** Loads, stores and atomics: the soft TLB's fast path inline, the rest by an exit. */
class MemoryTemplates extends ColdPaths {
  private static final int VECTOR = 16;

  MemoryTemplates(Assembler asm, HostMap map, HostFeatures features, Stubs stubs) {
    super(asm, map, features, stubs);
  }

  // The guest address of the access at hand is at + disp.

  private int at;
  private int disp;

  /** Makes the guest address base + offset known: in a register with a displacement. */
  private void address(int base, long offset) {
    disp = 0;
    if (isConstant(base)) {
      at = Reg.RAX;
      asm.movImm64(Reg.RAX, constant(base) + offset);
      return;
    }
    at = source(base, Reg.RAX);
    if (offset == 0) {
      return;
    }
    if (offset != (int) offset) {
      asm.movImm64(Reg.RCX, offset);
      asm.lea64(Reg.RAX, OperandEncoder.at(at, Reg.RCX, 1, 0));
      at = Reg.RAX;
    } else if (at == Reg.RAX) {
      asm.add64Imm(Reg.RAX, (int) offset);
    } else {
      disp = (int) offset;
    }
  }

  /** Likewise, in rax. */
  private void addressInRax(int base) {
    address(base, 0);
    if (at != Reg.RAX) {
      asm.mov64(Reg.RAX, at);
      at = Reg.RAX;
    }
  }

  /** ecx = the offset of the entry of the guest address at + {@code displacement}. */
  private void index(int displacement) {
    int from = at;
    if (displacement != 0) {
      asm.lea32(Reg.RCX, OperandEncoder.at(at, displacement));
      from = Reg.RCX;
    }
    indexOf(from);
  }

  /** ecx = the offset of the entry of the guest address in {@code from}. */
  private void indexOf(int from) {
    if (features.has(HostFeatures.BMI2)) {
      // The bits that go round are masked.
      asm.rorx32(Reg.RCX, from, SoftTlb.INDEX_SHIFT);
    } else {
      if (from != Reg.RCX) {
        asm.mov32(Reg.RCX, from);
      }
      asm.shr32(Reg.RCX, SoftTlb.INDEX_SHIFT);
    }
    asm.and32(Reg.RCX, state(CpuState.TLB_MASK));
  }

  /**
   * Behind {@link #index}: goes to {@code miss} unless the entry's {@code tag} is the page of the
   * byte at at + {@code last}; only bits of {@code mask} are compared. The entry is at r15 + rcx.
   */
  private void compareTag(int tag, int last, int mask, int miss) {
    if (last != 0) {
      asm.lea64(Reg.RDX, OperandEncoder.at(at, last));
    } else {
      asm.mov64(Reg.RDX, at);
    }
    compareTag(tag, mask, miss);
  }

  /** Likewise with the address in rdx. */
  private void compareTag(int tag, int mask, int miss) {
    asm.and64Imm(Reg.RDX, mask);
    asm.cmp64(Reg.RDX, OperandEncoder.at(HostMap.TLB, Reg.RCX, 1, tag));
    asm.jcc(Cond.NE, miss);
  }

  private static final int PAGE_MASK = (int) SoftTlb.PAGE_MASK;

  @Override
  final void probeCold(long operand, int tagAndSize, int miss) {
    at = OperandEncoder.base(operand);
    disp = (int) operand;
    int size = tagAndSize >> 8;
    ask(tagAndSize & 0xFF, disp, disp + size - 1, miss);
  }

  /** Asks for the bytes from at + {@code first} to at + {@code last}: index and compare. */
  private void ask(int tag, int first, int last, int miss) {
    if (first == last && first != 0) {
      asm.lea64(Reg.RDX, OperandEncoder.at(at, first));
      indexOf(Reg.RDX);
      compareTag(tag, PAGE_MASK, miss);
    } else {
      index(first);
      compareTag(tag, last, PAGE_MASK, miss);
    }
  }

  private final AccessPlan accesses = new AccessPlan();

  final AccessPlan accesses() {
    return accesses;
  }

  /**
   * The operand in the host's memory of access {@code i}, whose guest address is known; goes to
   * {@code miss} when the TLB has none.
   *
   * @param guess whether to guess it, so that nothing waits for the TLB
   */
  private long hostOf(int i, int size, int miss, boolean guess) {
    int tag = ir.op(i).writes() ? SoftTlb.READ : SoftTlb.WRITE;
    setAddress(miss, at == Reg.RAX ? 0 : OperandEncoder.at(at, disp));
    int kept = accesses.keptAt(i);
    if (kept < 0) {
      ask(tag, disp, disp + size - 1, miss);
      setAllowed(miss);
      return guess ? guessedHost(miss) : host();
    }
    int resume = asm.newLabel();
    long address = OperandEncoder.at(at, disp);
    int alone =
        probePath(address, tag | size << 8, new int[] {miss, resume}, accesses.asks(i) ? kept : 0);
    if (accesses.asks(i)) {
      int groupTag = accesses.writes(i) ? SoftTlb.WRITE : SoftTlb.READ;
      ask(groupTag, disp + accesses.below(i), disp + accesses.above(i), alone);
      if (guess) {
        guessedHost(miss);
      } else {
        host();
      }
      asm.mov64(state(kept), Reg.RDX);
    } else {
      asm.mov64(Reg.RDX, state(kept));
      asm.test64(Reg.RDX, Reg.RDX);
      asm.jcc(Cond.E, alone);
    }
    asm.bind(resume);
    return OperandEncoder.at(Reg.RDX, at, 1, disp);
  }

  /** After {@link #compareTag}: the operand in the host's memory. */
  private long host() {
    asm.mov64(Reg.RDX, OperandEncoder.at(HostMap.TLB, Reg.RCX, 1, SoftTlb.ADDEND));
    return OperandEncoder.at(Reg.RDX, at, 1, disp);
  }

  /**
   * Likewise; but what is added to a guest address is guessed to be what it last was here and
   * compared with what the entry says, so that the access does not wait for the entry. Where
   * guesses are wrong too often Java makes the guess the entry's word.
   */
  private long guessedHost(int miss) {
    long addend = OperandEncoder.at(HostMap.TLB, Reg.RCX, 1, SoftTlb.ADDEND);
    int guess = CpuState.GUESSES + CpuState.GUESS_BYTES * (nextGuess++ % CpuState.GUESS_COUNT);
    while ((asm.position() & 7) > 1) {
      asm.data8(PADDING);
    }
    setGuess(miss, guess);
    asm.mov64(Reg.RDX, state(guess));
    asm.cmp64(Reg.RDX, addend);
    int again = asm.newLabel();
    asm.jcc(Cond.NE, guessPath(guess, miss, again));
    asm.bind(again);
    return OperandEncoder.at(Reg.RDX, at, 1, disp);
  }

  /** A prefix without effect. */
  private static final int PADDING = 0x2E;

  private int nextGuess;

  static int sizeOf(IrOp op) {
    return switch (op) {
      case LD8_U, LD8_S, ST8 -> 1;
      case LD16_U, LD16_S, ST16 -> 2;
      case LD32_U, LD32_S, ST32 -> 4;
      default -> 8;
    };
  }

  private static boolean isSigned(IrOp op) {
    return op == IrOp.LD8_S || op == IrOp.LD16_S || op == IrOp.LD32_S;
  }

  /** dst = memory[a + imm]. */
  final void load(IrOp op, int i) {
    int dst = ir.dst(i);
    int size = sizeOf(op);
    int own = dst == NONE || IrBuilder.isTemp(dst) ? -1 : map.vector(dst);
    if (own >= 0 && size == 8) {
      loadVector(i, own, false);
      defineNothing();
      return;
    }
    int t = target(dst, NONE);
    boolean isTemp = dst != NONE && IrBuilder.isTemp(dst);
    boolean viaState = !isTemp && (dst == NONE || map.general(dst) < 0);
    int resume = asm.newLabel();
    int detail = size | (isSigned(op) ? ExitRecord.SIGNED : 0);
    address(ir.a(i), ir.imm(i));
    spillOthers();
    boolean keeps = viaState && dst != NONE && map.vector(dst) < 0;
    int miss = loadExit(detail, dst, resume, isTemp || keeps ? Reg.RAX : NONE);
    long host = hostOf(i, size, miss, true);
    switch (op) {
      case LD8_U -> asm.movzx8(t, host);
      case LD8_S -> asm.movsx8to64(t, host);
      case LD16_U -> asm.movzx16(t, host);
      case LD16_S -> asm.movsx16to64(t, host);
      case LD32_U -> asm.mov32(t, host);
      case LD32_S -> asm.movsx32to64(t, host);
      default -> asm.mov64(t, host);
    }
    if (viaState) {
      defineAndKeep(dst, t);
      asm.bind(resume);
    } else {
      asm.bind(resume);
      define(dst, t);
    }
  }

  /** The address is in rax; temporaries of the instruction that live in registers are saved. */
  private void spillOthers() {
    defineNothing();
    spillAll();
  }

  /** Loads 4 or 8 bytes into vector register {@code x}. */
  final void loadVector(int i, int x, boolean isSingle) {
    int size = isSingle ? 4 : 8;
    int resume = asm.newLabel();
    int dst = ir.dst(i);
    boolean isTemp = dst != NONE && IrBuilder.isTemp(dst);
    address(ir.a(i), ir.imm(i));
    spillOthers();
    int miss = loadExit(size, dst, resume, isTemp ? VECTOR + x : NONE);
    long host = hostOf(i, size, miss, false);
    if (isSingle) {
      asm.movss(x, host);
    } else {
      asm.movsd(x, host);
    }
    asm.bind(resume);
  }

  /** memory[a + imm] = b. */
  final void store(IrOp op, int i) {
    int b = ir.b(i);
    int size = sizeOf(op);
    int resume = asm.newLabel();
    int valueOffset = storeSource(b);
    address(ir.a(i), ir.imm(i));
    spillOthers();
    long host = hostOf(i, size, storeExit(size, valueOffset, resume), false);
    int vector = IrBuilder.isTemp(b) || isConstant(b) ? -1 : map.vector(b);
    if (isConstant(b) && (size < 8 || isImmediate(b))) {
      storeImmediate(size, (int) constant(b), host);
    } else if (vector >= 0 && size == 8) {
      asm.movsd(host, vector);
    } else if (vector >= 0 && size == 4) {
      asm.movss(host, vector);
    } else {
      int register = source(b, Reg.RCX);
      switch (op) {
        case ST8 -> asm.mov8(host, register);
        case ST16 -> asm.mov16(host, register);
        case ST32 -> asm.mov32(host, register);
        default -> asm.mov64(host, register);
      }
    }
    asm.bind(resume);
  }

  /** The value of a store is where an exit finds it; its offset. */
  private int storeSource(int b) {
    if (isConstant(b) || general(b) == Reg.RAX) {
      if (!isConstant(b) && IrBuilder.isTemp(b)) {
        asm.mov64(memory(b), Reg.RAX);
      }
      return spilledOffset(b);
    }
    return offsetOf(b);
  }

  private void storeImmediate(int size, int value, long host) {
    switch (size) {
      case 1 -> asm.mov8Imm(host, value);
      case 2 -> asm.mov16Imm(host, value);
      case 4 -> asm.mov32Imm(host, value);
      default -> asm.mov64Imm(host, value);
    }
  }

  // Atomics

  /** Java does operator {@code i}; its result is in the CPU's state afterwards. */
  final void inJava(int i) {
    int dst = ir.dst(i);
    int resume = asm.newLabel();
    boolean isTemp = dst != NONE && IrBuilder.isTemp(dst) && usesOf(dst) > 0;
    spillAll();
    asm.jmp(operatorExit(i, resume, isTemp ? Reg.RAX : NONE));
    asm.bind(resume);
    if (isTemp) {
      define(dst, Reg.RAX);
    }
  }

  /** Old value of memory[a] to dst, memory[a] changed by {@code op} with b. */
  final void readModifyWrite(IrOp op, int i) {
    boolean wide = op.compareTo(IrOp.AMO_SWAP_64) >= 0;
    int resume = beginAtomic(i, SoftTlb.WRITE, wide);
    long host = OperandEncoder.at(Reg.RCX, 0);
    switch (op) {
      case AMO_SWAP_32, AMO_SWAP_64 -> {
        load(ir.b(i), Reg.RDX);
        exchange(wide, host);
      }
      case AMO_ADD_32, AMO_ADD_64 -> {
        load(ir.b(i), Reg.RDX);
        if (wide) {
          asm.lockXadd64(host, Reg.RDX);
        } else {
          asm.lockXadd32(host, Reg.RDX);
        }
        asm.mov64(Reg.RAX, Reg.RDX);
      }
      default -> compareAndExchange(op, i, wide);
    }
    finishAtomic(i, wide, resume);
  }

  private void exchange(boolean wide, long host) {
    if (wide) {
      asm.xchg64(host, Reg.RDX);
    } else {
      asm.xchg32(host, Reg.RDX);
    }
    asm.mov64(Reg.RAX, Reg.RDX);
  }

  private void compareAndExchange(IrOp op, int i, boolean wide) {
    long host = OperandEncoder.at(Reg.RCX, 0);
    if (wide) {
      asm.mov64(Reg.RAX, host);
    } else {
      asm.mov32(Reg.RAX, host);
    }
    int again = asm.newLabel();
    asm.bind(again);
    load(ir.b(i), Reg.RDX);
    combineAtomic(op, wide);
    if (wide) {
      asm.lockCmpxchg64(host, Reg.RDX);
    } else {
      asm.lockCmpxchg32(host, Reg.RDX);
    }
    asm.jcc(Cond.NE, again);
  }

  /** rdx = rax op rdx. */
  private void combineAtomic(IrOp op, boolean wide) {
    switch (op) {
      case AMO_XOR_32, AMO_XOR_64 -> asm.xor64(Reg.RDX, Reg.RAX);
      case AMO_AND_32, AMO_AND_64 -> asm.and64(Reg.RDX, Reg.RAX);
      case AMO_OR_32, AMO_OR_64 -> asm.or64(Reg.RDX, Reg.RAX);
      default -> {
        if (wide) {
          asm.cmp64(Reg.RAX, Reg.RDX);
          asm.cmov64(keepOld(op), Reg.RDX, Reg.RAX);
        } else {
          asm.cmp32(Reg.RAX, Reg.RDX);
          asm.cmov32(keepOld(op), Reg.RDX, Reg.RAX);
        }
      }
    }
  }

  /** The condition, old value compared with b, on which the old value stays. */
  private static int keepOld(IrOp op) {
    return switch (op) {
      case AMO_MIN_S_32, AMO_MIN_S_64 -> Cond.L;
      case AMO_MAX_S_32, AMO_MAX_S_64 -> Cond.G;
      case AMO_MIN_U_32, AMO_MIN_U_64 -> Cond.B;
      case AMO_MAX_U_32, AMO_MAX_U_64 -> Cond.A;
      default -> throw new IllegalStateException(op + " is no minimum or maximum");
    };
  }

  /** rax and rcx = the host address of an aligned atomic access; what to bind at its end. */
  private int beginAtomic(int i, int tag, boolean wide) {
    int resume = asm.newLabel();
    int dst = ir.dst(i);
    boolean isTemp = dst != NONE && IrBuilder.isTemp(dst) && usesOf(dst) > 0;
    spillAll();
    addressInRax(ir.a(i));
    int mask = PAGE_MASK | (wide ? 7 : 3);
    int miss = operatorExit(i, resume, isTemp ? Reg.RAX : NONE);
    index(0);
    compareTag(tag, 0, mask, miss);
    asm.add64(Reg.RAX, OperandEncoder.at(HostMap.TLB, Reg.RCX, 1, SoftTlb.ADDEND));
    asm.mov64(Reg.RCX, Reg.RAX);
    return resume;
  }

  /** The result is in rax. */
  private void finishAtomic(int i, boolean wide, int resume) {
    if (!wide) {
      asm.movsx32to64(Reg.RAX, Reg.RAX);
    }
    int dst = ir.dst(i);
    if (dst != NONE && IrBuilder.isTemp(dst)) {
      asm.bind(resume);
      define(dst, Reg.RAX);
    } else {
      define(dst, Reg.RAX);
      asm.bind(resume);
    }
  }

  final void loadReserved(boolean wide, int i) {
    int a = ir.a(i);
    int resume = beginAtomic(i, SoftTlb.READ, wide);
    int address = source(a, Reg.RDX);
    asm.mov64(state(CpuState.RESERVED_ADDRESS), address);
    if (wide) {
      asm.mov64(Reg.RAX, OperandEncoder.at(Reg.RCX, 0));
    } else {
      asm.movsx32to64(Reg.RAX, OperandEncoder.at(Reg.RCX, 0));
    }
    asm.mov64(state(CpuState.RESERVED_VALUE), Reg.RAX);
    finishAtomic(i, wide, resume);
  }

  final void storeConditional(boolean wide, int i) {
    int resume = beginAtomic(i, SoftTlb.WRITE, wide);
    int done = asm.newLabel();
    int failed = asm.newLabel();
    int address = source(ir.a(i), Reg.RDX);
    asm.cmp64(address, state(CpuState.RESERVED_ADDRESS));
    asm.mov64Imm(state(CpuState.RESERVED_ADDRESS), (int) CpuState.NOT_RESERVED);
    asm.jcc(Cond.NE, failed);
    asm.mov64(Reg.RAX, state(CpuState.RESERVED_VALUE));
    load(ir.b(i), Reg.RDX);
    if (wide) {
      asm.lockCmpxchg64(OperandEncoder.at(Reg.RCX, 0), Reg.RDX);
    } else {
      asm.lockCmpxchg32(OperandEncoder.at(Reg.RCX, 0), Reg.RDX);
    }
    asm.jcc(Cond.NE, failed);
    asm.xor32(Reg.RAX, Reg.RAX);
    asm.jmp(done);
    asm.bind(failed);
    asm.movImm32(Reg.RAX, 1);
    asm.bind(done);
    finishAtomic(i, true, resume);
  }

  /**
   * With {@code full}, stores before it are seen by others before loads behind it are made; all
   * else this processor never reorders.
   */
  final void fence(boolean full) {
    if (full) {
      asm.xchg64(state(CpuState.TRASH), Reg.RDX);
    }
  }
}
