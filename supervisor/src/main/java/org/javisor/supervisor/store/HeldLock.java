package org.javisor.supervisor.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A lock between processes, given back by {@link #close()} or by the end of the process. */
public final class HeldLock implements AutoCloseable {
  private final FileChannel channel;
  private final FileLock lock;

  private HeldLock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /** Waits until nobody else holds the lock. */
  public static HeldLock acquire(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      return new HeldLock(channel, channel.lock());
    } catch (IOException failed) {
      channel.close();
      throw failed;
    }
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      lock.release();
    }
  }
}
