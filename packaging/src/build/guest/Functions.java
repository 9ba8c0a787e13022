import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes functions as a compiler would, each different: loads, arithmetic, branches, short loops,
 * calls of functions written before. s0 points to a page of data; every other register but ra, sp,
 * gp and tp is overwritten.
 */
final class Functions {
  private static final int[] REGISTERS = {5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 28, 29, 30};
  private static final int DATA_BYTES = 2048;

  /** Operations on two registers: funct3 values by opcode and funct7. */
  private static final List<Map.Entry<Integer, int[]>> REGISTER_OPERATIONS =
      List.of(
          entry(Assembler.encoding(0x33, 0, 0), new int[] {0, 0, 0, 1, 2, 3, 4, 5, 6, 7}),
          entry(Assembler.encoding(0x33, 0, 0x20), new int[] {0, 0, 4, 5, 6, 7}),
          entry(Assembler.encoding(0x3B, 0, 0), new int[] {0, 0, 1, 5}),
          entry(Assembler.encoding(0x3B, 0, 0x20), new int[] {0, 5}),
          entry(Assembler.encoding(0x33, 0, 1), new int[] {0, 0, 1, 2, 3, 4, 5, 6, 7}),
          entry(Assembler.encoding(0x3B, 0, 1), new int[] {0, 4, 5, 6, 7}),
          entry(Assembler.encoding(0x33, 0, 0x10), new int[] {2, 4, 6}),
          entry(Assembler.encoding(0x3B, 0, 0x10), new int[] {2, 4, 6}),
          entry(Assembler.encoding(0x3B, 0, 4), new int[] {0}),
          entry(Assembler.encoding(0x33, 0, 0x30), new int[] {1, 5}),
          entry(Assembler.encoding(0x3B, 0, 0x30), new int[] {1, 5}),
          entry(Assembler.encoding(0x33, 0, 5), new int[] {4, 5, 6, 7}),
          entry(Assembler.encoding(0x33, 0, 0x24), new int[] {1, 5}),
          entry(Assembler.encoding(0x33, 0, 0x14), new int[] {1}),
          entry(Assembler.encoding(0x33, 0, 0x34), new int[] {1}));

  /** Operations of bit manipulation on one register, whole but for the registers. */
  private static final int[] UNARY_OPERATIONS = {
    0x60001013, 0x60101013, 0x60201013, 0x60401013, 0x60501013, 0x6B805013, 0x28705013, 0x0800403B
  };

  /** Operations on two double registers, single ones in bit 25. */
  private static final int[] FLOAT_OPERATIONS = {
    Assembler.encoding(0x53, 7, 0x01), // fadd
    Assembler.encoding(0x53, 7, 0x05), // fsub
    Assembler.encoding(0x53, 7, 0x09), // fmul
    Assembler.encoding(0x53, 7, 0x0D), // fdiv
    Assembler.encoding(0x53, 0, 0x11), // fsgnj
    Assembler.encoding(0x53, 1, 0x11), // fsgnjn
    Assembler.encoding(0x53, 0, 0x15), // fmin
    Assembler.encoding(0x53, 1, 0x15), // fmax
    Assembler.encoding(0x43, 7, 0x01), // fmadd, with f0 as the third
    Assembler.encoding(0x4F, 7, 0x01), // fnmadd
  };

  /** Operations between a general and a double register, whole but for the registers. */
  private static final int[] CONVERSIONS = {
    Assembler.encoding(0x53, 7, 0x69) | 2 << 20, // fcvt.d.l
    Assembler.encoding(0x53, 7, 0x69), // fcvt.d.w
    Assembler.encoding(0x53, 1, 0x61) | 2 << 20, // fcvt.l.d
    Assembler.encoding(0x53, 1, 0x61), // fcvt.w.d
    Assembler.encoding(0x53, 0, 0x71), // fmv.x.d
    Assembler.encoding(0x53, 0, 0x79), // fmv.d.x
    Assembler.encoding(0x53, 1, 0x71), // fclass.d
    Assembler.encoding(0x53, 7, 0x20) | 1 << 20, // fcvt.s.d
    Assembler.encoding(0x53, 7, 0x21), // fcvt.d.s
  };

