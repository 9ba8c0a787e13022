package org.javisor.backend.block.qcow2;

import java.util.Locale;

/**
 * How compressed clusters are compressed, by number in the header.
 *
 * <p>Spec: [QCOW2] Header, compression_type.
 */
public enum Compression {
  ZLIB,
  ZSTD;

  /** What options and messages call it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
