package org.javisor.backend.file;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.javisor.backend.fdset.FdSetException;
import org.javisor.backend.fdset.FdSets;
import org.javisor.host.Errno;
import org.javisor.host.HostException;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.FileType;

/**
 * A file to read from its beginning, perhaps more than once: a path, opened each time, or a
 * descriptor taken out of a set and kept until this is closed, because its set may be gone when the
 * machine is reset.
 */
public final class InputFile implements Closeable {
  private static final int CHUNK = 1 << 16;

  private final Path path;
  private final Optional<FdSets.Opened> kept;

  private InputFile(Path path, Optional<FdSets.Opened> kept) {
    this.path = path;
    this.kept = kept;
  }

  /** The file at {@code path}; nothing is opened yet. */
  public static InputFile of(Path path) {
    return new InputFile(path, Optional.empty());
  }

  /**
   * The file that {@code path} names: a member of one of {@code sets} if it is such a name.
   *
   * @throws IOException when no member fits; its message is the reason
   */
  public static InputFile of(Path path, FdSets sets) throws IOException {
    if (!FdSets.isName(path.toString())) {
      return of(path);
    }
    try {
      return new InputFile(path, Optional.of(sets.open(path.toString(), AccessMode.READ_ONLY)));
    } catch (FdSetException e) {
      throw new IOException(e.errno().text(), e);
    }
  }

  /**
   * Opens it at its beginning.
   *
   * @throws IOException when it cannot be; its message is the reason, without the name
   */
  public Contents open() throws IOException {
    try {
      if (kept.isPresent()) {
        return new Contents(kept.get().fd(), false);
      }
      return new Contents(Fd.open(path, AccessMode.READ_ONLY), true);
    } catch (HostException e) {
      throw reason(e);
    }
  }

  /**
   * Everything in it.
   *
   * @param limit how many bytes it may have, less than 2 GiB
   * @throws IOException as {@link #open} does, or when it is larger
   */
  public byte[] readAll(int limit) throws IOException {
    try (Contents contents = open()) {
      byte[] all = contents.stream().readNBytes(limit + 1);
      if (all.length > limit) {
        throw new IOException("it is larger than " + (limit >> 10) + " KiB");
      }
      return all;
    }
  }

  private static IOException reason(HostException e) {
    return new IOException(Errno.text(e.errno()), e);
  }

  /** Lets go of a descriptor that was taken out of a set. */
  @Override
  public void close() {
    kept.ifPresent(FdSets.Opened::close);
  }

  /** The name as it was given. */
  @Override
  public String toString() {
    return path.toString();
  }

  /** An open file. A descriptor's own position is not used, others may share it. */
  public static final class Contents implements Closeable {
    private final Fd fd;
    private final boolean owned;
    private final boolean seekable;

    private Contents(Fd fd, boolean owned) throws HostException {
      this.fd = fd;
      this.owned = owned;
      FileType type = fd.fileType();
      this.seekable = type == FileType.REGULAR || type == FileType.BLOCK_DEVICE;
    }

    /** Fills {@code bytes} from {@code position}; fewer are read only at the end. */
    public int read(byte[] bytes, long position) throws IOException {
      try {
        return fd.pread(bytes, position);
      } catch (HostException e) {
        throw reason(e);
      }
    }

    /** Everything from the beginning; what cannot be sought is read as it comes, once. */
    public InputStream stream() {
      return new InputStream() {
        private long position;

        @Override
        public int read() throws IOException {
          byte[] one = new byte[1];
          return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
          if (length == 0) {
            return 0;
          }
          try {
            if (!seekable) {
              return fd.read(into, offset, length);
            }
            byte[] piece = new byte[Math.min(length, CHUNK)];
            int count = fd.pread(piece, position);
            System.arraycopy(piece, 0, into, offset, count);
            position += count;
            return count == 0 ? -1 : count;
          } catch (HostException e) {
            throw reason(e);
          }
        }
      };
    }

    @Override
    public void close() {
      if (owned) {
        fd.close();
      }
    }
  }
}
