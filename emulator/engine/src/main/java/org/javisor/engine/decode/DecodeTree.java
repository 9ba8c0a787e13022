package org.javisor.engine.decode;

import java.util.Arrays;

/**
 * Finds which of many bit patterns an instruction matches.
 *
 * <p>A pattern is a string of {@code 0}, {@code 1} and {@code .} (any), most significant bit first,
 * blanks ignored, 16 or 32 bits long. Where two patterns match the same bits the one that fixes
 * strictly more bits wins; patterns of which neither is a special case of the other must not
 * overlap.
 */
public final class DecodeTree {
  /** Returned by {@link #find} when nothing matches. */
  public static final int NONE = -1;

  private static final int LEAF_SIZE = 3;

  /** The leaf without rows. */
  private static final int NOTHING = 0;

  private final String[] patterns;
  private final int[] masks;
  private final int[] values;
  // A node is {shift, bits, children...}; a child is a node's index, or ~index of a leaf {count,
  // rows...}.
  private int[] nodes = new int[1024];
  private int used = NOTHING + 1;
  private final int root;

  private DecodeTree(String[] patterns, int[] masks, int[] values) {
    this.patterns = patterns;
    this.masks = masks;
    this.values = values;
    // More specific patterns first, so that the first match in a leaf is the right one.
    int[] rows = new int[masks.length];
    int count = 0;
    for (int fixed = Integer.SIZE; fixed >= 0; fixed--) {
      for (int row = 0; row < masks.length; row++) {
        if (Integer.bitCount(masks[row]) == fixed) {
          rows[count++] = row;
        }
      }
    }
    this.root = build(rows, 0);
  }

  /**
   * A tree over {@code patterns}; {@link #find} answers with their indices.
   *
   * @throws IllegalArgumentException for a malformed pattern, or two that overlap without one being
   *     more specific
   */
  public static DecodeTree of(String[] patterns) {
    int[] masks = new int[patterns.length];
    int[] values = new int[patterns.length];
    for (int i = 0; i < patterns.length; i++) {
      parse(patterns[i], i, masks, values);
    }
    return new DecodeTree(patterns, masks, values);
  }

  private static void parse(String pattern, int row, int[] masks, int[] values) {
    int length = 0;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == ' ') {
        continue;
      }
      if (c != '0' && c != '1' && c != '.') {
        throw new IllegalArgumentException("pattern '" + pattern + "' has a '" + c + "'");
      }
      masks[row] = masks[row] << 1 | (c == '.' ? 0 : 1);
      values[row] = values[row] << 1 | (c == '1' ? 1 : 0);
      length++;
    }
    if (length != 16 && length != 32) {
      throw new IllegalArgumentException("pattern '" + pattern + "' has " + length + " bits");
    }
  }

  /** The bits that row {@code row} fixes. */
  public int mask(int row) {
    return masks[row];
  }

  /** What those bits must be. */
  public int value(int row) {
    return values[row];
  }

  /** The index of the pattern that {@code bits} match, or {@link #NONE}. */
  public int find(int bits) {
    int node = root;
    while (node >= 0) {
      int shift = nodes[node];
      int width = nodes[node + 1];
      node = nodes[node + 2 + ((bits >>> shift) & ((1 << width) - 1))];
    }
    int leaf = ~node;
    int count = nodes[leaf];
    for (int i = 1; i <= count; i++) {
      int row = nodes[leaf + i];
      if ((bits & masks[row]) == values[row]) {
        return row;
      }
    }
    return NONE;
  }

  private int build(int[] rows, int fixed) {
    int shared = -1;
    for (int row : rows) {
      shared &= masks[row];
    }
    shared &= ~fixed;
    if (rows.length <= LEAF_SIZE || shared == 0) {
      if (rows.length == 0) {
        return ~NOTHING;
      }
      requireDistinct(rows);
      int at = allocate(1 + rows.length);
      nodes[at] = rows.length;
      System.arraycopy(rows, 0, nodes, at + 1, rows.length);
      return ~at;
    }
    // The lowest run of bits that all rows fix, at most 7 wide.
    int shift = Integer.numberOfTrailingZeros(shared);
    int width = Math.min(7, Integer.numberOfTrailingZeros(~(shared >>> shift)));
    int field = ((1 << width) - 1) << shift;
    int at = allocate(2 + (1 << width));
    nodes[at] = shift;
    nodes[at + 1] = width;
    int[] matching = new int[rows.length];
    for (int key = 0; key < 1 << width; key++) {
      int n = 0;
      for (int row : rows) {
        if ((values[row] & field) == key << shift) {
          matching[n++] = row;
        }
      }
      int child = build(Arrays.copyOf(matching, n), fixed | field);
      nodes[at + 2 + key] = child;
    }
    return at;
  }

  /** Two patterns that match the same bits are together in the leaf that those bits lead to. */
  private void requireDistinct(int[] rows) {
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < i; j++) {
        int one = rows[i];
        int other = rows[j];
        int both = masks[one] & masks[other];
        boolean overlap = ((values[one] ^ values[other]) & both) == 0;
        boolean nested = masks[one] != masks[other] && (both == masks[one] || both == masks[other]);
        if (overlap && !nested) {
          throw new IllegalArgumentException(
              "patterns overlap: '"
                  + patterns[Math.min(one, other)]
                  + "' and '"
                  + patterns[Math.max(one, other)]
                  + "'");
        }
      }
    }
  }

  private int allocate(int size) {
    int at = used;
    used += size;
    while (used > nodes.length) {
      nodes = Arrays.copyOf(nodes, 2 * nodes.length);
    }
    return at;
  }
}
