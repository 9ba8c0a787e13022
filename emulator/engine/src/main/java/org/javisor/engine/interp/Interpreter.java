package org.javisor.engine.interp;

import java.lang.invoke.VarHandle;
import org.javisor.engine.isa.GuestCpu;
import org.javisor.engine.isa.GuestTrap;
import org.javisor.engine.mmu.GuestMemory;
import org.javisor.engine.mmu.SoftTlb;
import org.javisor.engine.translate.Unit;
import org.javisor.engine.vcpu.CpuState;
import org.javisor.host.memory.RawMemory;

/**
 * Executes encoded units of one vCPU.
 *
 * <p>{@link #run} goes on from unit to unit until it must ask somebody: an unlinked exit, the
 * attention flag, a trap, a helper that may have changed the mode. Its loop is one method, below
 * the 8,000 bytecodes up to which HotSpot compiles methods; whatever is rare is elsewhere.
 */
public final class Interpreter {
  private final CpuState cpuState;
  private final long state;
  private final GuestMemory memory;
  private final GuestCpu cpu;
  private final JumpCache jumps;
  private final RareOperators rare;

  // Where the loop was when it left for a slow path; valid while a slow path runs and after a trap.
  private InterpretedUnit unit;
  private int ip;
  private long retired;
  private boolean pcSet;
  private boolean helping;

  // The exit through which run() last left, to be linked to what follows; null when it left
  // otherwise.
  private InterpretedUnit.Exit lastExit;
  private InterpretedUnit lastExitUnit;

  /** What an interpreter works on. */
  public record Parts(CpuState state, GuestMemory memory, GuestCpu cpu, JumpCache jumps) {}

  public Interpreter(Parts parts) {
    this.cpuState = parts.state();
    this.state = cpuState.address();
    this.memory = parts.memory();
    this.cpu = parts.cpu();
    this.jumps = parts.jumps();
    this.rare = new RareOperators(parts.state(), memory, cpu);
  }

  /** Guest instructions executed; while a helper runs, those before its own instruction. */
  public long retired() {
    return helping ? retired + unit.indexOf(ip) : retired;
  }

  /**
   * Executes from {@code first} on. On return the state's pc says where to go on.
   *
   * @throws GuestTrap an exception; the state's pc is that of the instruction that raised it
   */
  public void run(Unit first) {
    link(first);
    cpuState.beginStores();
    // From here on others see that, or this CPU sees what they have done to its TLB.
    VarHandle.fullFence();
    try {
      loop((InterpretedUnit) first);
    } catch (GuestTrap trap) {
      helping = false;
      int index = unit.indexOf(ip);
      retired += index;
      RawMemory.putLong(state + CpuState.PC, unit.pcOf(index));
      throw trap;
    } finally {
      endStores();
    }
  }

  private void endStores() {
    VarHandle.releaseFence();
    cpuState.endStores();
  }

  /** The unit that follows the last exit has been found: from now on it is reached directly. */
  private void link(Unit next) {
    if (lastExit != null && lastExit.target() == next.pc() && lastExitUnit.mayLink(next)) {
      lastExit.link((InterpretedUnit) next);
    }
    lastExit = null;
  }

