package org.javisor.isa.riscv64;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A bare-metal program for M-mode of many blocks: each loads all registers from its own place in
 * memory, executes random instructions that compute or access that place, and stores all registers
 * there. Then it reads the time, sends the places to the serial port and turns the power off.
 *
 * <p>x31 points into the block's place; x30 counts exceptions, whose handler skips four bytes.
 */
final class RandomProgram {
  static final long BASE = 0x80000000L;
  static final long PLACES = BASE + 0x200000;

  /** Bytes of a block's place, and where x31 points in it. */
  static final int PLACE = 2048;

  private static final int MIDDLE = 512;
  private static final int FLOATS = 256;
  private static final int FCSR = 800;
  private static final int BLOCK_INSTRUCTIONS = 40;
  private static final int C_NOP = 0x0001;
  private static final int TRAP_COUNT = 30;
  private static final int POINTER = 31;

  private final Random random;
  private final Instruction[] rows;
  private final InstructionSet set;
  private final List<Integer> words = new ArrayList<>();
  private final int blocks;

  RandomProgram(long seed, int blocks, Features features) {
    this.random = new Random(seed);
    this.blocks = blocks;
    this.set = new InstructionSet(features);
    this.rows =
        set.rows().stream()
            .filter(row -> isSafe(Fixture.encode(row, new Random(0)) & 0x7F))
            .filter(row -> row != Rv64I.FENCE_I)
            // Alone, each may meet a reservation of the other width: QEMU stores and says it did
            // not.
            .filter(row -> row != Rv64A.SC_W && row != Rv64A.SC_D)
            .toArray(Instruction[]::new);
    build();
  }

  /** Opcodes that neither jump nor touch what privileged code is about. */
  private static boolean isSafe(int opcode) {
    return switch (opcode) {
      case 0x03, 0x07, 0x0F, 0x13, 0x17, 0x1B, 0x23, 0x27, 0x2F, 0x33, 0x37, 0x3B -> true;
      case 0x43, 0x47, 0x4B, 0x4F, 0x53 -> true;
      default -> false;
    };
  }

  /** The code, for {@link #BASE}. */
  byte[] code() {
    ByteBuffer bytes = ByteBuffer.allocate(4 * words.size()).order(ByteOrder.LITTLE_ENDIAN);
    words.forEach(bytes::putInt);
    return bytes.array();
  }

  /** What is at {@link #PLACES} before it runs. */
  byte[] places() {
    Random values = new Random(random.nextLong());
    ByteBuffer bytes = ByteBuffer.allocate(blocks * PLACE).order(ByteOrder.LITTLE_ENDIAN);
    for (int block = 0; block < blocks; block++) {
      int start = block * PLACE;
      for (int at = 0; at < PLACE; at += 8) {
        bytes.putLong(start + at, IntegerFixtures.operand(values));
      }
      for (int i = 0; i < 32; i++) {
        bytes.putLong(start + FLOATS + 8 * i, floatOperand(values));
      }
      bytes.putInt(start + MIDDLE + FCSR, values.nextInt(5) << 5);
    }
    return bytes.array();
  }

  private static long floatOperand(Random random) {
    long fraction = random.nextLong() >>> 12 & -1L << random.nextInt(52);
    long sign = random.nextBoolean() ? 1L << 63 : 0;
    long bits =
        sign
            | (long) (random.nextInt(8) == 0 ? random.nextInt(2048) : 1015 + random.nextInt(70))
                << 52
            | fraction & (1L << 52) - 1;
    return switch (random.nextInt(4)) {
      case 0 ->
          0xFFFFFFFF00000000L
              | Float.floatToRawIntBits((float) Double.longBitsToDouble(bits)) & 0xFFFFFFFFL;
      case 1 -> 0xFFFFFFFFFFFF0000L | random.nextInt(1 << 16);
      case 2 -> bits;
      default -> IntegerFixtures.operand(random);
    };
  }

  private void emit(int word) {
    words.add(word);
  }

  private void build() {
    // j over the handler; it skips the instruction and counts.
    emit(0x0240006F); // j +36
    emit(0x34009073); // csrw mscratch, x1
    emit(0x341020F3); // csrr x1, mepc
    emit(0x00408093); // addi x1, x1, 4
    emit(0x34109073); // csrw mepc, x1
    emit(0x340020F3); // csrr x1, mscratch
    emit(0x001F0F13); // addi x30, x30, 1
    emit(0x30200073); // mret
    emit(0x00000013);
    emit(0x00000297); // auipc x5, 0
    emit(0xFE028293); // addi x5, x5, -32
    emit(0x30529073); // csrw mtvec, x5
    emit(0x000062B7); // lui x5, 6: mstatus.FS
    emit(0x3002A073); // csrs mstatus, x5
    for (int block = 0; block < blocks; block++) {
      block(PLACES + (long) block * PLACE + MIDDLE);
    }
    emit(0xC0102073); // csrr x0, time
    output();
  }

  /** x31 = address, from the pc. */
  private void pointTo(long address) {
    int distance = Math.toIntExact(address - (BASE + 4L * words.size()));
    int low = distance << 20 >> 20;
    emit((distance - low) & 0xFFFFF000 | POINTER << 7 | 0x17);
    emit(low << 20 | POINTER << 15 | POINTER << 7 | 0x13);
  }

