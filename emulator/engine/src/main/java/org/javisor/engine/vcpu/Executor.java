package org.javisor.engine.vcpu;

/** Executes a vCPU's guest code; its thread only. */
public interface Executor {
  /**
   * Executes from the state's pc on, in the guest CPU's mode, until something must be looked at
   * that is not execution: the attention word, a change of mode, an interrupt that may have become
   * possible. The state's pc then says where to go on.
   *
   * @throws org.javisor.engine.isa.GuestTrap an exception; the state's pc is that of the
   *     instruction that raised it
   */
  void run();

  /**
   * Executes one instruction. The attention word is up; nothing is looked at before or after.
   *
   * @throws org.javisor.engine.isa.GuestTrap as {@link #run} does
   */
  void step();

  /** Guest instructions executed; while a helper runs, those before its own instruction. */
  long retired();

  /** The guest CPU has set pc itself. */
  void pcWasSet();

  /** Virtual addresses may mean something else from now on: translations have been forgotten. */
  void translationsChanged();
}
