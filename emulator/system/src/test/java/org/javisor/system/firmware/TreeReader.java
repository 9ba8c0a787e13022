package org.javisor.system.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a flattened device tree back, strictly: whatever a kernel might stumble over fails the
 * test.
 */
final class TreeReader {
  private final ByteBuffer blob;
  private final int strings;
  private final int stringsSize;

  /** A node: its properties and children, in order. */
  record Node(String name, Map<String, byte[]> properties, Map<String, Node> children) {
    /** The descendant at {@code path}, names separated by slashes, without a leading one. */
    Node at(String path) {
      Node node = this;
      for (String part : path.split("/", -1)) {
        Node next = node.children().get(part);
        assertTrue(next != null, () -> "no node '" + part + "' on '" + path + "'");
        node = next;
      }
      return node;
    }

    byte[] bytes(String property) {
      byte[] value = properties.get(property);
      assertTrue(value != null, () -> "no property '" + property + "' in '" + name + "'");
      return value;
    }

    List<Integer> cells(String property) {
      ByteBuffer value = ByteBuffer.wrap(bytes(property));
      List<Integer> cells = new ArrayList<>();
      while (value.hasRemaining()) {
        cells.add(value.getInt());
      }
      return cells;
    }

    List<Long> longs(String property) {
      ByteBuffer value = ByteBuffer.wrap(bytes(property));
      List<Long> longs = new ArrayList<>();
      while (value.hasRemaining()) {
        longs.add(value.getLong());
      }
      return longs;
    }

    List<String> strings(String property) {
      String text = new String(bytes(property), StandardCharsets.UTF_8);
      assertTrue(text.endsWith("\0"), () -> property + " has no end");
      return List.of(text.substring(0, text.length() - 1).split("\0", -1));
    }
  }

  private TreeReader(byte[] bytes) {
    blob = ByteBuffer.wrap(bytes);
    strings = blob.getInt(12);
    stringsSize = blob.getInt(32);
  }

  static Node read(byte[] bytes) {
    TreeReader reader = new TreeReader(bytes);
    reader.checkHeader();
    reader.blob.position(reader.blob.getInt(8));
    assertEquals(1, reader.blob.getInt(), "begins with a node");
    Node root = reader.node();
    assertEquals(9, reader.blob.getInt(), "ends with the end token");
    assertEquals(
        reader.blob.getInt(8) + reader.blob.getInt(36), reader.blob.position(), "structure size");
    return root;
  }

  private void checkHeader() {
    assertEquals(0xD00DFEED, blob.getInt(0), "magic");
    assertEquals(blob.limit(), blob.getInt(4), "total size");
    assertEquals(17, blob.getInt(20), "version");
    assertEquals(16, blob.getInt(24), "last compatible version");
    int reservations = blob.getInt(16);
    assertEquals(0, reservations % 8, "reservations are aligned");
    assertEquals(0, blob.getLong(reservations), "no reservation");
    assertEquals(0, blob.getLong(reservations + 8), "no reservation");
    assertTrue(blob.getInt(8) >= reservations + 16, "blocks do not overlap");
    assertEquals(0, blob.getInt(8) % 4, "structure is aligned");
    assertTrue(strings >= blob.getInt(8) + blob.getInt(36), "blocks do not overlap");
    assertEquals(blob.limit(), strings + stringsSize, "strings end the blob");
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (byte next = blob.get(); next != 0; next = blob.get()) {
      text.append((char) next);
    }
    align();
    return text.toString();
  }

  private void align() {
    while (blob.position() % 4 != 0) {
      assertEquals(0, blob.get(), "padding");
    }
  }

  private Node node() {
    Node node = new Node(text(), new LinkedHashMap<>(), new LinkedHashMap<>());
    while (true) {
      int token = blob.getInt();
      if (token == 2) {
        return node;
      }
      if (token == 1) {
        Node child = node();
        assertFalse(node.children().containsKey(child.name()), () -> "twice: " + child.name());
        node.children().put(child.name(), child);
      } else {
        assertEquals(3, token, "a property's token");
        assertTrue(node.children().isEmpty(), "properties come before children");
        byte[] value = new byte[blob.getInt()];
        String name = name(blob.getInt());
        blob.get(value);
        align();
        assertFalse(node.properties().containsKey(name), () -> "twice: " + name);
        node.properties().put(name, value);
      }
    }
  }

  private String name(int offset) {
    assertTrue(offset >= 0 && offset < stringsSize, "offset of a name");
    StringBuilder name = new StringBuilder();
    for (int at = strings + offset; blob.get(at) != 0; at++) {
      name.append((char) blob.get(at));
    }
    return name.toString();
  }
}
