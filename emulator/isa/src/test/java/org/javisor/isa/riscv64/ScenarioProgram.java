package org.javisor.isa.riscv64;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Scenarios as one program in M-mode, which runs one after the other, notes how each ends, sends
 * the notes to the serial port and turns the machine off.
 *
 * <p>Each begins with nothing enabled, delegated or translated, and all memory open by the last
 * entry of physical memory protection. Registers from x20 on are the program's: x20 the pool of
 * values, x26 how the supervisor's handler ends, x27 where the program goes on, x28 to x31 the
 * handlers'.
 */
final class ScenarioProgram {
  static final long BASE = 0x80000000L;

  /** Where the instructions of scenario 0 lie, and how far from there the next one's. */
  static final long CODE = BASE + 0x400000;

  static final int CODE_BYTES = 256;

  /** Eight pages for page tables, empty when a scenario begins. */
  static final long TABLES = BASE + 0x600000;

  static final int TABLE_BYTES = 8 * 4096;

  /** Memory for what scenarios like, from here on 1 MiB. */
  static final long DATA = BASE + 0x700000;

  static final long MACHINE_VECTORS = BASE + 0x100;
  static final long SUPERVISOR_VECTORS = BASE + 0x200;
  static final long SOFTWARE_INTERRUPT = 0x2000000;
  static final long TIMER_COMPARE = 0x2004000;
  static final long FINISHER = 0x100000;
  static final long SERIAL = 0x10000000;
  static final int FINISHED = 0x5555;

  private static final long MACHINE_HANDLER = BASE + 0x400;
  private static final long SUPERVISOR_HANDLER = BASE + 0x500;
  private static final long START = BASE + 0x1000;
  private static final long NOTES = BASE + 0x200000;
  private static final long POOL = BASE + 0x280000;
  private static final int NOTE_BYTES = 128;
  private static final int IMAGE_BYTES = 0x600000;
  private static final int VECTORS = 64;
  private static final int POOL_REGISTER = 20;
  private static final int T = 28;
  private static final int U = 29;
  private static final int NOTE = 31;

