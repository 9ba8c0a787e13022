package org.javisor.system.gdb;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.javisor.qmp.api.RunState;
import org.javisor.system.gdb.Debuggee.Motion;
import org.javisor.system.gdb.Debuggee.Place;
import org.javisor.system.gdb.Debuggee.Point;
import org.javisor.system.gdb.Debuggee.PointKind;

/**
 * One client's commands, after the packets have been found. An answer of {@link #SILENT} is none.
 *
 * <p>Spec: [GDB-RSP] "Packets", "Stop Reply Packets", "Requirements of vCont".
 */
final class GdbSession {
  /** There is no answer, at least not yet. */
  static final String SILENT = "\0";

  static final String OK = "OK";

  /** What a client is told about a packet that nobody knows. */
  static final String UNKNOWN = "";

  private static final int TRAP = 5;

  /** Memory takes two digits a byte. */
  static final int MAX_BYTES = PacketReader.MAX_LENGTH / 2;

  private final Debuggee guest;
  private final GdbQueries queries;

  private int chosen;
  private int running;
  private boolean stopAwaited;
  private boolean named;

  /**
   * @param wire what the session asks of its connection
   */
  GdbSession(Debuggee guest, Wire wire) {
    this.guest = guest;
    this.queries = new GdbQueries(guest, this, wire);
  }

  /** What a session asks of its connection. */
  interface Wire {
    /** Sends a packet besides the answer. */
    void send(String packet);

    /** From now on packets are not acknowledged. */
    void stopAcknowledging();
  }

  /** A client has come: the guest stops. */
  void begin() {
    chosen = 0;
    running = 0;
    stopAwaited = false;
    named = false;
    queries.begin();
    guest.stop();
  }

  /** Processes are named in threads from now on. */
  void nameProcesses() {
    named = true;
  }

  /** The client has asked for a stop. */
  void interrupt() {
    stopAwaited = true;
    guest.stop();
  }

  /** The guest has stopped: what the client is told, if it waits for it. */
  String stopped(RunState state) {
    Optional<StopReason> reason = guest.takeReason();
    if (!stopAwaited || state == RunState.SAVE_VM || state == RunState.RESTORE_VM) {
      return SILENT;
    }
    stopAwaited = false;
    if (reason.isPresent()) {
      chosen = reason.get().cpu();
      running = chosen;
    }
    return stopReply(signal(state), reason.flatMap(StopReason::watched));
  }

  /** The guest is no more: what the client is told, if it waits for it. */
  String ended(int code) {
    String digits = Integer.toHexString(code & 0xFF);
    return stopAwaited ? "W" + (digits.length() < 2 ? "0" : "") + digits : SILENT;
  }

  private static int signal(RunState state) {
    return switch (state) {
      case PAUSED -> 2;
      case SHUTDOWN -> 3;
      case INTERNAL_ERROR -> 6;
      case WATCHDOG -> 14;
      case IO_ERROR -> 17;
      case FINISH_MIGRATE -> 24;
      default -> TRAP;
    };
  }

  private String stopReply(int signal, Optional<Point> watched) {
    StringBuilder text = new StringBuilder("T");
    text.append(signal < 16 ? "0" : "").append(Integer.toHexString(signal));
    text.append("thread:").append(thread(chosen)).append(';');
    if (watched.isPresent()) {
      text.append(
          switch (watched.get().kind()) {
            case READ -> "rwatch:";
            case ACCESS -> "awatch:";
            case BREAKPOINT, HARDWARE_BREAKPOINT, WRITE -> "watch:";
          });
      text.append(Long.toHexString(watched.get().address())).append(';');
    }
    return text.toString();
  }

  /** A CPU as a thread. */
  String thread(int cpu) {
    String number = Integer.toHexString(cpu + 1);
    String two = number.length() < 2 ? "0" + number : number;
    return named ? "p01." + two : two;
  }

  /** The CPU that registers and memory are asked of. */
  int chosen() {
    return chosen;
  }

