package org.javisor.system.firmware;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.javisor.backend.file.InputFile;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.host.memory.RawMemory;

/**
 * Loads what is to run in S-mode into guest memory: a Linux kernel ({@code Image}, gzip'd or not),
 * an ELF executable, or a program without a header, such as a boot loader.
 *
 * <p>Spec: [LINUX-RISCV] boot image header; [ELF]; [PECOFF] only to name what a wrong file is.
 */
public final class KernelImage {
  private static final int HEADER = 64;

  /** How much is looked at to tell what a wrong file is. */
  private static final int HEAD = 4096;

  private static final int MAGIC2 = 0x05435352;
  private static final int MAGIC2_OFFSET = 56;
  private static final long BIG_ENDIAN_FLAG = 1;
  private static final int ARM64_MAGIC = 0x644D5241;
  private static final int ELF_MAGIC = 0x464C457F;
  private static final int BZIMAGE_MAGIC = 0x53726448;
  private static final int BZIMAGE_MAGIC_OFFSET = 0x202;
  private static final int ZBOOT_MAGIC = 0x676D697A;
  private static final short DOS_MAGIC = 0x5A4D;
  private static final int PE_MAGIC = 0x4550;
  private static final int PE_POINTER_OFFSET = 60;
  private static final int CHUNK = 1 << 20;
  private static final long DEFAULT_OFFSET = 2 << 20;

  /** Where a loaded kernel lies. */
  public record Loaded(long entry, long end) {}

  /**
   * Where a kernel may lie.
   *
   * @param base the start of RAM; the kernel asks for an offset to it
   * @param limit the first guest address that it may not reach
   * @param free the lowest address that firmware has left free
   * @param bare where a program without a header goes
   */
  public record Room(AddressSpace memory, long base, long limit, long free, long bare) {
    public Room(AddressSpace memory, long base, long limit) {
      this(memory, base, limit, base, base + DEFAULT_OFFSET);
    }
  }

  private KernelImage() {}

  /**
   * Loads {@code file} to the place in {@code room} that it asks for.
   *
   * @throws BootException when it is nothing for riscv64, is damaged or does not fit; says which
   */
  public static Loaded load(InputFile file, Room room) throws BootException {
    try (InputFile.Contents contents = file.open()) {
      InputStream input = new BufferedInputStream(contents.stream(), CHUNK);
      input.mark(HEADER);
      byte[] head = input.readNBytes(HEADER);
      input.reset();
      if (ElfImage.isElf(head)) {
        ElfImage.Loaded loaded = ElfImage.load(file, "kernel", room.memory());
        // A kernel's entry point may be a virtual address: it begins with its first byte.
        return new Loaded(loaded.low(), loaded.end());
      }
      return load(input, file.toString(), room);
    } catch (IOException e) {
      throw new BootException("could not load kernel '" + file + "': " + e.getMessage(), e);
    }
  }

