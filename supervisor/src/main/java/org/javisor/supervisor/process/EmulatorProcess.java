package org.javisor.supervisor.process;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.javisor.host.HostException;
import org.javisor.host.fd.Fd;
import org.javisor.host.process.ChildProcess;
import org.javisor.host.process.ExitStatus;
import org.javisor.host.signal.Signals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An emulator's process, watched from its first moment. */
public final class EmulatorProcess {
  private static final Logger LOG = LoggerFactory.getLogger(EmulatorProcess.class);

  /** How long a process that closed its monitor may take to be gone. */
  private static final int ENDING_SECONDS = 5;

  /** How long the rest of standard error may take once the process is gone. */
  private static final Duration DRAINING = Duration.ofSeconds(1);

  private final ChildProcess child;
  private final StderrTail tail = new StderrTail();
  private final CompletableFuture<EmulatorExit> exit = new CompletableFuture<>();
  private volatile boolean killAsked;

  private EmulatorProcess(ChildProcess child) {
    this.child = child;
  }

  /** Begins to wait for the child and to read its standard error, which is closed at its end. */
  static EmulatorProcess watch(ChildProcess child, Fd stderr) {
    EmulatorProcess process = new EmulatorProcess(child);
    Thread drain =
        Thread.ofPlatform()
            .daemon()
            .name("stderr-" + child.pid())
            .start(() -> process.drain(stderr));
    Thread.ofPlatform().daemon().name("wait-" + child.pid()).start(() -> process.awaitExit(drain));
    return process;
  }

  /** The process's number. */
  public int pid() {
    return child.pid();
  }

  /** Completed when the process has ended; never fails. */
  public CompletableFuture<EmulatorExit> exit() {
    return exit;
  }

  /** Whether {@link #kill} was called. */
  public boolean killAsked() {
    return killAsked;
  }

  /** Ends the process at once; nothing happens when it has ended. */
  public void kill() {
    killAsked = true;
    try {
      child.signal(Signals.KILL.number());
    } catch (HostException refused) {
      // The handle is closed once the process has ended; anything else cannot happen to a child.
      LOG.debug("emulator {} is not signalled: {}", pid(), refused.getMessage());
    }
  }

  /** Ends the process and waits. */
  public EmulatorExit killAndWait() {
    kill();
    return exit.join();
  }

  /** The end of a process that has closed its connections; one that lingers is killed. */
  public EmulatorExit awaitAfterDisconnect() throws InterruptedException {
    try {
      return exit.get(ENDING_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException _) {
      LOG.warn("emulator {} closed its monitor but did not end; it is killed", pid());
      return killAndWait();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException("an end never fails", impossible);
    }
  }

  /** Thread top. */
  private void awaitExit(Thread drain) {
    try {
      ExitStatus status = collect();
      // A grandchild may hold the pipe open; what the emulator itself wrote is there by then.
      drain.join(DRAINING);
      exit.complete(
          switch (status) {
            case ExitStatus.Exited(int code) -> new EmulatorExit(code, 0, tail.text());
            case ExitStatus.Signalled(int signal) -> new EmulatorExit(-1, signal, tail.text());
          });
    } catch (IOException | InterruptedException failed) {
      LOG.error("emulator {} cannot be waited for", pid(), failed);
      exit.completeExceptionally(failed);
    }
  }

  private ExitStatus collect() throws HostException {
    try (child) {
      return child.waitForExit();
    }
  }

  /** Thread top. */
  private void drain(Fd stderr) {
    byte[] chunk = new byte[8192];
    try (stderr) {
      for (int count = stderr.read(chunk, 0, chunk.length);
          count >= 0;
          count = stderr.read(chunk, 0, chunk.length)) {
        tail.append(chunk, count);
      }
    } catch (HostException failed) {
      LOG.warn("standard error of emulator {} cannot be read: {}", pid(), failed.getMessage());
    }
  }
}
