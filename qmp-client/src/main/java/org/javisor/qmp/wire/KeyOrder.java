package org.javisor.qmp.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * The order of an object's members on the wire: that of a table of 512 chains, walked from the
 * first to the last chain, each from its newest to its oldest entry. Clients and transcripts depend
 * on it.
 */
final class KeyOrder {
  private static final int CHAINS = 512;
  private static final int NONE = -1;

  private KeyOrder() {}

  /** The names, given in the order of insertion, in the order of the wire. */
  static List<String> of(Collection<String> inserted) {
    String[] names = inserted.toArray(new String[0]);
    int[] heads = new int[CHAINS];
    Arrays.fill(heads, NONE);
    int[] next = new int[names.length];
    for (int i = 0; i < names.length; i++) {
      int chain = chain(names[i]);
      next[i] = heads[chain];
      heads[chain] = i;
    }
    String[] ordered = new String[names.length];
    int filled = 0;
    for (int head : heads) {
      for (int i = head; i != NONE; i = next[i]) {
        ordered[filled++] = names[i];
      }
    }
    return Arrays.asList(ordered);
  }

  private static int chain(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    int value = 0x238F13AF * bytes.length;
    for (int i = 0; i < bytes.length; i++) {
      value += (bytes[i] & 0xFF) << (i * 5 % 24);
    }
    return (1103515243 * value + 12345) & (CHAINS - 1);
  }
}
