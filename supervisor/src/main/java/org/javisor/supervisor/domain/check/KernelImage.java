package org.javisor.supervisor.domain.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** Tells a usable riscv64 kernel image from one that is for another processor or cut off. */
final class KernelImage {
  /** What a file turned out to be. */
  enum Verdict {
    USABLE,
    NOT_A_KERNEL,
    OTHER_CPU,
    TRUNCATED
  }

  /**
   * The finding.
   *
   * @param verdict what it is
   * @param detail the other processor's name, or the number of bytes that are expected
   */
  record Finding(Verdict verdict, String detail) {
    static final Finding USABLE = new Finding(Verdict.USABLE, "");
    static final Finding NOT_A_KERNEL = new Finding(Verdict.NOT_A_KERNEL, "");
  }

  private static final int HEAD = 4096;
  private static final int IMAGE_HEADER = 64;
  private static final int MAGIC2_OFFSET = 0x38;
  private static final int RISCV_MAGIC2 = 0x0543_5352;
  private static final int ARM64_MAGIC = 0x644d_5241;
  private static final int ELF_MAGIC = 0x464c_457f;
  private static final int ELF_RISCV = 243;
  private static final int X86_MAGIC_OFFSET = 0x202;
  private static final int X86_MAGIC = 0x5372_6448;
  private static final short DOS_MAGIC = 0x5a4d;
  private static final int PE_POINTER = 0x3c;
  private static final int PE_MAGIC = 0x4550;
  private static final int PE_RISCV64 = 0x5064;

  private final ByteBuffer head;
  private final long size;

  private KernelImage(ByteBuffer head, long size) {
    this.head = head;
    this.size = size;
  }

  /** Looks at the first bytes of a file. */
  static Finding inspect(FileChannel file) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(HEAD);
    int count = 0;
    while (head.hasRemaining() && count >= 0) {
      count = file.read(head, head.position());
    }
    return new KernelImage(head.flip().order(ByteOrder.LITTLE_ENDIAN), file.size()).finding();
  }

  private Finding finding() {
    if (int32(0) == ELF_MAGIC) {
      return elf();
    }
    if (int32(X86_MAGIC_OFFSET) == X86_MAGIC) {
      return new Finding(Verdict.OTHER_CPU, "x86");
    }
    if (int32(MAGIC2_OFFSET) == ARM64_MAGIC) {
      return new Finding(Verdict.OTHER_CPU, "aarch64");
    }
    if (int32(MAGIC2_OFFSET) == RISCV_MAGIC2) {
      return (short) int16(0) == DOS_MAGIC ? portableExecutable() : Finding.USABLE;
    }
    return size < IMAGE_HEADER && size > 0
        ? new Finding(Verdict.TRUNCATED, "at least " + IMAGE_HEADER)
        : Finding.NOT_A_KERNEL;
  }

  private Finding elf() {
    int machine = int16(18);
    if (machine != ELF_RISCV) {
      return new Finding(Verdict.OTHER_CPU, elfMachine(machine));
    }
    long end = 0;
    long table = int64(32);
    int count = int16(56);
    for (int i = 0; i < count && table >= 0 && table < HEAD; i++) {
      int entry = (int) table + i * int16(54);
      end = Math.max(end, int64(entry + 8) + int64(entry + 32));
    }
    return lengthAtLeast(end);
  }

  private static String elfMachine(int machine) {
    return switch (machine) {
      case 3 -> "x86";
      case 62 -> "x86_64";
      case 183 -> "aarch64";
      default -> "ELF machine " + machine;
    };
  }

  /** The stub header that lets firmware load the image tells where each section's bytes end. */
  private Finding portableExecutable() {
    int pe = int32(PE_POINTER);
    if (int32(pe) != PE_MAGIC) {
      return Finding.USABLE;
    }
    if (int16(pe + 4) != PE_RISCV64) {
      return new Finding(Verdict.OTHER_CPU, "PE machine 0x" + Integer.toHexString(int16(pe + 4)));
    }
    int sections = int16(pe + 6);
    int section = pe + 24 + int16(pe + 20);
    long end = 0;
    for (int i = 0; i < sections; i++, section += 40) {
      end = Math.max(end, (int32(section + 16) & 0xffff_ffffL) + int32(section + 20));
    }
    return lengthAtLeast(end);
  }

  private Finding lengthAtLeast(long bytes) {
    return size < bytes ? new Finding(Verdict.TRUNCATED, Long.toString(bytes)) : Finding.USABLE;
  }

  private int int16(int offset) {
    return inHead(offset, 2) ? head.getShort(offset) & 0xffff : 0;
  }

  private int int32(int offset) {
    return inHead(offset, 4) ? head.getInt(offset) : 0;
  }

  private long int64(int offset) {
    return inHead(offset, 8) ? head.getLong(offset) : 0;
  }

  private boolean inHead(int offset, int length) {
    return offset >= 0 && offset <= head.limit() - length;
  }
}
