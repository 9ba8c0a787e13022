package org.javisor.backend.zstd;

/** A stream of bits that is read from its beginning, the lowest of each byte first. */
final class ForwardBits {
  private final byte[] in;
  private final int end;
  private long at;

  ForwardBits(byte[] in, int start, int end) {
    this.in = in;
    this.end = end;
    this.at = 8L * start;
  }

  /** The next {@code count} bits, at most 16; after the end there are zeroes. */
  int peek(int count) {
    int value = 0;
    int first = (int) (at >>> 3);
    for (int i = Math.min(first + 2, end - 1); i >= first; i--) {
      value = value << 8 | in[i] & 0xFF;
    }
    return value >>> (at & 7) & (1 << count) - 1;
  }

  void skip(int count) throws ZstdException {
    at += count;
    if (at > 8L * end) {
      throw new ZstdException("a table's description has no end");
    }
  }

  int read(int count) throws ZstdException {
    int value = peek(count);
    skip(count);
    return value;
  }

  /** The first byte of which nothing has been read. */
  int nextByte() {
    return (int) (at + 7 >>> 3);
  }
}
