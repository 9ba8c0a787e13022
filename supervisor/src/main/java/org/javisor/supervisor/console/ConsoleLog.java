package org.javisor.supervisor.console;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that keeps the console's output. When it reaches its cap it becomes {@code NAME.1} and a
 * new one begins. A log that cannot be written is noted once per run; the guest does not notice.
 */
final class ConsoleLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConsoleLog.class);

  private final Path file;
  private final long capBytes;
  private Optional<FileChannel> channel = Optional.empty();
  private boolean noted;

  /** Appends to the file, which is opened at the first write. */
  ConsoleLog(Path file, long capBytes) {
    this.file = file;
    this.capBytes = capBytes;
  }

  void write(byte[] bytes, int count) {
    try {
      FileChannel out = room(count);
      ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, count);
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
    } catch (IOException failed) {
      if (!noted) {
        noted = true;
        LOG.warn("console log '{}' cannot be written: {}", file, failed.getMessage());
      }
    }
  }

  /** Whether output was lost because the file could not be written. */
  boolean failed() {
    return noted;
  }

  /** The open file, with room for more. */
  private FileChannel room(int count) throws IOException {
    FileChannel out = channel.isPresent() ? channel.get() : append();
    if (out.size() > 0 && out.size() + count > capBytes) {
      Path old = file.resolveSibling(file.getFileName() + ".1");
      Files.move(file, old, StandardCopyOption.REPLACE_EXISTING);
      channel = Optional.empty();
      out.close();
      out = append();
    }
    return out;
  }

  private FileChannel append() throws IOException {
    FileChannel opened =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    channel = Optional.of(opened);
    return opened;
  }

  @Override
  public void close() throws IOException {
    if (channel.isPresent()) {
      channel.get().close();
    }
  }
}
