package org.javisor.system.gdb;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Finds packets in what a client sends: {@code $data#checksum}, with escapes. A packet's bytes are
 * its characters, each with a value below 256.
 */
final class PacketReader {
  /** What a packet may be long. */
  static final int MAX_LENGTH = 4096;

  private static final int ESCAPE = '}';
  private static final int ESCAPED_BIT = 0x20;

  /** Who is told what has come. */
  interface Listener {
    /** A packet, its checksum right unless that was not asked for. */
    void packet(String packet);

    /** A packet whose checksum is wrong. */
    void damaged();

    /** The client asks for the last answer again. */
    void again();

    /** The client wants the guest to stop. */
    void interrupt();
  }

  private enum State {
    BETWEEN,
    INSIDE,
    ESCAPED,
    TOO_LONG,
    FIRST_DIGIT,
    SECOND_DIGIT
  }

  private static final int BREAK = 3;

  private final Listener listener;
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private State state = State.BETWEEN;
  private boolean checks = true;
  private int sum;
  private int given;

  PacketReader(Listener listener) {
    this.listener = listener;
  }

  /** Forgets what has begun; checksums count again. */
  void reset() {
    state = State.BETWEEN;
    checks = true;
  }

  /** From now on checksums do not count. */
  void ignoreChecksums() {
    checks = false;
  }

  void accept(int value) {
    switch (state) {
      case BETWEEN -> between(value);
      case INSIDE -> inside(value);
      case ESCAPED -> {
        sum += value;
        state = State.INSIDE;
        keep(value ^ ESCAPED_BIT);
      }
      case TOO_LONG -> state = value == '#' ? State.BETWEEN : State.TOO_LONG;
      case FIRST_DIGIT -> {
        given = Character.digit(value, 16) << 4;
        state = State.SECOND_DIGIT;
      }
      case SECOND_DIGIT -> end(Character.digit(value, 16));
    }
  }

  private void between(int value) {
    switch (value) {
      case '$' -> begin();
      case '-' -> listener.again();
      case BREAK -> listener.interrupt();
      default -> {
        // An acknowledgement, or noise.
      }
    }
  }

  private void begin() {
    data.reset();
    sum = 0;
    state = State.INSIDE;
  }

  private void inside(int value) {
    switch (value) {
      case '#' -> state = State.FIRST_DIGIT;
      case '$' -> begin(); // The end of the one before got lost.
      case ESCAPE -> {
        sum += value;
        state = State.ESCAPED;
      }
      default -> {
        sum += value;
        keep(value);
      }
    }
  }

  private void keep(int value) {
    if (data.size() == MAX_LENGTH) {
      state = State.TOO_LONG;
    } else {
      data.write(value);
    }
  }

  private void end(int digit) {
    state = State.BETWEEN;
    if (checks && (given < 0 || digit < 0 || (given | digit) != (sum & 0xFF))) {
      listener.damaged();
    } else {
      listener.packet(data.toString(StandardCharsets.ISO_8859_1));
    }
  }
}
