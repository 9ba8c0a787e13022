package org.javisor.engine.vcpu;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.engine.interp.Encoder;
import org.javisor.engine.interp.Interpreter;
import org.javisor.engine.interp.JumpCache;
import org.javisor.engine.isa.FrontEnd;
import org.javisor.engine.isa.GuestCpu;
import org.javisor.engine.isa.GuestTrap;
import org.javisor.engine.isa.VcpuPort;
import org.javisor.engine.mmu.GuestMemory;
import org.javisor.engine.mmu.SoftTlb;
import org.javisor.engine.translate.CodeCache;
import org.javisor.engine.translate.Translator;
import org.javisor.engine.translate.Unit;
import org.javisor.engine.translate.UnitBuilder;
import org.javisor.host.HostException;

/**
 * One virtual CPU: a thread that translates and executes guest code until it is told to pause.
 *
 * <p>It starts paused. {@link #pause} and {@link #resume} may be called by any thread but its own;
 * work for the CPU's own thread goes through {@link #post}. A bug of ours while it runs pauses it
 * and is reported to {@link Setup#onFailure} with a dump of its state.
 */
public final class Vcpu implements VcpuPort, AutoCloseable {
  private final Setup setup;
  private final CpuState state;
  private final SoftTlb tlb;
  private final CodeCache codeCache;
  private final JumpCache jumps = new JumpCache();
  private final GuestCpu cpu;
  private final GuestMemory memory;
  private final Interpreter interpreter;
  private final Translator translator;
  private final Thread thread;

  // Guarded by lock.
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<Consumer<GuestCpu>> work = new ArrayDeque<>();
  private boolean runWanted;
  private boolean running;
  private boolean closing;
  private boolean failed;

  /**
   * What a vCPU is made of.
   *
   * @param index its number in the machine, from 0
   * @param memory the machine's address space, whose RAM is mapped by now
   * @param cpu makes the guest CPU for a port
   * @param maxUnit guest instructions in a unit at most
   * @param onFailure told of our own bugs, with text for a person; on the vCPU's thread
   */
  public record Setup(
      int index,
      AddressSpace memory,
      FrontEnd frontEnd,
      Function<VcpuPort, GuestCpu> cpu,
      int maxUnit,
      Consumer<String> onFailure) {
    public Setup(
        int index,
        AddressSpace memory,
        FrontEnd frontEnd,
        Function<VcpuPort, GuestCpu> cpu,
        Consumer<String> onFailure) {
      this(index, memory, frontEnd, cpu, UnitBuilder.MAX_INSTRUCTIONS, onFailure);
    }
  }

  private Vcpu(Setup setup) throws HostException {
    this.setup = setup;
    state = new CpuState(SoftTlb.BYTES);
    tlb = new SoftTlb(state.address() + CpuState.TLB);
    codeCache = new CodeCache(setup.memory());
    cpu = setup.cpu().apply(this);
    memory = new GuestMemory(setup.memory(), tlb, codeCache, cpu);
    interpreter = new Interpreter(new Interpreter.Parts(state, tlb, memory, cpu, jumps));
    UnitBuilder builder = new UnitBuilder(setup.frontEnd(), new Encoder(), setup.maxUnit());
    translator = new Translator(new Translator.Parts(builder, memory, tlb, codeCache, jumps));
    setup.memory().addRamWriteListener(this::ramWritten);
    thread = Thread.ofPlatform().name("CPU " + setup.index()).daemon(true).unstarted(this::loop);
  }

  /**
   * A new vCPU, not started.
   *
   * @throws HostException when the host has no memory for its state
   */
  public static Vcpu create(Setup setup) throws HostException {
    return new Vcpu(setup);
  }

  /** The guest CPU; its methods belong to the vCPU's thread. */
  public GuestCpu cpu() {
    return cpu;
  }

  /** Starts the thread, paused. */
  public void start() {
    thread.start();
  }

