package org.javisor.engine.jit.x86_64;

import org.javisor.engine.ir.IrBuilder;
import org.javisor.engine.vcpu.CpuState;

/**
 * Where the values of a unit's operators are while its code is emitted: guest slots in their
 * registers or in the CPU's state, temporaries in the state or, as long as possible, in rax or xmm0
 * to xmm3.
 *
 * <p>A temporary that is in a register only is lost when the unit is left, so {@link #spillAll}
 * comes before every exit that execution returns from.
 */
class Values {
  static final int NONE = IrBuilder.NONE;
  private static final int SINGLE = 0x80;
  private static final int SCRATCH_VECTORS = HostMap.FIRST_FLOAT_REGISTER;

  final Assembler asm;
  final HostMap map;
  IrBuilder ir = new IrBuilder();

  /** How often each temporary of the instruction is still to be read. */
  private final int[] uses = new int[IrBuilder.MAX_TEMPS];

  /** How many of those may not be 0. */
  private int usesCounted;

  /** The temporary whose value is in rax only, or NONE. */
  private int pending = NONE;

  /** The slot without a register whose value is not only in the state but in rax, too, or NONE. */
  private int copied = NONE;

  /** For xmm0 to xmm3: the temporary whose value is only there, or NONE. */
  private final int[] pendingVector = {NONE, NONE, NONE, NONE};

  /** Whether that temporary is 32 bits wide; the register's other bits mean nothing. */
  private final boolean[] single = new boolean[SCRATCH_VECTORS];

  private int nextVector;
  private int constantsStored;

  Values(Assembler asm, HostMap map) {
    this.asm = asm;
    this.map = map;
  }

  /** The memory operand of {@code offset} in the CPU's state. */
  static long state(int offset) {
    return OperandEncoder.at(HostMap.STATE, offset - HostMap.STATE_BIAS);
  }

  /** The state offset of a slot or temporary. */
  static int offsetOf(int value) {
    if (value == NONE) {
      return CpuState.TRASH;
    }
    return IrBuilder.isTemp(value)
        ? CpuState.TEMPS + 8 * IrBuilder.tempIndex(value)
        : CpuState.SLOTS + 8 * value;
  }

  static long memory(int value) {
    return state(offsetOf(value));
  }

  /** The instruction whose operators are from {@code first} to before {@code end} begins. */
  final void beginInstruction(int first, int end) {
    pending = NONE;
    for (int x = 0; x < SCRATCH_VECTORS; x++) {
      pendingVector[x] = NONE;
    }
    for (int temp = 0; temp < usesCounted; temp++) {
      uses[temp] = 0;
    }
    usesCounted = 0;
    constantsStored = 0;
    for (int i = first; i < end; i++) {
      countUse(ir.a(i));
      countUse(ir.b(i));
      countUse(ir.c(i));
    }
  }

  private void countUse(int value) {
    if (value != NONE && IrBuilder.isTemp(value)) {
      int temp = IrBuilder.tempIndex(value);
      uses[temp]++;
      usesCounted = Math.max(usesCounted, temp + 1);
    }
  }

  /** How often {@code value}, a temporary, is still read. */
  final int usesOf(int value) {
    return uses[IrBuilder.tempIndex(value)];
  }

  /**
   * Operator {@code i} is emitted next: afterwards rax, rcx and rdx may be overwritten as soon as
   * its sources have been read.
   */
  final void prepare(int i) {
    releaseDead();
    read(ir.a(i));
    read(ir.b(i));
    read(ir.c(i));
    if (pending != NONE && usesOf(pending) > 0) {
      asm.mov64(memory(pending), Reg.RAX);
    }
  }

  private void read(int value) {
    if (value != NONE && IrBuilder.isTemp(value)) {
      uses[IrBuilder.tempIndex(value)]--;
    }
  }

  /** Temporaries go to the state, the sources of the operator at hand included. */
  final void spillAll() {
    copied = NONE;
    if (pending != NONE) {
      asm.mov64(memory(pending), Reg.RAX);
      pending = NONE;
    }
    for (int x = 0; x < SCRATCH_VECTORS; x++) {
      if (pendingVector[x] != NONE) {
        storeVector(pendingVector[x], x);
        pendingVector[x] = NONE;
      }
    }
  }

  /** Temporaries that are read after the operator at hand, too, go to the state. */
  final void saveLive() {
    for (int x = 0; x < SCRATCH_VECTORS; x++) {
      if (pendingVector[x] != NONE && usesOf(pendingVector[x]) > 0) {
        storeVector(pendingVector[x], x);
        pendingVector[x] = NONE;
      }
    }
  }

  /** The source of the operator at hand that is in rax only goes to the state. */
  final void saveGeneral() {
    if (pending != NONE) {
      asm.mov64(memory(pending), Reg.RAX);
      pending = NONE;
    }
  }

