package org.javisor.system.firmware;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A guest program's open files on the host, by handle; the console is one of them.
 *
 * <p>Spec: [SEMIHOSTING] 2.0, 7.1 (open modes), 7.4 (errors).
 */
final class HostFiles {
  private static final String CONSOLE = ":tt";
  private static final int MODES = 12;
  private static final int MAX_OPEN = 64;
  private static final int NO_ENTRY = 2;
  private static final int IO = 5;
  private static final int BAD_HANDLE = 9;
  private static final int DENIED = 13;
  private static final int INVALID = 22;
  private static final int TOO_MANY = 24;
  private static final long FAILED = -1;

  /** What is done with a path. */
  interface Action {
    void accept(Path path) throws IOException;
  }

  /** Empty for the console. */
  private final Map<Long, Optional<FileChannel>> open = new TreeMap<>();

  private int errno;

  /** Why the last call failed that did. */
  long errno() {
    return errno;
  }

  private long fail(int error) {
    errno = error;
    return FAILED;
  }

  private static int error(IOException e) {
    if (e instanceof NoSuchFileException) {
      return NO_ENTRY;
    }
    return e instanceof AccessDeniedException ? DENIED : IO;
  }

  /** A handle for {@code name}, or -1. */
  long open(String name, long mode) {
    if (mode < 0 || mode >= MODES || name.isEmpty()) {
      return fail(INVALID);
    }
    if (open.size() == MAX_OPEN) {
      return fail(TOO_MANY);
    }
    long handle = 1;
    while (open.containsKey(handle)) {
      handle++;
    }
    if (name.equals(CONSOLE)) {
      open.put(handle, Optional.empty());
      return handle;
    }
    try {
      open.put(handle, Optional.of(FileChannel.open(Path.of(name), options((int) mode))));
      return handle;
    } catch (InvalidPathException e) {
      return fail(NO_ENTRY);
    } catch (IOException e) {
      return fail(error(e));
    }
  }

  /** Modes come in fours: read, write, append; the upper two of four both read and write. */
  private static Set<OpenOption> options(int mode) {
    Set<OpenOption> options = new HashSet<>();
    boolean both = (mode & 2) != 0;
    switch (mode >>> 2) {
      case 0 -> options.add(StandardOpenOption.READ);
      case 1 -> {
        options.add(StandardOpenOption.CREATE);
        options.add(StandardOpenOption.TRUNCATE_EXISTING);
        options.add(StandardOpenOption.WRITE);
      }
      default -> {
        options.add(StandardOpenOption.CREATE);
        options.add(both ? StandardOpenOption.WRITE : StandardOpenOption.APPEND);
      }
    }
    if (both) {
      options.add(StandardOpenOption.READ);
      options.add(StandardOpenOption.WRITE);
    }
    return options;
  }

  long close(long handle) {
    Optional<FileChannel> closed = open.remove(handle);
    if (closed == null) {
      return fail(BAD_HANDLE);
    }
    try {
      if (closed.isPresent()) {
        closed.get().close();
      }
      return 0;
    } catch (IOException e) {
      return fail(error(e));
    }
  }

  /** 1 for the console, 0 for a file, -1 for nothing. */
  long isConsole(long handle) {
    Optional<FileChannel> file = open.get(handle);
    if (file == null) {
      return fail(BAD_HANDLE);
    }
    return file.isEmpty() ? 1 : 0;
  }

  private Optional<FileChannel> file(long handle) {
    return open.getOrDefault(handle, Optional.empty());
  }

  boolean write(long handle, byte[] bytes) {
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      FileChannel file = file(handle).orElse(null);
      while (file != null && buffer.hasRemaining()) {
        int _ = file.write(buffer);
      }
      return file != null || fail(BAD_HANDLE) >= 0;
    } catch (IOException | java.nio.channels.NonWritableChannelException e) {
      fail(IO);
      return false;
    }
  }

  /** How many bytes there were, -1 when it failed. */
  int read(long handle, byte[] bytes) {
    try {
      Optional<FileChannel> file = file(handle);
      return file.isPresent() ? file.get().read(ByteBuffer.wrap(bytes)) : (int) fail(BAD_HANDLE);
    } catch (IOException | java.nio.channels.NonReadableChannelException e) {
      return (int) fail(IO);
    }
  }

  long seek(long handle, long position) {
    Optional<FileChannel> file = file(handle);
    if (file.isEmpty() || position < 0) {
      return fail(file.isEmpty() ? BAD_HANDLE : INVALID);
    }
    try {
      file.get().position(position);
      return 0;
    } catch (IOException e) {
      return fail(error(e));
    }
  }

  long length(long handle) {
    Optional<FileChannel> file = file(handle);
    try {
      return file.isPresent() ? file.get().size() : fail(BAD_HANDLE);
    } catch (IOException e) {
      return fail(error(e));
    }
  }

  /** 0, or an error number as these calls give it. */
  long change(String name, Action action) {
    try {
      action.accept(Path.of(name));
      return 0;
    } catch (InvalidPathException e) {
      fail(NO_ENTRY);
      return NO_ENTRY;
    } catch (IOException e) {
      fail(error(e));
      return errno;
    }
  }
}
