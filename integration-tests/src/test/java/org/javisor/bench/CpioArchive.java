package org.javisor.bench;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** An archive in the form that a Linux kernel unpacks as its initial file system. */
final class CpioArchive {
  private static final int FOLDER = 0040755;
  private static final int PROGRAM = 0100755;
  private static final int CHARACTER_DEVICE = 0020600;
  private static final int ALIGNMENT = 4;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int entries;

  void folder(String name) {
    entry(name, FOLDER, new byte[0], 0);
  }

  void program(String name, byte[] content) {
    entry(name, PROGRAM, content, 0);
  }

  /** The device 5, 1. */
  void console(String name) {
    entry(name, CHARACTER_DEVICE, new byte[0], 1);
  }

  /** The archive; nothing can be added any more. */
  byte[] finish() {
    entry("TRAILER!!!", 0, new byte[0], 0);
    return bytes.toByteArray();
  }

  private void entry(String name, int mode, byte[] content, int minor) {
    entries++;
    int major = minor == 0 ? 0 : 5;
    int[] fields = {
      entries, mode, 0, 0, 1, 0, content.length, 0, 0, major, minor, name.length() + 1, 0
    };
    StringBuilder header = new StringBuilder("070701");
    for (int field : fields) {
      header.append(String.format(Locale.ROOT, "%08X", field));
    }
    header.append(name).append('\0');
    bytes.writeBytes(header.toString().getBytes(StandardCharsets.US_ASCII));
    align();
    bytes.writeBytes(content);
    align();
  }

  private void align() {
    while (bytes.size() % ALIGNMENT != 0) {
      bytes.write(0);
    }
  }
}
