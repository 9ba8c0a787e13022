package org.javisor.engine.vcpu;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.engine.isa.FrontEnd;
import org.javisor.engine.isa.GuestCpu;
import org.javisor.engine.isa.GuestTrap;
import org.javisor.engine.isa.VcpuPort;
import org.javisor.engine.mmu.GuestMemory;
import org.javisor.engine.mmu.SoftTlb;
import org.javisor.engine.mmu.Watch;
import org.javisor.engine.mmu.Watches;
import org.javisor.engine.translate.Breakpoints;
import org.javisor.engine.translate.EngineTrace;
import org.javisor.host.HostException;
import org.javisor.host.process.OwnProcess;

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
  private final GuestMemory memory;
  private final Watches watches;
  private final GuestCpu cpu;
  private final Executor executor;
  private final Optional<Turns> turns;
  private final Thread thread;

  private final CompletableFuture<Integer> hostThread = new CompletableFuture<>();

  // Guarded by lock.
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<Consumer<GuestCpu>> work = new ArrayDeque<>();
  private boolean runWanted;
  private boolean running;
  private boolean closing;
  private boolean failed;

  /** How often the thread has been between instructions, where it is asked for its attention. */
  private long boundaries;

  private volatile Runnable breakpointListener = () -> {};

  /**
   * What a vCPU is made of.
   *
   * @param index its number in the machine, from 0
   * @param engine what the machine's vCPUs share
   * @param cpu makes the guest CPU for a port
   * @param onFailure told of our own bugs, with text for a person; on the vCPU's thread
   */
  public record Setup(
      int index,
      Engine engine,
      FrontEnd frontEnd,
      Function<VcpuPort, GuestCpu> cpu,
      Consumer<String> onFailure) {}

  /** What an executor works on. */
  record Parts(
      Engine engine,
      CpuState state,
      SoftTlb tlb,
      GuestMemory memory,
      GuestCpu cpu,
      FrontEnd frontEnd,
      Runnable attention) {}

  private Vcpu(Setup setup) throws HostException {
    this.setup = setup;
    Engine engine = setup.engine();
    state = new CpuState();
    Engine.TlbEntries entries = engine.config().tlbEntries();
    tlb = new SoftTlb(state, entries.least(), entries.most());
    cpu = setup.cpu().apply(this);
    memory = new GuestMemory(engine.shared(), tlb, cpu);
    watches = memory.watches();
    executor =
        engine.executor(
            new Parts(engine, state, tlb, memory, cpu, setup.frontEnd(), this::attention));
    engine.add(this, tlb);
    turns = engine.turns();
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

  /** The host's number of the thread, once it has been started. */
  public int hostThread() {
    return hostThread.join();
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
      stopHere();
      while (running && thread.isAlive()) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Pauses at the end of the instruction, without waiting. Any thread: what several vCPUs are told
   * before {@link #pause} waits for the first of them, they do at the same time.
   */
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

  /**
   * From the next boundary on, {@code listener} is told of accesses to {@code wanted}, instead of
   * to what was watched before. It may call {@link #stopHere}. Any thread.
   */
  public void watch(List<Watch> wanted, Watch.Listener listener) {
    List<Watch> all = List.copyOf(wanted);
    post(_ -> {
      watches.set(all, listener);
      tlb.flush();
    });
  }

  /**
   * Executes one instruction of a paused CPU, or enters the handler of an interrupt instead; it is
   * paused again when this returns. Not the vCPU's thread.
   *
   * @param interrupts whether interrupts are taken
   */
  public void step(boolean interrupts) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    post(_ -> {
      try {
        boolean _ = interrupts && cpu.takeInterrupt() || executeOne();
      } finally {
        done.complete(true);
      }
    });
    boolean _ = done.join();
  }

  /**
   * Returns when the thread is between instructions, or has been since the call. Another thread.
   */
  void passBoundary() {
    lock.lock();
    try {
      long before = boundaries;
      if (running) {
        attention();
      }
      while (running && boundaries == before && thread.isAlive()) {
        changed.awaitUninterruptibly();
      }
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
    setup.engine().remove(executor);
    setup.engine().remove(this, tlb);
    tlb.close();
    state.close();
  }

  private void loop() {
    hostThread.complete(OwnProcess.threadId());
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
        boundaries++;
        changed.signalAll();
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

  /**
   * From now on {@code listener} is told, on the vCPU's thread, when it has stopped at a breakpoint
   * of its engine. Any thread.
   */
  public void onBreakpoint(Runnable listener) {
    breakpointListener = listener;
  }

  private void runUntilAttention() {
    if (turns.isEmpty()) {
      execute();
      return;
    }
    turns.get().begin(this::attention);
    try {
      execute();
    } finally {
      turns.get().end();
    }
  }

  private void execute() {
    Breakpoints breakpoints = setup.engine().breakpoints();
    EngineTrace trace = setup.engine().trace();
    while (!state.attention()) {
      cpu.takeInterrupt();
      if (!breakpoints.isEmpty() && breakpoints.contains(state.pc())) {
        stopHere();
        breakpointListener.run();
        return;
      }
      if (trace.isOn() && tellEntry(trace)) {
        boolean _ = executeOne();
        return;
      }
      try {
        executor.run();
      } catch (GuestTrap trap) {
        stopped(trap);
      }
    }
  }

  /** Execution begins here; whether it is to be of one instruction only. */
  private boolean tellEntry(EngineTrace trace) {
    long pc = state.pc();
    if (trace.shows(EngineTrace.Item.EXEC, pc)) {
      String address = Long.toHexString(pc);
      trace.tell(
          "Trace " + setup.index() + ": [" + "0".repeat(16 - address.length()) + address + "]");
    }
    if (trace.shows(EngineTrace.Item.CPU, pc)) {
      trace.tell(cpu.dump().stripTrailing());
    }
    return trace.has(EngineTrace.Item.NOCHAIN);
  }

  /** An instruction was stopped by an exception or because it accesses something watched. */
  private void stopped(GuestTrap trap) {
    if (trap != watches.trap()) {
      cpu.enterTrap(trap, state.pc());
      return;
    }
    watches.suspend();
    boolean completed = executeOne();
    watches.resume();
    if (completed) {
      watches.report();
    }
  }

  /** Executes one instruction; whether it raised no exception. */
  private boolean executeOne() {
    state.setAttention(true);
    try {
      executor.step();
      return true;
    } catch (GuestTrap trap) {
      stopped(trap);
      return false;
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
    executor.pcWasSet();
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
    return executor.retired();
  }

  @Override
  public AddressSpace memory() {
    return setup.engine().memory();
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
    if (turns.isEmpty()) {
      sleep();
      return;
    }
    // The others need not wait for this one meanwhile.
    turns.get().end();
    try {
      sleep();
    } finally {
      turns.get().begin(this::attention);
    }
  }

  private void sleep() {
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
    tlb.activateSpace(space);
    executor.translationsChanged();
  }

  @Override
  public void flushTlb() {
    tlb.flush();
    executor.translationsChanged();
  }

  @Override
  public void flushTlbSpace(long space) {
    tlb.flushSpace(space);
    executor.translationsChanged();
  }

  @Override
  public void flushTlbPage(long address) {
    tlb.flushPage(address);
    executor.translationsChanged();
  }

  @Override
  public void flushTlbPage(long address, long space) {
    tlb.flushPage(address, space);
    executor.translationsChanged();
  }

  @Override
  public long updateSmall(long address, int size, LongUnaryOperator update) {
    return memory.updateSmall(address, size, cpu.mode() & SoftTlb.CONTEXTS - 1, update);
  }

  @Override
  public void clearReservation() {
    state.clearReservation();
  }
}
