package org.javisor.supervisor.provision.debian;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * The file form that {@code modprobe} looks names up in: a tree of characters, in which runs
 * without a fork are one node.
 *
 * <p>Spec: [KMOD] libkmod/libkmod-index.h: all numbers are big-endian; 4 bytes of magic, 4 of
 * version, 4 of the root's offset; a node is its prefix (ended by zero), its first and last child's
 * character with an offset for each between, its values (count; then priority and text ended by
 * zero each); an offset's upper bits tell which of the three are there.
 */
final class ModuleTrie {
  private static final int MAGIC = 0xb007f457;
  private static final int VERSION = 0x0002_0001;
  private static final int HAS_PREFIX = 0x8000_0000;
  private static final int HAS_VALUES = 0x4000_0000;
  private static final int HAS_CHILDREN = 0x2000_0000;
  private static final int HEADER_BYTES = 12;

  private record Value(int priority, String text) {}

  private static final class Node {
    final TreeMap<Character, Node> children = new TreeMap<>();
    final List<Value> values = new ArrayList<>();
  }

  private final Node root = new Node();

  /**
   * Enters {@code text} under {@code key}; of several the one with the lowest priority comes first.
   * A key with other than ASCII characters, which the form cannot have, is left out.
   */
  void put(String key, String text, int priority) {
    if (key.chars().anyMatch(c -> c == 0 || c > 0x7f)) {
      return;
    }
    Node node = root;
    for (int i = 0; i < key.length(); i++) {
      node = node.children.computeIfAbsent(key.charAt(i), _ -> new Node());
    }
    Value value = new Value(priority, text);
    if (!node.values.contains(value)) {
      node.values.add(value);
    }
  }

  /** The file. */
  byte[] encode() throws IOException {
    ByteArrayOutputStream nodes = new ByteArrayOutputStream();
    int start = write(root, new DataOutputStream(nodes));
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(file);
    out.writeInt(MAGIC);
    out.writeInt(VERSION);
    out.writeInt(start);
    nodes.writeTo(out);
    return file.toByteArray();
  }

  /** Writes what hangs on a node, then itself; gives its offset with what it has. */
  private static int write(Node start, DataOutputStream out) throws IOException {
    Node node = start;
    StringBuilder prefix = new StringBuilder();
    while (node.values.isEmpty() && node.children.size() == 1) {
      prefix.append(node.children.firstKey());
      node = node.children.firstEntry().getValue();
    }
    TreeMap<Character, Integer> offsets = new TreeMap<>();
    for (var child : node.children.entrySet()) {
      offsets.put(child.getKey(), write(child.getValue(), out));
    }
    int at = HEADER_BYTES + out.size();
    if (!prefix.isEmpty()) {
      at |= HAS_PREFIX;
      text(prefix.toString(), out);
    }
    if (!offsets.isEmpty()) {
      at |= HAS_CHILDREN;
      out.writeByte(offsets.firstKey());
      out.writeByte(offsets.lastKey());
      for (char c = offsets.firstKey(); c <= offsets.lastKey(); c++) {
        out.writeInt(offsets.getOrDefault(c, 0));
      }
    }
    if (!node.values.isEmpty()) {
      at |= HAS_VALUES;
      node.values.sort(Comparator.comparingInt(Value::priority));
      out.writeInt(node.values.size());
      for (Value value : node.values) {
        out.writeInt(value.priority);
        text(value.text, out);
      }
    }
    return at;
  }

  private static void text(String text, DataOutputStream out) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.writeByte(0);
  }
}
