package org.javisor.machine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The serial line of a guest whose emulator has it on its standard streams. */
record Console(Process process) implements AutoCloseable {
  void type(String text) throws IOException {
    OutputStream keys = process.getOutputStream();
    keys.write(text.getBytes(StandardCharsets.US_ASCII));
    keys.flush();
  }

  /** All up to {@code wanted}. */
  String await(String wanted) throws IOException {
    InputStream output = process.getInputStream();
    StringBuilder seen = new StringBuilder();
    while (seen.indexOf(wanted, seen.length() - wanted.length()) < 0) {
      int next = output.read();
      assertTrue(next >= 0, () -> "the end before '" + wanted + "': " + seen);
      seen.append((char) next);
    }
    return seen.toString();
  }

  @Override
  public void close() {
    process.destroy();
  }
}
