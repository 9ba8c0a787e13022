package org.javisor.backend.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NetPortTest {
  private static final String IPV4_TCP =
      "525400123456"
          + "52550a000202"
          + "0800"
          + "45000000"
          + "00010000"
          + "40060000"
          + "0a00020f"
          + "0a000202"
          + "04d20050"
          + "ffffff00"
          + "00000000"
          + "50990000"
          + "00000000";
  private static final String IPV6_TCP =
      "525400123456"
          + "52550a000202"
          + "86dd"
          + "60000000"
          + "00000640"
          + "fec00000000000000000000000000001"
          + "fec00000000000000000000000000002"
          + "04d20050"
          + "00000000"
          + "00000000"
          + "50180000"
          + "00000000";

  private static final class Receiver implements NetEndpoint {
    private final List<Frame> got = new ArrayList<>();
    private final List<Boolean> link = new ArrayList<>();
    private int room = Integer.MAX_VALUE;
    private int ready;

    @Override
    public boolean receive(Frame frame) {
      if (got.size() >= room) {
        return false;
      }
      got.add(frame.copy());
      return true;
    }

    @Override
    public void peerReady() {
      ready++;
    }

    @Override
    public void linkChanged(boolean up) {
      link.add(up);
    }
  }

  private final Receiver here = new Receiver();
  private final Receiver there = new Receiver();
  private final NetPort one = new NetPort("one", here, Offload.Support.NONE);
  private final NetPort other = new NetPort("other", there, Offload.Support.NONE);

  @Test
  void framesGetThroughWhileBothSwitchesAreOn() {
    assertTrue(one.send(Frame.of(new byte[60])), "nobody is there");
    NetPort.connect(one, other);
    assertTrue(one.send(Frame.of(new byte[61])));
    other.setLink(false);
    assertTrue(one.send(Frame.of(new byte[62])));
    assertFalse(one.isUp());
    other.setLink(true);
    assertTrue(one.send(Frame.of(new byte[63])));
    one.disconnect();
    assertTrue(one.send(Frame.of(new byte[64])));
    assertEquals(List.of(61, 63), there.got.stream().map(Frame::length).toList());
    assertEquals(List.of(true, false, true, false), here.link);
    assertEquals(List.of(true, false, true, false), there.link);
  }

  @Test
  void whoHasNoRoomTellsWhenItHas() {
    NetPort.connect(one, other);
    there.room = 1;
    assertTrue(one.send(Frame.of(new byte[60])));
    assertFalse(one.send(Frame.of(new byte[60])));
    there.room = 2;
    other.ready();
    assertEquals(1, here.ready);
    assertTrue(one.send(Frame.of(new byte[60])));
  }

  private static Frame uncut(String headers, int payload, Offload.Cut cut) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(HexFormat.of().parseHex(headers));
    for (int i = 0; i < payload; i++) {
      bytes.write(i * 7);
    }
    int tcp = cut == Offload.Cut.TCP4 ? 34 : 54;
    return new Frame(
        bytes.toByteArray(), bytes.size(), new Offload(true, tcp, 16, cut, 1000, tcp + 20));
  }

  private static int sum(byte[] bytes, int from, int to, int start) {
    int sum = start;
    for (int i = from; i < to; i++) {
      sum += (bytes[i] & 0xFF) << ((i - from) % 2 == 0 ? 8 : 0);
    }
    return (sum & 0xFFFF) + (sum >>> 16) & 0xFFFF;
  }

  @Test
  void segmentsAreCutForOneWhoCannot() {
    NetPort.connect(one, other);
    Frame whole = uncut(IPV4_TCP, 2501, Offload.Cut.TCP4);
    assertTrue(one.send(whole));
    assertEquals(List.of(1054, 1054, 555), there.got.stream().map(Frame::length).toList());
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    for (int i = 0; i < 3; i++) {
      Frame piece = there.got.get(i);
      byte[] bytes = piece.bytes();
      assertEquals(Offload.NONE, piece.offload());
      payload.write(bytes, 54, piece.length() - 54);
      assertEquals(piece.length() - 14, (bytes[16] & 0xFF) << 8 | bytes[17] & 0xFF);
      assertEquals(1 + i, bytes[19], "identification");
      assertEquals(0xFFFF, sum(bytes, 14, 34, 0), "the sum of the IP header");
      int pseudo = sum(bytes, 26, 34, 6 + piece.length() - 34);
      assertEquals(0xFFFF, sum(bytes, 34, piece.length(), pseudo), "the sum of the segment");
    }
    assertEquals("ffffff00", sequence(0));
    assertEquals("000002e8", sequence(1));
    assertEquals(0x90, there.got.get(0).bytes()[47] & 0xFF);
    assertEquals(0x10, there.got.get(1).bytes()[47]);
    assertEquals(0x19, there.got.get(2).bytes()[47]);
    assertArrayEquals(
        java.util.Arrays.copyOfRange(whole.bytes(), 54, whole.length()), payload.toByteArray());
  }

  private String sequence(int piece) {
    return HexFormat.of().formatHex(there.got.get(piece).bytes(), 38, 42);
  }

  @Test
  void segmentsOfIpv6AreCutToo() {
    NetPort.connect(one, other);
    assertTrue(one.send(uncut(IPV6_TCP, 1001, Offload.Cut.TCP6)));
    assertEquals(2, there.got.size());
    byte[] last = there.got.get(1).bytes();
    assertEquals(75, last.length);
    int pseudo = sum(last, 22, 54, 6 + 21);
    assertEquals(0xFFFF, sum(last, 54, 75, pseudo));
  }

  @Test
  void oneWhoCanGetsThemWhole() {
    NetPort.connect(one, other);
    other.setTakes(Offload.Support.ALL);
    Frame whole = uncut(IPV4_TCP, 2501, Offload.Cut.TCP4);
    assertTrue(one.send(whole));
    assertEquals(whole.offload(), there.got.getFirst().offload());
  }

  @Test
  void piecesThatFindNoRoomComeBeforeTheNextFrame() {
    NetPort.connect(one, other);
    there.room = 1;
    assertTrue(one.send(uncut(IPV4_TCP, 2500, Offload.Cut.TCP4)));
    assertFalse(one.send(Frame.of(new byte[60])));
    there.room = 3;
    other.ready();
    assertEquals(1, here.ready);
    there.room = 9;
    assertTrue(one.send(Frame.of(new byte[60])));
    assertEquals(List.of(1054, 1054, 554, 60), there.got.stream().map(Frame::length).toList());
  }

  @Test
  void whatCannotBeFinishedIsDropped() {
    NetPort.connect(one, other);
    for (int length = 0; length < 60; length++) {
      for (Offload.Cut cut : Offload.Cut.values()) {
        byte[] bytes = HexFormat.of().parseHex(IPV4_TCP.substring(0, Math.min(length, 54) * 2));
        Offload offload = new Offload(true, 60, 16, cut, 1000, 0);
        assertTrue(one.send(new Frame(bytes, bytes.length, offload)));
      }
    }
    Offload fine = new Offload(true, 34, 16, Offload.Cut.TCP4, 1, 0);
    byte[] whole = uncut(IPV4_TCP, 2501, Offload.Cut.TCP4).bytes();
    assertTrue(one.send(new Frame(whole, whole.length, fine)));
    assertEquals(6, there.got.size(), "headers alone are a segment without payload");
  }
}
