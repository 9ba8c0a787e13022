package org.javisor.backend.zstd;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A stream of bits that is read from its end. Before its beginning there are zeroes.
 *
 * <p>Spec: RFC8878 4.1, 4.2.2.
 */
final class BackwardBits {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] in;
  private final int start;
  private final int end;
  private int left;

  /** Bytes {@code start} to before {@code end}; the highest bit that is set ends the stream. */
  BackwardBits(byte[] in, int start, int end) throws ZstdException {
    if (start >= end || in[end - 1] == 0) {
      throw new ZstdException("a stream of bits has no end");
    }
    this.in = in;
    this.start = start;
    this.end = end;
    int last = in[end - 1] & 0xFF;
    this.left = (end - start) * 8 - (Integer.numberOfLeadingZeros(last) - 24) - 1;
  }

  /** Bits that have not been read; negative after more than there are. */
  int left() {
    return left;
  }

  /** The next {@code count} bits, at most 31, without taking them. */
  int peek(int count) {
    int at = left - count;
    if (at >= 0) {
      return (int) (word(start + (at >>> 3)) >>> (at & 7) & (1L << count) - 1);
    }
    if (left <= 0) {
      return 0;
    }
    // Some are there: what is missing is below them.
    return (int) (word(start) & (1L << left) - 1) << -at;
  }

  void skip(int count) {
    left -= count;
  }

  int read(int count) {
    int value = peek(count);
    left -= count;
    return value;
  }

  private long word(int at) {
    if (at + 8 <= in.length) {
      return (long) LONG.get(in, at);
    }
    long word = 0;
    for (int i = Math.min(end, at + 8) - 1; i >= at; i--) {
      word = word << 8 | in[i] & 0xFF;
    }
    return word;
  }
}
