package org.javisor.engine.jit.x86_64;

import java.util.Arrays;
import org.javisor.engine.interp.Opcode;
import org.javisor.engine.ir.IrBuilder;
import org.javisor.engine.ir.IrOp;
import org.javisor.engine.jit.ExitRecord;
import org.javisor.engine.mmu.SoftTlb;
import org.javisor.engine.vcpu.CpuState;
import org.javisor.engine.vcpu.FloatConstant;

/**
 * What a unit seldom executes, collected while its body is emitted and placed behind it: exits with
 * their records.
 */
class ColdPaths extends IntegerTemplates {
  // Not exits: a guess is corrected, a NaN made the canonical one, temporaries saved before an
  // exit.
  private static final int GUESS = 0x80;
  private static final int NAN = 0x81;
  private static final int SAVE = 0x82;
  private static final int PROBE = 0x83;

  private static final int FIELDS = 14;
  private static final int LABEL = 0;
  private static final int KIND = 1;
  private static final int DETAIL = 2;
  private static final int REST = 3;
  private static final int PC = 4;
  private static final int OPERAND = 5;
  private static final int RESUME = 6;
  private static final int RELOAD = 7;
  private static final int VALUE = 8;
  private static final int FIELD = 9;
  private static final int RETRY = 10;
  private static final int GUESS_PLACE = 11;
  private static final int GUESS_AT = 12;
  private static final int ALLOWED = 13;

  private final Stubs stubs;

  // The unit at hand.
  private int unitNumber;
  private int start;
  private boolean floats;
  private int[] paths = new int[FIELDS * 64];
  private long[] words = new long[2 * 64];
  private int count;

  // The instruction at hand.
  private int rest;
  private int pcOffset;

  ColdPaths(Assembler asm, HostMap map, HostFeatures features, Stubs stubs) {
    super(asm, map, features);
    this.stubs = stubs;
  }

  /** A unit begins whose code is to be at {@code offset} in its region. */
  final void beginUnit(int number, int offset, boolean usesFloat) {
    unitNumber = number;
    start = offset;
    floats = usesFloat;
    count = 0;
  }

  /**
   * The instruction at {@code offset} in the unit's page begins; {@code instructions} of its block
   * are not executed when it is not.
   */
  final void beginAt(int offset, int instructions) {
    pcOffset = offset;
    rest = instructions;
  }

  final int pcOffset() {
    return pcOffset;
  }

  private int add(int kind, int detail, int operand) {
    if ((count + 1) * FIELDS > paths.length) {
      paths = Arrays.copyOf(paths, 2 * paths.length);
      words = Arrays.copyOf(words, 2 * words.length);
    }
    int at = FIELDS * count++;
    paths[at + LABEL] = asm.newLabel();
    paths[at + KIND] = kind;
    paths[at + DETAIL] = detail;
    paths[at + REST] = rest;
    paths[at + PC] = pcOffset;
    paths[at + OPERAND] = operand;
    paths[at + RESUME] = -1;
    paths[at + RELOAD] = NONE;
    paths[at + VALUE] = NONE;
    paths[at + FIELD] = -1;
    paths[at + RETRY] = asm.position();
    paths[at + GUESS_PLACE] = -1;
    paths[at + ALLOWED] = -1;
    setWords(at, 0, 0);
    return at;
  }

  private void setWords(int at, long first, long second) {
    words[2 * at / FIELDS] = first;
    words[2 * at / FIELDS + 1] = second;
  }

  /** The label of a new exit of {@code kind}, after which execution does not come back here. */
  final int exit(int kind, int operand) {
    int at = add(kind, 0, operand);
    return paths[at + LABEL];
  }

  /** The label of an exit of {@code kind} after the instruction at hand. */
  final int exitAfter(int kind, int operand) {
    int at = add(kind, 0, operand);
    paths[at + REST] = rest - 1;
    return paths[at + LABEL];
  }

