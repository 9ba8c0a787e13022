package org.javisor.backend.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Does what a frame's sender has left to do: adds checksums and cuts TCP segments.
 *
 * <p>Spec: RFC1071 (the sum); RFC791 3.1, RFC8200 3 and RFC9293 3.1 (the headers); IEEE 802.1Q 9.6
 * (tags).
 */
final class SoftwareOffload {
  /** A sender that cuts finer wastes our time only: its frame is dropped. */
  static final int MIN_SEGMENT = 64;

  private static final int ETHER_HEADER = 14;
  private static final int VLAN = 0x8100;
  private static final int TAG = 4;
  private static final int IPV4 = 0x0800;
  private static final int IPV6 = 0x86DD;
  private static final int IPV6_HEADER = 40;
  private static final int TCP = 6;
  private static final int TCP_HEADER = 20;
  private static final int TCP_CHECKSUM = 16;
  private static final int FIN = 0x01;
  private static final int PSH = 0x08;
  private static final int CWR = 0x80;

  private SoftwareOffload() {}

  /**
   * Where the headers of a TCP segment are.
   *
   * @param ip from the beginning of the frame, likewise
   * @param tcp the TCP header
   * @param payload what is cut
   */
  private record Layout(int ip, int tcp, int payload, boolean version6) {}

  /** What {@code frame} comes down to for one who can do {@code takes}; empty if it is no good. */
  static List<Frame> finish(Frame frame, Offload.Support takes) {
    Offload offload = frame.offload();
    if (offload.cut() != Offload.Cut.NONE) {
      return cut(frame, takes);
    }
    Frame copy = frame.copy();
    if (!addChecksum(copy.bytes(), offload)) {
      return List.of();
    }
    return List.of(Frame.of(copy.bytes()));
  }

  /** Whether there was room for one. */
  private static boolean addChecksum(byte[] bytes, Offload offload) {
    int start = offload.checksumStart();
    long place = (long) start + offload.checksumOffset();
    if (start < 0 || offload.checksumOffset() < 0 || place + 2 > bytes.length) {
      return false;
    }
    int sum = fold(sum(bytes, start, bytes.length - start, 0)) ^ 0xFFFF;
    put16(bytes, (int) place, sum == 0 ? 0xFFFF : sum);
    return true;
  }

  private static List<Frame> cut(Frame frame, Offload.Support takes) {
    Offload offload = frame.offload();
    Layout layout = layout(frame, offload.cut() == Offload.Cut.TCP6);
    if (layout == null || offload.segmentBytes() < MIN_SEGMENT) {
      return List.of();
    }
    List<Frame> pieces = new ArrayList<>();
    int at = layout.payload();
    do {
      int count = Math.min(offload.segmentBytes(), frame.length() - at);
      byte[] piece = Arrays.copyOf(frame.bytes(), layout.payload() + count);
      System.arraycopy(frame.bytes(), at, piece, layout.payload(), count);
      boolean last = at + count >= frame.length();
      number(piece, layout, at - layout.payload(), pieces.size());
      flags(piece, layout, pieces.isEmpty(), last);
      pieces.add(finished(piece, layout, takes.checksum() && offload.needsChecksum()));
      at += count;
    } while (at < frame.length());
    return pieces;
  }

  /** Null when it is not a TCP segment of this version, whole in its frame. */
  private static Layout layout(Frame frame, boolean version6) {
    byte[] bytes = frame.bytes();
    int length = frame.length();
    int ip = ETHER_HEADER;
    while (ip + TAG <= length && get16(bytes, ip - 2) == VLAN) {
      ip += TAG;
    }
    if (ip + IPV6_HEADER + TCP_HEADER > length
        && (version6 || ip + TCP_HEADER + TCP_HEADER > length)) {
      return null;
    }
    int tcp = version6 ? tcpBehind6(bytes, ip) : tcpBehind4(bytes, ip);
    if (tcp == 0 || tcp + TCP_HEADER > length) {
      return null;
    }
    int payload = tcp + (bytes[tcp + 12] >> 4 & 0xF) * 4;
    return payload < tcp + TCP_HEADER || payload > length
        ? null
        : new Layout(ip, tcp, payload, version6);
  }

  private static int tcpBehind4(byte[] bytes, int ip) {
    boolean tcp = get16(bytes, ip - 2) == IPV4 && bytes[ip] >> 4 == 4 && bytes[ip + 9] == TCP;
    int header = (bytes[ip] & 0xF) * 4;
    return tcp && header >= 20 ? ip + header : 0;
  }

  private static int tcpBehind6(byte[] bytes, int ip) {
    boolean tcp = get16(bytes, ip - 2) == IPV6 && bytes[ip] >> 4 == 6 && bytes[ip + 6] == TCP;
    return tcp ? ip + IPV6_HEADER : 0;
  }

  /** Lengths, the sequence number and IPv4's identification. */
  private static void number(byte[] piece, Layout layout, int sent, int index) {
    int ip = layout.ip();
    if (layout.version6()) {
      put16(piece, ip + 4, piece.length - layout.tcp());
    } else {
      put16(piece, ip + 2, piece.length - ip);
      put16(piece, ip + 4, get16(piece, ip + 4) + index);
      put16(piece, ip + 10, 0);
      put16(piece, ip + 10, fold(sum(piece, ip, layout.tcp() - ip, 0)) ^ 0xFFFF);
    }
    long sequence = (long) get16(piece, layout.tcp() + 4) << 16 | get16(piece, layout.tcp() + 6);
    long moved = sequence + sent;
    put16(piece, layout.tcp() + 4, (int) (moved >>> 16));
    put16(piece, layout.tcp() + 6, (int) moved);
  }

  /** FIN and PSH go with the last piece, CWR with the first. */
  private static void flags(byte[] piece, Layout layout, boolean first, boolean last) {
    int kept = 0xFF;
    if (!last) {
      kept &= ~(FIN | PSH);
    }
    if (!first) {
      kept &= ~CWR;
    }
    piece[layout.tcp() + 13] &= (byte) kept;
  }

  private static Frame finished(byte[] piece, Layout layout, boolean partial) {
    int length = piece.length - layout.tcp();
    int addresses = layout.ip() + (layout.version6() ? 8 : 12);
    int place = layout.tcp() + TCP_CHECKSUM;
    long pseudo = sum(piece, addresses, layout.version6() ? 32 : 8, (long) TCP + length);
    put16(piece, place, fold(pseudo));
    Offload left = new Offload(true, layout.tcp(), TCP_CHECKSUM, Offload.Cut.NONE, 0, 0);
    if (partial) {
      return new Frame(piece, piece.length, left);
    }
    addChecksum(piece, left);
    return Frame.of(piece);
  }

  /** The sum of 16-bit words in network order, the last byte padded with zero. */
  private static long sum(byte[] bytes, int from, int length, long start) {
    long sum = start;
    int end = from + length;
    for (int i = from; i + 1 < end; i += 2) {
      sum += get16(bytes, i);
    }
    return (length & 1) == 0 ? sum : sum + ((bytes[end - 1] & 0xFF) << 8);
  }

  private static int fold(long sum) {
    long folded = sum;
    while (folded >>> 16 != 0) {
      folded = (folded & 0xFFFF) + (folded >>> 16);
    }
    return (int) folded;
  }

  private static int get16(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
  }

  private static void put16(byte[] bytes, int at, int value) {
    bytes[at] = (byte) (value >>> 8);
    bytes[at + 1] = (byte) value;
  }
}
