package org.javisor.backend.chardev;

import java.io.IOException;
import java.util.List;
import org.javisor.host.fd.Fd;

/**
 * Telnet over another link: characters at a time, eight bits, no local echo. What the client says
 * about options is read and not acted on.
 */
final class TelnetLink implements Link {
  private static final int IAC = 255;
  private static final int DONT = 254;
  private static final int DO = 253;
  private static final int WILL = 251;
  private static final int SB = 250;
  private static final int BREAK = 243;
  private static final int SE = 240;
  private static final int BINARY = 0;
  private static final int ECHO = 1;
  private static final int GO_AHEAD = 3;
  private static final int TERMINAL_TYPE = 24;
  private static final int END_OF_RECORD = 25;

  private final Link inner;
  private final Runnable breakReceived;

  private enum State {
    DATA,
    COMMAND,
    OPTION,
    PARAMETERS,
    PARAMETERS_COMMAND
  }

  private State state = State.DATA;

  /**
   * Greets the client.
   *
   * @param forms whether the client is a terminal with forms, of the 3270 kind
   */
  TelnetLink(Link inner, boolean forms, Runnable breakReceived) throws IOException {
    this.inner = inner;
    this.breakReceived = breakReceived;
    int[] greeting =
        forms
            ? new int[] {
              IAC,
              DO,
              END_OF_RECORD,
              IAC,
              WILL,
              END_OF_RECORD,
              IAC,
              DO,
              BINARY,
              IAC,
              WILL,
              BINARY,
              IAC,
              DO,
              TERMINAL_TYPE,
              IAC,
              SB,
              TERMINAL_TYPE,
              1,
              IAC,
              SE
            }
            : new int[] {IAC, WILL, ECHO, IAC, WILL, GO_AHEAD, IAC, WILL, BINARY, IAC, DO, BINARY};
    byte[] bytes = new byte[greeting.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) greeting[i];
    }
    inner.send(bytes, 0, bytes.length);
  }

  /** As {@link Link#receive}; 0 when all that came was protocol. */
  @Override
  public int receive(byte[] buffer, List<Fd> descriptors) throws IOException {
    int length = inner.receive(buffer, descriptors);
    int kept = 0;
    for (int i = 0; i < length; i++) {
      if (isData(buffer[i] & 0xFF)) {
        buffer[kept++] = buffer[i];
      }
    }
    return length < 0 ? -1 : kept;
  }

  private boolean isData(int value) {
    switch (state) {
      case DATA -> {
        if (value != IAC) {
          return true;
        }
        state = State.COMMAND;
      }
      case COMMAND -> {
        state = afterCommand(value);
        if (value == BREAK) {
          breakReceived.run();
        }
        return value == IAC;
      }
      case OPTION -> state = State.DATA;
      case PARAMETERS -> state = value == IAC ? State.PARAMETERS_COMMAND : State.PARAMETERS;
      case PARAMETERS_COMMAND -> state = value == SE ? State.DATA : State.PARAMETERS;
    }
    return false;
  }

  private static State afterCommand(int value) {
    if (value == SB) {
      return State.PARAMETERS;
    }
    return value >= WILL && value <= DONT ? State.OPTION : State.DATA;
  }

  @Override
  public void send(byte[] data, int offset, int length) throws IOException {
    byte[] escaped = new byte[2 * length];
    int count = 0;
    for (int i = 0; i < length; i++) {
      byte value = data[offset + i];
      escaped[count++] = value;
      if (value == (byte) IAC) {
        escaped[count++] = value;
      }
    }
    inner.send(escaped, 0, count);
  }

  @Override
  public boolean hasMore() {
    return inner.hasMore();
  }

  @Override
  public void finish() {
    inner.finish();
  }

  @Override
  public void abort() {
    inner.abort();
  }

  @Override
  public void close() {
    inner.close();
  }
}