  private void loop(InterpretedUnit first) {
    final long s = state;
    InterpretedUnit unit = first;
    long[] code = unit.code();
    int ip = 0;
    long retired = this.retired;
    while (true) {
      long w = code[ip];
      long imm = code[ip + 1];
      ip += 2;
      boolean taken = false;
      switch (Opcode.opcode(w)) {
        case Opcode.ADD -> put(s, w, get(s, Opcode.a(w)) + get(s, Opcode.b(w)));
        case Opcode.SUB -> put(s, w, get(s, Opcode.a(w)) - get(s, Opcode.b(w)));
        case Opcode.MUL -> put(s, w, get(s, Opcode.a(w)) * get(s, Opcode.b(w)));
        case Opcode.MULH_SS ->
            put(s, w, Math.multiplyHigh(get(s, Opcode.a(w)), get(s, Opcode.b(w))));
        case Opcode.MULH_SU ->
            put(
                s,
                w,
                Arithmetic.multiplyHighSignedUnsigned(get(s, Opcode.a(w)), get(s, Opcode.b(w))));
        case Opcode.MULH_UU ->
            put(s, w, Math.unsignedMultiplyHigh(get(s, Opcode.a(w)), get(s, Opcode.b(w))));
        case Opcode.DIV_S ->
            put(s, w, Arithmetic.divideSigned(get(s, Opcode.a(w)), get(s, Opcode.b(w))));
        case Opcode.DIV_U ->
            put(s, w, Arithmetic.divideUnsigned(get(s, Opcode.a(w)), get(s, Opcode.b(w))));
        case Opcode.REM_S ->
            put(s, w, Arithmetic.remainderSigned(get(s, Opcode.a(w)), get(s, Opcode.b(w))));
        case Opcode.REM_U ->
            put(s, w, Arithmetic.remainderUnsigned(get(s, Opcode.a(w)), get(s, Opcode.b(w))));
        case Opcode.AND -> put(s, w, get(s, Opcode.a(w)) & get(s, Opcode.b(w)));
        case Opcode.OR -> put(s, w, get(s, Opcode.a(w)) | get(s, Opcode.b(w)));
        case Opcode.XOR -> put(s, w, get(s, Opcode.a(w)) ^ get(s, Opcode.b(w)));
        case Opcode.ANDN -> put(s, w, get(s, Opcode.a(w)) & ~get(s, Opcode.b(w)));
        case Opcode.ORN -> put(s, w, get(s, Opcode.a(w)) | ~get(s, Opcode.b(w)));
        case Opcode.XNOR -> put(s, w, ~(get(s, Opcode.a(w)) ^ get(s, Opcode.b(w))));
        case Opcode.SHL -> put(s, w, get(s, Opcode.a(w)) << get(s, Opcode.b(w)));
        case Opcode.SHR -> put(s, w, get(s, Opcode.a(w)) >>> get(s, Opcode.b(w)));
        case Opcode.SAR -> put(s, w, get(s, Opcode.a(w)) >> get(s, Opcode.b(w)));
        case Opcode.ROTL ->
            put(s, w, Long.rotateLeft(get(s, Opcode.a(w)), (int) get(s, Opcode.b(w))));
        case Opcode.ROTR ->
            put(s, w, Long.rotateRight(get(s, Opcode.a(w)), (int) get(s, Opcode.b(w))));
        case Opcode.MIN_S -> put(s, w, Math.min(get(s, Opcode.a(w)), get(s, Opcode.b(w))));
        case Opcode.MIN_U ->
            put(s, w, Arithmetic.minUnsigned(get(s, Opcode.a(w)), get(s, Opcode.b(w))));
        case Opcode.MAX_S -> put(s, w, Math.max(get(s, Opcode.a(w)), get(s, Opcode.b(w))));
        case Opcode.MAX_U ->
            put(s, w, Arithmetic.maxUnsigned(get(s, Opcode.a(w)), get(s, Opcode.b(w))));
        case Opcode.SET_EQ -> put(s, w, get(s, Opcode.a(w)) == get(s, Opcode.b(w)) ? 1 : 0);
        case Opcode.SET_NE -> put(s, w, get(s, Opcode.a(w)) != get(s, Opcode.b(w)) ? 1 : 0);
        case Opcode.SET_LT_S -> put(s, w, get(s, Opcode.a(w)) < get(s, Opcode.b(w)) ? 1 : 0);
        case Opcode.SET_LT_U ->
            put(s, w, Arithmetic.setLessUnsigned(get(s, Opcode.a(w)), get(s, Opcode.b(w))));
        case Opcode.ADD_SHIFTED -> put(s, w, get(s, Opcode.a(w)) + (get(s, Opcode.b(w)) << imm));
        case Opcode.ADD_32S -> put(s, w, (int) get(s, Opcode.a(w)) + (int) get(s, Opcode.b(w)));
        case Opcode.SUB_32S -> put(s, w, (int) get(s, Opcode.a(w)) - (int) get(s, Opcode.b(w)));
        case Opcode.MUL_32S -> put(s, w, (int) get(s, Opcode.a(w)) * (int) get(s, Opcode.b(w)));
        case Opcode.SHL_32S -> put(s, w, (int) get(s, Opcode.a(w)) << (int) get(s, Opcode.b(w)));
        case Opcode.SHR_32S -> put(s, w, (int) get(s, Opcode.a(w)) >>> (int) get(s, Opcode.b(w)));
        case Opcode.SAR_32S -> put(s, w, (int) get(s, Opcode.a(w)) >> (int) get(s, Opcode.b(w)));
        case Opcode.ADD_IMM -> put(s, w, get(s, Opcode.a(w)) + imm);
        case Opcode.AND_IMM -> put(s, w, get(s, Opcode.a(w)) & imm);
        case Opcode.OR_IMM -> put(s, w, get(s, Opcode.a(w)) | imm);
        case Opcode.XOR_IMM -> put(s, w, get(s, Opcode.a(w)) ^ imm);
        case Opcode.SHL_IMM -> put(s, w, get(s, Opcode.a(w)) << imm);
        case Opcode.SHR_IMM -> put(s, w, get(s, Opcode.a(w)) >>> imm);
        case Opcode.SAR_IMM -> put(s, w, get(s, Opcode.a(w)) >> imm);
        case Opcode.SET_LT_S_IMM -> put(s, w, get(s, Opcode.a(w)) < imm ? 1 : 0);
        case Opcode.SET_LT_U_IMM -> put(s, w, Arithmetic.setLessUnsigned(get(s, Opcode.a(w)), imm));
        case Opcode.ADD_32S_IMM -> put(s, w, (int) get(s, Opcode.a(w)) + (int) imm);
        case Opcode.SHL_32S_IMM -> put(s, w, (int) get(s, Opcode.a(w)) << (int) imm);
        case Opcode.SHR_32S_IMM -> put(s, w, (int) get(s, Opcode.a(w)) >>> (int) imm);
        case Opcode.SAR_32S_IMM -> put(s, w, (int) get(s, Opcode.a(w)) >> (int) imm);
        case Opcode.MOV -> put(s, w, get(s, Opcode.a(w)));
        case Opcode.EXT8_S -> put(s, w, (byte) get(s, Opcode.a(w)));
        case Opcode.EXT16_S -> put(s, w, (short) get(s, Opcode.a(w)));
        case Opcode.EXT32_S -> put(s, w, (int) get(s, Opcode.a(w)));
        case Opcode.EXT8_U -> put(s, w, get(s, Opcode.a(w)) & 0xFF);
        case Opcode.EXT16_U -> put(s, w, get(s, Opcode.a(w)) & 0xFFFF);
        case Opcode.EXT32_U -> put(s, w, get(s, Opcode.a(w)) & 0xFFFFFFFFL);
        case Opcode.BSWAP -> put(s, w, Long.reverseBytes(get(s, Opcode.a(w))));
        case Opcode.CLZ -> put(s, w, Long.numberOfLeadingZeros(get(s, Opcode.a(w))));
        case Opcode.CTZ -> put(s, w, Long.numberOfTrailingZeros(get(s, Opcode.a(w))));
        case Opcode.POPCNT -> put(s, w, Long.bitCount(get(s, Opcode.a(w))));
        case Opcode.OR_COMBINE_BYTES -> put(s, w, Arithmetic.orCombineBytes(get(s, Opcode.a(w))));
        case Opcode.CONSTANT -> put(s, w, imm);
        case Opcode.SELECT ->
            put(s, w, get(s, Opcode.c(w)) != 0 ? get(s, Opcode.a(w)) : get(s, Opcode.b(w)));
        case Opcode.LD8_U -> {
          long at = get(s, Opcode.a(w)) + imm;
          long host = readable(s, at, 0);
          put(s, w, 0xFF & (host != 0 ? RawMemory.getByte(host) : load(unit, ip, retired, at, 1)));
        }
        case Opcode.LD8_S -> {
          long at = get(s, Opcode.a(w)) + imm;
          long host = readable(s, at, 0);
          put(s, w, (byte) (host != 0 ? RawMemory.getByte(host) : load(unit, ip, retired, at, 1)));
        }
        case Opcode.LD16_U -> {
          long at = get(s, Opcode.a(w)) + imm;
          long host = readable(s, at, 1);
          put(
              s,
              w,
              0xFFFF & (host != 0 ? RawMemory.getShort(host) : load(unit, ip, retired, at, 2)));
        }
        case Opcode.LD16_S -> {
          long at = get(s, Opcode.a(w)) + imm;
          long host = readable(s, at, 1);
          put(
              s,
              w,
              (short) (host != 0 ? RawMemory.getShort(host) : load(unit, ip, retired, at, 2)));
        }
        case Opcode.LD32_U -> {
          long at = get(s, Opcode.a(w)) + imm;
          long host = readable(s, at, 3);
          put(
              s,
              w,
              0xFFFFFFFFL & (host != 0 ? RawMemory.getInt(host) : load(unit, ip, retired, at, 4)));
        }
        case Opcode.LD32_S -> {
          long at = get(s, Opcode.a(w)) + imm;
          long host = readable(s, at, 3);
          put(s, w, (int) (host != 0 ? RawMemory.getInt(host) : load(unit, ip, retired, at, 4)));
        }
        case Opcode.LD64 -> {
          long at = get(s, Opcode.a(w)) + imm;
          long host = readable(s, at, 7);
          put(s, w, (host != 0 ? RawMemory.getLong(host) : load(unit, ip, retired, at, 8)));
        }
        case Opcode.ST8 -> {
          long at = get(s, Opcode.a(w)) + imm;
          long value = get(s, Opcode.b(w));
          long host = writable(s, at, 0);
          if (host != 0) {
            RawMemory.putByte(host, (byte) value);
          } else {
            store(unit, ip, retired, at, 1, value);
          }
        }
        case Opcode.ST16 -> {
          long at = get(s, Opcode.a(w)) + imm;
          long value = get(s, Opcode.b(w));
          long host = writable(s, at, 1);
          if (host != 0) {
            RawMemory.putShort(host, (short) value);
          } else {
            store(unit, ip, retired, at, 2, value);
          }
        }
        case Opcode.ST32 -> {
          long at = get(s, Opcode.a(w)) + imm;
          long value = get(s, Opcode.b(w));
          long host = writable(s, at, 3);
          if (host != 0) {
            RawMemory.putInt(host, (int) value);
          } else {
            store(unit, ip, retired, at, 4, value);
          }
        }
        case Opcode.ST64 -> {
          long at = get(s, Opcode.a(w)) + imm;
          long value = get(s, Opcode.b(w));
          long host = writable(s, at, 7);
          if (host != 0) {
            RawMemory.putLong(host, value);
          } else {
            store(unit, ip, retired, at, 8, value);
          }
        }
        case Opcode.BR_EQ -> taken = get(s, Opcode.a(w)) == get(s, Opcode.b(w));
        case Opcode.BR_NE -> taken = get(s, Opcode.a(w)) != get(s, Opcode.b(w));
        case Opcode.BR_LT_S -> taken = get(s, Opcode.a(w)) < get(s, Opcode.b(w));
        case Opcode.BR_GE_S -> taken = get(s, Opcode.a(w)) >= get(s, Opcode.b(w));
        case Opcode.BR_LT_U ->
            taken = Arithmetic.setLessUnsigned(get(s, Opcode.a(w)), get(s, Opcode.b(w))) != 0;
        case Opcode.BR_GE_U ->
            taken = Arithmetic.setLessUnsigned(get(s, Opcode.a(w)), get(s, Opcode.b(w))) == 0;
        case Opcode.JUMP -> taken = true;
        case Opcode.JUMP_INDIRECT -> {
          retired += imm;
          long target = get(s, Opcode.a(w));
          InterpretedUnit next = jumps.find(target, unit.mode());
          if (next == null || attention(s)) {
            leave(target, retired);
            return;
          }
          unit = next;
          code = next.code();
          ip = 0;
        }
        case Opcode.HELPER -> put(s, w, helper(unit, ip, retired, w, imm));
        case Opcode.HELPER_EXIT -> {
          helperExit(unit, ip, retired, w, imm);
          return;
        }
        case Opcode.EXIT_IF -> {
          if (get(s, Opcode.a(w)) != 0) {
            leave(imm, retired + unit.indexOf(ip) + 1);
            return;
          }
        }
        case Opcode.BREAK_IF -> {
          if (get(s, Opcode.a(w)) != 0) {
            leave(imm, retired + unit.indexOf(ip));
            return;
          }
        }
        case Opcode.CODE_BARRIER -> {
          if (RawMemory.getIntVolatile(s + CpuState.CODE_UNSETTLED) != 0) {
            leave(imm, retired + unit.indexOf(ip) + 1);
            return;
          }
        }
        case Opcode.FENCE -> VarHandle.fullFence();
        case Opcode.TRAP -> throw trap(unit, ip, retired, (int) imm, get(s, Opcode.a(w)));
        default -> rare(unit, ip, retired, w, imm);
      }
      if (taken) {
        if (imm >= 0) {
          ip = (int) imm & Encoder.TARGET_MASK;
          retired += (short) (imm >> Encoder.COUNT_SHIFT);
          if (imm >= Encoder.BACKWARD && attention(s)) {
            int index = unit.indexOf(ip + 2);
            leave(unit.pcOf(index), retired + index);
            return;
          }
        } else {
          InterpretedUnit.Exit exit = unit.exit((int) imm & Encoder.TARGET_MASK);
          retired += (short) (imm >> Encoder.COUNT_SHIFT);
          InterpretedUnit next = exit.next();
          if (next == null) {
            next = jumps.find(exit.target(), unit.mode());
          }
          if (next == null || attention(s)) {
            leave(exit.target(), retired);
            lastExit = exit;
            lastExitUnit = unit;
            return;
          }
          unit = next;
          code = next.code();
          ip = 0;
        }
      }
    }
  }

