package org.javisor.host.terminal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicBoolean;
import org.javisor.host.HostException;
import org.javisor.host.fd.Fd;
import org.javisor.host.libc.Libc;

/** What we ask of a terminal. */
public final class Terminal {
  private static final int TERMIOS_BYTES = 60;
  private static final int TCSADRAIN = 1;
  private static final int TIOCGWINSZ = 0x5413;
  private static final int TIOCSWINSZ = 0x5414;
  private static final int B115200 = 0x1002;

  // struct termios: four words of flags, then a byte and the special characters
  private static final long INPUT = 0;
  private static final long OUTPUT = 4;
  private static final long CONTROL = 8;
  private static final long LOCAL = 12;
  private static final long SPECIAL = 17;
  private static final int VTIME = 5;
  private static final int VMIN = 6;
  private static final int INPUT_COOKED = 0x5EB; // IGNBRK to ICRNL but INPCK, and IXON
  private static final int OPOST = 1;
  private static final int CSIZE = 0x30;
  private static final int CS8 = 0x30;
  private static final int CREAD = 0x80;
  private static final int PARENB = 0x100;
  private static final int CLOCAL = 0x800;
  private static final int ISIG = 1;
  private static final int ICANON = 2;
  private static final int ECHO = 8;
  private static final int ECHONL = 0x40;
  private static final int IEXTEN = 0x8000;

  private Terminal() {}

  /** Size in characters. */
  public record WindowSize(int rows, int columns) {}

  /** Settings to put back. */
  public static final class Saved implements AutoCloseable {
    private final Fd fd;
    private final byte[] settings;
    private final AtomicBoolean restored = new AtomicBoolean();

    private Saved(Fd fd, byte[] settings) {
      this.fd = fd;
      this.settings = settings;
    }

    /** Restores the settings, once; safe from a shutdown hook. */
    @Override
    public void close() throws HostException {
      if (restored.compareAndSet(false, true)) {
        try (Arena arena = Arena.ofConfined()) {
          write(fd, arena.allocateFrom(ValueLayout.JAVA_BYTE, settings));
        }
      }
    }
  }

  /** Whether the descriptor is a terminal. */
  public static boolean isTerminal(Fd fd) throws HostException {
    int number = fd.hold();
    try (Arena arena = Arena.ofConfined()) {
      return Libc.TCGETATTR.call(number, arena.allocate(TERMIOS_BYTES, 8).address()) == 0;
    } finally {
      fd.letGo();
    }
  }

  /**
   * Passes every byte through at once in both directions: no echo, lines, signals or translation.
   *
   * @return what restores the settings of before
   * @throws HostException ENOTTY when it is no terminal
   */
  public static Saved raw(Fd fd) throws HostException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment settings = read(fd, arena);
      Saved saved = new Saved(fd, settings.toArray(ValueLayout.JAVA_BYTE));
      Libc.CFMAKERAW.call(settings.address());
      write(fd, settings);
      return saved;
    }
  }

  /**
   * What a guest's console needs: input at once and as it is, output with line ends translated.
   *
   * @param signals whether keys like Ctrl-C still send signals to this process
   * @throws HostException ENOTTY when it is no terminal
   */
  public static Saved console(Fd fd, boolean signals) throws HostException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment settings = read(fd, arena);
      final Saved saved = new Saved(fd, settings.toArray(ValueLayout.JAVA_BYTE));
      change(settings, INPUT, INPUT_COOKED, 0);
      change(settings, OUTPUT, 0, OPOST);
      change(settings, CONTROL, CSIZE | PARENB, CS8);
      change(settings, LOCAL, ECHO | ECHONL | ICANON | IEXTEN | (signals ? 0 : ISIG), 0);
      settings.set(JAVA_BYTE, SPECIAL + VMIN, (byte) 1);
      settings.set(JAVA_BYTE, SPECIAL + VTIME, (byte) 0);
      write(fd, settings);
      return saved;
    }
  }

  private static void change(MemorySegment settings, long word, int clear, int set) {
    settings.set(JAVA_INT, word, settings.get(JAVA_INT, word) & ~clear | set);
  }

  /** As {@link #raw}, at 115200 bits a second, 8 bits, no parity. */
  public static Saved serialLine(Fd fd) throws HostException {
    Saved saved = raw(fd);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment settings = read(fd, arena);
      long _ = Libc.CFSETSPEED.call(settings.address(), B115200);
      change(settings, CONTROL, 0, CREAD | CLOCAL);
      write(fd, settings);
    }
    return saved;
  }

  /** Holds a serial line in the break state for a quarter of a second or so. */
  public static void sendBreak(Fd fd) throws HostException {
    int number = fd.hold();
    try {
      HostException.check(Libc.TCSENDBREAK.call(number, 0), "send break on", fd.toString());
    } finally {
      fd.letGo();
    }
  }

  private static MemorySegment read(Fd fd, Arena arena) throws HostException {
    MemorySegment settings = arena.allocate(TERMIOS_BYTES, 8);
    int number = fd.hold();
    try {
      HostException.check(
          Libc.TCGETATTR.call(number, settings.address()),
          "read terminal settings of",
          fd.toString());
      return settings;
    } finally {
      fd.letGo();
    }
  }

  private static void write(Fd fd, MemorySegment settings) throws HostException {
    int number = fd.hold();
    try {
      long result;
      do {
        result = Libc.TCSETATTR.call(number, TCSADRAIN, settings.address());
      } while (Libc.interrupted(result));
      HostException.check(result, "set terminal settings of", fd.toString());
    } finally {
      fd.letGo();
    }
  }

  /**
   * The window's size, 0 by 0 when the terminal does not know.
   *
   * @throws HostException ENOTTY when it is no terminal
   */
  public static WindowSize windowSize(Fd fd) throws HostException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(8, 8);
      window(fd, TIOCGWINSZ, size);
      return new WindowSize(
          Short.toUnsignedInt(size.get(JAVA_SHORT, 0)),
          Short.toUnsignedInt(size.get(JAVA_SHORT, 2)));
    }
  }

  /** Sets the size that programs on the terminal see, and tells them. */
  public static void setWindowSize(Fd fd, WindowSize wanted) throws HostException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(8, 8);
      size.set(JAVA_SHORT, 0, (short) wanted.rows);
      size.set(JAVA_SHORT, 2, (short) wanted.columns);
      window(fd, TIOCSWINSZ, size);
    }
  }

  private static void window(Fd fd, int request, MemorySegment size) throws HostException {
    int number = fd.hold();
    try {
      HostException.check(
          Libc.IOCTL.call(number, request, size.address()), "query window of", fd.toString());
    } finally {
      fd.letGo();
    }
  }
}
