package org.javisor.system.monitor;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongConsumer;
import org.javisor.host.memory.RawMemory;

/**
 * A core file of the guest: a note with the registers of each CPU, and its memory by physical
 * addresses.
 *
 * <p>Spec: [ELF] header, program header, note section; the notes are laid out as Linux does for
 * riscv64.
 */
final class CoreFile {
  private static final int HEADER = 64;
  private static final int PROGRAM_HEADER = 56;
  private static final int CORE = 4;
  private static final int RISCV = 243;
  private static final int LOAD = 1;
  private static final int NOTE = 4;
  private static final int STATUS_NOTE = 1;
  private static final byte[] OWNER = "CORE\0\0\0\0".getBytes(StandardCharsets.US_ASCII);
  private static final int OWNER_LENGTH = 5;
  private static final int NOTE_HEADER = 12;
  private static final int STATUS = 376;
  private static final int STATUS_PROCESS = 32;
  private static final int STATUS_REGISTERS = 112;
  private static final int CHUNK = 1 << 20;

  /** A piece of memory, and where it is in this process. */
  record Piece(long physical, long size, long hostAddress) {}

  private final List<long[]> cpus;
  private final List<Piece> pieces;

  /**
   * @param cpus the program counter and the other registers of each
   */
  CoreFile(List<long[]> cpus, List<Piece> pieces) {
    this.cpus = cpus;
    this.pieces = pieces;
  }

  /** Bytes of memory. */
  long memoryBytes() {
    return pieces.stream().mapToLong(Piece::size).sum();
  }

  private static ByteBuffer over(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Writes it.
   *
   * @param progress told how many bytes of memory have been written
   */
  void write(OutputStream out, LongConsumer progress) throws IOException {
    byte[] notes = notes();
    long notesAt = HEADER + (long) PROGRAM_HEADER * (1 + pieces.size());
    out.write(header());
    out.write(programHeader(NOTE, notesAt, new Piece(0, notes.length, 0)));
    long at = notesAt + notes.length;
    for (Piece piece : pieces) {
      out.write(programHeader(LOAD, at, piece));
      at += piece.size();
    }
    out.write(notes);
    long done = 0;
    byte[] bytes = new byte[CHUNK];
    for (Piece piece : pieces) {
      for (long offset = 0; offset < piece.size(); offset += CHUNK) {
        int length = (int) Math.min(CHUNK, piece.size() - offset);
        RawMemory.copyOut(piece.hostAddress() + offset, bytes, 0, length);
        out.write(bytes, 0, length);
        done += length;
        progress.accept(done);
      }
    }
  }

  private byte[] header() {
    byte[] bytes = new byte[HEADER];
    ByteBuffer header = over(bytes);
    header.put(new byte[] {0x7F, 'E', 'L', 'F', 2, 1, 1, 0}).position(16);
    header.putShort((short) CORE).putShort((short) RISCV).putInt(1);
    header.putLong(0).putLong(HEADER).putLong(0).putInt(0);
    header.putShort((short) HEADER).putShort((short) PROGRAM_HEADER);
    header.putShort((short) (1 + pieces.size())).putShort((short) HEADER);
    return bytes;
  }

  private static byte[] programHeader(int type, long offset, Piece piece) {
    byte[] bytes = new byte[PROGRAM_HEADER];
    ByteBuffer header = over(bytes);
    header.putInt(type).putInt(0).putLong(offset);
    header.putLong(piece.physical()).putLong(piece.physical());
    header.putLong(piece.size()).putLong(piece.size()).putLong(0);
    return bytes;
  }

  private byte[] notes() {
    int length = NOTE_HEADER + OWNER.length + STATUS;
    byte[] bytes = new byte[length * cpus.size()];
    ByteBuffer notes = over(bytes);
    for (int i = 0; i < cpus.size(); i++) {
      notes.position(i * length);
      notes.putInt(OWNER_LENGTH).putInt(STATUS).putInt(STATUS_NOTE).put(OWNER);
      int status = notes.position();
      notes.putInt(status + STATUS_PROCESS, i + 1); // debuggers take it for a thread
      notes.position(status + STATUS_REGISTERS);
      for (long register : cpus.get(i)) {
        notes.putLong(register);
      }
    }
    return bytes;
  }
}
