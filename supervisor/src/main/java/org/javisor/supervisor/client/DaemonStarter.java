package org.javisor.supervisor.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.javisor.host.HostException;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.Pipe;
import org.javisor.host.process.ChildProcess;
import org.javisor.host.process.ExitStatus;
import org.javisor.host.process.Spawn;
import org.javisor.supervisor.api.ErrorCode;
import org.javisor.supervisor.api.VmException;

/**
 * Starts a daemon in a session of its own and waits until it serves. It says "ready" on its
 * standard output; a daemon that fails closes it without, and has said why on standard error. So
 * nothing is polled and nothing timed here either.
 */
final class DaemonStarter {
  private static final String READY = "ready\n";
  private static final String IDLE_SECONDS = "300";
  private static final int MOST_OUTPUT = 64 * 1024;

  private final Path program;
  private final Map<String, String> environment;

  DaemonStarter(Path program, Map<String, String> environment) {
    this.program = program;
    this.environment = environment;
  }

  /** Returns when clients can connect. */
  void start() throws IOException {
    try (Pipe out = Pipe.open();
        Pipe err = Pipe.open();
        ChildProcess child = spawn(out.writeEnd(), err.writeEnd())) {
      out.writeEnd().close();
      err.writeEnd().close();
      if (!text(out.readEnd()).equals(READY)) {
        throw failure(child, text(err.readEnd()).strip());
      }
    }
  }

  private ChildProcess spawn(Fd out, Fd err) throws HostException {
    try (Fd nothing = Fd.open(Path.of("/dev/null"), AccessMode.READ_WRITE)) {
      return Spawn.of(program)
          .arguments(List.of(program.toString(), "--on-demand", "--idle-exit", IDLE_SECONDS))
          .environment(environment)
          .workingDirectory(Path.of("/"))
          .descriptor(0, nothing)
          .descriptor(1, out)
          .descriptor(2, err)
          .start();
    }
  }

  /** Keeps the daemon's own reason, such as a directory that is not private. */
  private static VmException failure(ChildProcess child, String said) throws HostException {
    ExitStatus status = child.waitForExit();
    ErrorCode code = ErrorCode.DAEMON_UNREACHABLE;
    if (status instanceof ExitStatus.Exited(int exitCode)) {
      for (ErrorCode known : ErrorCode.values()) {
        code = known.exitCode() == exitCode && known != ErrorCode.FAILED ? known : code;
      }
    }
    return new VmException(
        code, "the daemon did not start: " + (said.isEmpty() ? status.toString() : said));
  }

  private static String text(Fd source) throws HostException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    byte[] chunk = new byte[1024];
    for (int count = source.read(chunk, 0, chunk.length);
        count >= 0 && text.size() < MOST_OUTPUT;
        count = source.read(chunk, 0, chunk.length)) {
      text.write(chunk, 0, count);
    }
    return text.toString(StandardCharsets.UTF_8);
  }
}
