package org.javisor.engine.jit.x86_64;

/** Operands as an assembler's source text has them, Intel's way. */
final class Operands {
  private static final String[] R64 = {
    "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi",
    "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"
  };
  private static final String[] R32 = {
    "eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi",
    "r8d", "r9d", "r10d", "r11d", "r12d", "r13d", "r14d", "r15d"
  };
  private static final String[] R16 = {
    "ax", "cx", "dx", "bx", "sp", "bp", "si", "di",
    "r8w", "r9w", "r10w", "r11w", "r12w", "r13w", "r14w", "r15w"
  };
  private static final String[] R8 = {
    "al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil",
    "r8b", "r9b", "r10b", "r11b", "r12b", "r13b", "r14b", "r15b"
  };
  private static final String[] CONDITIONS = {
    "o", "no", "b", "ae", "e", "ne", "be", "a", "s", "ns", "p", "np", "l", "ge", "le", "g"
  };

  private Operands() {}

  /** A general register of {@code width} bits; 128 means a vector register. */
  static String register(int width, int number) {
    return switch (width) {
      case 8 -> R8[number];
      case 16 -> R16[number];
      case 32 -> R32[number];
      case 64 -> R64[number];
      default -> "xmm" + number;
    };
  }

  static String condition(int number) {
    return CONDITIONS[number];
  }

  /** A number as the disassembler writes it. */
  static String number(long value) {
    return value < 0 ? "-0x" + Long.toHexString(-value) : "0x" + Long.toHexString(value);
  }

  /** The text of a memory operand of {@code width} bits. */
  static String memory(int width, long operand) {
    int base = (int) (operand >> 32) & 0xFF;
    int index = (int) (operand >> 40) & 0xFF;
    int scale = 1 << ((int) (operand >> 48) & 3);
    int disp = (int) operand;
    StringBuilder text = new StringBuilder(size(width)).append('[').append(R64[base]);
    if (index != Reg.RSP) {
      text.append('+').append(R64[index]).append('*').append(scale);
    }
    if (disp != 0) {
      text.append(disp < 0 ? "" : "+").append(number(disp));
    }
    return text.append(']').toString();
  }

  private static String size(int width) {
    return switch (width) {
      case 0 -> "";
      case 8 -> "byte ptr ";
      case 16 -> "word ptr ";
      case 32 -> "dword ptr ";
      case 64 -> "qword ptr ";
      default -> "xmmword ptr ";
    };
  }
}
