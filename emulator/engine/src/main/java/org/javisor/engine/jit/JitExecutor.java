package org.javisor.engine.jit;

import java.lang.invoke.MethodHandle;
import org.javisor.engine.interp.Opcode;
import org.javisor.engine.interp.RareOperators;
import org.javisor.engine.isa.FrontEnd;
import org.javisor.engine.isa.GuestCpu;
import org.javisor.engine.isa.GuestTrap;
import org.javisor.engine.mmu.GuestMemory;
import org.javisor.engine.mmu.JumpTable;
import org.javisor.engine.mmu.SoftTlb;
import org.javisor.engine.translate.Debugging;
import org.javisor.engine.translate.Translator;
import org.javisor.engine.translate.UnitBuilder;
import org.javisor.engine.vcpu.CpuState;
import org.javisor.engine.vcpu.Executor;
import org.javisor.host.memory.CodeEntry;
import org.javisor.host.memory.RawMemory;

/** Enters one vCPU's generated code and does what it asks for when it exits. */
public final class JitExecutor implements Executor {
  /** Enters code: address, two parameters. */
  public static final MethodHandle ENTER = CodeEntry.link(2);

  private static final long PAGE_MASK = -4096L;
  private static final int CONTEXT_MASK = SoftTlb.CONTEXTS - 1;

  /** What to do after an exit has been served. */
  private static final long LEAVE = 0;

  private static final long DISPATCH = -1;

  private final Parts parts;
  private final JitRuntime runtime;
  private final CodeRegion region;
  private final CpuState cpuState;
  private final long state;
  private final SoftTlb tlb;
  private final GuestMemory memory;
  private final GuestCpu cpu;
  private final Translator translator;
  private final RareOperators rare;

  /** How often code was left, for each kind of exit; others may read what is a little old. */
  private final long[] exits = new long[ExitRecord.KINDS];

  /** Whether generated code is or may be executed, so that it must stay where it is. */
  private volatile boolean inCode;

  private boolean pcSet;
  private int mode = -1;
  private long modeTag;
  private boolean floats;

  // While a helper runs: how many instructions are paid for in the budget but not executed.
  private int notExecuted;

  // A jump to be linked to the unit that is found next.
  private int linkField = -1;
  private int linkAsk;
  private long linkDrops;

  /**
   * What it works on.
   *
   * @param attention makes the vCPU leave generated code, or sleep, soon; any thread
   */
  public record Parts(
      CpuState state,
      SoftTlb tlb,
      GuestMemory memory,
      GuestCpu cpu,
      FrontEnd frontEnd,
      Runnable attention) {}

  public JitExecutor(Parts parts, JitRuntime runtime, int maxUnit, Debugging debugging) {
    this.parts = parts;
    this.runtime = runtime;
    this.region = runtime.region();
    this.cpuState = parts.state();
    this.state = parts.state().address();
    this.tlb = parts.tlb();
    this.memory = parts.memory();
    this.cpu = parts.cpu();
    UnitBuilder builder =
        new UnitBuilder(
            parts.frontEnd(), runtime.host().backend(parts.frontEnd()), maxUnit, debugging);
    // There is no limit to the number of units: findUnit sees to the room for their code.
    this.translator = new Translator(builder, memory, runtime.cache(), () -> {});
    this.rare = new RareOperators(cpuState, memory, cpu);
    int control = RawMemory.getInt(state + CpuState.GUEST_FLOAT_CONTROL);
    RawMemory.putInt(state + CpuState.GUEST_FLOAT_CONTROL, control | JitRuntime.FLOAT_CONTROL);
    runtime.add(this);
  }

  @Override
  public void run() {
    if (cpuState.isCodeUnsettled()) {
      runtime.cache().settle();
    }
    setMode(cpu.mode());
    try {
      long next = DISPATCH;
      while (next == DISPATCH) {
        next = execute(find(cpuState.pc()));
      }
      if (runtime.host().checks() && !cpuState.isIntact()) {
        throw new IllegalStateException("generated code has overwritten what nobody may");
      }
    } catch (GuestTrap trap) {
      linkField = -1; // The unit that is found next is the handler's.
      undo();
      throw trap;
    } finally {
      leaveCode();
      collectFlags();
    }
  }

  @Override
  public void step() {
    setMode(cpu.mode());
    payForOne();
    try {
      long _ = execute(single(cpuState.pc()));
      linkField = -1;
    } catch (GuestTrap trap) {
      undo();
      throw trap;
    } finally {
      leaveCode();
      collectFlags();
    }
  }

  /** The budget becomes that of one instruction; whatever follows finds it used up. */
  private void payForOne() {
    int budget = RawMemory.getInt(state + CpuState.BUDGET);
    long granted = RawMemory.getLong(state + CpuState.GRANTED);
    RawMemory.putLong(state + CpuState.GRANTED, granted - budget + 1);
    RawMemory.putInt(state + CpuState.BUDGET, 1);
  }

