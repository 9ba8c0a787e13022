import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Collects RV64 instructions; registers are numbers, encodings the fixed bits of an instruction.
 */
final class Assembler {
  static final int ZERO = 0;
  static final int RA = 1;
  static final int SP = 2;
  static final int T0 = 5;
  static final int T1 = 6;
  static final int T2 = 7;
  static final int S0 = 8;
  static final int A0 = 10;
  static final int A1 = 11;
  static final int A2 = 12;
  static final int A6 = 16;
  static final int A7 = 17;
  static final int S2 = 18;
  static final int S3 = 19;
  static final int T3 = 28;

  static final int ADDI = encoding(0x13, 0, 0);
  static final int ANDI = encoding(0x13, 7, 0);
  static final int SLLI = encoding(0x13, 1, 0);
  static final int SRLI = encoding(0x13, 5, 0);
  static final int ADD = encoding(0x33, 0, 0);
  static final int OR = encoding(0x33, 6, 0);
  static final int LBU = encoding(0x03, 4, 0);
  static final int LW = encoding(0x03, 2, 0);
  static final int LD = encoding(0x03, 3, 0);
  static final int SB = encoding(0x23, 0, 0);
  static final int SW = encoding(0x23, 2, 0);
  static final int SD = encoding(0x23, 3, 0);
  static final int BEQ = encoding(0x63, 0, 0);
  static final int BNE = encoding(0x63, 1, 0);
  static final int BLT = encoding(0x63, 4, 0);
  static final int JALR = encoding(0x67, 0, 0);
  static final int CSRRW = encoding(0x73, 1, 0);
  static final int CSRRS = encoding(0x73, 2, 0);
  static final int CSRRC = encoding(0x73, 3, 0);
  static final int ECALL = 0x73;
  static final int EBREAK = 0x100073;
  static final int SRET = 0x10200073;
  static final int WFI = 0x10500073;
  static final int FENCE_I = 0x100F;
  static final int SFENCE_VMA = encoding(0x73, 0, 9);

  private static final int UNBOUND = -1;

  private enum Kind {
    BRANCH,
    JUMP,
    ADDRESS,
    /** A 32-bit distance from {@code base}. */
    DISTANCE
  }

  private record Use(Kind kind, int at, int label, int base) {}

  private final ByteBuffer bytes = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
  private final List<Use> uses = new ArrayList<>();
  private int[] labels = new int[64];
  private int labelCount;

  static int encoding(int opcode, int funct3, int funct7) {
    return opcode | funct3 << 12 | funct7 << 25;
  }

  /** A place that is not known yet. */
  int label() {
    if (labelCount == labels.length) {
      labels = Arrays.copyOf(labels, 2 * labelCount);
    }
    labels[labelCount] = UNBOUND;
    return labelCount++;
  }

  /** The place is here. */
  void bind(int label) {
    labels[label] = bytes.position();
  }

  /** A new place, here. */
  int here() {
    int label = label();
    bind(label);
    return label;
  }

  void half(int bits) {
    bytes.putShort((short) bits);
  }

  void word(int bits) {
    bytes.putInt(bits);
  }

  void quad(long bits) {
    bytes.putLong(bits);
  }

  void align(int size) {
    while (bytes.position() % size != 0) {
      half(0x0001);
    }
  }

  /** Registers only. */
  void r(int encoding, int rd, int rs1, int rs2) {
    word(encoding | rd << 7 | rs1 << 15 | rs2 << 20);
  }

  /** An immediate of 12 bits; loads and CSR accesses, too. */
  void i(int encoding, int rd, int rs1, int immediate) {
    word(encoding | rd << 7 | rs1 << 15 | immediate << 20);
  }

  /** memory[rs1 + immediate] = rs2. */
  void s(int encoding, int rs2, int rs1, int immediate) {
    word(encoding | rs1 << 15 | rs2 << 20 | (immediate & 31) << 7 | immediate >> 5 << 25);
  }

  void branch(int encoding, int rs1, int rs2, int label) {
    uses.add(new Use(Kind.BRANCH, bytes.position(), label, 0));
    word(encoding | rs1 << 15 | rs2 << 20);
  }

  void jump(int rd, int label) {
    uses.add(new Use(Kind.JUMP, bytes.position(), label, 0));
    word(0x6F | rd << 7);
  }

  void call(int label) {
    jump(RA, label);
  }

  void ret() {
    i(JALR, ZERO, RA, 0);
  }

  /** rd = where the label is. */
  void address(int rd, int label) {
    uses.add(new Use(Kind.ADDRESS, bytes.position(), label, 0));
    word(0x17 | rd << 7);
    i(ADDI, rd, rd, 0);
  }

  /** How far it is from {@code base}, which is bound, to {@code label}. */
  void distance(int label, int base) {
    uses.add(new Use(Kind.DISTANCE, bytes.position(), label, base));
    word(0);
  }

  /** rd = value. */
  void li(int rd, long value) {
    if (value >= -2048 && value < 2048) {
      i(ADDI, rd, ZERO, (int) value);
    } else if (value == (int) value) {
      word(0x37 | rd << 7 | (int) (value + 0x800) & 0xFFFFF000);
      i(encoding(0x1B, 0, 0), rd, rd, (int) (value << 52 >> 52));
    } else {
      long low = value << 52 >> 52;
      li(rd, (value - low) >> 12);
      i(SLLI, rd, rd, 12);
      i(ADDI, rd, rd, (int) low);
    }
  }

  void csrWrite(int csr, int rs) {
    i(CSRRW, ZERO, rs, csr);
  }

  void csrRead(int rd, int csr) {
    i(CSRRS, rd, ZERO, csr);
  }

  /** All bytes, {@code size} of them, with every label's users led to it. */
  byte[] finish() {
    for (Use use : uses) {
      int to = labels[use.label()];
      int from = use.kind() == Kind.DISTANCE ? labels[use.base()] : use.at();
      int distance = to - from;
      switch (use.kind()) {
        case BRANCH ->
            or(
                use.at(),
                (distance >> 12 & 1) << 31
                    | (distance >> 5 & 63) << 25
                    | (distance >> 1 & 15) << 8
                    | (distance >> 11 & 1) << 7);
        case JUMP ->
            or(
                use.at(),
                (distance >> 20 & 1) << 31
                    | (distance >> 1 & 0x3FF) << 21
                    | (distance >> 11 & 1) << 20
                    | (distance >> 12 & 0xFF) << 12);
        case ADDRESS -> {
          or(use.at(), distance + 0x800 & 0xFFFFF000);
          or(use.at() + 4, (distance & 0xFFF) << 20);
        }
        case DISTANCE -> or(use.at(), distance);
      }
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  private void or(int at, int bits) {
    bytes.putInt(at, bytes.getInt(at) | bits);
  }
}
