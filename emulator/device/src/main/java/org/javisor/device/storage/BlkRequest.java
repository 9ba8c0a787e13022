package org.javisor.device.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.javisor.backend.block.BlockBackend;
import org.javisor.bus.dma.DmaRange;
import org.javisor.device.virtio.queue.Buffers;
import org.javisor.device.virtio.queue.Chain;

/**
 * One request of a driver, checked and carried out on a disk.
 *
 * <p>Spec: [VIRTIO] 1.2, 5.2.6 (device operation).
 */
final class BlkRequest {
  static final int SECTOR = 512;

  /** Sectors that one write-zeroes request covers at most: 16 MiB. */
  static final int MAX_ZERO_SECTORS = 1 << 15;

  /** Sectors that one discard covers at most: QEMU's limit, a little less than 2 GiB. */
  static final int MAX_DISCARD_SECTORS = (1 << 22) - 1;

  /**
   * A transfer is made in pieces of so many bytes. The same memory may be in a request a thousand
   * times: whoever waits for its end waits for a piece only.
   */
  static final long PIECE = 4 << 20;

  static final int ID_BYTES = 20;
  private static final int HEADER = 16;
  private static final int SEGMENT = 16;
  private static final int TYPE_IN = 0;
  private static final int TYPE_OUT = 1;
  private static final int TYPE_FLUSH = 4;
  private static final int TYPE_GET_ID = 8;
  private static final int TYPE_DISCARD = 11;
  private static final int TYPE_WRITE_ZEROES = 13;
  private static final int UNMAP = 1;
  private static final int STATUS_OK = 0;
  private static final int STATUS_IOERR = 1;
  private static final int STATUS_UNSUPPORTED = 2;

  private final Chain chain;
  private final int type;
  private final long sector;
  private final Buffers toDisk;
  private final Buffers fromDisk;
  private final Buffers statusByte;
  private int status = STATUS_IOERR;
  private long written;

  private BlkRequest(Chain chain, ByteBuffer header) {
    this.chain = chain;
    this.type = header.getInt(0);
    this.sector = header.getLong(8);
    long data = chain.writable().length() - 1;
    this.toDisk = chain.readable().slice(HEADER, Long.MAX_VALUE);
    this.fromDisk = chain.writable().slice(0, data);
    this.statusByte = chain.writable().slice(data, 1);
  }

  /** Empty when the chain has no header or no room for the status. */
  static Optional<BlkRequest> of(Chain chain) {
    byte[] header = new byte[HEADER];
    if (chain.readable().copyOut(header) < HEADER || chain.writable().ranges().isEmpty()) {
      return Optional.empty();
    }
    ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    return Optional.of(new BlkRequest(chain, fields));
  }

  Chain chain() {
    return chain;
  }

  /**
   * Does what the driver wants.
   *
   * @param serial shown as far as {@link #ID_BYTES} characters go
   * @param writeThrough whether what is written must be safe at once
   * @param cancelled asked now and then; data moves no more once it says so
   * @return why the disk could not do it, if that is so; it can be tried again
   */
  Optional<IOException> execute(
      BlockBackend disk, String serial, boolean writeThrough, BooleanSupplier cancelled) {
    written = 0;
    try {
      status = perform(disk, serial, cancelled);
      if (writeThrough && (type == TYPE_OUT || type == TYPE_WRITE_ZEROES)) {
        disk.flush();
      }
      return Optional.empty();
    } catch (IOException e) {
      status = STATUS_IOERR;
      return Optional.of(e);
    }
  }

  /** Whether it reads the disk. */
  boolean isRead() {
    return type == TYPE_IN;
  }

  /** The driver is told that all went well. */
  void ignoreFailure() {
    status = STATUS_OK;
  }

