package org.javisor.backend.block.qcow2;

import java.util.Arrays;
import java.util.zip.Deflater;
import org.javisor.backend.zstd.ZstdEncoder;

/**
 * Makes compressed clusters. Any thread.
 *
 * <p>Spec: [QCOW2] Compressed Cluster Descriptor, compression_type. Deviation: deflate may refer 32
 * KiB back where QEMU writes 4 KiB; readers have all of the cluster before them.
 */
final class Compressor {
  private Compressor() {}

  /** The bytes that {@code cluster} comes down to; none if that saves nothing. */
  static byte[] compress(byte[] cluster, Compression compression) {
    byte[] out = new byte[cluster.length];
    int length =
        switch (compression) {
          case ZLIB -> deflate(cluster, out);
          case ZSTD -> ZstdEncoder.encode(cluster, out);
        };
    return length >= cluster.length ? new byte[0] : Arrays.copyOf(out, length);
  }

  private static int deflate(byte[] cluster, byte[] out) {
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    try {
      deflater.setInput(cluster);
      deflater.finish();
      int length = deflater.deflate(out);
      return deflater.finished() ? length : out.length;
    } finally {
      deflater.end();
    }
  }
}
