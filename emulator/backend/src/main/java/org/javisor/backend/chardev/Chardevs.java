package org.javisor.backend.chardev;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.javisor.backend.fdset.FdSetException;
import org.javisor.backend.fdset.FdSets;
import org.javisor.host.Errno;
import org.javisor.host.HostException;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.OpenFlag;
import org.javisor.host.terminal.PseudoTerminal;
import org.javisor.host.terminal.Terminal;

/**
 * Opens character devices.
 *
 * @param note takes what is worth telling an operator later on
 */
record Chardevs(FdSets fdSets, Consumer<String> note) {
  private static final long MAX_RING = 1 << 30;

  /**
   * Opens what {@code config} describes, but multiplexers and hubs.
   *
   * @throws ChardevException with the reason; then nothing stays open
   */
  BackendChardev open(ChardevConfig config, ChardevScope scope) throws ChardevException {
    BackendChardev.Base base = base(config.common());
    try {
      return open(config, scope, base);
    } catch (ChardevException e) {
      base.abandon();
      throw e;
    } catch (HostException e) {
      base.abandon();
      throw new ChardevException(e.getMessage(), e);
    }
  }

  private BackendChardev open(ChardevConfig config, ChardevScope scope, BackendChardev.Base base)
      throws ChardevException, HostException {
    return switch (config) {
      case ChardevConfig.Null _ -> new SinkChardev(base, "null");
      case ChardevConfig.Screen _ -> new SinkChardev(base, "vc");
      case ChardevConfig.Stdio stdio -> openStdio(stdio, base);
      case ChardevConfig.File file -> openFile(file, base);
      case ChardevConfig.Pipe pipe -> openPipe(pipe, base);
      case ChardevConfig.Pty pty -> openPty(pty, base);
      case ChardevConfig.Line line -> openLine(line, base);
      case ChardevConfig.Ringbuf ring -> openRingbuf(ring, base);
      case ChardevConfig.Udp udp -> openUdp(udp, base);
      case ChardevConfig.Socket socket -> openSocket(socket, scope, base);
      case ChardevConfig.Hub hub -> throw new IllegalArgumentException(hub.id());
      case ChardevConfig.Mux mux -> throw new IllegalArgumentException(mux.id());
    };
  }

  private BackendChardev.Base base(ChardevConfig.Common common) throws ChardevException {
    Optional<OutputLog> log = Optional.empty();
    if (common.logfile().isPresent()) {
      OpenFlag how = common.logAppend() ? OpenFlag.APPEND : OpenFlag.TRUNCATE;
      String name = common.logfile().get();
      try {
        log =
            Optional.of(
                new OutputLog(
                    HostFile.open(fdSets, name, AccessMode.WRITE_ONLY, OpenFlag.CREATE, how)));
      } catch (HostException e) {
        throw e.getCause() instanceof FdSetException set
            ? new ChardevException(set.getMessage(), e)
            : failure("Could not create '" + name + "'", e);
      }
    }
    try {
      return new BackendChardev.Base(common.id(), new FrontendSlot(), log);
    } catch (HostException e) {
      if (log.isPresent()) {
        log.get().close();
      }
      throw new ChardevException(e.getMessage(), e);
    }
  }

  private static BackendChardev openStdio(ChardevConfig.Stdio stdio, BackendChardev.Base base)
      throws HostException {
    Fd input = Fd.adopt(0);
    Runnable restore = () -> {};
    if (Terminal.isTerminal(input)) {
      restore = new TerminalKeeper(Terminal.console(input, stdio.signals()))::restore;
    }
    Link link =
        new StreamLink(Optional.of(input), Optional.of(Fd.adopt(1)), base.slot().wake(), restore);
    return new StreamChardev(base, new StreamChardev.Stream("stdio", link, true));
  }

  private BackendChardev openFile(ChardevConfig.File file, BackendChardev.Base base)
      throws ChardevException, HostException {
    OpenFlag how = file.append() ? OpenFlag.APPEND : OpenFlag.TRUNCATE;
    HostFile output = named(file.path(), AccessMode.WRITE_ONLY, OpenFlag.CREATE, how);
    Optional<HostFile> input = Optional.empty();
    if (file.input().isPresent()) {
      try {
        input = Optional.of(named(file.input().get(), AccessMode.READ_ONLY));
      } catch (ChardevException e) {
        output.close();
        throw e;
      }
    }
    return files("file", base, input, output);
  }

  private static BackendChardev files(
      String filename, BackendChardev.Base base, Optional<HostFile> input, HostFile output)
      throws HostException {
    Optional<Fd> source = input.isPresent() ? Optional.of(input.get().fd()) : Optional.empty();
    Link link =
        new StreamLink(
            source,
            Optional.of(output.fd()),
            base.slot().wake(),
            () -> {
              output.close();
              if (input.isPresent()) {
                input.get().close();
              }
            });
    return new StreamChardev(base, new StreamChardev.Stream(filename, link, input.isPresent()));
  }