  /** Carries out a packet; the answer. */
  String execute(String packet) {
    if (packet.isEmpty()) {
      return UNKNOWN;
    }
    String rest = packet.substring(1);
    try {
      return switch (packet.charAt(0)) {
        case '!' -> OK;
        case '?' -> reason();
        case 'C', 'c' -> go(rest, packet.charAt(0) == 'C', Motion.RUN);
        case 'D' -> detach(rest);
        case 'G' -> setRegisters(rest);
        case 'H' -> choose(rest);
        case 'M' -> write(rest, false);
        case 'P' -> setRegister(rest);
        case 'Q', 'q' -> queries.execute(packet);
        case 'R' -> restart();
        case 'S', 's' -> go(rest, packet.charAt(0) == 'S', Motion.STEP);
        case 'T' -> alive(rest);
        case 'X' -> write(rest, true);
        case 'Z' -> point(rest, true);
        case 'g' -> registers();
        case 'k' -> kill();
        case 'm' -> read(rest);
        case 'p' -> register(rest);
        case 'v' -> verbose(packet);
        case 'z' -> point(rest, false);
        default -> UNKNOWN;
      };
    } catch (GdbError e) {
      return e.answer();
    }
  }

  /** {@code ?} is a client's first question: points of another one are gone. */
  private String reason() {
    guest.removeAll();
    return stopReply(TRAP, Optional.empty());
  }

  private String kill() {
    guest.kill();
    return SILENT;
  }

  private String restart() {
    guest.reset();
    return SILENT;
  }

  private String detach(String rest) throws GdbError {
    if (!rest.isEmpty() && Hex.number(rest.substring(1)) != 1) {
      throw GdbError.invalid();
    }
    guest.removeAll();
    boolean _ = resume(Collections.nCopies(guest.cpus(), Motion.RUN));
    return OK;
  }

  private String choose(String rest) throws GdbError {
    if (rest.isEmpty()) {
      throw GdbError.invalid();
    }
    ThreadId thread = ThreadId.parse(rest.substring(1));
    int cpu = thread.isOne() ? thread.cpu(guest.cpus()) : -1;
    switch (rest.charAt(0)) {
      case 'g' -> chosen = cpu < 0 ? 0 : cpu;
      case 'c' -> running = cpu < 0 ? 0 : cpu;
      default -> throw GdbError.invalid();
    }
    return OK;
  }

  private String alive(String rest) throws GdbError {
    int _ = ThreadId.parse(rest).cpu(guest.cpus());
    return OK;
  }

  /**
   * {@code c}, {@code s} and their forms with a signal, which the guest does not get; perhaps with
   * an address to go on at. When a CPU steps, the others run meanwhile.
   */
  private String go(String rest, boolean signal, Motion motion) throws GdbError {
    String address = rest;
    if (signal) {
      int semicolon = rest.indexOf(';');
      int _ = Hex.smallNumber(semicolon < 0 ? rest : rest.substring(0, semicolon));
      address = semicolon < 0 ? "" : rest.substring(semicolon + 1);
    }
    if (!address.isEmpty()) {
      long pc = Hex.number(address);
      boolean _ = guest.setRegister(running, guest.description().pc(), pc);
    }
    List<Motion> motions = new ArrayList<>(Collections.nCopies(guest.cpus(), Motion.RUN));
    motions.set(running, motion);
    return goOn(motions);
  }

  private String goOn(List<Motion> motions) {
    stopAwaited = true;
    if (!resume(motions)) {
      stopAwaited = false;
      return stopReply(TRAP, Optional.empty());
    }
    return SILENT;
  }

  private boolean resume(List<Motion> motions) {
    return guest.resume(motions, queries.stepForm());
  }

  private String verbose(String packet) throws GdbError {
    if (packet.equals("vCont?")) {
      return "vCont;c;C;s;S";
    }
    if (packet.startsWith("vCont;")) {
      return continueEach(packet.substring("vCont;".length()));
    }
    if (packet.startsWith("vKill;")) {
      guest.kill();
      return OK;
    }
    if (packet.startsWith("vAttach;")) {
      if (Hex.number(packet.substring("vAttach;".length())) != 1) {
        throw GdbError.invalid();
      }
      return stopReply(TRAP, Optional.empty());
    }
    return UNKNOWN;
  }

