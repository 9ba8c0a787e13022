package org.javisor.backend.block.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.ImageException;

/**
 * The list of the snapshots inside an image.
 *
 * <p>Spec: [QCOW2] Snapshots.
 *
 * @param bytes how long the list is in the file
 */
record SnapshotTable(List<Snapshot> snapshots, long bytes) {
  private static final int FIXED_BYTES = 40;
  private static final int EXTRA_BYTES = 24;
  private static final int MAX_EXTRA = 1024;
  private static final long MAX_TABLE_BYTES = 64 << 20;

  static SnapshotTable read(BlockNode file, String image, Header header) throws IOException {
    List<Snapshot> found = new ArrayList<>();
    long start = header.snapshots().offset();
    long at = start;
    for (int i = 0; i < header.snapshots().entries(); i++) {
      ByteBuffer fixed = ByteBuffer.wrap(file.readBytes(at, FIXED_BYTES));
      int idBytes = fixed.getShort(12) & 0xFFFF;
      int nameBytes = fixed.getShort(14) & 0xFFFF;
      int extra = fixed.getInt(36);
      if (extra < 0 || extra > MAX_EXTRA) {
        throw wrong(image, at, Integer.toUnsignedString(extra) + " bytes of extra data");
      }
      int length = FIXED_BYTES + extra + idBytes + nameBytes;
      if (at + length - start > MAX_TABLE_BYTES || at + length > file.sizeBytes()) {
        throw wrong(image, at, "it is not in the file");
      }
      found.add(parse(file.readBytes(at, length), extra, image, at));
      at += Header.padded(length);
    }
    return new SnapshotTable(List.copyOf(found), at - start);
  }

  private static ImageException wrong(String image, long at, String problem) {
    return new ImageException(image, "snapshot table", at, problem);
  }

  private static Snapshot parse(byte[] all, int extra, String image, long at)
      throws ImageException {
    ByteBuffer in = ByteBuffer.wrap(all);
    int entries = in.getInt(8);
    if (entries < 0 || entries * 8L > HeaderReader.MAX_L1_BYTES) {
      throw wrong(image, at, "an L1 table of " + Integer.toUnsignedString(entries) + " entries");
    }
    int idBytes = in.getShort(12) & 0xFFFF;
    int texts = FIXED_BYTES + extra;
    return new Snapshot(
        new String(all, texts, idBytes, StandardCharsets.UTF_8),
        new String(all, texts + idBytes, in.getShort(14) & 0xFFFF, StandardCharsets.UTF_8),
        Instant.ofEpochSecond(in.getInt(16) & 0xFFFF_FFFFL, in.getInt(20) & 0xFFFF_FFFFL),
        in.getLong(24),
        extra >= 24 ? in.getLong(FIXED_BYTES + 16) : -1,
        extra >= 8 ? in.getLong(FIXED_BYTES) : in.getInt(32) & 0xFFFF_FFFFL,
        extra >= 16 ? in.getLong(FIXED_BYTES + 8) : 0,
        in.getLong(0),
        entries);
  }

  /** The bytes of a list. */
  static byte[] encode(List<Snapshot> snapshots) {
    List<byte[]> rows = new ArrayList<>();
    int length = 0;
    for (Snapshot snapshot : snapshots) {
      byte[] row = encode(snapshot);
      rows.add(row);
      length += row.length;
    }
    ByteBuffer out = ByteBuffer.allocate(length);
    rows.forEach(out::put);
    return out.array();
  }

  private static byte[] encode(Snapshot snapshot) {
    byte[] id = snapshot.id().getBytes(StandardCharsets.UTF_8);
    byte[] name = snapshot.name().getBytes(StandardCharsets.UTF_8);
    int length = FIXED_BYTES + EXTRA_BYTES + id.length + name.length;
    ByteBuffer out = ByteBuffer.allocate(Header.padded(length));
    out.putLong(snapshot.l1()).putInt(snapshot.l1Entries());
    out.putShort((short) id.length).putShort((short) name.length);
    Instant when = snapshot.when();
    out.putInt((int) when.getEpochSecond()).putInt(when.getNano());
    out.putLong(snapshot.clockNanos());
    long size = snapshot.stateSize();
    out.putInt(size > 0xFFFF_FFFFL ? 0 : (int) size).putInt(EXTRA_BYTES);
    out.putLong(size).putLong(snapshot.diskSize()).putLong(snapshot.instructions());
    out.put(id).put(name);
    return out.array();
  }
}