  private void setMode(int newMode) {
    if (newMode != mode) {
      mode = newMode;
      modeTag = JumpTable.modeTag(mode);
      floats = parts.frontEnd().usesFloat(mode);
      RawMemory.putLong(state + CpuState.MODE_TAG, modeTag);
      tlb.activateContext(mode & CONTEXT_MASK);
    }
    if (floats) {
      int control = RawMemory.getInt(state + CpuState.GUEST_FLOAT_CONTROL);
      RawMemory.putInt(
          state + CpuState.GUEST_FLOAT_CONTROL,
          runtime.host().withRounding(control, cpu.dynamicRounding()));
    }
  }

  /** The machine code for {@code pc}; afterwards code stays where it is until {@link #run} ends. */
  private long find(long pc) {
    // In this order: what the jump cache knows is dropped only while nobody is in code.
    long code = enterCode() && linkField < 0 ? tlb.jumps().find(pc, modeTag) : 0;
    if (code == 0) {
      code = findUnit(pc);
    }
    RawMemory.putLong(state + CpuState.CODE_PAGE, pc & PAGE_MASK);
    return code;
  }

  /** From now on no code is dropped; false when it just has been. */
  private boolean enterCode() {
    if (inCode) {
      return true;
    }
    cpuState.beginStores();
    inCode = true;
    if (runtime.isDropping()) {
      leaveCode();
      return false;
    }
    return true;
  }

  private void leaveCode() {
    cpuState.endStores();
    inCode = false;
  }

  private long findUnit(long pc) {
    lockWithRoom();
    try {
      return enter(pc, (JitUnit) translator.unit(pc, mode));
    } finally {
      runtime.cache().lock().unlock();
    }
  }

  /** The machine code for the one instruction at {@code pc}. */
  private long single(long pc) {
    lockWithRoom();
    try {
      RawMemory.putLong(state + CpuState.CODE_PAGE, pc & PAGE_MASK);
      return ((JitUnit) translator.single(pc, mode)).code();
    } finally {
      runtime.cache().lock().unlock();
    }
  }

  /**
   * Takes the code cache's lock when there is room for a unit and no code is dropped from now on.
   */
  private void lockWithRoom() {
    runtime.cache().lock().lock();
    while (!region.hasRoom() || !enterCode()) {
      runtime.cache().lock().unlock();
      leaveCode();
      runtime.makeRoom();
      runtime.cache().lock().lock();
    }
  }

  private long enter(long pc, JitUnit unit) {
    long code = unit.code();
    if (!unit.mayBeKept()) {
      linkField = -1;
      return code;
    }
    tlb.jumps().put(pc, modeTag, code);
    if (unit.secondPagePhysical() != -1) {
      tlb.jumps().note((pc & PAGE_MASK) + 4096);
    }
    if (linkField >= 0) {
      if (linkDrops == region.drops()) {
        unit.link(linkField, linkAsk);
      }
      linkField = -1;
    }
    return code;
  }

  /** Whether another thread must wait before it drops code. */
  boolean isInCode() {
    return inCode;
  }

  /** Adds how often code was left to {@code sums}, one for each kind of exit. */
  void addExits(long[] sums) {
    for (int kind = 0; kind < exits.length; kind++) {
      sums[kind] += exits[kind];
    }
  }

  /** Forgets where code was; called while no code is executed. */
  void forgetCode() {
    tlb.clearJumps();
  }

  /** Asks the thread to leave generated code soon, also when a helper has put it to sleep. */
  void kick() {
    parts.attention().run();
  }

  /** Executes from machine code {@code code} on: LEAVE or DISPATCH. */
  private long execute(long code) {
    long enter = runtime.host().enter(floats);
    long next = code;
    do {
      enter(enter, next);
      next = serve(RawMemory.getLong(state + CpuState.EXIT));
    } while (next != LEAVE && next != DISPATCH);
    return next;
  }

  private void enter(long enter, long code) {
    try {
      long _ = (long) ENTER.invokeExact(enter, state, code);
    } catch (Throwable e) {
      throw new IllegalStateException("generated code threw", e);
    }
  }

  private long serve(long record) {
    int kind = ExitRecord.kind(record);
    exits[kind]++;
    return switch (kind) {
      case ExitRecord.LOAD -> load(record);
      case ExitRecord.STORE -> store(record);
      case ExitRecord.OPERATOR -> operator(record);
      case ExitRecord.HELPER -> helper(record);
      case ExitRecord.HELPER_EXIT -> helperExit(record);
      case ExitRecord.LINK -> link(record);
      case ExitRecord.INDIRECT -> dispatch(RawMemory.getLong(state + CpuState.EXIT_ADDRESS));
      case ExitRecord.STALE -> stale(pcOf(record));
      case ExitRecord.POLL -> leave(record, pcOf(record));
      case ExitRecord.NEXT -> leave(record, codePage() + ExitRecord.operand(record));
      case ExitRecord.TRAP -> throw trap(record);
      case ExitRecord.CHECK -> throw failedCheck(record);
      default -> throw new IllegalStateException("exit of unknown kind " + kind);
    };
  }

