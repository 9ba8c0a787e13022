package org.javisor.backend.chardev;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.javisor.host.Errno;
import org.javisor.host.HostException;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.OpenFlag;
import org.javisor.host.socket.UnixSocket;

/** Opens character devices. */
public final class Chardevs {
  private static final int BACKLOG = 1;
  private static final int SOCKET_PERMISSIONS = 0600;
  private static final int FILE_PERMISSIONS = 0666;
  private static final int MAX_PATH = 107;

  private Chardevs() {}

  /**
   * Opens what {@code config} describes; a descriptor in it belongs to the device or is closed.
   *
   * @throws ChardevException with the reason
   */
  public static Chardev open(ChardevConfig config) throws ChardevException {
    return switch (config) {
      case ChardevConfig.Null some -> new NullChardev(some.id());
      case ChardevConfig.Stdio some ->
          new StreamChardev(some.id(), "stdio", Optional.of(Fd.adopt(0)), Fd.adopt(1));
      case ChardevConfig.File file -> openFile(file);
      case ChardevConfig.Socket socket -> openSocket(socket);
    };
  }

  private static Chardev openFile(ChardevConfig.File file) throws ChardevException {
    OpenFlag how = file.append() ? OpenFlag.APPEND : OpenFlag.TRUNCATE;
    try {
      Fd fd = Fd.open(file.path(), AccessMode.WRITE_ONLY, FILE_PERMISSIONS, OpenFlag.CREATE, how);
      return new StreamChardev(file.id(), "file", Optional.empty(), fd);
    } catch (HostException e) {
      throw new ChardevException(
          "Could not open '" + file.path() + "': " + Errno.text(e.errno()), e);
    }
  }

  private static Chardev openSocket(ChardevConfig.Socket config) throws ChardevException {
    if (config.passed().isPresent()) {
      return adopt(config, config.passed().get());
    }
    if (config.path().isPresent()) {
      Path path = config.path().get();
      return config.server() ? listen(config, path) : connect(config, path);
    }
    throw new ChardevException("None or one of 'path', 'fd' or 'host' option required.");
  }

  private static SocketChardev adopt(ChardevConfig.Socket config, Fd passed)
      throws ChardevException {
    requireSocket(passed);
    try {
      if (config.server()) {
        UnixSocket.listen(passed, BACKLOG);
      }
      return new SocketChardev(config.id(), passed, config.server());
    } catch (HostException e) {
      passed.close();
      throw new ChardevException("Failed to listen on fd socket: " + Errno.text(e.errno()), e);
    }
  }

  private static void requireSocket(Fd passed) throws ChardevException {
    String problem = "File descriptor '" + passed.number() + "' is not a socket";
    try {
      if (passed.isSocket()) {
        return;
      }
    } catch (HostException e) {
      throw new ChardevException(problem, e);
    }
    passed.close();
    throw new ChardevException(problem);
  }

  private static SocketChardev listen(ChardevConfig.Socket config, Path path)
      throws ChardevException {
    checkLength(path);
    removeStaleSocket(path);
    try {
      return new SocketChardev(
          config.id(), UnixSocket.listen(path, SOCKET_PERMISSIONS, BACKLOG), true);
    } catch (HostException e) {
      throw new ChardevException(
          "Failed to bind socket to " + path + ": " + Errno.text(e.errno()), e);
    }
  }

  private static SocketChardev connect(ChardevConfig.Socket config, Path path)
      throws ChardevException {
    checkLength(path);
    try {
      return new SocketChardev(config.id(), UnixSocket.connect(path), false);
    } catch (HostException e) {
      throw new ChardevException(
          "Failed to connect to '" + path + "': " + Errno.text(e.errno()), e);
    }
  }

  /** An emulator that was killed leaves its socket's file; anything that is no socket stays. */
  private static void removeStaleSocket(Path path) throws ChardevException {
    try {
      if (Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isOther()) {
        Files.delete(path);
      }
    } catch (NoSuchFileException e) {
      return; // As it should be; if a folder is missing, binding tells.
    } catch (IOException e) {
      throw new ChardevException("Failed to unlink socket " + path + ": " + e.getMessage(), e);
    }
  }

  private static void checkLength(Path path) throws ChardevException {
    if (path.toString().getBytes(StandardCharsets.UTF_8).length > MAX_PATH) {
      throw new ChardevException(
          "UNIX socket path '" + path + "' is too long\nPath must be less than 108 bytes");
    }
  }
}