  /** Which temporaries are in registers only, for {@link #save}. */
  final long unsaved() {
    long packed = pending == NONE ? 0 : IrBuilder.tempIndex(pending) + 1;
    for (int x = 0; x < SCRATCH_VECTORS; x++) {
      if (pendingVector[x] != NONE) {
        long entry = IrBuilder.tempIndex(pendingVector[x]) + 1 | (single[x] ? SINGLE : 0);
        packed |= entry << 8 * (x + 1);
      }
    }
    return packed;
  }

  /** Copies the temporaries that {@link #unsaved} spoke of to the state, for an exit. */
  final void save(long packed) {
    int general = (int) packed & 0xFF;
    if (general != 0) {
      asm.mov64(temporary(general), Reg.RAX);
    }
    for (int x = 0; x < SCRATCH_VECTORS; x++) {
      int entry = (int) (packed >>> 8 * (x + 1)) & 0xFF;
      if (entry != 0) {
        storeVector(temporary(entry & ~SINGLE), x, (entry & SINGLE) != 0);
      }
    }
  }

  private static long temporary(int indexPlus1) {
    return state(CpuState.TEMPS + 8 * (indexPlus1 - 1));
  }

  private void storeVector(int temp, int x) {
    storeVector(memory(temp), x, single[x]);
  }

  private void storeVector(long to, int x, boolean isSingle) {
    if (isSingle) {
      // The upper half is zero, as for any 32-bit operand.
      asm.movdFromXmm(Reg.RDX, x);
      asm.mov64(to, Reg.RDX);
    } else {
      asm.movsd(to, x);
    }
  }

  /** The general register that {@code value} is in now, or -1. */
  final int general(int value) {
    if (value == NONE || IrBuilder.isConstant(value)) {
      return -1;
    }
    if (IrBuilder.isTemp(value)) {
      return value == pending ? Reg.RAX : -1;
    }
    return value == copied ? Reg.RAX : map.general(value);
  }

  /** The vector register that {@code value} is in now, or -1. */
  final int vector(int value) {
    if (value == NONE || IrBuilder.isConstant(value)) {
      return -1;
    }
    if (IrBuilder.isTemp(value)) {
      for (int x = 0; x < SCRATCH_VECTORS; x++) {
        if (pendingVector[x] == value) {
          return x;
        }
      }
      return -1;
    }
    return map.vector(value);
  }

  final boolean isConstant(int value) {
    return value != NONE && IrBuilder.isConstant(value);
  }

  final long constant(int value) {
    return ir.constantValue(value);
  }

  /** Whether {@code value} is a constant that fits a sign-extended 32-bit immediate. */
  final boolean isImmediate(int value) {
    return isConstant(value) && constant(value) == (int) constant(value);
  }

  /** Whether {@code value} can be a memory operand. */
  final boolean inMemory(int value) {
    return !isConstant(value) && general(value) < 0 && vector(value) < 0;
  }

  /** A register with the value: its own, or {@code scratch}. Not to be written unless scratch. */
  final int source(int value, int scratch) {
    int own = general(value);
    if (own >= 0) {
      return own;
    }
    load(value, scratch);
    return scratch;
  }

  /** Puts the value into {@code register}. */
  final void load(int value, int register) {
    if (isConstant(value)) {
      asm.movImm64(register, constant(value));
      return;
    }
    int own = general(value);
    int vector = own >= 0 ? -1 : vector(value);
    if (own >= 0) {
      if (own != register) {
        asm.mov64(register, own);
      }
    } else if (vector >= 0) {
      if (vector < SCRATCH_VECTORS && single[vector]) {
        asm.movdFromXmm(register, vector);
      } else {
        asm.movqFromXmm(register, vector);
      }
    } else {
      asm.mov64(register, memory(value));
    }
  }

  /**
   * Where to compute a result that goes to {@code dst}: its register when it has one that {@code
   * other} is not in, else a scratch register that {@code other} is not in.
   */
  final int target(int dst, int other) {
    int own = dst == NONE || IrBuilder.isTemp(dst) ? -1 : map.general(dst);
    int taken = general(other);
    if (own >= 0 && own != taken) {
      return own;
    }
    return taken == Reg.RAX ? Reg.RCX : Reg.RAX;
  }

  /** {@code dst} has the value that is in {@code register}; what else rax had is lost. */
  final void define(int dst, int register) {
    defineNothing();
    if (dst == NONE) {
      return;
    }
    if (IrBuilder.isTemp(dst)) {
      forgetVector(dst);
      if (usesOf(dst) > 0) {
        if (register != Reg.RAX) {
          asm.mov64(Reg.RAX, register);
        }
        pending = dst;
      }
      return;
    }
    int own = map.general(dst);
    int vector = map.vector(dst);
    if (own >= 0) {
      if (own != register) {
        asm.mov64(own, register);
      }
    } else if (vector >= 0) {
      asm.movqToXmm(vector, register);
    } else {
      asm.mov64(memory(dst), register);
    }
  }