  /**
   * The label of the exit for a load that the TLB does not know. Go on at {@code resume} when the
   * result is in the CPU's state, where it is reloaded from into {@code reload} (a general
   * register, 16 and more: a vector register; NONE: not at all).
   */
  final int loadExit(int detail, int dst, int resume, int reload) {
    int at = add(ExitRecord.LOAD, detail, offsetOf(dst) / 8);
    paths[at + RESUME] = resume;
    paths[at + RELOAD] = reload;
    paths[at + VALUE] = dst;
    return paths[at + LABEL];
  }

  /** Likewise for a store; the value's state offset is {@code valueOffset}. */
  final int storeExit(int size, int valueOffset, int resume) {
    int at = add(ExitRecord.STORE, size, valueOffset / 8);
    paths[at + RESUME] = resume;
    return paths[at + LABEL];
  }

  /** Goes to Java for the operator {@code i}, whose sources are spilled, and comes back. */
  final int operatorExit(int i, int resume, int reload) {
    IrOp op = ir.op(i);
    int kind = op == IrOp.HELPER ? ExitRecord.HELPER : ExitRecord.OPERATOR;
    int at = add(kind, 0, 0);
    paths[at + RESUME] = resume;
    paths[at + RELOAD] = reload;
    paths[at + VALUE] = ir.dst(i);
    encode(at, i);
    return paths[at + LABEL];
  }

  /** Goes to Java for the operator {@code i}, which ends the unit. */
  final int finalExit(int kind, int operand, int i) {
    int at = add(kind, 0, operand);
    encode(at, i);
    return paths[at + LABEL];
  }

  /** The sources' state offsets and the operator, as the interpreter encodes them. */
  private void encode(int at, int i) {
    IrOp op = ir.op(i);
    int a = spilledOffset(ir.a(i));
    int b = spilledOffset(ir.b(i));
    int c = ir.c(i) == NONE ? 0 : spilledOffset(ir.c(i));
    boolean isCall = op == IrOp.HELPER || op == IrOp.HELPER_EXIT;
    int third = isCall ? (int) ir.imm(i) : op.ordinal();
    long imm = isCall ? 0 : ir.imm(i) | (long) c << 32;
    setWords(at, Opcode.word(0, offsetOf(ir.dst(i)), a, b, third), imm);
  }

  /** An exit that asks for the unit at page offset {@code target}, for the jump to be linked. */
  final int linkExit(int target) {
    int at = add(ExitRecord.LINK, 0, target);
    paths[at + REST] = 0;
    return paths[at + LABEL];
  }

  /** The displacement of the jump that leads to the exit {@code label} is at {@code field}. */
  final void setLinkField(int label, int field) {
    paths[find(label) + FIELD] = field;
  }

  private int find(int label) {
    for (int at = (count - 1) * FIELDS; at >= 0; at -= FIELDS) {
      if (paths[at + LABEL] == label) {
        return at;
      }
    }
    throw new IllegalStateException("no exit with label " + label);
  }

  /** The label of the path taken when the budget is used up at the head of a block. */
  final int pollExit(int resume) {
    int at = add(ExitRecord.POLL, 0, 0);
    paths[at + RESUME] = resume;
    return paths[at + LABEL];
  }

  /** The exit {@code label} finds its address at {@code operand}, or in rax when that is 0. */
  final void setAddress(int label, long operand) {
    int at = find(label);
    if (operand != 0) {
      setWords(at, operand, 0);
    }
  }

  /**
   * The TLB's entry at rcx is the one that is right for the access whose exit is {@code label},
   * here: where a store goes on that is allowed without a tag.
   */
  final void setAllowed(int label) {
    int at = find(label);
    if (paths[at + KIND] == ExitRecord.STORE) {
      paths[at + ALLOWED] = asm.position();
    }
  }

  /** The load whose exit is {@code label} takes its guess from state offset {@code guess} here. */
  final void setGuess(int label, int guess) {
    int at = find(label);
    paths[at + GUESS_PLACE] = asm.position();
    paths[at + GUESS_AT] = guess;
  }