  private static final int[] AMO_OPERATIONS = {0, 1, 4, 8, 12, 16, 20, 24, 28};

  private final Assembler asm;
  private final List<Integer> functions = new ArrayList<>();
  private long random = 0x5EED;

  Functions(Assembler asm) {
    this.asm = asm;
  }

  /** The label of each function. */
  List<Integer> all() {
    return functions;
  }

  private int pick(int bound) {
    random = random * 6364136223846793005L + 1442695040888963407L;
    return (int) ((random >>> 33) % bound);
  }

  private int pick(int[] values) {
    return values[pick(values.length)];
  }

  private int register() {
    return pick(REGISTERS);
  }

  /** One of the eight registers that most short instructions can name. */
  private int shortRegister() {
    return 9 + pick(7);
  }

  /** Writes one more. Every third calls the two before it. */
  void write() {
    boolean calls = functions.size() % 3 == 2;
    asm.align(pick(2) == 0 ? 2 : 4);
    int label = asm.here();
    if (calls) {
      asm.half(0x1141); // c.addi sp, -16
      asm.half(0xE406); // c.sdsp ra, 8(sp)
    }
    int pieces = 4 + pick(8);
    for (int n = 0; n < pieces; n++) {
      piece();
      if (calls && n < 2) {
        asm.call(functions.get(functions.size() - 1 - n));
      }
    }
    if (calls) {
      asm.half(0x60A2); // c.ldsp ra, 8(sp)
      asm.half(0x0141); // c.addi sp, 16
    }
    asm.half(0x8082); // c.jr ra
    functions.add(label);
  }

  private void piece() {
    switch (pick(10)) {
      case 0, 1 -> forwardBranch();
      case 2 -> shortBranch();
      case 3 -> loop();
      case 4 -> floats();
      case 5 -> rare();
      default -> straight(3 + pick(5));
    }
  }

  private void straight(int count) {
    for (int n = 0; n < count; n++) {
      switch (pick(10)) {
        case 0, 1 -> load();
        case 2 -> store();
        case 3, 4 -> immediate();
        case 5, 6 -> registers();
        default -> shortInstruction();
      }
    }
  }

  private void forwardBranch() {
    int behind = asm.label();
    int[] conditions = {0, 1, 4, 5, 6, 7};
    asm.branch(Assembler.encoding(0x63, pick(conditions), 0), register(), register(), behind);
    straight(1 + pick(4));
    asm.bind(behind);
  }

  /** c.beqz or c.bnez, or c.j, over two short instructions. */
  private void shortBranch() {
    int kind = pick(3);
    // The distance 6 has bits 2:1 in bits 4:3 for branches, bits 3:1 in bits 5:3 for jumps.
    asm.half(
        kind == 2 ? 0xA001 | 3 << 3 : 0xC001 | kind << 13 | (shortRegister() - 8) << 7 | 3 << 3);
    shortInstruction();
    shortInstruction();
  }

  private void loop() {
    int counter = 31;
    asm.li(counter, 2 + pick(6));
    int head = asm.here();
    straight(2 + pick(3));
    asm.i(Assembler.ADDI, counter, counter, -1);
    asm.branch(Assembler.BNE, counter, Assembler.ZERO, head);
  }

  private void load() {
    int width = pick(7);
    int size = 1 << (width & 3);
    asm.i(Assembler.encoding(0x03, width, 0), register(), Assembler.S0, offset(size));
  }

  private void store() {
    int width = pick(4);
    asm.s(Assembler.encoding(0x23, width, 0), register(), Assembler.S0, offset(1 << width));
  }

  private int offset(int size) {
    return pick(DATA_BYTES - 8) / size * size;
  }

  private void immediate() {
    int[] plain = {0, 0, 0, 2, 3, 4, 6, 7};
    switch (pick(6)) {
      case 0 -> asm.i(Assembler.encoding(0x13, 1, 0), register(), register(), pick(64));
      case 1 ->
          asm.i(Assembler.encoding(0x13, 5, 0), register(), register(), pick(64) | pick(2) << 10);
      case 2 -> asm.i(Assembler.encoding(0x1B, 0, 0), register(), register(), pick(4096) - 2048);
      case 3 -> asm.word((pick(2) == 0 ? 0x37 : 0x17) | register() << 7 | pick(1 << 20) << 12);
      default ->
          asm.i(
              Assembler.encoding(0x13, pick(plain), 0), register(), register(), pick(4096) - 2048);
    }
  }

