package org.javisor.system.firmware;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.javisor.backend.file.InputFile;

/**
 * A device tree from a file, with what the kernel is to be told put into its node {@code /chosen}.
 *
 * <p>Spec: [DTSPEC] 0.4, chapter 5.
 */
public final class TreePatch {
  private static final int MAGIC = 0xD00DFEED;
  private static final int HEADER_BYTES = 40;
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_DEPTH = 64;
  private static final int BEGIN_NODE = 1;
  private static final int END_NODE = 2;
  private static final int PROPERTY = 3;
  private static final int NOP = 4;
  private static final int END = 9;
  private static final String CHOSEN = "chosen";

  private final ByteBuffer blob;
  private final int strings;
  private final Map<String, byte[]> told = new LinkedHashMap<>();
  private final DeviceTree tree = new DeviceTree();
  private boolean chosenSeen;

  private TreePatch(byte[] blob, VirtDeviceTree.Boot boot) throws BootException {
    this.blob = ByteBuffer.wrap(blob);
    told.put("rng-seed", boot.randomSeed());
    if (!boot.arguments().isEmpty()) {
      told.put("bootargs", (boot.arguments() + "\0").getBytes(StandardCharsets.UTF_8));
    }
    if (boot.initrdEnd() > boot.initrdStart()) {
      told.put("linux,initrd-start", number(boot.initrdStart()));
      told.put("linux,initrd-end", number(boot.initrdEnd()));
    }
    if (blob.length < HEADER_BYTES || this.blob.getInt(0) != MAGIC) {
      throw new BootException("it is no device tree blob");
    }
    this.strings = this.blob.getInt(12);
    int structure = this.blob.getInt(8);
    if (structure < 0 || structure > blob.length || strings < 0 || strings > blob.length) {
      throw new BootException("it is damaged");
    }
    this.blob.position(structure);
  }

  private static byte[] number(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  /**
   * The blob of {@code file} with the words of {@code boot}.
   *
   * @throws BootException when there is no device tree, or a damaged one
   */
  public static byte[] load(InputFile file, VirtDeviceTree.Boot boot) throws BootException {
    String what = "device tree '" + file + "'";
    try {
      return new TreePatch(file.readAll(MAX_BYTES), boot).patched();
    } catch (BootException | IOException e) {
      throw new BootException("could not load " + what + ": " + e.getMessage(), e);
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new BootException("could not load " + what + ": it is truncated", e);
    }
  }

  private byte[] patched() throws BootException {
    if (token() != BEGIN_NODE) {
      throw new BootException("it is damaged");
    }
    String root = text(blob.position());
    skipTo(aligned(blob.position() + root.length() + 1));
    tree.begin(root);
    node(1, Set.of());
    if (token() != END) {
      throw new BootException("it is damaged");
    }
    return tree.toBlob();
  }

  /** What is in a node whose name was read, to its end, without some of its properties. */
  private void node(int depth, Set<String> without) throws BootException {
    if (depth > MAX_DEPTH) {
      throw new BootException("its nodes are nested too deeply");
    }
    for (int token = token(); token != END_NODE; token = token()) {
      switch (token) {
        case PROPERTY -> property(without);
        case BEGIN_NODE -> child(depth);
        default -> throw new BootException("it is damaged");
      }
    }
    if (depth == 1 && !chosenSeen) {
      tree.begin(CHOSEN);
      told.forEach(tree::property);
      tree.end();
    }
    tree.end();
  }

  private void child(int depth) throws BootException {
    String name = text(blob.position());
    skipTo(aligned(blob.position() + name.length() + 1));
    tree.begin(name);
    if (depth == 1 && name.equals(CHOSEN)) {
      chosenSeen = true;
      told.forEach(tree::property);
      node(depth + 1, told.keySet());
    } else {
      node(depth + 1, Set.of());
    }
  }

  private void property(Set<String> without) throws BootException {
    int length = blob.getInt();
    int nameAt = blob.getInt();
    if (nameAt < 0 || nameAt > blob.limit() - strings) {
      throw new BootException("it is damaged");
    }
    String name = text(strings + nameAt);
    if (length < 0 || length > blob.remaining()) {
      throw new BootException("it is truncated");
    }
    byte[] value = new byte[length];
    blob.get(value);
    skipTo(aligned(blob.position()));
    if (!without.contains(name)) {
      tree.property(name, value);
    }
  }

  private void skipTo(int position) throws BootException {
    if (position > blob.limit()) {
      throw new BootException("it is truncated");
    }
    blob.position(position);
  }

  private int token() {
    int token = blob.getInt();
    while (token == NOP) {
      token = blob.getInt();
    }
    return token;
  }

  /** The text that begins at {@code at}. */
  private String text(int at) {
    int end = at;
    while (blob.get(end) != 0) {
      end++;
    }
    return new String(blob.array(), at, end - at, StandardCharsets.ISO_8859_1);
  }

  private static int aligned(int at) {
    return (at + 3) & -4;
  }
}
