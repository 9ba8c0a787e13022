package org.javisor.qmp.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The tokens of the value so far, packed: one kind and one end offset each, and their bytes. */
final class TokenBuffer {
  static final byte END = 0;
  static final byte STRING = 1;
  static final byte INTEGER = 2;
  static final byte FLOAT = 3;
  static final byte KEYWORD = 4;

  private static final int CHUNK_BITS = 12;
  private static final int CHUNK = 1 << CHUNK_BITS;

  /** Larger buffers are given back once the value is done. */
  private static final int KEPT_BYTES = 1 << 16;

  /** Pieces of the same size, so that a large value is never copied to make room. */
  private byte[][] text = {new byte[CHUNK]};

  private int length;
  private byte[] kinds = new byte[32];
  private int[] ends = new int[32];
  private int count;

  /** Appends a byte to the token in progress. */
  void append(byte next) {
    int chunk = length >> CHUNK_BITS;
    if (chunk == text.length) {
      text = Arrays.copyOf(text, 2 * chunk);
    }
    if (text[chunk] == null) {
      text[chunk] = new byte[CHUNK];
    }
    text[chunk][length++ & (CHUNK - 1)] = next;
  }

  /** Bytes of the token in progress. */
  int openLength() {
    return length - closedLength();
  }

  /** Bytes of the finished tokens. */
  int closedLength() {
    return count == 0 ? 0 : ends[count - 1];
  }

  /** Finishes the token in progress; {@code kind} of a structural token is its character. */
  void close(byte kind) {
    if (count == kinds.length) {
      kinds = Arrays.copyOf(kinds, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
    }
    kinds[count] = kind;
    ends[count++] = length;
  }

  /** Forgets the token in progress. */
  void dropOpen() {
    length = closedLength();
  }

  /** Forgets everything. */
  void clear() {
    length = 0;
    count = 0;
    if (text.length > KEPT_BYTES / CHUNK) {
      text = new byte[][] {text[0]};
    }
    if (ends.length > KEPT_BYTES) {
      kinds = new byte[32];
      ends = new int[32];
    }
  }

  int count() {
    return count;
  }

  byte kind(int token) {
    return token < count ? kinds[token] : END;
  }

  int start(int token) {
    return token == 0 ? 0 : ends[token - 1];
  }

  int end(int token) {
    return ends[token];
  }

  byte at(int offset) {
    return text[offset >> CHUNK_BITS][offset & (CHUNK - 1)];
  }

  String text(int from, int to) {
    byte[] bytes = new byte[to - from];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = at(from + i);
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The token in progress up to its first NUL, for a message. */
  String openText() {
    int from = closedLength();
    int to = from;
    while (to < length && at(to) != 0) {
      to++;
    }
    return text(from, to);
  }
}
