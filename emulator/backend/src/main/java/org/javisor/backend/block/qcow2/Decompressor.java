package org.javisor.backend.block.qcow2;

import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.ImageException;
import org.javisor.backend.zstd.ZstdDecoder;
import org.javisor.backend.zstd.ZstdException;

/**
 * Reads compressed clusters, and keeps the last one.
 *
 * <p>Spec: [QCOW2] Compressed Cluster Descriptor, compression_type.
 */
final class Decompressor {
  private final BlockNode file;
  private final String image;
  private final Header header;
  private long kept = -1;
  private byte[] cluster = new byte[0];

  Decompressor(BlockNode file, String image, Header header) {
    this.file = file;
    this.image = image;
    this.header = header;
  }

  /** The bytes of a compressed cluster; not to be changed. */
  byte[] read(L2Entry entry) throws IOException {
    if (entry.raw() == kept) {
      return cluster;
    }
    Geometry geometry = header.geometry();
    long offset = entry.compressedOffset(geometry.clusterBits());
    int length = entry.compressedLength(geometry.clusterBits());
    if (offset >= file.sizeBytes() || length > 2 * geometry.clusterSize()) {
      throw wrong(offset, length + " bytes are not in the file");
    }
    byte[] packed = file.readBytes(offset, length);
    byte[] bytes =
        switch (header.compression()) {
          case ZLIB -> inflate(packed, offset);
          case ZSTD -> unpack(packed, offset);
        };
    cluster = bytes;
    kept = entry.raw();
    return bytes;
  }

  private byte[] inflate(byte[] packed, long offset) throws IOException {
    byte[] bytes = new byte[header.geometry().clusterSize()];
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(packed);
      int done = 0;
      while (done < bytes.length) {
        int count = inflater.inflate(bytes, done, bytes.length - done);
        if (count == 0) {
          throw wrong(offset, "it ends after " + done + " bytes");
        }
        done += count;
      }
      return bytes;
    } catch (DataFormatException e) {
      throw wrong(offset, "it cannot be decompressed");
    } finally {
      inflater.end();
    }
  }

  private byte[] unpack(byte[] packed, long offset) throws IOException {
    byte[] bytes = new byte[header.geometry().clusterSize()];
    try {
      ZstdDecoder.decode(packed, packed.length, bytes);
      return bytes;
    } catch (ZstdException e) {
      throw wrong(offset, e.getMessage());
    }
  }

  private ImageException wrong(long offset, String problem) {
    return new ImageException(image, "compressed cluster", offset, problem);
  }

  /** What was kept may be different now. */
  void forget() {
    kept = -1;
  }
}
