package org.javisor.system.gdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.javisor.qmp.api.RunState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Packets and their answers. */
class GdbSessionTest {
  private static final int FUZZ_PACKETS = Integer.getInteger("javisor.gdb.packets", 50_000);
  private static final long SEED = Long.getLong("javisor.gdb.seed", 20261125);

  private final FakeDebuggee guest = new FakeDebuggee();
  private final List<String> sent = new ArrayList<>();
  private boolean quiet;
  private final GdbSession session =
      new GdbSession(
          guest,
          new GdbSession.Wire() {
            @Override
            public void send(String packet) {
              sent.add(packet);
            }

            @Override
            public void stopAcknowledging() {
              quiet = true;
            }
          });

  /** In order: packet, answer; a minus stands for none. */
  private static final String[][] TRANSCRIPT = {
    {
      "qSupported",
      "PacketSize=1000;qXfer:features:read+;vContSupported+;multiprocess+;" + "QStartNoAckMode+"
    },
    {"?", "T05thread:01;"},
    {
      "qSupported:multiprocess+",
      "PacketSize=1000;qXfer:features:read+;vContSupported+;" + "multiprocess+;QStartNoAckMode+"
    },
    {"?", "T05thread:p01.01;"},
    {"", ""},
    {"!", "OK"},
    {"vMustReplyEmpty", ""},
    {"vCont?", "vCont;c;C;s;S"},
    {"qC", "QCp01.01"},
    {"qAttached", "1"},
    {"qAttached:1", "1"},
    {"qTStatus", ""},
    {"qOffsets", ""},
    {"qfThreadInfo", "mp01.01"},
    {"qsThreadInfo", "mp01.02"},
    {"qsThreadInfo", "l"},
    {"qThreadExtraInfo,p1.1", "4350552330205b72756e6e696e675d"},
    {"qThreadExtraInfo,p1.2", "4350552331205b68616c746564205d"},
    {"qThreadExtraInfo,p1.3", "E22"},
    {"T1", "OK"},
    {"Tp1.2", "OK"},
    {"Tp1.3", "E22"},
    {"T0", "E22"},
    {"P0=1122000000000000", "OK"},
    {"p0", "1122000000000000"},
    {"Hgp1.2", "OK"},
    {"p0", "0000000000000000"},
    {"G010000000000000002000000000000000300000000000000", "OK"},
    {"g", "010000000000000002000000000000000300000000000000"},
    {"Hg0", "OK"},
    {"g", "112200000000000000000000000000000000000000000000"},
    {"Hgp2.1", "E22"},
    {"Hg99", "E22"},
    {"H", "E22"},
    {"Hx1", "E22"},
    {"Hc-1", "OK"},
    {"p3", "E14"},
    {"pzz", "E22"},
    {"P3=00", "E14"},
    {"P0", "E22"},
    {"P0=zz", "E22"},
    {"m1000,4", "00000000"},
    {"M1000,2:abcd", "OK"},
    {"X1002,3:a}\u0003", "OK"},
    {"m1000,6", "abcd617d0300"},
    {"m1fff,1", "00"},
    {"m1fff,2", "E14"},
    {"mffffffffffffffff,2", "E14"},
    {"m1000,801", "E22"},
    {"m1000", "E22"},
    {"mzz,1", "E22"},
    {"m12345678123456789,1", "E22"},
    {"M1000,2:ab", "E22"},
    {"M1000:ab", "E22"},
    {"M0,1:ab", "E14"},
    {"Z0,1000,4", "OK"},
    {"Z1,1000,4", "OK"},
    {"Z2,1000,8", "OK"},
    {"Z3,1000,8", "OK"},
    {"Z4,1000,8", "OK"},
    {"Z5,1000,8", ""},
    {"Z2,1000,0", "E22"},
    {"Z2,1000", "E22"},
    {"z4,1000,8", "OK"},
    {"z4,1000,8", "E22"},
    {"qqemu.sstepbits", "ENABLE=1,NOIRQ=2,NOTIMER=4"},
    {"qqemu.sstep", "0x7"},
    {"qqemu.sstep=8", "E22"},
    {"qqemu.sstep=5", "OK"},
    {"qqemu.sstep", "0x5"},
    {"qqemu.PhyMemMode", "0"},
    {"Qqemu.PhyMemMode:1", "OK"},
    {"qqemu.PhyMemMode", "1"},
    {"qXfer:features:read:target.xml:0,15", "m<?xml version=\"1.0\"?>"},
    {"qXfer:features:read:target.xml:7e,100", "lxml\"/></target>"},
    {"qXfer:features:read:target.xml:1000,1", "E00"},
    {"qXfer:features:read:nope.xml:0,1", "E00"},
    {"qXfer:features:read:core.xml", "E22"},
    {"qXfer:nope:read:core.xml:0,1", ""},
    {"qRcmd,zz", "E22"},
    {"vCont;x", ""},
    {"vCont;", ""},
    {"vCont;s:p1.9", "E22"},
    {"vAttach;1", "T05thread:p01.01;"},
    {"vAttach;2", "E22"},
    {"D;2", "E22"},
    {"QStartNoAckMode", "OK"},
  };

