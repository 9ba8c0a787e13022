package org.javisor.backend.block.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.ImageException;

/**
 * The snapshots inside an image.
 *
 * <p>Spec: [QCOW2] Snapshots.
 */
final class Snapshots {
  private static final int FIXED_BYTES = 40;
  private static final int MAX_EXTRA = 1024;
  private static final long MAX_TABLE_BYTES = 64 << 20;

  private Snapshots() {}

  /**
   * A disk as it was.
   *
   * @param l1 where its L1 table is
   * @param diskSize its bytes; 0 if the image does not say
   * @param stateSize bytes of machine state that are after the disk
   */
  record Snapshot(String id, String name, Header.Place l1, long diskSize, long stateSize) {}

  /** What a table of snapshots has, and how long it is. */
  record Table(List<Snapshot> snapshots, long bytes) {}

  static Table read(BlockNode file, String image, Header header) throws IOException {
    List<Snapshot> found = new ArrayList<>();
    long start = header.snapshots().offset();
    long at = start;
    for (int i = 0; i < header.snapshots().entries(); i++) {
      ByteBuffer fixed = ByteBuffer.wrap(file.readBytes(at, FIXED_BYTES));
      int idBytes = fixed.getShort(12) & 0xFFFF;
      int nameBytes = fixed.getShort(14) & 0xFFFF;
      int extra = fixed.getInt(36);
      if (extra < 0 || extra > MAX_EXTRA) {
        throw new ImageException(
            image, "snapshot table", at, Integer.toUnsignedString(extra) + " bytes of extra data");
      }
      int length = FIXED_BYTES + extra + idBytes + nameBytes;
      if (at + length - start > MAX_TABLE_BYTES || at + length > file.sizeBytes()) {
        throw new ImageException(image, "snapshot table", at, "it is not in the file");
      }
      byte[] all = file.readBytes(at, length);
      ByteBuffer more = ByteBuffer.wrap(all);
      int entries = fixed.getInt(8);
      if (entries < 0 || entries * 8L > HeaderReader.MAX_L1_BYTES) {
        throw new ImageException(
            image, "snapshot table", at, "an L1 table of " + entries + " entries");
      }
      found.add(
          new Snapshot(
              text(all, FIXED_BYTES + extra, idBytes),
              text(all, FIXED_BYTES + extra + idBytes, nameBytes),
              new Header.Place(fixed.getLong(0), entries),
              extra >= 16 ? more.getLong(48) : 0,
              extra >= 8 ? more.getLong(40) : fixed.getInt(32) & 0xFFFF_FFFFL));
      at += Header.padded(length);
    }
    return new Table(List.copyOf(found), at - start);
  }

  private static String text(byte[] all, int offset, int length) {
    return new String(all, offset, length, StandardCharsets.UTF_8);
  }
}