  private static long get(long s, int offset) {
    return RawMemory.getLong(s + offset);
  }

  private static void put(long s, long w, long value) {
    RawMemory.putLong(s + Opcode.dst(w), value);
  }

  private static boolean attention(long s) {
    return RawMemory.getIntVolatile(s + CpuState.ATTENTION) != 0;
  }

  /**
   * The host address of the {@code last + 1} bytes at {@code at} when the TLB says that they are
   * readable, else 0.
   */
  private static long readable(long s, long at, int last) {
    long entry = entry(s, at);
    return RawMemory.getLong(entry + SoftTlb.READ) == ((at + last) & SoftTlb.PAGE_MASK)
        ? at + RawMemory.getLong(entry + SoftTlb.ADDEND)
        : 0;
  }

  private static long entry(long s, long at) {
    return RawMemory.getLong(s + CpuState.TLB_TABLE)
        + ((at >>> SoftTlb.INDEX_SHIFT) & RawMemory.getInt(s + CpuState.TLB_MASK));
  }

  private static long writable(long s, long at, int last) {
    long entry = entry(s, at);
    return RawMemory.getLong(entry + SoftTlb.WRITE) == ((at + last) & SoftTlb.PAGE_MASK)
        ? at + RawMemory.getLong(entry + SoftTlb.ADDEND)
        : 0;
  }