  private HostFile named(String name, AccessMode access, OpenFlag... flags)
      throws ChardevException {
    try {
      return HostFile.open(fdSets, name, access, flags);
    } catch (HostException e) {
      throw failure("Could not open '" + name + "'", e);
    }
  }

  private BackendChardev openPipe(ChardevConfig.Pipe pipe, BackendChardev.Base base)
      throws ChardevException, HostException {
    Optional<HostFile> input = pipeEnd(pipe.path() + ".in");
    Optional<HostFile> output = pipeEnd(pipe.path() + ".out");
    if (input.isPresent() && output.isPresent()) {
      return files("pipe", base, input, output.get());
    }
    for (Optional<HostFile> half : List.of(input, output)) {
      if (half.isPresent()) {
        half.get().close();
      }
    }
    HostFile both = named(pipe.path(), AccessMode.READ_WRITE);
    return files("pipe", base, Optional.of(both), both);
  }

  private Optional<HostFile> pipeEnd(String name) {
    try {
      return Optional.of(HostFile.open(fdSets, name, AccessMode.READ_WRITE));
    } catch (HostException e) {
      return Optional.empty();
    }
  }

  private BackendChardev openLine(ChardevConfig.Line line, BackendChardev.Base base)
      throws ChardevException, HostException {
    HostFile both = named(line.path(), AccessMode.READ_WRITE, OpenFlag.NONBLOCK, OpenFlag.NOCTTY);
    try {
      if (Terminal.isTerminal(both.fd())) {
        Terminal.Saved _ = Terminal.serialLine(both.fd());
      }
    } catch (HostException e) {
      both.close();
      throw e;
    }
    return files("serial", base, Optional.of(both), both);
  }

  private static BackendChardev openPty(ChardevConfig.Pty pty, BackendChardev.Base base)
      throws ChardevException, HostException {
    PseudoTerminal terminal;
    try {
      terminal = PseudoTerminal.open();
    } catch (HostException e) {
      throw failure("Failed to open PTY", e);
    }
    Optional<Path> link = Optional.empty();
    try {
      try (Fd slave = Fd.open(terminal.path(), AccessMode.READ_WRITE, OpenFlag.NOCTTY)) {
        Terminal.Saved _ = Terminal.raw(slave);
      }
      if (pty.link().isPresent()) {
        link = Optional.of(Files.createSymbolicLink(Path.of(pty.link().get()), terminal.path()));
      }
      return new PtyChardev(base, terminal, link);
    } catch (HostException e) {
      terminal.close();
      throw failure("Failed to open PTY", e);
    } catch (IOException | InvalidPathException e) {
      terminal.close();
      throw new ChardevException("Failed to create PTY symlink: " + reason(e), e);
    }
  }

  private static String reason(Exception e) {
    return switch (e) {
      case NoSuchFileException _ -> Errno.ENOENT.text();
      case FileAlreadyExistsException _ -> Errno.EEXIST.text();
      case AccessDeniedException _ -> Errno.EACCES.text();
      default -> e.getMessage();
    };
  }

  private static BackendChardev openRingbuf(ChardevConfig.Ringbuf ring, BackendChardev.Base base)
      throws ChardevException {
    if (ring.size() <= 0 || (ring.size() & ring.size() - 1) != 0) {
      throw new ChardevException("size of ringbuf chardev must be power of two");
    }
    if (ring.size() > MAX_RING) {
      throw new ChardevException("size of ringbuf chardev must be at most " + MAX_RING);
    }
    return new RingbufChardev(base, (int) ring.size());
  }

  private static BackendChardev openUdp(ChardevConfig.Udp udp, BackendChardev.Base base)
      throws ChardevException, HostException {
    Optional<SocketTarget.Inet> local = Optional.empty();
    if (udp.local().isPresent()) {
      local = Optional.of(datagramAddress(udp.local().get()));
    }
    Fd socket = Sockets.datagrams(datagramAddress(udp.remote()), local);
    return new StreamChardev(
        base, new StreamChardev.Stream("udp", new DatagramLink(socket, base.slot().wake()), true));
  }

  private static SocketTarget.Inet datagramAddress(SocketTarget target) throws ChardevException {
    if (target instanceof SocketTarget.Inet inet) {
      return inet;
    }
    throw new ChardevException("socket type unsupported for datagram");
  }

  private BackendChardev openSocket(
      ChardevConfig.Socket socket, ChardevScope scope, BackendChardev.Base base)
      throws ChardevException, HostException {
    Optional<SocketRules.Protection> protection = SocketRules.check(socket, scope);
    List<Fd> listeners = List.of();
    Optional<Fd> connected = Optional.empty();
    if (socket.options().server()) {
      listeners = Sockets.listen(socket.target(), scope);
    } else if (socket.options().reconnect().intervalMillis() == 0
        || socket.target() instanceof SocketTarget.Descriptor) {
      connected = Optional.of(Sockets.connect(socket.target(), scope));
    }
    return new SocketChardev(
        base, new SocketChardev.Setup(socket, listeners, connected, protection, note));
  }

  private static ChardevException failure(String what, HostException reason) {
    return new ChardevException(what + ": " + Errno.text(reason.errno()), reason);
  }
}
