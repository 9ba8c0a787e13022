package org.javisor.engine.jit.x86_64;

import static org.javisor.engine.jit.x86_64.OperandEncoder.at;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.javisor.host.memory.RawMemory;

/** Runs instructions over operands of every class and notes text and bytes of each. */
final class Cases {
  /** Two registers. */
  interface TwoRegisters {
    void emit(Assembler asm, int a, int b);
  }

  /** Three registers. */
  interface ThreeRegisters {
    void emit(Assembler asm, int a, int b, int c);
  }

  /** A register and memory, in this order. */
  interface RegisterMemory {
    void emit(Assembler asm, int a, long memory);
  }

  /** Memory and a register or an immediate. */
  interface MemoryRegister {
    void emit(Assembler asm, long memory, int b);
  }

  /** Two registers and memory. */
  interface RegistersMemory {
    void emit(Assembler asm, int a, int b, long memory);
  }

  /** One register. */
  interface OneRegister {
    void emit(Assembler asm, int a);
  }

  /** One memory operand. */
  interface OneMemory {
    void emit(Assembler asm, long memory);
  }

  /** No operand. */
  interface Nothing {
    void emit(Assembler asm);
  }

  /** The first and last of each half, and those with an encoding of their own. */
  private static final int[] REGISTERS = {
    Reg.RAX, Reg.RBX, Reg.RSP, Reg.RBP, Reg.RSI, Reg.RDI, Reg.R8, Reg.R12, Reg.R13, Reg.R15
  };

  private static final long[] MEMORY = {
    at(Reg.RAX, 0),
    at(Reg.RSP, 0),
    at(Reg.RBP, 0),
    at(Reg.R8, 8),
    at(Reg.R12, 0),
    at(Reg.R13, 0),
    at(Reg.RSP, -128),
    at(Reg.RBP, 0x12345),
    at(Reg.R12, 127),
    at(Reg.R13, -0x12345),
    at(Reg.RDI, 128),
    at(Reg.RCX, Reg.RDX, 1, 0),
    at(Reg.RBP, Reg.R9, 2, 0),
    at(Reg.R13, Reg.RBP, 4, 8),
    at(Reg.RSP, Reg.R12, 8, 0x1000)
  };

  private final Assembler asm = new Assembler();
  private final long buffer;
  private final List<String> texts = new ArrayList<>();
  private final List<String> bytes = new ArrayList<>();
  private int turn;

  /** Writes code at {@code buffer}, 64 bytes of which are used. */
  Cases(long buffer) {
    this.buffer = buffer;
  }

  List<String> texts() {
    return texts;
  }

  /** In hexadecimal, for each text. */
  List<String> bytes() {
    return bytes;
  }

  void plain(String text, Nothing emitter) {
    asm.begin(buffer, 64, buffer);
    emitter.emit(asm);
    int length = asm.end();
    byte[] code = new byte[length];
    RawMemory.copyOut(buffer, code, 0, length);
    texts.add(text);
    bytes.add(HexFormat.of().formatHex(code));
  }

  /** All registers as the first operand, and a few pairs for each. */
  void registers(String name, int first, int second, TwoRegisters emitter) {
    for (int i = 0; i < REGISTERS.length; i++) {
      int a = REGISTERS[i];
      int b = REGISTERS[(i * 3 + 1) % REGISTERS.length];
      String text = Operands.register(first, a) + ", " + Operands.register(second, b);
      plain(name + " " + text, x -> emitter.emit(x, a, b));
    }
    int same = REGISTERS[turn++ % REGISTERS.length];
    String text = Operands.register(first, same) + ", " + Operands.register(second, same);
    plain(name + " " + text, x -> emitter.emit(x, same, same));
  }

  void three(String name, int width, ThreeRegisters emitter) {
    for (int i = 0; i < REGISTERS.length; i++) {
      int a = REGISTERS[i];
      int b = REGISTERS[(i * 3 + 1) % REGISTERS.length];
      int c = REGISTERS[(i * 7 + 2) % REGISTERS.length];
      String text =
          Operands.register(width, a)
              + ", "
              + Operands.register(width, b)
              + ", "
              + Operands.register(width, c);
      plain(name + " " + text, x -> emitter.emit(x, a, b, c));
    }
  }

  void one(String name, int width, OneRegister emitter) {
    for (int a : REGISTERS) {
      plain(name + " " + Operands.register(width, a), x -> emitter.emit(x, a));
    }
  }

  /** One register and a fixed operand. */
  void oneAnd(String name, int width, String rest, OneRegister emitter) {
    for (int a : REGISTERS) {
      plain(name + " " + Operands.register(width, a) + rest, x -> emitter.emit(x, a));
    }
  }

  /** A register and a number, each of {@code numbers} with some register. */
  void immediate(String name, int width, int[] numbers, TwoRegisters emitter) {
    for (int i = 0; i < REGISTERS.length; i++) {
      int a = REGISTERS[i];
      for (int k = 0; k < numbers.length; k++) {
        int number = numbers[k];
        if ((i + k) % 2 == 0 || a == Reg.RAX) {
          String text = Operands.register(width, a) + ", " + Operands.number(number);
          plain(name + " " + text, x -> emitter.emit(x, a, number));
        }
      }
    }
  }

  /** Two registers and a number. */
  void registersNumber(String name, int[] widths, int[] numbers, ThreeRegisters emitter) {
    for (int i = 0; i < REGISTERS.length; i++) {
      int a = REGISTERS[i];
      int b = REGISTERS[(i * 3 + 1) % REGISTERS.length];
      int number = numbers[i % numbers.length];
      String text =
          Operands.register(widths[0], a)
              + ", "
              + Operands.register(widths[1], b)
              + ", "
              + Operands.number(number);
      plain(name + " " + text, x -> emitter.emit(x, a, b, number));
    }
  }

  void load(String name, int register, int memory, RegisterMemory emitter) {
    for (long operand : MEMORY) {
      int a = REGISTERS[turn++ % REGISTERS.length];
      String text = Operands.register(register, a) + ", " + Operands.memory(memory, operand);
      plain(name + " " + text, x -> emitter.emit(x, a, operand));
    }
  }

  void store(String name, int memory, int register, MemoryRegister emitter) {
    for (long operand : MEMORY) {
      int b = REGISTERS[turn++ % REGISTERS.length];
      String text = Operands.memory(memory, operand) + ", " + Operands.register(register, b);
      plain(name + " " + text, x -> emitter.emit(x, operand, b));
    }
  }

  void storeNumber(String name, int width, int[] numbers, MemoryRegister emitter) {
    for (long operand : MEMORY) {
      int number = numbers[turn++ % numbers.length];
      String text = Operands.memory(width, operand) + ", " + Operands.number(number);
      plain(name + " " + text, x -> emitter.emit(x, operand, number));
    }
  }

  void memory(String name, int width, OneMemory emitter) {
    for (long operand : MEMORY) {
      plain(name + " " + Operands.memory(width, operand), x -> emitter.emit(x, operand));
    }
  }

  void vexMemory(String name, int memory, RegistersMemory emitter) {
    for (long operand : MEMORY) {
      int a = REGISTERS[turn++ % REGISTERS.length];
      int b = REGISTERS[(turn * 3) % REGISTERS.length];
      String text = "xmm" + a + ", xmm" + b + ", " + Operands.memory(memory, operand);
      plain(name + " " + text, x -> emitter.emit(x, a, b, operand));
    }
  }
}
