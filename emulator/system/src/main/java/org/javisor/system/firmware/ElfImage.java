package org.javisor.system.firmware;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.javisor.backend.file.InputFile;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.bus.memory.Region;

/**
 * Loads an executable's segments to their physical addresses.
 *
 * <p>Spec: [ELF] header, program header.
 */
public final class ElfImage {
  /** Bytes of the file header. */
  static final int HEADER = 64;

  private static final int MAGIC = 0x464C457F;
  private static final int CLASS_64 = 2;
  private static final int LITTLE_ENDIAN = 1;
  private static final int RISCV = 243;
  private static final int PROGRAM_HEADER = 56;
  private static final int LOAD = 1;
  private static final int CHUNK = 1 << 20;

  /**
   * What was loaded.
   *
   * @param entry the header's entry point
   * @param low the lowest address of a segment
   * @param end the first address behind all segments
   */
  public record Loaded(long entry, long low, long end) {}

  private final InputFile.Contents file;
  private final GuestImage target;

  private ElfImage(InputFile.Contents file, GuestImage target) {
    this.file = file;
    this.target = target;
  }

  /** Whether a file that begins with {@code head} is meant to be an ELF file. */
  public static boolean isElf(byte[] head) {
    return head.length >= 4
        && ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt(0) == MAGIC;
  }

  /**
   * Loads the executable {@code executable}.
   *
   * @param kind what it is for, as messages call it: {@code kernel}
   * @throws BootException when it is none for riscv64, is damaged or does not fit
   */
  public static Loaded load(InputFile executable, String kind, AddressSpace memory)
      throws BootException {
    String what = kind + " '" + executable + "'";
    try (InputFile.Contents file = executable.open()) {
      return new ElfImage(file, new GuestImage(what, memory)).load();
    } catch (IOException e) {
      throw new BootException("could not load " + what + ": " + e.getMessage(), e);
    }
  }

  private Loaded load() throws IOException, BootException {
    ByteBuffer header = read(0, HEADER);
    check(header);
    int count = header.getShort(56) & 0xFFFF;
    if (count > 0 && header.getShort(54) != PROGRAM_HEADER) {
      throw new BootException(target.what() + " has program headers of an unknown size");
    }
    ByteBuffer table = read(header.getLong(32), count * PROGRAM_HEADER);
    long low = -1;
    long end = 0;
    long skipped = -1;
    for (int i = 0; i < count; i++) {
      ByteBuffer row = table.slice(i * PROGRAM_HEADER, PROGRAM_HEADER).order(table.order());
      long start = row.getLong(24);
      if (row.getInt(0) != LOAD || row.getLong(40) == 0) {
        continue;
      }
      if (target.memory().find(start) instanceof Region.Unassigned) {
        // Linkers like to add one with headers only, where a program for an OS would have them.
        skipped = start;
      } else {
        segment(row);
        low = Long.compareUnsigned(start, low) < 0 ? start : low;
        end = Math.max(end, start + row.getLong(40));
      }
    }
    if (low == -1 && skipped != -1) {
      target.clear(skipped, 1);
    }
    if (low == -1) {
      throw new BootException(target.what() + " is an ELF file without anything to load");
    }
    return new Loaded(header.getLong(24), low, end);
  }

  private void check(ByteBuffer header) throws BootException {
    int machine = header.getShort(18) & 0xFFFF;
    boolean fits =
        header.getInt(0) == MAGIC
            && header.get(4) == CLASS_64
            && header.get(5) == LITTLE_ENDIAN
            && machine == RISCV;
    if (!fits) {
      throw new BootException(
          target.what()
              + " is an ELF file for "
              + machineName(machine)
              + (machine == RISCV ? " with 32 bits" : "")
              + ", not for riscv64");
    }
  }

  /** A processor's name, by the header's machine number. */
  static String machineName(int machine) {
    return switch (machine) {
      case 3 -> "i386";
      case 62 -> "x86-64";
      case 183 -> "aarch64";
      case RISCV -> "RISC-V";
      default -> "machine type " + machine;
    };
  }

  private void segment(ByteBuffer row) throws IOException, BootException {
    long offset = row.getLong(8);
    long start = row.getLong(24);
    long inFile = row.getLong(32);
    long inMemory = row.getLong(40);
    if (inFile < 0 || inMemory < inFile) {
      throw new BootException(target.what() + " has a segment larger in the file than in memory");
    }
    target.clear(start, inMemory);
    for (long done = 0; done < inFile; done += CHUNK) {
      int count = (int) Math.min(CHUNK, inFile - done);
      target.put(start + done, read(offset + done, count).array(), count);
    }
  }

  private ByteBuffer read(long offset, int count) throws IOException, BootException {
    byte[] bytes = new byte[count];
    if (offset < 0 || file.read(bytes, offset) < count) {
      throw new BootException(target.what() + " is truncated");
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
