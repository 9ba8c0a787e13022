package org.javisor.system.firmware;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Calls by which a bare program uses the host: files, console, time, exit. Calls of all harts are
 * served one at a time.
 *
 * <p>A guest that may call has the emulator's rights on the host's files: it is on only when asked
 * for.
 *
 * <p>Spec: [SEMIHOSTING] 2.0, 6 and 7. Unimplemented: SYSTEM, which fails.
 */
public final class Semihosting {
  private static final int OPEN = 0x01;
  private static final int CLOSE = 0x02;
  private static final int WRITEC = 0x03;
  private static final int WRITE0 = 0x04;
  private static final int WRITE = 0x05;
  private static final int READ = 0x06;
  private static final int READC = 0x07;
  private static final int ISERROR = 0x08;
  private static final int ISTTY = 0x09;
  private static final int SEEK = 0x0A;
  private static final int FLEN = 0x0C;
  private static final int REMOVE = 0x0E;
  private static final int RENAME = 0x0F;
  private static final int CLOCK = 0x10;
  private static final int TIME = 0x11;
  private static final int ERRNO = 0x13;
  private static final int GET_CMDLINE = 0x15;
  private static final int HEAPINFO = 0x16;
  private static final int EXIT = 0x18;
  private static final int EXIT_EXTENDED = 0x20;
  private static final int ELAPSED = 0x30;
  private static final int TICKFREQ = 0x31;

  private static final long FAILED = -1;
  private static final long APPLICATION_EXIT = 0x20026;
  private static final long NANOS_PER_HUNDREDTH = 10_000_000;
  private static final long TICKS_PER_SECOND = 1_000_000_000;
  private static final int MAX_TEXT = 4096;
  private static final int CHUNK = 1 << 16;

  /** Bytes of one transfer at most: the rest is reported as not transferred. */
  private static final long MAX_TRANSFER = 16 << 20;

  private final String commandLine;
  private final HostFiles files;

  /**
   * @param commandLine what GET_CMDLINE gives
   */
  public Semihosting(String commandLine) {
    this.commandLine = commandLine;
    this.files = new HostFiles();
  }

  /**
   * Serves call {@code operation}.
   *
   * @param parameter a1: a value, or where the words of the parameters are
   * @return what goes to a0
   */
  public synchronized long call(int operation, long parameter, SemihostingGuest guest) {
    return switch (operation) {
      case OPEN -> open(parameter, guest);
      case CLOSE -> files.close(word(parameter, 0, guest));
      case WRITEC -> {
        byte[] one = new byte[1];
        if (guest.read(parameter, one)) {
          guest.putConsole(one[0] & 0xFF);
        }
        yield 0;
      }
      case WRITE0 -> {
        for (byte value : text(parameter, MAX_TEXT, guest).getBytes(StandardCharsets.ISO_8859_1)) {
          guest.putConsole(value & 0xFF);
        }
        yield 0;
      }
      case WRITE -> write(parameter, guest);
      case READ -> read(parameter, guest);
      case READC -> guest.getConsole();
      case ISERROR -> word(parameter, 0, guest) < 0 ? 1 : 0;
      case ISTTY -> files.isConsole(word(parameter, 0, guest));
      case SEEK -> files.seek(word(parameter, 0, guest), word(parameter, 1, guest));
      case FLEN -> files.length(word(parameter, 0, guest));
      case REMOVE -> remove(parameter, guest);
      case RENAME -> rename(parameter, guest);
      case CLOCK -> guest.elapsedNanos() / NANOS_PER_HUNDREDTH;
      case TIME -> System.currentTimeMillis() / 1000;
      case ERRNO -> files.errno();
      case GET_CMDLINE -> giveCommandLine(parameter, guest);
      case HEAPINFO -> store(word(parameter, 0, guest), guest, 0, 0, 0, 0);
      case EXIT, EXIT_EXTENDED -> {
        long reason = word(parameter, 0, guest);
        guest.exit(reason == APPLICATION_EXIT ? (int) word(parameter, 1, guest) & 0xFF : 1);
        yield 0;
      }
      case ELAPSED -> store(parameter, guest, guest.elapsedNanos());
      case TICKFREQ -> TICKS_PER_SECOND;
      default -> FAILED;
    };
  }

