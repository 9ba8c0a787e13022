package org.javisor.system.firmware;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes a flattened device tree.
 *
 * <p>Spec: [DTSPEC] 0.4, chapter 5.
 */
public final class DeviceTree {
  private static final int MAGIC = 0xD00DFEED;
  private static final int HEADER_BYTES = 40;
  private static final int RESERVATIONS_BYTES = 16;
  private static final int VERSION = 17;
  private static final int LAST_COMPATIBLE = 16;
  private static final int BEGIN_NODE = 1;
  private static final int END_NODE = 2;
  private static final int PROPERTY = 3;
  private static final int END = 9;

  private final ByteArrayOutputStream structure = new ByteArrayOutputStream();
  private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
  private final Map<String, Integer> stringOffsets = new LinkedHashMap<>();
  private int depth;

  /** Begins a node, below the one begun last; the root's name is empty. */
  public DeviceTree begin(String name) {
    word(BEGIN_NODE);
    bytes(terminated(name));
    depth++;
    return this;
  }

  /** Ends the node begun last. */
  public DeviceTree end() {
    word(END_NODE);
    depth--;
    return this;
  }

  /** A property without a value. */
  public DeviceTree flag(String name) {
    return property(name, new byte[0]);
  }

  /** A property of 32-bit cells. */
  public DeviceTree cells(String name, int... values) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * values.length);
    for (int value : values) {
      buffer.putInt(value);
    }
    return property(name, buffer.array());
  }

  /** A property of 64-bit numbers, two cells each. */
  public DeviceTree longs(String name, long... values) {
    ByteBuffer buffer = ByteBuffer.allocate(8 * values.length);
    for (long value : values) {
      buffer.putLong(value);
    }
    return property(name, buffer.array());
  }

  /** A property of strings. */
  public DeviceTree strings(String name, String... values) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (String value : values) {
      text.writeBytes(terminated(value));
    }
    return property(name, text.toByteArray());
  }

  /** A property of bytes. */
  public DeviceTree property(String name, byte[] value) {
    Integer offset = stringOffsets.get(name);
    if (offset == null) {
      offset = strings.size();
      stringOffsets.put(name, offset);
      strings.writeBytes(terminated(name));
    }
    word(PROPERTY);
    word(value.length);
    word(offset);
    bytes(value);
    return this;
  }

  /** The blob; all nodes have ended. */
  public byte[] toBlob() {
    if (depth != 0) {
      throw new IllegalStateException("a device tree node has not ended");
    }
    word(END);
    int structureOffset = HEADER_BYTES + RESERVATIONS_BYTES;
    int stringsOffset = structureOffset + structure.size();
    int total = stringsOffset + strings.size();
    ByteBuffer blob = ByteBuffer.allocate(total);
    blob.putInt(MAGIC).putInt(total).putInt(structureOffset).putInt(stringsOffset);
    blob.putInt(HEADER_BYTES).putInt(VERSION).putInt(LAST_COMPATIBLE).putInt(0);
    blob.putInt(strings.size()).putInt(structure.size());
    blob.position(structureOffset);
    blob.put(structure.toByteArray()).put(strings.toByteArray());
    return blob.array();
  }

  private static byte[] terminated(String text) {
    return (text + "\0").getBytes(StandardCharsets.UTF_8);
  }

  private void word(int value) {
    structure.write(value >>> 24);
    structure.write(value >>> 16);
    structure.write(value >>> 8);
    structure.write(value);
  }

  private void bytes(byte[] value) {
    structure.writeBytes(value);
    while (structure.size() % 4 != 0) {
      structure.write(0);
    }
  }
}
