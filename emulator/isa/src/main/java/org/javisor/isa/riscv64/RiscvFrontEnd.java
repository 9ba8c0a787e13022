package org.javisor.isa.riscv64;

import org.javisor.engine.ir.IrBuilder;
import org.javisor.engine.isa.Code;
import org.javisor.engine.isa.Disassembly;
import org.javisor.engine.isa.FrontEnd;

/**
 * Translates the instructions of RV64 into IR. Not thread-safe: one for each vCPU.
 *
 * <p>Spec: [RISCV-UNPRIV] 1.5 (instruction lengths).
 */
public final class RiscvFrontEnd implements FrontEnd {
  private final InstructionSet instructions;
  private final Emitter emitter;

  /** A front end for harts that have {@code features}. */
  public RiscvFrontEnd(Features features) {
    this(new InstructionSet(features));
  }

  private RiscvFrontEnd(InstructionSet instructions) {
    this.instructions = instructions;
    this.emitter = new Emitter(instructions.hasShort());
  }

  /** Another front end for the same kind of hart, which shares the tables. */
  public RiscvFrontEnd another() {
    return new RiscvFrontEnd(instructions);
  }

  @Override
  public int slotCount() {
    return Emitter.SLOTS;
  }

  /** sp, the argument registers, s0, s1 and a few more: what compilers use most. */
  @Override
  public int[] hotSlots() {
    return new int[] {15, 14, 10, 8, 2, 13, 11, 12, 9, 16, 17, 1};
  }

  /** The argument registers and the first temporaries. */
  @Override
  public int[] hotFloatSlots() {
    int[] slots = new int[12];
    for (int i = 0; i < 8; i++) {
      slots[i] = Emitter.FLOAT + 10 + i;
    }
    for (int i = 0; i < 4; i++) {
      slots[8 + i] = Emitter.FLOAT + i;
    }
    return slots;
  }

  @Override
  public boolean usesFloat(int mode) {
    return !Mode.floatOff(mode);
  }

  @Override
  public int translate(Code code, int mode, IrBuilder ir) throws Code.PageEnd {
    int low = code.u16(0);
    boolean isShort = (low & 3) != 3;
    int bits = isShort ? low : low | code.u16(2) << 16;
    int length = isShort ? 2 : 4;
    emitter.setMode(mode);
    emitter.begin(ir, code.pc(), bits, length);
    if (isShort) {
      bits = instructions.expand(bits);
      emitter.expand(bits);
    }
    Instruction row = instructions.find(bits);
    if (row == null) {
      emitter.illegal();
    } else {
      row.emit(emitter);
    }
    return emitter.ends() ? -length : length;
  }

  @Override
  public Disassembly disassemble(Code code) throws Code.PageEnd {
    int low = code.u16(0);
    boolean isShort = (low & 3) != 3;
    int raw = isShort ? low : low | code.u16(2) << 16;
    int bits = isShort ? instructions.expand(low) : raw;
    String text = Disassembler.format(instructions.find(bits), bits, code.pc());
    return new Disassembly(text, raw & 0xFFFFFFFFL, isShort ? 2 : 4);
  }
}
