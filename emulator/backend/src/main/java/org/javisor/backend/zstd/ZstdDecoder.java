package org.javisor.backend.zstd;

import java.util.EnumMap;
import java.util.Map;

/**
 * Decompresses frames, each as a whole.
 *
 * <p>Spec: RFC8878 3.1. Deviation: content checksums are not looked at; dictionaries are refused.
 */
public final class ZstdDecoder {
  static final int MAGIC = 0xFD2FB528;
  static final int MAX_BLOCK = 1 << 17;
  private static final int SKIPPABLE = 0x184D2A50;

  private final byte[] in;
  private final int end;
  private final byte[] out;
  private int at;
  private int done;
  private int frameStart;
  private HuffmanTable huffman;
  private final Map<SequenceCodes, FseTable> tables = new EnumMap<>(SequenceCodes.class);
  private final int[] recent = new int[3];
  private byte[] literals = new byte[0];
  private int literalCount;

  private ZstdDecoder(byte[] in, int length, byte[] out) {
    this.in = in;
    this.end = length;
    this.out = out;
  }

  /**
   * Fills {@code out} with what frames hold; what comes after is not looked at.
   *
   * @param in frames and anything else, {@code length} bytes of it
   * @throws ZstdException when they are malformed or hold less, or a frame goes beyond
   */
  public static void decode(byte[] in, int length, byte[] out) throws ZstdException {
    ZstdDecoder decoder = new ZstdDecoder(in, length, out);
    while (decoder.done < out.length) {
      decoder.frame();
    }
  }

