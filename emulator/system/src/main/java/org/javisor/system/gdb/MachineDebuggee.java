package org.javisor.system.gdb;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.javisor.engine.mmu.Watch;
import org.javisor.system.board.BoardDebug;
import org.javisor.system.lifecycle.Machine;

/** A machine as debuggers see it. */
public final class MachineDebuggee implements Debuggee {
  private static final int MAX_WATCHES = 64;

  private final Machine machine;
  private final UnaryOperator<String> monitor;
  private final Runnable end;
  private final AtomicReference<StopReason> reason = new AtomicReference<>();
  private final Set<Point> watches = new LinkedHashSet<>();
  private final Set<Point> breakpoints = new LinkedHashSet<>();
  private final BoardDebug.Listener listener = new Stops();
  private Optional<TargetDescription> description = Optional.empty();
  private boolean listens;

  /**
   * @param monitor carries out a line of the human monitor
   * @param end ends the emulator
   */
  public MachineDebuggee(Machine machine, UnaryOperator<String> monitor, Runnable end) {
    this.machine = machine;
    this.monitor = monitor;
    this.end = end;
  }

  private final class Stops implements BoardDebug.Listener {
    @Override
    public void reached(int cpu) {
      stop(new StopReason(cpu, Optional.empty()));
    }

    @Override
    public void accessed(int cpu, Watch.Hit hit) {
      Watch met = hit.watch();
      PointKind kind =
          met.reads() ? met.writes() ? PointKind.ACCESS : PointKind.READ : PointKind.WRITE;
      long address = Math.max(0, hit.address() - met.address()) + met.address();
      stop(new StopReason(cpu, Optional.of(new Point(kind, address, met.length()))));
    }

    private void stop(StopReason why) {
      reason.compareAndSet(null, why);
      machine.debugStop();
    }
  }

  @Override
  public int cpus() {
    return machine.inspect(board -> new BoardDebug(board).cpus());
  }

  @Override
  public boolean isStarted(int cpu) {
    return machine.inspect(board -> new BoardDebug(board).isStarted(cpu));
  }

  @Override
  public TargetDescription description() {
    if (description.isEmpty()) {
      description =
          Optional.of(
              machine.inspect(board -> HartTarget.describe(new BoardDebug(board).registers(0))));
    }
    return description.get();
  }

  @Override
  public OptionalLong register(int cpu, int number) {
    return machine.inspect(board -> new BoardDebug(board).registers(cpu).read(number));
  }

  @Override
  public boolean setRegister(int cpu, int number, long value) {
    return machine.inspect(board -> new BoardDebug(board).registers(cpu).write(number, value));
  }

  private static OptionalInt cpu(Place place) {
    return place.physical() ? OptionalInt.empty() : OptionalInt.of(place.cpu());
  }

  @Override
  public Optional<byte[]> read(Place from, int length) {
    return machine.inspect(board -> new BoardDebug(board).read(cpu(from), from.address(), length));
  }

  @Override
  public boolean write(Place to, byte[] bytes) {
    return machine.inspect(board -> new BoardDebug(board).write(cpu(to), to.address(), bytes));
  }

  @Override
  public boolean add(Point point) {
    if (point.isBreakpoint()) {
      boolean added =
          machine.inspect(board -> new BoardDebug(board).addBreakpoint(point.address()));
      if (added) {
        breakpoints.add(point);
      }
      return added;
    }
    if (watches.size() == MAX_WATCHES || point.address() + point.length() - 1 < point.address()) {
      return false;
    }
    watches.add(point);
    watch();
    return true;
  }

  @Override
  public boolean remove(Point point) {
    if (point.isBreakpoint()) {
      if (!breakpoints.remove(point)) {
        return false;
      }
      if (breakpoints.stream().noneMatch(left -> left.address() == point.address())) {
        forgetBreakpoint(point.address());
      }
      return true;
    }
    if (!watches.remove(point)) {
      return false;
    }
    watch();
    return true;
  }

  private void forgetBreakpoint(long address) {
    boolean _ =
        machine.inspect(board -> {
          new BoardDebug(board).removeBreakpoint(address);
          return true;
        });
  }

  @Override
  public void removeAll() {
    breakpoints.forEach(point -> forgetBreakpoint(point.address()));
    breakpoints.clear();
    if (!watches.isEmpty()) {
      watches.clear();
      watch();
    }
  }

  private void watch() {
    List<Watch> all = new ArrayList<>();
    for (Point point : watches) {
      all.add(
          new Watch(
              point.address(),
              point.length(),
              point.kind() != PointKind.WRITE,
              point.kind() != PointKind.READ));
    }
    boolean _ =
        machine.inspect(board -> {
          new BoardDebug(board).watch(all, listener);
          return true;
        });
  }

  @Override
  public boolean resume(List<Motion> motions, StepForm step) {
    reason.set(null);
    return machine.cont(board -> {
      BoardDebug debug = new BoardDebug(board);
      if (!listens) {
        debug.listen(listener);
        listens = true;
      }
      if (motions.contains(Motion.RUN) || !step.withoutTime()) {
        debug.resumeTime();
      }
      for (int cpu = 0; cpu < motions.size(); cpu++) {
        if (motions.get(cpu) == Motion.RUN) {
          debug.resume(cpu);
        }
      }
      int stepped = motions.indexOf(Motion.STEP);
      for (int cpu = 0; cpu < motions.size(); cpu++) {
        if (motions.get(cpu) == Motion.STEP) {
          debug.step(cpu, !step.withoutInterrupts());
        }
      }
      if (stepped >= 0) {
        reason.compareAndSet(null, new StopReason(stepped, Optional.empty()));
        machine.debugStop();
      }
    });
  }

  @Override
  public boolean isRunning() {
    return machine.isRunning();
  }

  @Override
  public void stop() {
    machine.stop();
  }

  @Override
  public Optional<StopReason> takeReason() {
    return Optional.ofNullable(reason.getAndSet(null));
  }

  @Override
  public String monitor(String line) {
    return monitor.apply(line);
  }

  @Override
  public void reset() {
    machine.reset();
  }

  @Override
  public void kill() {
    end.run();
  }
}
