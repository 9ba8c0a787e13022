package org.javisor.system.gdb;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is debugged. CPUs are numbered from 0. Called by one thread that may wait; the guest stands
 * still unless a method says otherwise.
 */
public interface Debuggee {
  /** How many CPUs there are. */
  int cpus();

  /** Whether the CPU executes when the guest runs; not one that has not been started. */
  boolean isStarted(int cpu);

  /** The descriptions of the registers, the target's own first. */
  TargetDescription description();

  /** A register by the debugger's number; empty when there is none. */
  OptionalLong register(int cpu, int number);

  /** Sets a register; false when there is none that could be set. */
  boolean setRegister(int cpu, int number, long value);

  /**
   * Where memory is.
   *
   * @param physical whether it is not the CPU's own address, which it translates
   */
  record Place(int cpu, long address, boolean physical) {}

  /** Reads memory; nothing when not all of it is there. */
  Optional<byte[]> read(Place from, int length);

  /** Writes memory; false when not all of it is there. */
  boolean write(Place to, byte[] bytes);

  /** What a point watches for. */
  enum PointKind {
    BREAKPOINT,
    /** The same here, but for a debugger a point of its own. */
    HARDWARE_BREAKPOINT,
    WRITE,
    READ,
    ACCESS
  }

  /** An instruction, or memory, at which the guest stops. */
  record Point(PointKind kind, long address, long length) {
    boolean isBreakpoint() {
      return kind == PointKind.BREAKPOINT || kind == PointKind.HARDWARE_BREAKPOINT;
    }
  }

  /** Adds a point; false when there are too many. */
  boolean add(Point point);

  /** Removes a point; false when there is no such. */
  boolean remove(Point point);

  /** Removes all points. */
  void removeAll();

  /** How one CPU goes on. */
  enum Motion {
    STAY,
    STEP,
    RUN
  }

  /**
   * Lets CPUs go on; false when the machine must be reset first.
   *
   * @param motions one for each CPU
   * @param step how steps are made
   */
  boolean resume(List<Motion> motions, StepForm step);

  /** In a step, whether interrupts are left pending, and whether the guest's time stands still. */
  record StepForm(boolean withoutInterrupts, boolean withoutTime) {}

  /** Whether the guest runs. At any time. */
  boolean isRunning();

  /** Stops the guest. At any time. */
  void stop();

  /** Why it has stopped, when it was a point or a step; forgotten then. */
  Optional<StopReason> takeReason();

  /** Carries out a monitor's command; what it says. */
  String monitor(String line);

  /** Presses reset. */
  void reset();

  /** Ends the emulator. */
  void kill();
}