  private void block(long middle) {
    pointTo(middle);
    emit(FCSR << 20 | POINTER << 15 | 2 << 12 | 1 << 7 | 0x03); // lw x1, FCSR(x31)
    emit(0x00309073); // csrw fcsr, x1
    for (int i = 0; i < 32; i++) {
      emit((8 * i - FLOATS) << 20 | POINTER << 15 | 3 << 12 | i << 7 | 0x07);
    }
    for (int i = 1; i < TRAP_COUNT; i++) {
      emit((8 * i - MIDDLE) << 20 | POINTER << 15 | 3 << 12 | i << 7 | 0x03);
    }
    emit(0x00000013 | TRAP_COUNT << 7); // li x30, 0
    for (int i = 0; i < BLOCK_INSTRUCTIONS; i++) {
      instruction();
    }
    for (int i = 1; i <= TRAP_COUNT; i++) {
      store(0x23, i, 8 * i - MIDDLE);
    }
    for (int i = 0; i < 32; i++) {
      store(0x27, i, 8 * i - FLOATS);
    }
    emit(0x003020F3); // csrr x1, fcsr
    store(0x23, 1, FCSR);
  }

  private void store(int opcode, int register, int offset) {
    emit(
        (offset >> 5) << 25
            | register << 20
            | POINTER << 15
            | 3 << 12
            | (offset & 31) << 7
            | opcode);
  }

  private void instruction() {
    switch (random.nextInt(8)) {
      case 0 -> compressed();
      case 1 -> anything();
      case 2 -> {
        // A reservation and its end.
        int width = 2 + random.nextInt(2);
        emit(0x1000002F | POINTER << 15 | width << 12 | random.nextInt(TRAP_COUNT) << 7);
        emit(
            0x1800002F
                | random.nextInt(32) << 20
                | POINTER << 15
                | width << 12
                | random.nextInt(TRAP_COUNT) << 7);
      }
      default -> emit(tamed(Fixture.encode(rows[random.nextInt(rows.length)], random)));
    }
  }

  /** Random bits behind an opcode: most are no instruction, and both sides must agree which. */
  private void anything() {
    int[] opcodes = {0x0F, 0x13, 0x1B, 0x2F, 0x33, 0x3B, 0x43, 0x53, 0x53, 0x53};
    int word = random.nextInt() & ~0x7F | opcodes[random.nextInt(opcodes.length)];
    boolean conditional = (word & 0xF800007F) == 0x1800002F;
    if ((word & 0x707F) != 0x100F && !conditional) {
      emit(tamed(word));
    }
  }

  private void compressed() {
    int bits = random.nextInt(1 << 16);
    int expanded = (bits & 3) == 3 ? Compressed.ILLEGAL : set.expand(bits);
    boolean computes =
        switch (expanded & 0x7F) {
          case 0x13, 0x1B, 0x33, 0x37, 0x3B -> true;
          default -> false;
        };
    if (computes && (expanded >>> 7 & 31) < TRAP_COUNT) {
      emit(bits | C_NOP << 16);
    }
  }

  /** Results stay away from x30 and x31, addresses near x31. */
  private int tamed(int word) {
    int opcode = word & 0x7F;
    int result = word;
    boolean stores = opcode == 0x23 || opcode == 0x27;
    if (!stores && (word >>> 7 & 31) >= TRAP_COUNT) {
      result = Fixture.withField(result, 7, 5, word >>> 7 & 15);
    }
    switch (opcode) {
      case 0x03, 0x07 -> {
        result = Fixture.withField(result, 15, 5, POINTER);
        result = Fixture.withField(result, 20, 12, 256 + random.nextInt(240));
      }
      case 0x23, 0x27 -> {
        int offset = 256 + random.nextInt(240);
        result = Fixture.withField(result, 15, 5, POINTER);
        result = Fixture.withField(result, 7, 5, offset);
        result = Fixture.withField(result, 25, 7, offset >> 5);
      }
      case 0x0F, 0x2F -> result = Fixture.withField(result, 15, 5, POINTER);
      default -> {
        // Computes only.
      }
    }
    return result;
  }

  /** Sends all places, then the power-off. */
  private void output() {
    pointTo(PLACES);
    int bytes = blocks * PLACE;
    emit(0x100002B7); // lui x5, 0x10000: the serial port
    emit(bytes + 0x800 & 0xFFFFF000 | 6 << 7 | 0x37); // lui x6
    emit(bytes << 20 | 6 << 15 | 6 << 7 | 0x1B); // addiw x6, x6
    emit(0x01F30333); // add x6, x6, x31
    emit(0x000FC383); // lbu x7, 0(x31)
    emit(0x0052C403); // lbu x8, 5(x5): line status
    emit(0x02047413); // andi x8, x8, 32
    emit(0xFE040CE3); // beqz x8, -8
    emit(0x00728023); // sb x7, 0(x5)
    emit(0x001F8F93); // addi x31, x31, 1
    emit(0xFE6F94E3); // bne x31, x6, -24
    emit(0x001002B7); // lui x5, 0x100: the power
    emit(0x00005337); // lui x6, 5
    emit(0x55530313); // addi x6, x6, 0x555
    emit(0x0062A023); // sw x6, 0(x5)
    emit(0x0000006F); // j .
  }
}
