package org.javisor.supervisor.provision.debian;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** An archive in the form that a Linux kernel unpacks as its initial file system. */
final class CpioArchive {
  private static final int FOLDER = 0040755;
  private static final int FILE = 0100644;
  private static final int PROGRAM = 0100755;
  private static final int ALIGNMENT = 4;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int entries;

  void folder(String name) {
    entry(name, FOLDER, new byte[0]);
  }

  void file(String name, byte[] content) {
    entry(name, FILE, content);
  }

  void program(String name, byte[] content) {
    entry(name, PROGRAM, content);
  }

  /** The archive; nothing can be added any more. */
  byte[] finish() {
    entry("TRAILER!!!", 0, new byte[0]);
    return bytes.toByteArray();
  }

  private void entry(String name, int mode, byte[] content) {
    entries++;
    int[] fields = {entries, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length() + 1, 0};
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
