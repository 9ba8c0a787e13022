package org.javisor.engine.differential;

import org.javisor.engine.ir.IrBuilder;
import org.javisor.engine.isa.Code;
import org.javisor.engine.isa.Disassembly;
import org.javisor.engine.isa.FrontEnd;

/** Hands the snippets of a script to the engine. */
final class ScriptFrontEnd implements FrontEnd {
  /** Slots in host registers, a few pointers and the fuel among them. */
  private static final int[] HOT = {1, 2, 3, 7, 9, 20, 63, 40, 1000, 4, 8};

  private static final int[] HOT_FLOAT = {
    100, 101, 102, 103, 105, 110, 127, 128, 129, 104, 111, 112
  };

  private final UnitTally tally;
  private volatile Script script = new Script(0);

  ScriptFrontEnd(UnitTally tally) {
    this.tally = tally;
  }

  void use(Script newScript) {
    script = newScript;
  }

  @Override
  public int slotCount() {
    return Script.SLOTS;
  }

  @Override
  public int[] hotSlots() {
    return HOT;
  }

  @Override
  public int[] hotFloatSlots() {
    return HOT_FLOAT;
  }

  @Override
  public boolean usesFloat(int mode) {
    return (mode & Script.MODE_FLOAT) != 0;
  }

  @Override
  public Disassembly disassemble(Code code) throws Code.PageEnd {
    return new Disassembly("snippet " + code.u16(0), code.u16(0), 2);
  }

  @Override
  public int translate(Code code, int mode, IrBuilder ir) throws Code.PageEnd {
    Script current = script;
    if (ir.size() == 1) {
      tally.begin(mode & Script.MODE_FLOAT);
    }
    int number = code.u16(0);
    if (number >= current.snippets.size()) {
      tally.add(number);
      ir.trap(ScriptCpu.ILLEGAL, ir.constant(number));
      return -2;
    }
    Snippet snippet = current.snippets.get(number);
    if (snippet.length() == 4) {
      code.u16(2);
    }
    tally.add(snippet.content(current.constants));
    snippet.emit(ir, code.pc(), current.constants);
    return snippet.ends() ? -snippet.length() : snippet.length();
  }
}