  @BeforeEach
  void begin() {
    session.begin();
  }

  @Test
  void packetsHaveTheirAnswers() {
    for (String[] line : TRANSCRIPT) {
      assertEquals(line[1], session.execute(line[0]), line[0]);
    }
    assertTrue(quiet);
    assertEquals(4, guest.points.size());
    assertEquals("T05thread:p01.01;", session.execute("?"));
    assertEquals(List.of(), guest.points, "the first question forgets another client's points");
  }

  private void expectGo(String packet, String motions) {
    assertEquals(GdbSession.SILENT, session.execute(packet), packet);
    assertEquals(motions, guest.done.getLast(), packet);
    guest.running = false;
    assertEquals("T05thread:01;", session.stopped(RunState.DEBUG), packet);
  }

  @Test
  void threadsGoOnAsTheyAreTold() {
    expectGo("c", "[RUN, RUN]");
    expectGo("C05", "[RUN, RUN]");
    expectGo("s", "[STEP, RUN]");
    expectGo("S05;1000", "[STEP, RUN]");
    assertEquals(0x1000, guest.registers[0][2]);
    expectGo("vCont;c", "[RUN, RUN]");
    expectGo("vCont;s:1", "[STEP, STAY]");
    expectGo("vCont;s:1;c", "[STEP, RUN]");
    expectGo("vCont;s:p1.2;c:p1.-1", "[RUN, STEP]");
    expectGo("vCont;C05:2", "[STAY, RUN]");
    assertEquals("OK", session.execute("qqemu.sstep=1"));
    expectGo("vCont;s", "[STEP, STEP] interrupts");
    guest.needsReset = true;
    assertEquals("T05thread:01;", session.execute("c"));
  }

  @Test
  void aStopIsToldOnceAndOnlyToWhoWaits() {
    assertEquals(GdbSession.SILENT, session.stopped(RunState.PAUSED));
    assertEquals(GdbSession.SILENT, session.execute("c"));
    assertEquals(GdbSession.SILENT, session.stopped(RunState.SAVE_VM));
    assertEquals("T02thread:01;", session.stopped(RunState.PAUSED));
    assertEquals(GdbSession.SILENT, session.stopped(RunState.PAUSED));
    session.interrupt();
    assertEquals("T03thread:01;", session.stopped(RunState.SHUTDOWN));
    session.interrupt();
    assertEquals("W07", session.ended(7));
    Debuggee.Point point = new Debuggee.Point(Debuggee.PointKind.READ, 0x1008, 8);
    guest.reason = Optional.of(new StopReason(1, Optional.of(point)));
    session.interrupt();
    assertEquals("T05thread:02;rwatch:1008;", session.stopped(RunState.DEBUG));
    assertEquals("QC02", session.execute("qC"));
  }

  @Test
  void monitorCommandsAreCarriedOut() {
    assertEquals("OK", session.execute("qRcmd,696e666f"));
    assertEquals(List.of("O7361696420696e666f0d0a"), sent);
  }

  @Test
  void endsAreCarriedOut() {
    assertEquals("OK", session.execute("Z0,1000,4"));
    assertEquals("OK", session.execute("D;1"));
    assertEquals(List.of(), guest.points);
    assertEquals(GdbSession.SILENT, session.execute("R00"));
    assertEquals(GdbSession.SILENT, session.execute("k"));
    assertEquals("OK", session.execute("vKill;1"));
    assertEquals(List.of("[RUN, RUN]", "reset", "kill", "kill"), guest.done);
  }

  /** Whatever comes, there is an answer or silence, and nothing else. */
  @Test
  void damagedPacketsAreAnswered() {
    Random random = new Random(SEED);
    for (int i = 0; i < FUZZ_PACKETS; i++) {
      StringBuilder packet = new StringBuilder(TRANSCRIPT[random.nextInt(TRANSCRIPT.length)][0]);
      for (int change = random.nextInt(4); change > 0 && !packet.isEmpty(); change--) {
        int at = random.nextInt(packet.length());
        switch (random.nextInt(3)) {
          case 0 -> packet.deleteCharAt(at);
          case 1 -> packet.insert(at, (char) random.nextInt(256));
          default -> packet.setCharAt(at, "0123456789abcdef,;:.-=pzZ".charAt(random.nextInt(25)));
        }
      }
      String answer = session.execute(packet.toString());
      assertTrue(answer.length() <= PacketReader.MAX_LENGTH, packet::toString);
      guest.running = false;
      guest.done.clear();
      sent.clear();
    }
  }
}