  /** The label of the path on which the entry's addend is not what was guessed. */
  final int guessPath(int guess, int miss, int resume) {
    int at = add(GUESS, 0, guess);
    paths[at + RESUME] = resume;
    paths[at + FIELD] = miss;
    return paths[at + LABEL];
  }

  /** The label of the path on which vector register {@code x} gets the canonical NaN. */
  final int nanPath(int x, boolean isSingle, int resume) {
    int at = add(NAN, isSingle ? 1 : 0, x);
    paths[at + RESUME] = resume;
    return paths[at + LABEL];
  }

  private void canonicalNan(int at) {
    if (paths[at + DETAIL] != 0) {
      asm.movss(paths[at + OPERAND], state(FloatConstant.NAN_32.offset()));
    } else {
      asm.movsd(paths[at + OPERAND], state(FloatConstant.NAN_64.offset()));
    }
    asm.jmp(paths[at + RESUME]);
  }

  /**
   * The label of the path that leads to {@code exit} when temporaries have been saved; {@code
   * negated} says which are to be made first, see {@link #negate}.
   */
  final int savePath(int exit, long negated) {
    int at = add(SAVE, 0, 0);
    paths[at + FIELD] = exit;
    setWords(at, unsaved(), negated);
    return paths[at + LABEL];
  }

  private void saveAndExit(int at) {
    save(words[2 * at / FIELDS]);
    long negated = words[2 * at / FIELDS + 1];
    negate((int) negated);
    negate((int) (negated >>> 32));
    asm.jmp(paths[at + FIELD]);
  }

  /** A temporary is to be the negative of a slot's double: for {@link #savePath}; 0 for none. */
  static int negation(int temp, int slot) {
    return temp == NONE ? 0 : IrBuilder.tempIndex(temp) + 1 | slot << 8;
  }

  private void negate(int negation) {
    if (negation != 0) {
      load(negation >>> 8, Reg.RAX);
      asm.xor64(Reg.RAX, state(FloatConstant.SIGN_64.offset()));
      asm.mov64(state(CpuState.TEMPS + 8 * ((negation & 0xFF) - 1)), Reg.RAX);
    }
  }

  /**
   * The label of the path on which an access asks the TLB for itself alone, with {@code tag} for
   * {@code size} bytes, and goes on at {@code resume} or leads to {@code miss}.
   *
   * @param address the operand that the guest address is of
   * @param kept where nothing is kept from now on, or 0
   */
  final int probePath(long address, int tagAndSize, int[] missAndResume, int kept) {
    int at = add(PROBE, 0, tagAndSize);
    paths[at + FIELD] = missAndResume[0];
    paths[at + RESUME] = missAndResume[1];
    setWords(at, address, kept);
    return paths[at + LABEL];
  }

  private void probeAlone(int at) {
    int kept = (int) words[2 * at / FIELDS + 1];
    if (kept != 0) {
      asm.mov64Imm(state(kept), 0);
    }
    probeCold(words[2 * at / FIELDS], paths[at + OPERAND], paths[at + FIELD]);
    setAllowed(paths[at + FIELD]);
    asm.mov64(Reg.RDX, OperandEncoder.at(HostMap.TLB, Reg.RCX, 1, SoftTlb.ADDEND));
    asm.jmp(paths[at + RESUME]);
  }

  /** Asks the TLB about the address of {@code operand}; rcx is the entry, or on to {@code miss}. */
  void probeCold(long operand, int tagAndSize, int miss) {
    throw new IllegalStateException("no access at " + operand + tagAndSize + miss);
  }

