package org.javisor.supervisor.console;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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
  private FileChannel channel;
  private boolean noted;

  private ConsoleLog(Path file, long capBytes, FileChannel channel) {
    this.file = file;
    this.capBytes = capBytes;
    this.channel = channel;
  }

  /** Opens the file for appending; a failure is the caller's, before the guest starts. */
  static ConsoleLog open(Path file, long capBytes) throws IOException {
    return new ConsoleLog(file, capBytes, append(file));
  }

  void write(byte[] bytes, int count) {
    try {
      if (channel.size() + count > capBytes && channel.size() > 0) {
        rotate();
      }
      ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, count);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
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

  private void rotate() throws IOException {
    Path old = file.resolveSibling(file.getFileName() + ".1");
    Files.move(file, old, StandardCopyOption.REPLACE_EXISTING);
    FileChannel fresh = append(file);
    channel.close();
    channel = fresh;
  }

  private static FileChannel append(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