  private int perform(BlockBackend disk, String serial, BooleanSupplier cancelled)
      throws IOException {
    return switch (type) {
      case TYPE_IN -> read(disk, cancelled);
      case TYPE_OUT -> write(disk, cancelled);
      case TYPE_FLUSH -> {
        disk.flush();
        yield STATUS_OK;
      }
      case TYPE_GET_ID -> {
        byte[] id = serial.getBytes(StandardCharsets.US_ASCII);
        written = fromDisk.copyIn(java.util.Arrays.copyOf(id, ID_BYTES));
        yield STATUS_OK;
      }
      case TYPE_DISCARD -> overRange(disk, MAX_DISCARD_SECTORS, 0, disk::discard);
      case TYPE_WRITE_ZEROES -> overRange(disk, MAX_ZERO_SECTORS, UNMAP, disk::writeZeroes);
      default -> STATUS_UNSUPPORTED;
    };
  }

  /** 5.2.6.2: whole sectors, all of them on the disk. */
  private static boolean fits(BlockBackend disk, long first, long bytes) {
    long sectors = disk.sizeBytes() / SECTOR;
    return bytes % SECTOR == 0
        && first >= 0
        && first <= sectors
        && bytes / SECTOR <= sectors - first;
  }

  private int read(BlockBackend disk, BooleanSupplier cancelled) throws IOException {
    if (!fits(disk, sector, fromDisk.length())) {
      return STATUS_IOERR;
    }
    long at = sector * SECTOR;
    for (DmaRange range : fromDisk.ranges()) {
      // Counted before: part of it may arrive though the read fails.
      written += range.length();
      for (long done = 0; done < range.length(); done += PIECE) {
        if (cancelled.getAsBoolean()) {
          return STATUS_IOERR;
        }
        long piece = Math.min(PIECE, range.length() - done);
        disk.read(at + done, range.hostAddress() + done, piece);
      }
      at += range.length();
    }
    return STATUS_OK;
  }

  private int write(BlockBackend disk, BooleanSupplier cancelled) throws IOException {
    if (disk.readOnly() || !fits(disk, sector, toDisk.length())) {
      return STATUS_IOERR;
    }
    long at = sector * SECTOR;
    for (DmaRange range : toDisk.ranges()) {
      for (long done = 0; done < range.length(); done += PIECE) {
        if (cancelled.getAsBoolean()) {
          return STATUS_IOERR;
        }
        long piece = Math.min(PIECE, range.length() - done);
        disk.write(at + done, range.hostAddress() + done, piece);
      }
      at += range.length();
    }
    return STATUS_OK;
  }

  /** What is done to a range, in bytes. */
  private interface Act {
    void on(long offset, long length) throws IOException;
  }

  /**
   * 5.2.6: one segment of sector, count and flags. Zeroes may give room back, if the driver says
   * so; here they keep it.
   *
   * @param flags those that are legal
   */
  private int overRange(BlockBackend disk, int most, int flags, Act act) throws IOException {
    byte[] segment = new byte[SEGMENT];
    if (disk.readOnly() || toDisk.length() != SEGMENT) {
      return STATUS_IOERR;
    }
    int _ = toDisk.copyOut(segment);
    ByteBuffer fields = ByteBuffer.wrap(segment).order(ByteOrder.LITTLE_ENDIAN);
    long first = fields.getLong(0);
    long sectors = fields.getInt(8) & 0xFFFFFFFFL;
    if ((fields.getInt(12) & ~flags) != 0) {
      return STATUS_UNSUPPORTED;
    }
    if (sectors > most || !fits(disk, first, sectors * SECTOR)) {
      return STATUS_IOERR;
    }
    act.on(first * SECTOR, sectors * SECTOR);
    return STATUS_OK;
  }

  /**
   * Puts the status where the driver looks for it.
   *
   * @return bytes that the driver can rely on; a failed read has promised none of its data
   */
  long complete() {
    statusByte.ranges().getFirst().putByte(0, status);
    statusByte.written(1);
    fromDisk.written(written);
    return status == STATUS_OK ? written + 1 : 1;
  }
}