  private void leave(long pc, long retired) {
    RawMemory.putLong(state + CpuState.PC, pc);
    this.retired = retired;
  }

  private void here(InterpretedUnit unit, int ip, long retired) {
    this.unit = unit;
    this.ip = ip;
    this.retired = retired;
  }

  private long load(InterpretedUnit unit, int ip, long retired, long at, int size) {
    here(unit, ip, retired);
    return memory.load(at, size, unit.mode() & 7);
  }

  private void store(InterpretedUnit unit, int ip, long retired, long at, int size, long value) {
    here(unit, ip, retired);
    memory.store(at, size, value, unit.mode() & 7);
    noticeChangedCode();
  }

  /** The running unit may be among what a store has invalidated: its loops end at the next turn. */
  private void noticeChangedCode() {
    if (memory.takeCodeChanged()) {
      RawMemory.putIntVolatile(state + CpuState.ATTENTION, 1);
    }
  }

  private GuestTrap trap(InterpretedUnit unit, int ip, long retired, int cause, long value) {
    here(unit, ip, retired);
    return cpu.trap(cause, value);
  }

  private long helper(InterpretedUnit unit, int ip, long retired, long w, long pc) {
    here(unit, ip, retired);
    RawMemory.putLong(state + CpuState.PC, pc);
    helping = true;
    long result = cpu.helper(Opcode.c(w), get(state, Opcode.a(w)), get(state, Opcode.b(w)));
    helping = false;
    return result;
  }

  private void helperExit(InterpretedUnit unit, int ip, long retired, long w, long pc) {
    here(unit, ip, retired);
    long next = get(state, Opcode.b(w));
    RawMemory.putLong(state + CpuState.PC, pc);
    pcSet = false;
    helping = true;
    // It may wait.
    endStores();
    cpu.helper(Opcode.c(w), get(state, Opcode.a(w)), next);
    helping = false;
    this.retired = retired + unit.indexOf(ip) + 1;
    if (!pcSet) {
      RawMemory.putLong(state + CpuState.PC, next);
    }
  }

  /** The guest CPU has set pc itself. */
  public void pcWasSet() {
    pcSet = true;
  }

  private void rare(InterpretedUnit unit, int ip, long retired, long w, long imm) {
    here(unit, ip, retired);
    rare.execute(w, imm, unit.mode() & 7);
    noticeChangedCode();
  }
}
