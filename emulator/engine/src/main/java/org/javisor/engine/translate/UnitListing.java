package org.javisor.engine.translate;

import org.javisor.engine.ir.IrBuilder;
import org.javisor.engine.ir.IrOp;
import org.javisor.engine.ir.IrPrinter;
import org.javisor.engine.isa.Code;
import org.javisor.engine.isa.Disassembly;
import org.javisor.engine.isa.FrontEnd;
import org.javisor.host.memory.RawMemory;

/** A unit as guest code, operators and machine code, one below the other. */
final class UnitListing {
  private static final int LINE = 16;

  private final EngineTrace trace;
  private final StringBuilder text = new StringBuilder();

  UnitListing(EngineTrace trace) {
    this.trace = trace;
  }

  /** Finds the code at an address of the unit. */
  interface CodeAt {
    Code at(long pc);
  }

  /** Guest code and operators of the unit at {@code start}. */
  void translated(long start, IrBuilder ir, FrontEnd frontEnd, CodeAt code) {
    if (trace.shows(EngineTrace.Item.IN_ASM, start)) {
      text.append("----------------\nIN: \n");
      long last = -1;
      for (int i = 0; i < ir.size(); i++) {
        if (ir.op(i) == IrOp.INSN_START && ir.imm(i) != last) {
          last = ir.imm(i);
          text.append(line(frontEnd, code.at(last))).append('\n');
        }
      }
      text.append('\n');
    }
    if (trace.shows(EngineTrace.Item.OP, start)) {
      text.append("OP:\n").append(IrPrinter.print(ir)).append('\n');
    }
  }

  private static String line(FrontEnd frontEnd, Code code) {
    try {
      Disassembly one = frontEnd.disassemble(code);
      return one.line(code.pc());
    } catch (Code.PageEnd e) {
      throw new IllegalStateException("it has just been translated", e);
    }
  }

  /** Its machine code, if it has any. */
  void compiled(Unit unit) {
    if (unit.codeBytes() > 0 && trace.shows(EngineTrace.Item.OUT_ASM, unit.pc())) {
      text.append("OUT: [size=").append(unit.codeBytes()).append("]\n");
      byte[] bytes = new byte[unit.codeBytes()];
      RawMemory.copyOut(unit.codeAddress(), bytes, 0, bytes.length);
      for (int at = 0; at < bytes.length; at += LINE) {
        text.append("0x").append(Long.toHexString(unit.codeAddress() + at)).append(": ");
        for (int i = at; i < Math.min(at + LINE, bytes.length); i++) {
          String digits = Integer.toHexString(bytes[i] & 0xFF);
          text.append(digits.length() < 2 ? " 0" : " ").append(digits);
        }
        text.append('\n');
      }
      text.append('\n');
    }
  }

  /** Tells what there is to tell. */
  void tell() {
    if (!text.isEmpty()) {
      trace.tell(text.substring(0, text.length() - 1));
    }
  }
}