  private void registers() {
    // Half of them from the first rows, which are what compilers emit most.
    int row = pick(pick(2) == 0 ? 4 : REGISTER_OPERATIONS.size());
    Map.Entry<Integer, int[]> operation = REGISTER_OPERATIONS.get(row);
    int encoding = operation.getKey() | pick(operation.getValue()) << 12;
    asm.r(encoding, register(), register(), register());
  }

  private void shortInstruction() {
    int rd = shortRegister();
    int other = shortRegister();
    int six = 1 + pick(31);
    int twoRegisters = (rd - 8) << 7 | (other - 8) << 2;
    int[] logic = {0x8C01, 0x8C21, 0x8C41, 0x8C61, 0x9C01, 0x9C21};
    int bits =
        switch (pick(12)) {
          case 0 -> 0x0001 | rd << 7 | six << 2 | pick(2) << 12; // c.addi
          case 1 -> 0x4001 | rd << 7 | six << 2; // c.li
          case 2 -> 0x2001 | rd << 7 | six << 2; // c.addiw
          case 3, 4 -> 0x8002 | rd << 7 | other << 2; // c.mv
          case 5 -> 0x9002 | rd << 7 | other << 2; // c.add
          case 6 -> 0x0002 | rd << 7 | six << 2; // c.slli
          case 7 -> 0x8001 | pick(3) << 10 | (rd - 8) << 7 | six << 2; // c.srli, c.srai, c.andi
          case 8 -> pick(logic) | twoRegisters;
          case 9 -> 0x6000 | pick(8) << 10 | pick(4) << 5 | (rd - 8) << 2; // c.ld rd, (s0)
          case 10 -> 0x4000 | pick(8) << 10 | pick(4) << 5 | (rd - 8) << 2; // c.lw
          default -> (pick(2) == 0 ? 0xE000 : 0xC000) | pick(8) << 10 | (rd - 8) << 2; // c.sd, c.sw
        };
    asm.half(bits);
  }

  private void floats() {
    asm.i(Assembler.encoding(0x07, 3, 0), 1 + pick(15), Assembler.S0, offset(8)); // fld
    for (int n = 0; n < 3; n++) {
      int single = pick(4) == 0 ? 1 << 25 : 0;
      asm.r(pick(FLOAT_OPERATIONS) & ~single, pick(16), pick(16), pick(16));
    }
    int conversion = pick(CONVERSIONS);
    asm.word(conversion | register() << 7 | register() << 15);
    asm.r(Assembler.encoding(0x53, pick(3), 0x51), register(), pick(16), pick(16)); // feq, flt, fle
    asm.s(Assembler.encoding(0x27, 2 + pick(2), 0), pick(16), Assembler.S0, offset(8)); // fsw, fsd
  }

  private void rare() {
    int address = 31;
    int width = 2 + pick(2);
    switch (pick(5)) {
      case 0 -> {
        asm.i(Assembler.ADDI, address, Assembler.S0, offset(8));
        int function = pick(AMO_OPERATIONS) << 2 | pick(4);
        asm.r(Assembler.encoding(0x2F, width, function), register(), address, register());
      }
      case 1 -> {
        asm.i(Assembler.ADDI, address, Assembler.S0, offset(8));
        asm.r(Assembler.encoding(0x2F, width, 2 << 2), register(), address, 0); // lr
        asm.r(Assembler.encoding(0x2F, width, 3 << 2), register(), address, register()); // sc
      }
      case 2 -> asm.word(pick(UNARY_OPERATIONS) | register() << 7 | register() << 15);
      case 3 -> asm.word(pick(2) == 0 ? 0x0FF0000F : 0x0100000F); // fence, pause
      default -> asm.csrRead(register(), 0xC01 - pick(2) * 0xC00); // time or fflags
    }
  }
}