  private static long word(long parameter, int number, SemihostingGuest guest) {
    byte[] bytes = new byte[Long.BYTES];
    return guest.read(parameter + 8L * number, bytes)
        ? ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong()
        : FAILED;
  }

  private static long store(long address, SemihostingGuest guest, long... words) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * words.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long word : words) {
      bytes.putLong(word);
    }
    return guest.write(address, bytes.array(), bytes.capacity()) ? 0 : FAILED;
  }

  /** The text at {@code address}, to its zero or to {@code limit} bytes. */
  private static String text(long address, long limit, SemihostingGuest guest) {
    StringBuilder text = new StringBuilder();
    byte[] one = new byte[1];
    while (text.length() < limit && guest.read(address + text.length(), one) && one[0] != 0) {
      text.append((char) (one[0] & 0xFF));
    }
    return text.toString();
  }

  /** The path that words of the parameters describe; empty when there is none. */
  private static String name(long parameter, int number, int lengthAt, SemihostingGuest guest) {
    long length = word(parameter, lengthAt, guest);
    if (length <= 0 || length > MAX_TEXT) {
      return "";
    }
    byte[] bytes = new byte[(int) length];
    boolean read = guest.read(word(parameter, number, guest), bytes);
    return read ? new String(bytes, StandardCharsets.UTF_8) : "";
  }

  private long open(long parameter, SemihostingGuest guest) {
    String name = name(parameter, 0, 2, guest);
    return files.open(name, word(parameter, 1, guest));
  }

  private long write(long parameter, SemihostingGuest guest) {
    long handle = word(parameter, 0, guest);
    long address = word(parameter, 1, guest);
    long wanted = word(parameter, 2, guest);
    long done = 0;
    while (done < Math.min(wanted, MAX_TRANSFER)) {
      byte[] bytes = new byte[(int) Math.min(CHUNK, wanted - done)];
      if (!guest.read(address + done, bytes)) {
        break;
      }
      if (files.isConsole(handle) == 1) {
        for (byte value : bytes) {
          guest.putConsole(value & 0xFF);
        }
      } else if (!files.write(handle, bytes)) {
        break;
      }
      done += bytes.length;
    }
    return wanted - done;
  }

  private long read(long parameter, SemihostingGuest guest) {
    long handle = word(parameter, 0, guest);
    long address = word(parameter, 1, guest);
    long wanted = word(parameter, 2, guest);
    long done = 0;
    while (done < Math.min(wanted, MAX_TRANSFER)) {
      byte[] bytes = new byte[(int) Math.min(CHUNK, wanted - done)];
      int count = files.isConsole(handle) == 1 ? typed(bytes, guest) : files.read(handle, bytes);
      if (count <= 0 || !guest.write(address + done, bytes, count)) {
        break;
      }
      done += count;
      if (count < bytes.length) {
        break;
      }
    }
    return wanted - done;
  }

  private static int typed(byte[] bytes, SemihostingGuest guest) {
    int next = guest.getConsole();
    if (next < 0) {
      return 0;
    }
    bytes[0] = (byte) next;
    return 1;
  }

  private long remove(long parameter, SemihostingGuest guest) {
    return files.change(name(parameter, 0, 1, guest), java.nio.file.Files::delete);
  }

  private long rename(long parameter, SemihostingGuest guest) {
    String target = name(parameter, 2, 3, guest);
    return files.change(name(parameter, 0, 1, guest), source -> move(source, target));
  }

  private static void move(Path source, String target) throws IOException {
    try {
      Path moved = java.nio.file.Files.move(source, Path.of(target));
      if (moved.toString().isEmpty()) {
        throw new IOException("no name");
      }
    } catch (InvalidPathException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private long giveCommandLine(long parameter, SemihostingGuest guest) {
    byte[] bytes = (commandLine + "\0").getBytes(StandardCharsets.UTF_8);
    long address = word(parameter, 0, guest);
    if (word(parameter, 1, guest) < bytes.length || !guest.write(address, bytes, bytes.length)) {
      return FAILED;
    }
    return store(parameter, guest, address, bytes.length - 1L);
  }
}