  private long codePage() {
    return RawMemory.getLong(state + CpuState.CODE_PAGE);
  }

  private long pcOf(long record) {
    return codePage() + ExitRecord.pageOffset(record);
  }

  /** The state is that before the record's instruction. */
  private void here(long record) {
    cpuState.setPc(pcOf(record));
    notExecuted = ExitRecord.notExecuted(record);
  }

  private long resume(long record) {
    notExecuted = 0;
    return region.executeAddress(ExitRecord.resume(record));
  }

  /** The budget gets back what was paid for instructions that are not executed now. */
  private void undo() {
    int budget = RawMemory.getInt(state + CpuState.BUDGET);
    RawMemory.putInt(state + CpuState.BUDGET, budget + notExecuted);
    notExecuted = 0;
  }

  private long dispatch(long pc) {
    cpuState.setPc(pc);
    return DISPATCH;
  }

  private long stale(long pc) {
    tlb.jumps().remove(pc, modeTag);
    return dispatch(pc);
  }

  private long leave(long record, long pc) {
    notExecuted = ExitRecord.notExecuted(record);
    undo();
    cpuState.setPc(pc);
    return LEAVE;
  }

  private long load(long record) {
    here(record);
    int detail = ExitRecord.detail(record);
    int size = detail & 0xF;
    long address = RawMemory.getLong(state + CpuState.EXIT_ADDRESS);
    long value = memory.load(address, size, mode & CONTEXT_MASK);
    if ((detail & ExitRecord.SIGNED) != 0) {
      int shift = 64 - 8 * size;
      value = value << shift >> shift;
    }
    RawMemory.putLong(state + 8L * ExitRecord.operand(record), value);
    int guess = ExitRecord.guess(record);
    if (guess != 0 && cpuState.isOutOfPatience(guess)) {
      cpuState.restorePatience(guess);
      runtime.host().stopGuessing(region, ExitRecord.guessPlace(record));
    }
    return resume(record);
  }

  private long store(long record) {
    here(record);
    long address = RawMemory.getLong(state + CpuState.EXIT_ADDRESS);
    long value = RawMemory.getLong(state + 8L * ExitRecord.operand(record));
    memory.store(address, ExitRecord.detail(record), value, mode & CONTEXT_MASK);
    return resume(record);
  }

  private long operator(long record) {
    here(record);
    rare.execute(ExitRecord.first(record), ExitRecord.second(record), mode & CONTEXT_MASK);
    return resume(record);
  }

  private long helper(long record) {
    here(record);
    collectFlags();
    long word = ExitRecord.first(record);
    long result = cpu.helper(Opcode.c(word), get(Opcode.a(word)), get(Opcode.b(word)));
    RawMemory.putLong(state + Opcode.dst(word), result);
    return resume(record);
  }

  private long get(int offset) {
    return RawMemory.getLong(state + offset);
  }

  private long helperExit(long record) {
    here(record);
    collectFlags();
    long word = ExitRecord.first(record);
    long next = codePage() + ExitRecord.operand(record);
    pcSet = false;
    // Execution does not come back into code from here, and the helper may wait for others.
    leaveCode();
    cpu.helper(Opcode.c(word), get(Opcode.a(word)), next);
    notExecuted--;
    undo();
    if (!pcSet) {
      cpuState.setPc(next);
    }
    return LEAVE;
  }

  private long link(long record) {
    long places = ExitRecord.first(record);
    linkField = (int) places;
    linkAsk = (int) (places >>> 32);
    linkDrops = region.drops();
    return dispatch(codePage() + ExitRecord.operand(record));
  }

  private IllegalStateException failedCheck(long record) {
    return new IllegalStateException(
        "generated code at 0x%x wants host address 0x%x, which is not in %s"
            .formatted(
                RawMemory.getLong(state + CpuState.TRASH),
                RawMemory.getLong(state + CpuState.EXIT_ADDRESS),
                runtime.host().checkedPlace(ExitRecord.detail(record))));
  }

  private GuestTrap trap(long record) {
    here(record);
    long word = ExitRecord.first(record);
    return cpu.trap((int) ExitRecord.second(record), get(Opcode.a(word)));
  }

  @Override
  public long retired() {
    return RawMemory.getLong(state + CpuState.GRANTED)
        - RawMemory.getInt(state + CpuState.BUDGET)
        - notExecuted;
  }

  @Override
  public void pcWasSet() {
    pcSet = true;
  }

  @Override
  public void translationsChanged() {
    // Jump caches belong to the TLB's spaces, which forget both at once.
  }

  /** What the host's control word says of the guest's flags goes to where they are kept. */
  private void collectFlags() {
    if (floats) {
      int control = RawMemory.getInt(state + CpuState.GUEST_FLOAT_CONTROL);
      int flags = runtime.host().flags(control);
      if (flags != 0) {
        cpuState.setFloatFlags(cpuState.floatFlags() | flags);
        RawMemory.putInt(
            state + CpuState.GUEST_FLOAT_CONTROL, runtime.host().withoutFlags(control));
      }
    }
  }
}