  private long number(int bytes) throws ZstdException {
    if (bytes > end - at) {
      throw new ZstdException("it ends after " + done + " bytes");
    }
    long value = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      value = value << 8 | in[at + i] & 0xFF;
    }
    at += bytes;
    return value;
  }

  private void frame() throws ZstdException {
    int magic = (int) number(4);
    if ((magic & -16) == SKIPPABLE) {
      long size = number(4);
      if (size > end - at) {
        throw new ZstdException("a frame to be skipped has no end");
      }
      at += (int) size;
      return;
    }
    if (magic != MAGIC) {
      throw new ZstdException("it does not begin as a frame does");
    }
    int descriptor = (int) number(1);
    boolean single = (descriptor & 32) != 0;
    if ((descriptor & 8) != 0) {
      throw new ZstdException("a frame has a reserved bit");
    }
    if (!single) {
      long _ = number(1); // the window: all that is there can be referred to
    }
    int dictionary = descriptor & 3;
    if (number(dictionary == 3 ? 4 : dictionary) != 0) {
      throw new ZstdException("a frame needs a dictionary");
    }
    int sizeFlag = descriptor >>> 6;
    long _ = number(sizeFlag == 0 ? (single ? 1 : 0) : 1 << sizeFlag);
    frameStart = done;
    huffman = null;
    tables.clear();
    recent[0] = 1;
    recent[1] = 4;
    recent[2] = 8;
    while (!block()) {
      // The next one.
    }
    if ((descriptor & 4) != 0) {
      long _ = number(4);
    }
  }

  /** Whether it was the last one. */
  private boolean block() throws ZstdException {
    int header = (int) number(3);
    int size = header >>> 3;
    switch (header >>> 1 & 3) {
      case 0 -> {
        requireInput(size);
        requireRoom(size);
        System.arraycopy(in, at, out, done, size);
        at += size;
        done += size;
      }
      case 1 -> {
        requireRoom(size);
        java.util.Arrays.fill(out, done, done + size, (byte) number(1));
        done += size;
      }
      case 2 -> {
        requireInput(size);
        if (size > MAX_BLOCK) {
          throw new ZstdException("a block of " + size + " bytes");
        }
        compressed(at + size);
        at += size;
      }
      default -> throw new ZstdException("a block of a reserved kind");
    }
    return (header & 1) != 0;
  }

  private void requireInput(int size) throws ZstdException {
    if (size > end - at) {
      throw new ZstdException("a block has no end");
    }
  }

  private void requireRoom(int size) throws ZstdException {
    if (size > out.length - done) {
      throw new ZstdException("it has more than " + out.length + " bytes");
    }
  }

  private void compressed(int limit) throws ZstdException {
    int start = at;
    int next = literals(start, limit);
    sequences(next, limit);
    at = start;
  }

  private int byteAt(int index, int limit) throws ZstdException {
    if (index >= limit) {
      throw new ZstdException("a block ends too early");
    }
    return in[index] & 0xFF;
  }

  /** Reads the literals; the place after them. */
  private int literals(int start, int limit) throws ZstdException {
    int first = byteAt(start, limit);
    int kind = first & 3;
    int format = first >>> 2 & 3;
    return kind < 2 ? plain(start, limit, kind, format) : coded(start, limit, kind, format);
  }

  private long header(int start, int bytes, int limit) throws ZstdException {
    long value = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      value = value << 8 | byteAt(start + i, limit);
    }
    return value;
  }

  private int plain(int start, int limit, int kind, int format) throws ZstdException {
    int bytes = (format & 1) == 0 ? 1 : format == 1 ? 2 : 3;
    int size = (int) header(start, bytes, limit) >>> (bytes == 1 ? 3 : 4);
    int at = start + bytes;
    holdLiterals(size);
    if (kind == 1) {
      java.util.Arrays.fill(literals, 0, size, (byte) byteAt(at, limit));
      return at + 1;
    }
    if (size > limit - at) {
      throw new ZstdException("literals have no end");
    }
    System.arraycopy(in, at, literals, 0, size);
    return at + size;
  }

  private void holdLiterals(int size) throws ZstdException {
    if (size > MAX_BLOCK) {
      throw new ZstdException(size + " literals in a block");
    }
    literalCount = size;
    if (literals.length < size) {
      literals = new byte[size];
    }
  }

  private int coded(int start, int limit, int kind, int format) throws ZstdException {
    int bytes = Math.max(format, 1) + 2;
    int width = format < 2 ? 10 : format == 2 ? 14 : 18;
    long header = header(start, bytes, limit) >>> 4;
    int size = (int) (header & (1 << width) - 1);
    int packed = (int) (header >>> width & (1 << width) - 1);
    int at = start + bytes;
    if (packed > limit - at) {
      throw new ZstdException("literals have no end");
    }
    int end = at + packed;
    holdLiterals(size);
    if (kind == 2) {
      huffman = new HuffmanTable(in, at, end);
      at = huffman.end();
    } else if (huffman == null) {
      throw new ZstdException("literals need a Huffman table that is not there");
    }
    if (format == 0) {
      huffman.decode(new BackwardBits(in, at, end), literals, 0, size);
    } else {
      fourStreams(at, end, size);
    }
    return end;
  }

  private void fourStreams(int start, int end, int size) throws ZstdException {
    int part = (size + 3) / 4;
    if (end - start < 6 || 3 * part > size) {
      throw new ZstdException("literals have no streams");
    }
    int at = start + 6;
    for (int i = 0; i < 4; i++) {
      int next = i == 3 ? end : at + (int) header(start + 2 * i, 2, end);
      if (next > end) {
        throw new ZstdException("a stream of literals has no end");
      }
      BackwardBits source = new BackwardBits(in, at, next);
      huffman.decode(source, literals, i * part, i == 3 ? size : (i + 1) * part);
      at = next;
    }
  }

  private void sequences(int start, int limit) throws ZstdException {
    int first = byteAt(start, limit);
    int at = start + 1;
    int count = first;
    if (first == 255) {
      count = byteAt(at, limit) + (byteAt(at + 1, limit) << 8) + 0x7F00;
      at += 2;
    } else if (first >= 128) {
      count = (first - 128 << 8) + byteAt(at, limit);
      at++;
    }
    int used = 0;
    if (count > 0) {
      int modes = byteAt(at++, limit);
      if ((modes & 3) != 0) {
        throw new ZstdException("sequences have a reserved mode");
      }
      at = table(SequenceCodes.LITERALS, modes >>> 6, at, limit);
      at = table(SequenceCodes.OFFSETS, modes >>> 4 & 3, at, limit);
      at = table(SequenceCodes.MATCHES, modes >>> 2 & 3, at, limit);
      used = execute(new BackwardBits(in, at, limit), count);
    } else if (at != limit) {
      throw new ZstdException("a block does not end with its literals");
    }
    int rest = literalCount - used;
    requireRoom(rest);
    System.arraycopy(literals, used, out, done, rest);
    done += rest;
  }

  /** Finds a table by its mode; the place after what describes it. */
  private int table(SequenceCodes codes, int mode, int at, int limit) throws ZstdException {
    switch (mode) {
      case 0 -> tables.put(codes, codes.defaultTable());
      case 1 -> {
        int symbol = byteAt(at, limit);
        if (symbol > codes.highest()) {
          throw new ZstdException("a sequence has code " + symbol);
        }
        tables.put(codes, FseTable.constant(symbol));
        return at + 1;
      }
      case 2 -> {
        var description =
            FseTable.describe(new ForwardBits(in, at, limit), codes.highest(), codes.maxLog());
        tables.put(codes, FseTable.of(description.counts(), description.log()));
        return description.end();
      }
      default -> {
        if (!tables.containsKey(codes)) {
          throw new ZstdException("sequences repeat a table that is not there");
        }
      }
    }
    return at;
  }

  /** Copies literals and matches; how many literals were used. */
  private int execute(BackwardBits source, int count) throws ZstdException {
    FseTable literalTable = tables.get(SequenceCodes.LITERALS);
    FseTable offsetTable = tables.get(SequenceCodes.OFFSETS);
    FseTable matchTable = tables.get(SequenceCodes.MATCHES);
    int literalState = literalTable.begin(source);
    int offsetState = offsetTable.begin(source);
    int matchState = matchTable.begin(source);
    int used = 0;
    for (int i = 0; i < count; i++) {
      int offsetCode = offsetTable.symbol(offsetState);
      long offset = (1L << offsetCode) + source.read(offsetCode);
      int match = value(SequenceCodes.MATCHES, matchTable.symbol(matchState), source);
      int run = value(SequenceCodes.LITERALS, literalTable.symbol(literalState), source);
      if (i + 1 < count) {
        literalState = literalTable.next(literalState, source);
        matchState = matchTable.next(matchState, source);
        offsetState = offsetTable.next(offsetState, source);
      }
      if (run > literalCount - used) {
        throw new ZstdException("a sequence needs more literals than there are");
      }
      requireRoom(run);
      requireRoom(run + match);
      System.arraycopy(literals, used, out, done, run);
      used += run;
      done += run;
      copy(distance(offset, run == 0), match);
    }
    if (source.left() != 0) {
      throw new ZstdException("sequences do not end where their stream does");
    }
    return used;
  }

  private static int value(SequenceCodes codes, int code, BackwardBits source) {
    return codes.base(code) + source.read(codes.bits(code));
  }

  /** The three last distances have short names; which ones depends on whether literals came. */
  private int distance(long value, boolean noLiterals) throws ZstdException {
    if (value > 3) {
      return remember(value - 3, 2);
    }
    int which = (int) value - (noLiterals ? 0 : 1);
    return which == 3 ? remember(recent[0] - 1, 2) : remember(recent[which], which);
  }

  private int remember(long distance, int last) throws ZstdException {
    if (distance <= 0 || distance > done - frameStart) {
      throw new ZstdException("a match is " + distance + " bytes back at " + done);
    }
    System.arraycopy(recent, 0, recent, 1, last);
    recent[0] = (int) distance;
    return recent[0];
  }

  private void copy(int distance, int length) {
    if (distance >= length) {
      System.arraycopy(out, done - distance, out, done, length);
    } else {
      for (int i = done; i < done + length; i++) {
        out[i] = out[i - distance];
      }
    }
    done += length;
  }
}