  /**
   * Copies the kernel of {@code input} to the place in {@code room} that it asks for.
   *
   * @param name the file, for messages
   * @throws BootException when it is no riscv64 kernel, is damaged or does not fit; says which
   */
  public static Loaded load(InputStream input, String name, Room room) throws BootException {
    try {
      InputStream plain = decompressed(input);
      byte[] head = plain.readNBytes(HEAD);
      check(head, name);
      ByteBuffer fields = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
      boolean bare = fields.getInt(MAGIC2_OFFSET) != MAGIC2;
      long lowest = room.free() - room.base();
      long asked = bare ? room.bare() - room.base() : fields.getLong(8);
      long offset = asked >= 0 ? Math.max(asked, lowest) : asked;
      long imageSize = bare ? 0 : fields.getLong(16);
      long available = room.limit() - room.base();
      if (offset < 0 || imageSize < 0 || offset > available || imageSize > available - offset) {
        throw new BootException(
            "kernel '"
                + name
                + "' asks for "
                + mebibytes(imageSize)
                + " MiB at an offset of "
                + mebibytes(offset)
                + " MiB, the guest's memory has "
                + (available >> 20)
                + " MiB");
      }
      long start = room.base() + offset;
      long copied = copy(head, plain, name, new Room(room.memory(), start, room.limit()));
      return new Loaded(start, start + Math.max(copied, imageSize));
    } catch (EOFException e) {
      throw new BootException("kernel '" + name + "' is truncated: its gzip data has no end", e);
    } catch (ZipException e) {
      throw new BootException("kernel '" + name + "' has damaged gzip data: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new BootException("kernel '" + name + "' could not be read: " + e.getMessage(), e);
    }
  }

  private static InputStream decompressed(InputStream input) throws IOException {
    InputStream buffered = new BufferedInputStream(input, CHUNK);
    buffered.mark(2);
    int first = buffered.read();
    int second = buffered.read();
    buffered.reset();
    return first == 0x1F && second == 0x8B ? new GZIPInputStream(buffered, CHUNK) : buffered;
  }

  private static void check(byte[] head, String name) throws BootException {
    if (head.length == 0) {
      throw new BootException("kernel '" + name + "' is empty");
    }
    if (head.length < HEADER) {
      throw new BootException(
          "kernel '"
              + name
              + "' is truncated: it has "
              + head.length
              + " bytes, less than a kernel's header");
    }
    ByteBuffer fields = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    if (fields.getInt(MAGIC2_OFFSET) != MAGIC2) {
      String kind = otherKind(fields);
      if (kind.isEmpty()) {
        return;
      }
      throw new BootException("kernel '" + name + "' is " + kind + ", not a riscv64 Linux Image");
    }
    if ((fields.getLong(24) & BIG_ENDIAN_FLAG) != 0) {
      throw new BootException(
          "kernel '" + name + "' is for big-endian riscv64, not little-endian riscv64");
    }
  }

  /**
   * What a file that is no Image is; empty when it may be a program without a header: none begins
   * with an instruction of zeros, which is never legal.
   */
  private static String otherKind(ByteBuffer fields) {
    if (fields.getInt(0) == ELF_MAGIC) {
      return "an ELF file for " + ElfImage.machineName(fields.getShort(18) & 0xFFFF);
    }
    if (fields.getInt(MAGIC2_OFFSET) == ARM64_MAGIC) {
      return "a Linux Image for aarch64";
    }
    if (intAt(fields, BZIMAGE_MAGIC_OFFSET) == BZIMAGE_MAGIC) {
      return "a Linux bzImage for x86";
    }
    if (fields.getShort(0) == DOS_MAGIC) {
      String what = fields.getInt(4) == ZBOOT_MAGIC ? "a compressed EFI kernel" : "an EFI program";
      return what + peMachine(fields);
    }
    return fields.getInt(0) == 0 ? "of an unknown kind" : "";
  }

  private static String peMachine(ByteBuffer fields) {
    int header = fields.getInt(PE_POINTER_OFFSET);
    if (intAt(fields, header) != PE_MAGIC || header > fields.limit() - 8) {
      return "";
    }
    return switch (fields.getShort(header + 4) & 0xFFFF) {
      case 0x14C -> " for i386";
      case 0x8664 -> " for x86-64";
      case 0xAA64 -> " for aarch64";
      case 0x5064 -> " for riscv64";
      default -> " for another processor";
    };
  }

  /** The word at an offset that the file names, or 0 when there is none. */
  private static int intAt(ByteBuffer fields, int offset) {
    return offset < 0 || offset > fields.limit() - Integer.BYTES ? 0 : fields.getInt(offset);
  }

  /** The number of bytes copied; {@code target} begins where the kernel begins. */
  private static long copy(byte[] head, InputStream plain, String name, Room target)
      throws IOException, BootException {
    long at = target.base();
    byte[] buffer = new byte[CHUNK];
    System.arraycopy(head, 0, buffer, 0, head.length);
    int count = head.length;
    while (count > 0) {
      store(buffer, count, name, new Room(target.memory(), at, target.limit()));
      at += count;
      count = plain.readNBytes(buffer, 0, buffer.length);
    }
    return at - target.base();
  }

  private static void store(byte[] bytes, int count, String name, Room target)
      throws BootException {
    long at = target.base();
    long host = count > target.limit() - at ? 0 : target.memory().ramAddress(at, count);
    if (host == 0) {
      throw new BootException("kernel '" + name + "' does not fit into the guest's memory");
    }
    RawMemory.copyIn(bytes, 0, host, count);
    target.memory().ramWritten(at, count);
  }

  private static long mebibytes(long bytes) {
    return bytes < 0 ? bytes >> 20 : (bytes >>> 20) + ((bytes & 0xFFFFF) == 0 ? 0 : 1);
  }
}
