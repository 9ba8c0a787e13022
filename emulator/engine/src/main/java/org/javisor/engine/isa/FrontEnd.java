package org.javisor.engine.isa;

import org.javisor.engine.ir.IrBuilder;

/**
 * Translates a guest architecture's instructions into IR. Stateless but for tables; one instance
 * may serve all CPUs.
 */
public interface FrontEnd {
  /**
   * How many 64-bit guest slots the front end's IR uses: values 0 to this minus 1. At most 1024.
   */
  int slotCount();

  /** Integer slots worth a host register, the most used first. */
  int[] hotSlots();

  /** Likewise, slots that hold floating-point values in their low 64 bits. */
  int[] hotFloatSlots();

  /** Whether code translated for {@code mode} may use floating-point slots and operators at all. */
  boolean usesFloat(int mode);

  /** The instruction at {@code code.pc()} as text. Any thread. */
  Disassembly disassemble(Code code) throws Code.PageEnd;

  /**
   * Emits the instruction at {@code code.pc()}; the engine has called {@link IrBuilder#begin}.
   *
   * @param mode what {@link GuestCpu#mode} said: units are kept apart by it
   * @return length in bytes, or its negative when the next instruction is not reached by falling
   *     through (jumps, traps, exits)
   */
  int translate(Code code, int mode, IrBuilder ir) throws Code.PageEnd;
}
