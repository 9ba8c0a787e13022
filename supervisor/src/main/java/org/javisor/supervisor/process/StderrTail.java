package org.javisor.supervisor.process;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The last 64 KiB of a stream of text. Safe for one writer and any readers. */
final class StderrTail {
  static final int CAP = 64 * 1024;

  private final byte[] ring = new byte[CAP];
  private long total;

  synchronized void append(byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      ring[(int) (total++ % CAP)] = bytes[i];
    }
  }

  /** The kept text; carriage returns are dropped, other control characters become '?'. */
  synchronized String text() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (long at = Math.max(0, total - CAP); at < total; at++) {
      byte value = ring[(int) (at % CAP)];
      if (value == '\r') {
        continue;
      }
      boolean control = value >= 0 && value < ' ' && value != '\n' && value != '\t';
      out.write(control ? '?' : value);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
