package org.javisor.system.firmware;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.GZIPInputStream;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.host.memory.RawMemory;

/**
 * Loads a riscv64 Linux kernel ({@code Image}, gzip'd or not) into guest memory.
 *
 * <p>Spec: [LINUX-RISCV] boot image header; [ELF] and [PECOFF] only to name what a wrong file is.
 * Unimplemented: ELF kernels.
 */
public final class KernelImage {
  private static final int HEADER = 64;
  private static final int MAGIC2 = 0x05435352;
  private static final int ARM64_MAGIC = 0x644D5241;
  private static final int CHUNK = 1 << 20;

  /** Where a loaded kernel lies. */
  public record Loaded(long entry, long end) {}

  private KernelImage() {}

  /**
   * Copies the kernel of {@code input} to {@code base} plus the offset it asks for.
   *
   * @param name the file, for messages
   * @param limit the first guest address that it may not reach
   */
  public static Loaded load(
      InputStream input, String name, AddressSpace memory, long base, long limit)
      throws BootException {
    try {
      InputStream plain = decompressed(input);
      byte[] header = plain.readNBytes(HEADER);
      check(header, name);
      ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
      long start = base + fields.getLong(8);
      long imageSize = fields.getLong(16);
      if (start < base || imageSize < 0 || start > limit || imageSize > limit - start) {
        throw new BootException(
            "kernel '"
                + name
                + "' needs "
                + mebibytes(imageSize)
                + " MiB, more than the guest's memory has room for");
      }
      long copied = copy(header, plain, memory, new Range(start, limit, name));
      return new Loaded(start, start + Math.max(copied, imageSize));
    } catch (IOException e) {
      throw new BootException("kernel '" + name + "' could not be read: " + e.getMessage(), e);
    }
  }

  /** Guest memory that may be filled, and from what. */
  private record Range(long start, long limit, String name) {}

  private static InputStream decompressed(InputStream input) throws IOException {
    InputStream buffered = new BufferedInputStream(input, CHUNK);
    buffered.mark(2);
    int first = buffered.read();
    int second = buffered.read();
    buffered.reset();
    return first == 0x1F && second == 0x8B ? new GZIPInputStream(buffered, CHUNK) : buffered;
  }

  private static void check(byte[] header, String name) throws BootException {
    ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    if (header.length < HEADER) {
      throw new BootException(
          "kernel '"
              + name
              + "' is truncated: it has "
              + header.length
              + " bytes, less than a kernel's header");
    }
    if (fields.getInt(56) == MAGIC2) {
      return;
    }
    String other = otherKind(fields);
    throw new BootException("kernel '" + name + "' is " + other + ", not a riscv64 Linux Image");
  }

  private static String otherKind(ByteBuffer fields) {
    if (fields.getInt(0) == 0x464C457F) {
      return "an ELF file" + elfMachine(fields.getShort(18) & 0xFFFF);
    }
    if (fields.getInt(56) == ARM64_MAGIC) {
      return "a kernel for aarch64";
    }
    if (fields.getShort(0) == 0x5A4D) {
      return "an EFI or x86 kernel";
    }
    return "something else";
  }

  private static String elfMachine(int machine) {
    return switch (machine) {
      case 62 -> " for x86-64";
      case 183 -> " for aarch64";
      case 243 -> " for RISC-V";
      default -> " for machine type " + machine;
    };
  }

  private static long copy(byte[] header, InputStream plain, AddressSpace memory, Range range)
      throws IOException, BootException {
    store(memory, range.start(), header, header.length, range);
    long at = range.start() + header.length;
    byte[] buffer = new byte[CHUNK];
    int count = plain.readNBytes(buffer, 0, buffer.length);
    while (count > 0) {
      store(memory, at, buffer, count, range);
      at += count;
      count = plain.readNBytes(buffer, 0, buffer.length);
    }
    return at - range.start();
  }

  private static void store(AddressSpace memory, long at, byte[] bytes, int count, Range range)
      throws BootException {
    long host = at + count > range.limit() ? 0 : memory.ramAddress(at, count);
    if (host == 0) {
      throw new BootException("kernel '" + range.name() + "' does not fit into the guest's memory");
    }
    RawMemory.copyIn(bytes, 0, host, count);
    memory.ramWritten(at, count);
  }

  private static long mebibytes(long bytes) {
    return (bytes + (1 << 20) - 1) >> 20;
  }
}
