package org.javisor.device.firmware;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the configuration device has to say: numbered items, and files, which have a name and are
 * listed in a directory.
 *
 * <p>Spec: [FW-CFG] data items, file directory.
 */
public final class FwCfgItems {
  /** Well-known items. */
  public enum Key {
    SIGNATURE(0x00),
    ID(0x01),
    UUID(0x02),
    NOGRAPHIC(0x04),
    NB_CPUS(0x05),
    KERNEL_SIZE(0x08),
    INITRD_SIZE(0x0B),
    BOOT_MENU(0x0E),
    KERNEL_DATA(0x11),
    INITRD_DATA(0x12),
    CMDLINE_SIZE(0x14),
    CMDLINE_DATA(0x15),
    FILE_DIR(0x19);

    private final int number;

    Key(int number) {
      this.number = number;
    }

    /** What guests select it by. */
    public int number() {
      return number;
    }
  }

  /** Bytes of a file's name at most, without its end. */
  public static final int MAX_NAME = 55;

  /** Files at most. */
  public static final int MAX_FILES = 0x3FE0;

  private static final int FIRST_FILE = 0x20;
  private static final int ENTRY_BYTES = 64;
  private static final byte[] NOTHING = {};

  private final Map<Integer, byte[]> items = new TreeMap<>();
  private final Map<String, byte[]> files = new TreeMap<>();

  /** Makes {@code contents} the item {@code key}. */
  public void put(Key key, byte[] contents) {
    items.put(key.number, contents.clone());
  }

  /** A 16-bit number, little-endian as all numbers of the machine. */
  public void put16(Key key, int value) {
    put(key, new byte[] {(byte) value, (byte) (value >>> 8)});
  }

  public void put32(Key key, int value) {
    put(key, ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }

  /**
   * Makes {@code contents} the file {@code name}, which has 1 to {@link #MAX_NAME} characters of
   * ASCII.
   */
  public void putFile(String name, byte[] contents) {
    if (name.isEmpty() || name.length() > MAX_NAME) {
      throw new IllegalArgumentException("a file's name has 1 to " + MAX_NAME + " characters");
    }
    if (files.size() == MAX_FILES && !files.containsKey(name)) {
      throw new IllegalArgumentException("too many files");
    }
    files.put(name, contents.clone());
  }

  /** Whether there is a file of this name. */
  public boolean hasFile(String name) {
    return files.containsKey(name);
  }

  /** The items as guests see them, by number: files in the order of their names. */
  Map<Integer, byte[]> numbered() {
    Map<Integer, byte[]> all = new TreeMap<>(items);
    ByteBuffer directory = ByteBuffer.allocate(4 + ENTRY_BYTES * files.size());
    directory.putInt(files.size());
    int number = FIRST_FILE;
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      byte[] name = file.getKey().getBytes(StandardCharsets.US_ASCII);
      directory.putInt(file.getValue().length).putShort((short) number).putShort((short) 0);
      directory.put(name).put(new byte[MAX_NAME + 1 - name.length]);
      all.put(number++, file.getValue());
    }
    all.put(Key.FILE_DIR.number, directory.array());
    return all;
  }

  /** What reading an item gives that does not exist. */
  static byte[] nothing() {
    return NOTHING;
  }
}