  /** For each CPU the first action that is about it; those that none is about stay. */
  private String continueEach(String actions) throws GdbError {
    int cpus = guest.cpus();
    List<Motion> motions = new ArrayList<>(Collections.nCopies(cpus, Motion.STAY));
    for (String action : actions.split(";", -1)) {
      int colon = action.indexOf(':');
      String what = colon < 0 ? action : action.substring(0, colon);
      ThreadId who = new ThreadId(ThreadId.ALL);
      if (colon >= 0) {
        who = ThreadId.parse(action.substring(colon + 1));
      }
      Motion motion;
      switch (what.isEmpty() ? ' ' : what.charAt(0)) {
        case 'c', 'C' -> motion = Motion.RUN;
        case 's', 'S' -> motion = Motion.STEP;
        default -> {
          return UNKNOWN;
        }
      }
      int first = who.isOne() ? who.cpu(cpus) : who.thread() == ThreadId.ANY ? running : 0;
      int last = who.isOne() || who.thread() == ThreadId.ANY ? first : cpus - 1;
      for (int cpu = first; cpu <= last; cpu++) {
        if (motions.get(cpu) == Motion.STAY) {
          motions.set(cpu, motion);
        }
      }
    }
    return goOn(motions);
  }

  private String point(String rest, boolean add) throws GdbError {
    String[] parts = rest.split(",", -1);
    if (parts.length < 3) {
      throw GdbError.invalid();
    }
    PointKind kind;
    switch (parts[0]) {
      case "0" -> kind = PointKind.BREAKPOINT;
      case "1" -> kind = PointKind.HARDWARE_BREAKPOINT;
      case "2" -> kind = PointKind.WRITE;
      case "3" -> kind = PointKind.READ;
      case "4" -> kind = PointKind.ACCESS;
      default -> {
        return UNKNOWN;
      }
    }
    int semicolon = parts[2].indexOf(';');
    String size = semicolon < 0 ? parts[2] : parts[2].substring(0, semicolon);
    Point point = new Point(kind, Hex.number(parts[1]), Hex.number(size));
    if ((point.length() <= 0 && !point.isBreakpoint())
        || !(add ? guest.add(point) : guest.remove(point))) {
      throw GdbError.invalid();
    }
    return OK;
  }

  private String registers() throws GdbError {
    StringBuilder text = new StringBuilder();
    for (int number = 0; number < guest.description().core(); number++) {
      text.append(register(number));
    }
    return text.toString();
  }

  private String register(int number) throws GdbError {
    OptionalLong value = guest.register(chosen, number);
    if (value.isEmpty()) {
      throw GdbError.fault();
    }
    return Hex.ofRegister(value.getAsLong());
  }

  private String register(String rest) throws GdbError {
    return register(Hex.smallNumber(rest));
  }

  private String setRegisters(String rest) throws GdbError {
    byte[] bytes = Hex.bytes(rest);
    int count = Math.min(guest.description().core(), bytes.length / Long.BYTES);
    for (int number = 0; number < count; number++) {
      boolean _ = guest.setRegister(chosen, number, Hex.register(bytes, number * Long.BYTES));
    }
    return OK;
  }

  private String setRegister(String rest) throws GdbError {
    int equals = rest.indexOf('=');
    if (equals < 0) {
      throw GdbError.invalid();
    }
    int number = Hex.smallNumber(rest.substring(0, equals));
    byte[] bytes = Hex.bytes(rest.substring(equals + 1));
    if (bytes.length == 0 || !guest.setRegister(chosen, number, Hex.register(bytes, 0))) {
      throw GdbError.fault();
    }
    return OK;
  }

  private Place place(String address) throws GdbError {
    return new Place(chosen, Hex.number(address), queries.physicalMemory());
  }

  private String read(String rest) throws GdbError {
    int comma = rest.indexOf(',');
    if (comma < 0) {
      throw GdbError.invalid();
    }
    int length = Hex.smallNumber(rest.substring(comma + 1));
    if (length > MAX_BYTES) {
      throw GdbError.invalid();
    }
    Optional<byte[]> bytes = guest.read(place(rest.substring(0, comma)), length);
    if (bytes.isEmpty()) {
      throw GdbError.fault();
    }
    return Hex.of(bytes.get());
  }

  private String write(String rest, boolean binary) throws GdbError {
    int comma = rest.indexOf(',');
    int colon = rest.indexOf(':');
    if (comma < 0 || colon < comma) {
      throw GdbError.invalid();
    }
    String data = rest.substring(colon + 1);
    byte[] bytes = binary ? data.getBytes(StandardCharsets.ISO_8859_1) : Hex.bytes(data);
    if (bytes.length != Hex.smallNumber(rest.substring(comma + 1, colon))) {
      throw GdbError.invalid();
    }
    if (!guest.write(place(rest.substring(0, comma)), bytes)) {
      throw GdbError.fault();
    }
    return OK;
  }
}
