package org.javisor.system.gdb;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A session's questions and settings: packets that begin with q or Q.
 *
 * <p>Spec: [GDB-RSP] "General Query Packets"; QEMU: gdbstub, packets that begin with qqemu.
 */
final class GdbQueries {
  private static final int STEP_ENABLED = 1;
  private static final int WITHOUT_INTERRUPTS = 2;
  private static final int WITHOUT_TIME = 4;
  private static final int ALL_STEP_BITS = STEP_ENABLED | WITHOUT_INTERRUPTS | WITHOUT_TIME;
  private static final String TEXTS = "qXfer:features:read:";
  private static final String THREAD_NAME = "qThreadExtraInfo,";
  private static final String MONITOR = "qRcmd,";
  private static final String SET_STEP = "qqemu.sstep=";
  private static final String SET_PHYSICAL = "Qqemu.PhyMemMode:";

  private final Debuggee guest;
  private final GdbSession session;
  private final GdbSession.Wire wire;

  private int listed;
  private int stepBits = ALL_STEP_BITS;
  private boolean physical;

  GdbQueries(Debuggee guest, GdbSession session, GdbSession.Wire wire) {
    this.guest = guest;
    this.session = session;
    this.wire = wire;
  }

  /** A client has come. */
  void begin() {
    listed = 0;
    stepBits = ALL_STEP_BITS;
    physical = false;
  }

  /** Whether addresses of memory are physical. */
  boolean physicalMemory() {
    return physical;
  }

  Debuggee.StepForm stepForm() {
    return new Debuggee.StepForm(
        (stepBits & WITHOUT_INTERRUPTS) != 0, (stepBits & WITHOUT_TIME) != 0);
  }

  String execute(String packet) throws GdbError {
    int colon = packet.indexOf(':');
    return switch (colon < 0 ? packet : packet.substring(0, colon)) {
      case "qSupported" -> supported(packet);
      case "qAttached" -> "1";
      case "qC" -> "QC" + session.thread(session.chosen());
      case "qfThreadInfo" -> {
        listed = 0;
        yield nextThread();
      }
      case "qsThreadInfo" -> nextThread();
      case "qqemu.Supported" -> "sstepbits;sstep;PhyMemMode";
      case "qqemu.sstepbits" -> "ENABLE=1,NOIRQ=2,NOTIMER=4";
      case "qqemu.sstep" -> "0x" + Integer.toHexString(stepBits);
      case "qqemu.PhyMemMode" -> physical ? "1" : "0";
      case "QStartNoAckMode" -> {
        wire.stopAcknowledging();
        yield GdbSession.OK;
      }
      default -> longer(packet);
    };
  }

  private String longer(String packet) throws GdbError {
    if (packet.startsWith(TEXTS)) {
      return text(packet.substring(TEXTS.length()));
    }
    if (packet.startsWith(THREAD_NAME)) {
      return threadName(packet.substring(THREAD_NAME.length()));
    }
    if (packet.startsWith(MONITOR)) {
      return monitor(packet.substring(MONITOR.length()));
    }
    if (packet.startsWith(SET_STEP)) {
      int bits = Hex.smallNumber(packet.substring(SET_STEP.length()));
      if ((bits & ~ALL_STEP_BITS) != 0) {
        throw GdbError.invalid();
      }
      stepBits = bits;
      return GdbSession.OK;
    }
    if (packet.startsWith(SET_PHYSICAL)) {
      physical = Hex.number(packet.substring(SET_PHYSICAL.length())) != 0;
      return GdbSession.OK;
    }
    return GdbSession.UNKNOWN;
  }

  private String supported(String packet) {
    if (packet.contains("multiprocess+")) {
      session.nameProcesses();
    }
    return "PacketSize="
        + Integer.toHexString(PacketReader.MAX_LENGTH)
        + ";qXfer:features:read+;vContSupported+;multiprocess+;QStartNoAckMode+";
  }

  private String nextThread() {
    return listed < guest.cpus() ? "m" + session.thread(listed++) : "l";
  }

  private String threadName(String thread) throws GdbError {
    int cpu = ThreadId.parse(thread).cpu(guest.cpus());
    String state = guest.isStarted(cpu) ? "running" : "halted ";
    String text = "CPU#" + cpu + " [" + state + "]";
    return Hex.of(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** {@code ANNEX:OFFSET,LENGTH}: a piece of a text. */
  private String text(String rest) throws GdbError {
    int colon = rest.indexOf(':');
    int comma = rest.indexOf(',', colon + 1);
    if (colon < 0 || comma < 0) {
      throw GdbError.invalid();
    }
    Optional<String> text = guest.description().text(rest.substring(0, colon));
    int from = Hex.smallNumber(rest.substring(colon + 1, comma));
    int length = Math.min(Hex.smallNumber(rest.substring(comma + 1)), GdbSession.MAX_BYTES);
    if (text.isEmpty() || from > text.get().length()) {
      throw GdbError.nothing();
    }
    int end = Math.min(text.get().length(), from + length);
    return (end == text.get().length() ? "l" : "m") + text.get().substring(from, end);
  }

  /** What the monitor says comes in packets before the answer. */
  private String monitor(String digits) throws GdbError {
    String line = new String(Hex.bytes(digits), StandardCharsets.UTF_8);
    byte[] said = guest.monitor(line).getBytes(StandardCharsets.UTF_8);
    int piece = GdbSession.MAX_BYTES - 1;
    for (int from = 0; from < said.length; from += piece) {
      int end = Math.min(said.length, from + piece);
      wire.send("O" + Hex.of(Arrays.copyOfRange(said, from, end)));
    }
    return GdbSession.OK;
  }
}