  /**
   * Likewise after code that has used rax for {@code register} only: a slot's value that is in rax
   * stays known.
   */
  final void defineAndKeep(int dst, int register) {
    int before = copied;
    define(dst, register);
    if (dst == NONE || IrBuilder.isTemp(dst)) {
      return;
    }
    boolean inState = map.general(dst) < 0 && map.vector(dst) < 0;
    if (register != Reg.RAX) {
      copied = before == dst ? NONE : before;
    } else if (inState) {
      copied = dst;
    }
  }

  /** The operator at hand had no result, or it is where it belongs. */
  final void defineNothing() {
    pending = NONE;
    copied = NONE;
  }

  /** Likewise after code that has not used rax, {@code dst} written or NONE. */
  final void defineNothingAndKeep(int dst) {
    pending = NONE;
    if (copied == dst) {
      copied = NONE;
    }
  }

  /** Code from elsewhere joins here: what is in rax is unknown. */
  final void forgetCopy() {
    copied = NONE;
  }

  private void forgetVector(int temp) {
    for (int x = 0; x < SCRATCH_VECTORS; x++) {
      if (pendingVector[x] == temp) {
        pendingVector[x] = NONE;
      }
    }
  }

  // Vector registers

  /** One of xmm0 to xmm3 that holds nothing anybody still reads, the sources at hand included. */
  final int scratchVector() {
    for (int n = 0; n < SCRATCH_VECTORS; n++) {
      int x = (nextVector + n) & (SCRATCH_VECTORS - 1);
      if (pendingVector[x] == NONE) {
        nextVector = x + 1;
        return x;
      }
    }
    int x = nextVector++ & (SCRATCH_VECTORS - 1);
    storeVector(pendingVector[x], x);
    pendingVector[x] = NONE;
    return x;
  }

  /** A vector register with the value: its own or a scratch one. Not to be written. */
  final int vectorSource(int value, boolean isSingle) {
    int own = vector(value);
    if (own >= 0 && (isSingle || !isNarrow(own))) {
      return own;
    }
    int x = scratchVector();
    if (own >= 0) {
      asm.movdFromXmm(Reg.RDX, own);
      asm.movqToXmm(x, Reg.RDX);
      return x;
    }
    int register = isConstant(value) ? -1 : general(value);
    if (isConstant(value)) {
      asm.movImm64(Reg.RDX, constant(value));
      asm.movqToXmm(x, Reg.RDX);
    } else if (register >= 0) {
      asm.movqToXmm(x, register);
    } else if (isSingle) {
      asm.movss(x, memory(value));
    } else {
      asm.movsd(x, memory(value));
    }
    return x;
  }

  /** Whether only 32 bits of vector register {@code x} mean something. */
  final boolean isNarrow(int x) {
    return x < SCRATCH_VECTORS && single[x];
  }

  /** {@code dst} has the value that is in {@code x}. */
  final void defineVector(int dst, int x, boolean isSingle) {
    defineNothing();
    if (dst == NONE) {
      return;
    }
    if (IrBuilder.isTemp(dst)) {
      forgetVector(dst);
      if (usesOf(dst) > 0) {
        pendingVector[x] = dst;
        single[x] = isSingle;
      }
      return;
    }
    if (isSingle) {
      // What lies above the 32 bits in the vector register is not part of the value.
      asm.movdFromXmm(Reg.RDX, x);
      define(dst, Reg.RDX);
      return;
    }
    int own = map.vector(dst);
    int register = map.general(dst);
    if (own >= 0) {
      if (own != x) {
        asm.movaps(own, x);
      }
    } else if (register >= 0) {
      asm.movqFromXmm(register, x);
    } else {
      asm.movsd(memory(dst), x);
    }
  }

  /** Temporaries that nobody reads any more give their registers back. */
  final void releaseDead() {
    for (int x = 0; x < SCRATCH_VECTORS; x++) {
      if (pendingVector[x] != NONE && usesOf(pendingVector[x]) <= 0) {
        pendingVector[x] = NONE;
      }
    }
  }

  /**
   * The state offset from which Java reads a source of the operator at hand, which has been
   * spilled; constants are stored there first.
   */
  final int spilledOffset(int value) {
    if (value == NONE) {
      return CpuState.ZERO;
    }
    if (!isConstant(value)) {
      return offsetOf(value);
    }
    if (constant(value) == 0) {
      return CpuState.ZERO;
    }
    int room = CpuState.TEMP_COUNT - IrBuilder.MAX_TEMPS;
    int offset = CpuState.TEMPS + 8 * (IrBuilder.MAX_TEMPS + constantsStored++ % room);
    if (isImmediate(value)) {
      asm.mov64Imm(state(offset), (int) constant(value));
    } else {
      asm.movImm64(Reg.RCX, constant(value));
      asm.mov64(state(offset), Reg.RCX);
    }
    return offset;
  }
}
