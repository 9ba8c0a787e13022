package org.javisor.backend.zstd;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Compresses into one frame: repetitions are found, literals stay as they are.
 *
 * <p>Spec: RFC8878 3.1. Unimplemented: literals in Huffman's code, tables made for a block.
 */
public final class ZstdEncoder {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int HASH_BITS = 15;
  private static final int MIN_MATCH = 4;

  /** Size of the contents in four bytes, all of them in one window. */
  private static final int DESCRIPTOR = 0xA0;

  private static final int MAX_LITERALS_LENGTH = 65535;
  private static final int MAX_MATCH_LENGTH = 65538;

  private static final byte[][] LITERAL_STATES = states(SequenceCodes.LITERALS);
  private static final byte[][] OFFSET_STATES = states(SequenceCodes.OFFSETS);
  private static final byte[][] MATCH_STATES = states(SequenceCodes.MATCHES);

  private final byte[] in;
  private final byte[] out;
  private final int[] seen = new int[1 << HASH_BITS];
  private final int[] runs = new int[ZstdDecoder.MAX_BLOCK / MIN_MATCH + 1];
  private final int[] matches = new int[runs.length];
  private final int[] distances = new int[runs.length];
  private int count;
  private int at;
  private long bits;
  private int bitCount;

  private ZstdEncoder(byte[] in, byte[] out) {
    this.in = in;
    this.out = out;
    Arrays.fill(seen, -1);
  }

  /** By symbol and the state that is to come next: the state before. */
  private static byte[][] states(SequenceCodes codes) {
    FseTable table = codes.defaultTable();
    byte[][] states = new byte[codes.highest() + 1][table.size()];
    for (int state = 0; state < table.size(); state++) {
      int base = table.base(state);
      Arrays.fill(states[table.symbol(state)], base, base + (1 << table.bits(state)), (byte) state);
    }
    return states;
  }

  /**
   * Compresses all of {@code in}, at least one byte, into {@code out}.
   *
   * @return the bytes that were used; 0 when there is not enough room
   */
  public static int encode(byte[] in, byte[] out) {
    return new ZstdEncoder(in, out).run();
  }

  private int run() {
    if (out.length < 16) {
      return 0;
    }
    put(ZstdDecoder.MAGIC, 4);
    put(DESCRIPTOR, 1);
    put(in.length, 4);
    for (int start = 0; start < in.length; ) {
      int end = Math.min(in.length, start + ZstdDecoder.MAX_BLOCK);
      int literals = find(start, end);
      int header = at;
      if (out.length - at < 3) {
        return 0;
      }
      at += 3;
      int last = end == in.length ? 1 : 0;
      if (!block(start, end, literals) || at - header - 3 >= end - start) {
        at = header + 3;
        if (end - start > out.length - at) {
          return 0;
        }
        System.arraycopy(in, start, out, at, end - start);
        at += end - start;
        set(header, (end - start) << 3 | last, 3);
      } else {
        set(header, (at - header - 3) << 3 | 2 << 1 | last, 3);
      }
      start = end;
    }
    return at;
  }

  private void put(int value, int bytes) {
    set(at, value, bytes);
    at += bytes;
  }

  private void set(int place, int value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out[place + i] = (byte) (value >>> 8 * i);
    }
  }

  /** Fills the sequences of a block; how many literals it has in all. */
  private int find(int start, int end) {
    count = 0;
    int literals = 0;
    int from = start;
    int place = start;
    while (place + MIN_MATCH <= end) {
      int word = (int) INT.get(in, place);
      int slot = word * 0x9E3779B1 >>> 32 - HASH_BITS;
      int before = seen[slot];
      seen[slot] = place;
      boolean found = before >= 0 && (int) INT.get(in, before) == word;
      if (!found || place - from > MAX_LITERALS_LENGTH) {
        place += 1 + (place - from >> 7);
        continue;
      }
      int most = Math.min(end - place, MAX_MATCH_LENGTH);
      int same = Arrays.mismatch(in, before, before + most, in, place, place + most);
      int length = same < 0 ? most : same;
      runs[count] = place - from;
      matches[count] = length;
      distances[count++] = place - before;
      literals += place - from;
      place += length;
      from = place;
    }
    return literals + end - from;
  }

  /** Writes literals and sequences; false when there is not enough room. */
  private boolean block(int start, int end, int literals) {
    if (out.length - at < literals + 16 + 12 * count) {
      return false;
    }
    put(literals << 4 | 3 << 2, 3);
    int from = start;
    for (int i = 0; i < count; i++) {
      System.arraycopy(in, from, out, at, runs[i]);
      at += runs[i];
      from += runs[i] + matches[i];
    }
    System.arraycopy(in, from, out, at, end - from);
    at += end - from;
    if (count < 128) {
      put(count, 1);
    } else if (count < 0x7F00) {
      put(count >>> 8 | 128, 1);
      put(count & 0xFF, 1);
    } else {
      put(255, 1);
      put(count - 0x7F00, 2);
    }
    if (count > 0) {
      put(0, 1);
      sequences();
    }
    return true;
  }

  /** From the last one to the first: it is read backwards. */
  private void sequences() {
    bits = 0;
    bitCount = 0;
    int literalState = 0;
    int offsetState = 0;
    int matchState = 0;
    for (int i = count - 1; i >= 0; i--) {
      int offset = distances[i] + 3;
      int offsetCode = 31 - Integer.numberOfLeadingZeros(offset);
      int literalCode = SequenceCodes.LITERALS.code(runs[i]);
      int matchCode = SequenceCodes.MATCHES.code(matches[i]);
      boolean last = i == count - 1;
      offsetState = step(SequenceCodes.OFFSETS, OFFSET_STATES[offsetCode], offsetState, last);
      matchState = step(SequenceCodes.MATCHES, MATCH_STATES[matchCode], matchState, last);
      literalState = step(SequenceCodes.LITERALS, LITERAL_STATES[literalCode], literalState, last);
      extra(SequenceCodes.LITERALS, literalCode, runs[i]);
      extra(SequenceCodes.MATCHES, matchCode, matches[i]);
      write(offset - (1 << offsetCode), offsetCode);
    }
    write(matchState, SequenceCodes.MATCHES.defaultTable().log());
    write(offsetState, SequenceCodes.OFFSETS.defaultTable().log());
    write(literalState, SequenceCodes.LITERALS.defaultTable().log());
    write(1, 1);
    if (bitCount > 0) {
      put((int) bits, 1);
    }
  }

  private int step(SequenceCodes codes, byte[] states, int next, boolean last) {
    int state = states[next];
    FseTable table = codes.defaultTable();
    if (!last) {
      write(next - table.base(state), table.bits(state));
    }
    return state;
  }

  private void extra(SequenceCodes codes, int code, int value) {
    write(value - codes.base(code), codes.bits(code));
  }

  private void write(int value, int width) {
    bits |= (long) value << bitCount;
    bitCount += width;
    while (bitCount >= 8) {
      out[at++] = (byte) bits;
      bits >>>= 8;
      bitCount -= 8;
    }
  }
}
