package org.javisor.engine.jit;

import org.javisor.engine.isa.FrontEnd;
import org.javisor.engine.translate.Backend;

/** What an emitter for one kind of host offers the runtime. */
public interface HostCode {
  /** A back end for one vCPU. */
  Backend backend(FrontEnd frontEnd);

  /** The address of the code that enters others, for modes with or without floating point. */
  long enter(boolean floats);

  /**
   * The load that makes a guess at {@code place} in {@code region} makes none any more; others may
   * execute it meanwhile.
   */
  void stopGuessing(CodeRegion region, int place);

  /** Whether code checks each address that it uses. */
  boolean checks();

  /** What a failed check of an address was about, by its number in the exit's record. */
  String checkedPlace(int number);

  /** The host's floating-point control word {@code control} with {@code rounding} (an ordinal). */
  int withRounding(int control, int rounding);

  /** The exception flags in {@code control}, as CpuState keeps them. */
  int flags(int control);

  /** {@code control} without exception flags. */
  int withoutFlags(int control);
}