  private void guessedWrong(int at) {
    int guess = paths[at + OPERAND];
    asm.mov64(Reg.RDX, OperandEncoder.at(HostMap.TLB, Reg.RCX, 1, SoftTlb.ADDEND));
    asm.mov64(state(guess), Reg.RDX);
    asm.sub32Imm(state(guess + CpuState.GUESS_PATIENCE), 1);
    asm.jcc(Cond.NS, paths[at + RESUME]);
    // To Java: a tag that is in no table.
    asm.movImm32(Reg.RDX, 1);
    asm.jmp(paths[at + FIELD]);
  }

  /** Emits all that has been collected. */
  final void emitColdPaths() {
    // Exits' records say where these are.
    for (int n = 0; n < count; n++) {
      if (paths[n * FIELDS + KIND] == PROBE) {
        emit(n * FIELDS);
      }
    }
    for (int n = 0; n < count; n++) {
      if (paths[n * FIELDS + KIND] != PROBE) {
        emit(n * FIELDS);
      }
    }
  }

  private void emit(int at) {
    asm.bind(paths[at + LABEL]);
    switch (paths[at + KIND]) {
      case GUESS -> guessedWrong(at);
      case NAN -> canonicalNan(at);
      case SAVE -> saveAndExit(at);
      case PROBE -> probeAlone(at);
      default -> emitExit(at);
    }
  }

  private void emitExit(int at) {
    if (paths[at + KIND] <= ExitRecord.STORE && words[2 * at / FIELDS] != 0) {
      asm.lea64(Reg.RAX, words[2 * at / FIELDS]);
    }
    int record = asm.newLabel();
    asm.leaRip(Reg.RCX, record);
    asm.jmpAbsolute(leave(paths[at + KIND]));
    int resume = paths[at + RESUME] < 0 ? 0 : asm.positionOf(paths[at + RESUME]);
    if (paths[at + RELOAD] != NONE) {
      int back = paths[at + RESUME];
      resume = asm.position();
      reload(paths[at + VALUE], paths[at + RELOAD]);
      asm.jmp(back);
    }
    asm.bind(record);
    record(at, resume);
  }

  private long leave(int kind) {
    return switch (kind) {
      case ExitRecord.POLL -> stubs.poll(floats);
      case ExitRecord.LOAD -> stubs.secondTable(floats, false);
      case ExitRecord.STORE -> stubs.secondTable(floats, true);
      default -> stubs.exit(floats);
    };
  }

  private void reload(int value, int register) {
    if (register < 16) {
      asm.mov64(register, memory(value));
    } else {
      asm.movsd(register - 16, memory(value));
    }
  }

  private void record(int at, int resume) {
    int kind = paths[at + KIND];
    asm.data8(kind);
    asm.data8(paths[at + DETAIL]);
    asm.data16(paths[at + REST]);
    asm.data32(unitNumber);
    asm.data16(paths[at + PC]);
    asm.data16(paths[at + OPERAND]);
    asm.data32(start + resume);
    switch (kind) {
      case ExitRecord.STORE -> {
        asm.data32(start + paths[at + RETRY]);
        asm.data32(start + paths[at + ALLOWED]);
      }
      case ExitRecord.LOAD -> {
        boolean guesses = paths[at + GUESS_PLACE] >= 0;
        asm.data32(start + paths[at + RETRY]);
        asm.data32(guesses ? paths[at + GUESS_AT] : 0);
        asm.data32(guesses ? start + paths[at + GUESS_PLACE] : 0);
      }
      case ExitRecord.LINK -> {
        int ask = asm.positionOf(paths[at + LABEL]);
        asm.data64((long) (start + ask) << 32 | start + paths[at + FIELD] & 0xFFFFFFFFL);
      }
      case ExitRecord.OPERATOR, ExitRecord.HELPER, ExitRecord.HELPER_EXIT, ExitRecord.TRAP -> {
        asm.data64(words[2 * at / FIELDS]);
        asm.data64(words[2 * at / FIELDS + 1]);
      }
      default -> {
        // Nothing more.
      }
    }
  }

  /** Instructions of the block that are not executed when the one at hand is not. */
  final int rest() {
    return rest;
  }
}
