package org.javisor.backend.block.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.ImageException;

/**
 * The list of the bitmaps inside an image.
 *
 * <p>Spec: [QCOW2] Bitmaps extension, Bitmap directory.
 */
final class BitmapDirectory {
  private static final int EXTENSION_BYTES = 24;
  private static final int FIXED_BYTES = 24;
  private static final int IN_USE = 1;
  private static final int AUTO = 2;
  private static final int DIRTY_TRACKING = 1;
  private static final int MAX_BITMAPS = 65535;
  private static final long MAX_BYTES = 64 << 20;
  private static final int MIN_GRANULARITY_BITS = 9;
  private static final int MAX_GRANULARITY_BITS = 31;
  private static final int MAX_NAME = 1023;

  /** A bitmap: where its table is, and what is said of it. */
  record Entry(Header.Place table, int flags, int granularityBits, String name) {
    boolean isInUse() {
      return (flags & IN_USE) != 0;
    }

    boolean isAuto() {
      return (flags & AUTO) != 0;
    }

    Details.Bitmap bitmap() {
      return new Details.Bitmap(name, 1L << granularityBits, isAuto(), isInUse());
    }

    static Entry of(Header.Place table, boolean inUse, boolean auto, Details.Bitmap bitmap) {
      int bits = Long.numberOfTrailingZeros(bitmap.granularity());
      return new Entry(table, (inUse ? IN_USE : 0) | (auto ? AUTO : 0), bits, bitmap.name());
    }
  }

  /** Where the list is: its bytes, and how many bitmaps it has. */
  record Where(long offset, int bytes, int count) {}

  private BitmapDirectory() {}

  /** Where it is; of no bytes if there is none or it is not kept up. */
  static Where where(String image, Header header) throws ImageException {
    byte[] extension = header.extension(Header.Extension.BITMAPS).orElse(new byte[0]);
    if (!header.has(Feature.BITMAPS) || extension.length == 0) {
      return new Where(0, 0, 0);
    }
    if (extension.length != EXTENSION_BYTES) {
      throw new ImageException(image, "bitmaps extension of " + extension.length + " bytes");
    }
    ByteBuffer fields = ByteBuffer.wrap(extension);
    int count = fields.getInt(0);
    long bytes = fields.getLong(8);
    long offset = fields.getLong(16);
    if (count <= 0 || count > MAX_BITMAPS || bytes <= 0 || bytes > MAX_BYTES) {
      throw new ImageException(
          image,
          "bitmap directory",
          offset,
          Integer.toUnsignedString(count) + " bitmaps in " + bytes + " bytes");
    }
    return new Where(offset, (int) bytes, count);
  }

  static List<Entry> read(BlockNode file, String image, Header header) throws IOException {
    Where where = where(image, header);
    long end = where.offset + where.bytes;
    if (where.offset < 0 || end > file.sizeBytes()) {
      throw wrong(image, where.offset, "it is not in the file");
    }
    List<Entry> found = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(file.readBytes(where.offset, where.bytes));
    int at = 0;
    for (int i = 0; i < where.count; i++) {
      if (where.bytes - at < FIXED_BYTES) {
        throw wrong(image, where.offset + at, "it ends too early");
      }
      long extra = in.getInt(at + 20) & 0xFFFF_FFFFL;
      int name = in.getShort(at + 18) & 0xFFFF;
      if (name > MAX_NAME || FIXED_BYTES + extra + name > where.bytes - at) {
        throw wrong(image, where.offset + at, "a bitmap's entry ends outside it");
      }
      byte[] text = new byte[name];
      in.get(at + FIXED_BYTES + (int) extra, text);
      found.add(entry(in.slice(at, FIXED_BYTES), text, image, where.offset + at));
      at += Header.padded(FIXED_BYTES + (int) extra + name);
    }
    return List.copyOf(found);
  }

  private static Entry entry(ByteBuffer in, byte[] name, String image, long place)
      throws ImageException {
    int bits = in.get(17);
    int type = in.get(16);
    int entries = in.getInt(8);
    if (type != DIRTY_TRACKING || bits < MIN_GRANULARITY_BITS || bits > MAX_GRANULARITY_BITS) {
      throw wrong(image, place, "a bitmap of type " + type + ", granularity 2^" + bits);
    }
    if (entries < 0 || entries * 8L > HeaderReader.MAX_L1_BYTES) {
      throw wrong(
          image, place, "a bitmap table of " + Integer.toUnsignedString(entries) + " entries");
    }
    return new Entry(
        new Header.Place(in.getLong(0), entries),
        in.getInt(12),
        bits,
        new String(name, StandardCharsets.UTF_8));
  }

  private static ImageException wrong(String image, long at, String problem) {
    return new ImageException(image, "bitmap directory", at, problem);
  }

  static byte[] encode(List<Entry> entries) {
    int length = 0;
    List<byte[]> names = new ArrayList<>();
    for (Entry entry : entries) {
      byte[] name = entry.name.getBytes(StandardCharsets.UTF_8);
      names.add(name);
      length += Header.padded(FIXED_BYTES + name.length);
    }
    ByteBuffer out = ByteBuffer.allocate(length);
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      byte[] name = names.get(i);
      out.putLong(entry.table.offset()).putInt(entry.table.entries()).putInt(entry.flags);
      out.put((byte) DIRTY_TRACKING).put((byte) entry.granularityBits);
      out.putShort((short) name.length).putInt(0).put(name);
      out.position(Header.padded(out.position()));
    }
    return out.array();
  }
}
