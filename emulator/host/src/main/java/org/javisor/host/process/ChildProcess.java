package org.javisor.host.process;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;
import org.javisor.host.Errno;
import org.javisor.host.HostException;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.Poller;
import org.javisor.host.libc.Libc;
import org.javisor.host.signal.Signals;

/**
 * A process that we started, held by a handle that never comes to mean another process. Closing
 * gives up the handle and leaves the process alone; one that still runs then cannot be waited for
 * any more.
 */
public final class ChildProcess implements AutoCloseable {
  private static final int SYS_PIDFD_SEND_SIGNAL = 424;
  private static final int SYS_PIDFD_OPEN = 434;
  private static final int P_PIDFD = 3;
  private static final int WNOHANG = 1;
  private static final int WEXITED = 4;
  private static final int CLD_EXITED = 1;

  // siginfo_t of a child: si_code 8, si_pid 16, si_status 24
  private static final long SIGINFO_BYTES = 128;
  private static final long SI_CODE = 8;
  private static final long SI_PID = 16;
  private static final long SI_STATUS = 24;

  private final int pid;
  private final Path executable;
  private final Fd pidfd;

  /** Set once, under the lock of this object, by who collects the process. */
  private volatile Optional<ExitStatus> status = Optional.empty();

  private ChildProcess(int pid, Path executable, Fd pidfd) {
    this.pid = pid;
    this.executable = executable;
    this.pidfd = pidfd;
  }

  /**
   * Takes charge of a child that nobody has collected, so that its pid cannot have been reused. One
   * that cannot be watched is ended at once.
   */
  static ChildProcess watch(int pid, Path executable) throws HostException {
    long number = Libc.SYSCALL.call(SYS_PIDFD_OPEN, pid, 0);
    if (number < 0) {
      HostException failure = HostException.last("watch", "process " + pid);
      Libc.KILL.call(pid, Signals.KILL.number());
      long collected;
      do {
        collected = Libc.WAITPID.call(pid, 0, 0);
      } while (Libc.interrupted(collected));
      throw failure;
    }
    return new ChildProcess(pid, executable, Fd.adopt((int) number));
  }

  public int pid() {
    return pid;
  }

  /** What was started. */
  public Path executable() {
    return executable;
  }

  /** Readable once the process has ended, for a {@link Poller}; not to be closed by others. */
  public Fd pidfd() {
    return pidfd;
  }

  /** Waits for the end; any number of threads may. */
  public ExitStatus waitForExit() throws HostException {
    Optional<ExitStatus> ended = exitStatus();
    while (ended.isEmpty()) {
      Poller.awaitReadable(pidfd, -1);
      ended = exitStatus();
    }
    return ended.get();
  }

  /** How the process ended, empty while it runs. */
  public Optional<ExitStatus> exitStatus() throws HostException {
    if (status.isEmpty()) {
      collect();
    }
    return status;
  }

  public boolean isAlive() throws HostException {
    return exitStatus().isEmpty();
  }

  private synchronized void collect() throws HostException {
    if (status.isPresent()) {
      return;
    }
    int fd = pidfd.hold();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(SIGINFO_BYTES, 8);
      HostException.check(
          Libc.WAITID.call(
              new Libc.Arguments(P_PIDFD, fd, info.address(), WEXITED | WNOHANG, 0, 0)),
          "wait for",
          "process " + pid);
      if (info.get(JAVA_INT, SI_PID) != 0) {
        int value = info.get(JAVA_INT, SI_STATUS);
        status =
            Optional.of(
                info.get(JAVA_INT, SI_CODE) == CLD_EXITED
                    ? new ExitStatus.Exited(value)
                    : new ExitStatus.Signalled(value));
      }
    } finally {
      pidfd.letGo();
    }
  }

  /**
   * Sends a signal.
   *
   * @return false when the process has ended and its status has been seen
   */
  public boolean signal(int number) throws HostException {
    int fd = pidfd.hold();
    try {
      long result =
          Libc.SYSCALL.call(new Libc.Arguments(SYS_PIDFD_SEND_SIGNAL, fd, number, 0, 0, 0));
      if (result != 0 && Libc.errno() != Errno.ESRCH.number()) {
        throw HostException.last("signal", "process " + pid);
      }
      return result == 0;
    } finally {
      pidfd.letGo();
    }
  }

  @Override
  public void close() {
    pidfd.close();
  }
}
