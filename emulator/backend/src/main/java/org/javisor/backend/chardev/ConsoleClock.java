package org.javisor.backend.chardev;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Puts the time since it was turned on first in front of every line, while it is on. */
final class ConsoleClock {
  private volatile boolean on;
  private long startNanos = -1;
  private boolean lineStart;

  boolean isOn() {
    return on;
  }

  synchronized void toggle() {
    on = !on;
    lineStart = false;
    if (startNanos < 0) {
      startNanos = System.nanoTime();
    }
  }

  synchronized byte[] mark(byte[] data, int offset, int length) {
    ByteArrayOutputStream marked = new ByteArrayOutputStream(length + 16);
    for (int i = 0; i < length; i++) {
      if (lineStart) {
        marked.writeBytes(stamp().getBytes(StandardCharsets.US_ASCII));
        lineStart = false;
      }
      marked.write(data[offset + i]);
      lineStart = data[offset + i] == '\n';
    }
    return marked.toByteArray();
  }

  private String stamp() {
    long millis = (System.nanoTime() - startNanos) / 1_000_000;
    return "["
        + digits(millis / 3_600_000, 2)
        + ':'
        + digits(millis / 60_000 % 60, 2)
        + ':'
        + digits(millis / 1000 % 60, 2)
        + '.'
        + digits(millis % 1000, 3)
        + "] ";
  }

  private static String digits(long value, int width) {
    return "0".repeat(Math.max(0, width - Long.toString(value).length())) + value;
  }
}
