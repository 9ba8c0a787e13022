package org.javisor.backend.zstd;

import java.io.IOException;

/** Bytes are not what the format asks for. */
public final class ZstdException extends IOException {
  ZstdException(String problem) {
    super(problem);
  }
}