  private final List<Scenario> scenarios;
  private final ByteBuffer image = ByteBuffer.allocate(IMAGE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private int at;
  private int pool = (int) (POOL - BASE);

  /** How a scenario ended. */
  record Note(long to, long cause, long value, long pc, long status, long[] x, long vector) {
    /** What is not as {@code scenario} says; empty when all is. */
    String difference(Scenario scenario, long codeAddress) {
      StringBuilder text = new StringBuilder();
      compare(text, "mode", scenario.to, to);
      compare(text, "cause", scenario.cause, cause);
      compare(text, "value", scenario.value, value);
      compare(text, "pc", scenario.pc, scenario.anywhere ? pc : pc - codeAddress);
      compare(text, "status", scenario.status, status & scenario.statusMask);
      compare(text, "vector", scenario.vector, vector);
      for (Scenario.Value result : scenario.results) {
        int number = (int) result.where();
        compare(text, "x" + number, result.value(), x[number - Scenario.FIRST_SEEN]);
      }
      return text.toString();
    }

    private static void compare(StringBuilder text, String what, long expected, long actual) {
      if (expected != actual) {
        text.append(' ').append(what).append(' ').append(Long.toHexString(expected));
        text.append(" is ").append(Long.toHexString(actual));
      }
    }
  }

  ScenarioProgram(List<Scenario> scenarios) {
    this.scenarios = scenarios;
    handlers();
    at = (int) (START - BASE);
    address(POOL_REGISTER, POOL);
    for (int i = 0; i < scenarios.size(); i++) {
      scenario(scenarios.get(i), i);
    }
    finish();
  }

  /** From {@link #BASE} on. */
  byte[] image() {
    return image.array();
  }

  static long codeAddress(int index) {
    return CODE + (long) CODE_BYTES * index;
  }

  /** What the notes that the program has sent say. */
  static List<Note> notes(byte[] sent) {
    ByteBuffer bytes = ByteBuffer.wrap(sent).order(ByteOrder.LITTLE_ENDIAN);
    List<Note> notes = new ArrayList<>();
    for (int i = 0; i < sent.length; i += NOTE_BYTES) {
      long[] x = new long[Scenario.SEEN];
      for (int k = 0; k < x.length; k++) {
        x[k] = bytes.getLong(i + 40 + 8 * k);
      }
      long vector = bytes.getLong(i + 80);
      long base = bytes.getLong(i) == Hart.MACHINE ? MACHINE_VECTORS : SUPERVISOR_VECTORS;
      notes.add(
          new Note(
              bytes.getLong(i),
              bytes.getLong(i + 8),
              bytes.getLong(i + 16),
              bytes.getLong(i + 24),
              bytes.getLong(i + 32),
              x,
              (vector - 4 - base) / 4));
    }
    return notes;
  }

  private void emit(int... words) {
    for (int word : words) {
      image.putInt(at, word);
      at += 4;
    }
  }

  private static int jal(int rd, long distance) {
    int d = (int) distance;
    int low = (d >> 12 & 0xFF) << 12 | (d >> 11 & 1) << 20;
    return (d >> 20 & 1) << 31 | (d >> 1 & 0x3FF) << 21 | low | rd << 7 | 0x6F;
  }

  /** A register := an address that is a multiple of 8 below 2^32. */
  private void address(int rd, long value) {
    int shifted = (int) (value >> 3);
    emit((shifted + 0x800 & 0xFFFFF000) | rd << 7 | 0x37);
    emit(Words.addi(rd, rd, shifted << 20 >> 20), Words.slli(rd, rd, 3));
  }

  private void handlers() {
    emit(jal(0, START - BASE));
    for (int i = 0; i < VECTORS; i++) {
      long slot = 4L * i;
      at = (int) (MACHINE_VECTORS + slot - BASE);
      emit(jal(30, MACHINE_HANDLER - MACHINE_VECTORS - slot));
      at = (int) (SUPERVISOR_VECTORS + slot - BASE);
      emit(jal(30, SUPERVISOR_HANDLER - SUPERVISOR_VECTORS - slot));
    }
    at = (int) (MACHINE_HANDLER - BASE);
    emit(Words.csrrs(NOTE, 0x340, 0), Words.ld(U, NOTE, 0), Words.beq(U, 0, 8));
    emit(Words.jalr(0, 27, 0)); // the supervisor's handler has noted it
    note(Hart.MACHINE, 0x300);
    emit(Words.jalr(0, 27, 0));
    at = (int) (SUPERVISOR_HANDLER - BASE);
    emit(Words.csrrs(NOTE, 0x140, 0));
    note(Hart.SUPERVISOR, 0x100);
    emit(Words.beq(26, 0, 8), 0, Words.ECALL);
  }

  private void note(int mode, int registers) {
    int[] sources = {registers + 0x42, registers + 0x43, registers + 0x41, registers};
    for (int i = 0; i < sources.length; i++) {
      emit(Words.csrrs(U, sources[i], 0), Words.sd(U, NOTE, 8 + 8 * i));
    }
    for (int i = 0; i < Scenario.SEEN; i++) {
      emit(Words.sd(Scenario.FIRST_SEEN + i, NOTE, 40 + 8 * i));
    }
    emit(Words.sd(30, NOTE, 80), Words.addi(U, 0, mode), Words.sd(U, NOTE, 0));
  }

  private void pooled(int rd, long value) {
    image.putLong(pool, value);
    pool += 8;
    emit(Words.ld(rd, POOL_REGISTER, 0), Words.addi(POOL_REGISTER, POOL_REGISTER, 8));
  }

  private void csr(long number, long value) {
    pooled(T, value);
    emit(Words.csrrw(0, (int) number, T));
  }

  private void store(long address, long value) {
    pooled(T, address);
    pooled(U, value);
    emit(Words.sd(U, T, 0));
  }

  private void scenario(Scenario scenario, int index) {
    clear();
    for (int i = 0; i < scenario.code.length; i++) {
      image.putInt((int) (codeAddress(index) - BASE) + 4 * i, scenario.code[i]);
    }
    image.putInt((int) (codeAddress(index) - BASE) + 4 * scenario.code.length, Words.ECALL);
    for (Scenario.Value store : scenario.stores) {
      store(store.where(), store.value());
    }
    long delegated = 0;
    for (Scenario.Value csr : scenario.csrs) {
      csr(csr.where(), csr.value());
      delegated = csr.where() == Scenario.MEDELEG ? csr.value() : delegated;
    }
    emit(Words.SFENCE_VMA, Words.FENCE_I);
    pooled(T, NOTES + (long) NOTE_BYTES * index);
    emit(Words.csrrw(0, 0x340, T), Words.csrrw(0, 0x140, T));
    csr(0x341, scenario.start == 0 ? codeAddress(index) : scenario.start);
    pooled(T, Status.MPP);
    emit(Words.csrrc(0, Scenario.MSTATUS, T));
    pooled(T, (long) scenario.privilege << Status.MPP_SHIFT);
    emit(Words.csrrs(0, 0x300, T));
    emit(Words.addi(26, 0, (int) (delegated >>> Cause.ECALL_FROM_S & 1)));
    for (Scenario.Value register : scenario.registers) {
      pooled((int) register.where(), register.value());
    }
    emit(27 << 7 | 0x17, Words.addi(27, 27, 12), Words.MRET); // auipc: behind mret
  }

  private void clear() {
    csr(Scenario.MSTATUS, Status.FS_INITIAL);
    csr(Scenario.MIE, 0);
    csr(Scenario.MENVCFG, 0);
    csr(Scenario.MIP, 0);
    csr(Scenario.STIMECMP, -1);
    csr(Scenario.SATP, 0);
    csr(Scenario.MEDELEG, 0);
    csr(Scenario.MIDELEG, 0);
    csr(Scenario.MTVEC, MACHINE_VECTORS);
    csr(Scenario.STVEC, SUPERVISOR_VECTORS);
    csr(Scenario.MCOUNTEREN, 0);
    csr(Scenario.SCOUNTEREN, 0);
    csr(Scenario.SENVCFG, 0);
    csr(Scenario.MCOUNTINHIBIT, 0);
    csr(Scenario.PMPCFG0, 0);
    csr(Scenario.PMPCFG2, 0x1FL << 56);
    csr(Scenario.PMPADDR0 + 15, -1);
    store(TIMER_COMPARE, -1);
    pooled(T, SOFTWARE_INTERRUPT);
    emit(Words.sw(0, T, 0));
    pooled(T, TABLES);
    pooled(U, TABLES + TABLE_BYTES);
    emit(Words.sd(0, T, 0), Words.addi(T, T, 8), Words.bne(T, U, -8));
    for (int i = 1; i < 20; i++) {
      emit(Words.addi(i, 0, 0));
    }
  }

  /** Sends the notes, one byte after the other. */
  private void finish() {
    csr(Scenario.MSTATUS, 0);
    pooled(5, SERIAL);
    pooled(6, NOTES);
    pooled(7, NOTES + (long) NOTE_BYTES * scenarios.size());
    emit(Words.lbu(8, 6, 0), Words.sb(8, 5, 0), Words.addi(6, 6, 1), Words.bne(6, 7, -12));
    pooled(5, FINISHER);
    pooled(6, FINISHED);
    emit(Words.sw(6, 5, 0), Words.STAY);
  }
}