  /** Lets the guest run. */
  public void resume() {
    lock.lock();
    try {
      runWanted = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns when the guest stands still at an instruction boundary, where it stays until {@link
   * #resume}.
   */
  public void pause() {
    lock.lock();
    try {
      runWanted = false;
      attention();
      changed.signalAll();
      while (running && thread.isAlive()) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** From the vCPU's own thread: pauses at the end of the instruction, without waiting. */
  public void stopHere() {
    lock.lock();
    try {
      runWanted = false;
      attention();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Runs {@code action} on the vCPU's thread at its next instruction boundary, paused or not; does
   * not wait. Any thread.
   */
  public void post(Consumer<GuestCpu> action) {
    lock.lock();
    try {
      work.add(action);
      attention();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onEveryVcpu(Consumer<GuestCpu> action) {
    post(action);
  }

  /** Ends the thread and frees the state; the guest's last instruction is complete. */
  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      attention();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    state.close();
  }

  private void loop() {
    try {
      while (serve()) {
        runUntilAttention();
      }
    } catch (RuntimeException
        | Error e) { // thread top: a bug of ours, shown with the guest's state
      fail(e);
    }
  }

  /** Does queued work, waits while paused; false when it is time to end. */
  private boolean serve() {
    while (true) {
      Consumer<GuestCpu> action;
      lock.lock();
      try {
        state.setAttention(false);
        action = work.poll();
        if (closing) {
          running = false;
          changed.signalAll();
          return false;
        }
        if (action == null && runWanted) {
          running = true;
          return true;
        }
        if (action == null) {
          running = false;
          changed.signalAll();
          changed.awaitUninterruptibly();
          continue;
        }
      } finally {
        lock.unlock();
      }
      action.accept(cpu);
    }
  }

  private void runUntilAttention() {
    while (!state.attention()) {
      cpu.takeInterrupt();
      try {
        Unit unit = translator.unit(state.pc(), cpu.mode());
        interpreter.run(unit);
      } catch (GuestTrap trap) {
        cpu.enterTrap(trap, state.pc());
      }
    }
  }

  private void fail(Throwable e) {
    lock.lock();
    try {
      running = false;
      failed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    StringBuilder text = new StringBuilder("CPU ").append(setup.index());
    text.append(" stopped by a bug in the emulator at pc 0x").append(Long.toHexString(state.pc()));
    text.append(": ").append(e).append('\n');
    for (StackTraceElement frame : e.getStackTrace()) {
      text.append("    at ").append(frame).append('\n');
    }
    setup.onFailure().accept(text.append(cpu.dump()).toString());
  }

  /** Whether a bug of ours has ended it. */
  public boolean hasFailed() {
    lock.lock();
    try {
      return failed;
    } finally {
      lock.unlock();
    }
  }

  private void ramWritten(long gpa, long length) {
    if (codeCache.holdsCode(gpa, length)) {
      post(ignored -> codeCache.invalidate(gpa, length));
    }
  }

  @Override
  public long slot(int slot) {
    return state.slot(slot);
  }

  @Override
  public void setSlot(int slot, long value) {
    state.setSlot(slot, value);
  }

  @Override
  public long pc() {
    return state.pc();
  }

  @Override
  public void setPc(long pc) {
    state.setPc(pc);
    interpreter.pcWasSet();
  }

  @Override
  public int floatFlags() {
    return state.floatFlags();
  }

  @Override
  public void setFloatFlags(int flags) {
    state.setFloatFlags(flags);
  }

  @Override
  public long instructionsRetired() {
    return interpreter.retired();
  }

  @Override
  public AddressSpace memory() {
    return setup.memory();
  }

  @Override
  public void attention() {
    state.setAttention(true);
    wake();
  }

  private void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void waitForInterrupt() {
    lock.lock();
    try {
      while (!state.attention() && !cpu.wakeUp()) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void switchAddressSpace(long space) {
    flushTlb();
  }

  @Override
  public void flushTlbSpace(long space) {
    flushTlb();
  }

  @Override
  public void flushTlbPage(long address, long space) {
    flushTlbPage(address);
  }

  @Override
  public void flushTlb() {
    tlb.flush();
    jumps.clear();
  }

  @Override
  public void flushTlbPage(long address) {
    if (tlb.flushPage(address)) {
      jumps.clear();
    } else {
      jumps.clearPage(address);
    }
  }

  @Override
  public void instructionBarrier() {
    // Stores to pages that hold code are seen as they happen, and HELPER_EXIT has left the unit:
    // nothing is stale.
  }

  @Override
  public void clearReservation() {
    interpreter.clearReservation();
  }
}
