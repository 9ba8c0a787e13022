package org.javisor.backend.zstd;

import java.util.Arrays;

/**
 * Codes of literals.
 *
 * <p>Spec: RFC8878 4.2 Huffman Coding.
 */
final class HuffmanTable {
  private static final int MAX_BITS = 11;
  private static final int MAX_WEIGHT_LOG = 6;
  private static final int MAX_SYMBOLS = 256;

  private final int log;
  private final byte[] symbols;
  private final byte[] bits;
  private final int end;

  /** Reads the description of one at {@code start}. */
  HuffmanTable(byte[] in, int start, int limit) throws ZstdException {
    if (start >= limit) {
      throw new ZstdException("there is no Huffman table");
    }
    int head = in[start] & 0xFF;
    int[] weights = new int[MAX_SYMBOLS];
    int count;
    if (head >= 128) {
      count = head - 127;
      end = start + 1 + (count + 1) / 2;
      requireInside(limit);
      for (int i = 0; i < count; i++) {
        int pair = in[start + 1 + i / 2] & 0xFF;
        weights[i] = i % 2 == 0 ? pair >> 4 : pair & 15;
      }
    } else {
      end = start + 1 + head;
      requireInside(limit);
      count = unpack(in, start + 1, end, weights);
    }
    log = complete(weights, count);
    symbols = new byte[1 << log];
    bits = new byte[1 << log];
    fill(weights, count + 1);
  }

  private void requireInside(int limit) throws ZstdException {
    if (end > limit) {
      throw new ZstdException("a Huffman table has no end");
    }
  }

  /** Two machines take turns until the bits are at an end. */
  private static int unpack(byte[] in, int start, int end, int[] weights) throws ZstdException {
    var description =
        FseTable.describe(new ForwardBits(in, start, end), MAX_BITS + 1, MAX_WEIGHT_LOG);
    FseTable table = FseTable.of(description.counts(), description.log());
    BackwardBits source = new BackwardBits(in, description.end(), end);
    int state = table.begin(source);
    int other = table.begin(source);
    int count = 0;
    while (true) {
      if (count > MAX_SYMBOLS - 3) {
        throw new ZstdException("a Huffman table has too many symbols");
      }
      weights[count++] = table.symbol(state);
      state = table.next(state, source);
      if (source.left() < 0) {
        weights[count++] = table.symbol(other);
        return count;
      }
      int swap = state;
      state = other;
      other = swap;
    }
  }

  /** Adds the weight that is not written, and tells how many bits the longest code has. */
  private static int complete(int[] weights, int count) throws ZstdException {
    int sum = 0;
    for (int i = 0; i < count; i++) {
      if (weights[i] > MAX_BITS) {
        throw new ZstdException("a Huffman code is too long");
      }
      sum += weights[i] == 0 ? 0 : 1 << weights[i] - 1;
    }
    if (sum == 0) {
      throw new ZstdException("a Huffman table is empty");
    }
    int log = 32 - Integer.numberOfLeadingZeros(sum);
    int rest = (1 << log) - sum;
    if (log > MAX_BITS || Integer.bitCount(rest) != 1) {
      throw new ZstdException("a Huffman table does not add up");
    }
    weights[count] = 32 - Integer.numberOfLeadingZeros(rest);
    return log;
  }

  /** The longest codes come first. */
  private void fill(int[] weights, int count) {
    int at = 0;
    for (int weight = 1; weight <= log; weight++) {
      for (int symbol = 0; symbol < count; symbol++) {
        if (weights[symbol] == weight) {
          int places = 1 << weight - 1;
          Arrays.fill(symbols, at, at + places, (byte) symbol);
          Arrays.fill(bits, at, at + places, (byte) (log + 1 - weight));
          at += places;
        }
      }
    }
  }

  /** Where its description ended. */
  int end() {
    return end;
  }

  /** Fills {@code out} from {@code from} to before {@code to} with what a stream says. */
  void decode(BackwardBits source, byte[] out, int from, int to) throws ZstdException {
    for (int i = from; i < to; i++) {
      int code = source.peek(log);
      out[i] = symbols[code];
      source.skip(bits[code]);
    }
    if (source.left() != 0) {
      throw new ZstdException("literals do not end where their stream does");
    }
  }
}
