package org.javisor.supervisor.provision.debian;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** An archive in the form that a Linux kernel unpacks as its initial file system ("newc"). */
public final class CpioArchive {
  private static final int FOLDER = 0040755;
  private static final int FILE = 0100644;
  private static final int PROGRAM = 0100755;
  private static final int CONSOLE = 0020600;
  private static final int CONSOLE_MAJOR = 5;
  private static final int CONSOLE_MINOR = 1;
  private static final int ALIGNMENT = 4;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int entries;

  /** An empty archive. */
  public CpioArchive() {}

  /** Adds a folder, which comes before what is in it. */
  public void folder(String name) {
    entry(name, FOLDER, new byte[0]);
  }

  /** Adds a file that everybody may read. */
  public void file(String name, byte[] content) {
    entry(name, FILE, content);
  }

  /** Adds a file that everybody may execute. */
  public void program(String name, byte[] content) {
    entry(name, PROGRAM, content);
  }

  /** Adds the device that a kernel opens for its first process. */
  public void console(String name) {
    header(name, CONSOLE, 0, new int[] {CONSOLE_MAJOR, CONSOLE_MINOR});
  }

  /** The archive; nothing can be added any more. */
  public byte[] finish() {
    entry("TRAILER!!!", 0, new byte[0]);
    return bytes.toByteArray();
  }

  private void entry(String name, int mode, byte[] content) {
    header(name, mode, content.length, new int[] {0, 0});
    bytes.writeBytes(content);
    align();
  }

  private void header(String name, int mode, int length, int[] device) {
    entries++;
    int[] fields = {
      entries, mode, 0, 0, 1, 0, length, 0, 0, device[0], device[1], name.length() + 1, 0
    };
    StringBuilder header = new StringBuilder("070701");
    for (int field : fields) {
      header.append(String.format(Locale.ROOT, "%08X", field));
    }
    header.append(name).append('\0');
    bytes.writeBytes(header.toString().getBytes(StandardCharsets.US_ASCII));
    align();
  }

  private void align() {
    while (bytes.size() % ALIGNMENT != 0) {
      bytes.write(0);
    }
  }
}
