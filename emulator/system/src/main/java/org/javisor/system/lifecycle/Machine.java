package org.javisor.system.lifecycle;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.javisor.device.power.PowerControl;
import org.javisor.qmp.api.PowerdownEvent;
import org.javisor.qmp.api.QmpEvent;
import org.javisor.qmp.api.ResetEvent;
import org.javisor.qmp.api.ResumeEvent;
import org.javisor.qmp.api.RunState;
import org.javisor.qmp.api.ShutdownCause;
import org.javisor.qmp.api.ShutdownEvent;
import org.javisor.qmp.api.StopEvent;
import org.javisor.system.board.VirtBoard;
import org.javisor.system.firmware.BootException;

/**
 * A board and the state it is in. Requests may come from any thread but a vCPU's; those of guests
 * and signals do not wait.
 */
public final class Machine implements PowerControl {
  private final Policy policy;
  private final Consumer<QmpEvent> events;
  private final Consumer<String> errors;
  private final ExecutorService driver =
      Executors.newSingleThreadExecutor(
          task -> Thread.ofPlatform().name("lifecycle").daemon(true).unstarted(task));
  private final CompletableFuture<VirtBoard> board = new CompletableFuture<>();
  private final CompletableFuture<Integer> ended = new CompletableFuture<>();

  /** A guest can ask as often as it likes: one request of it waits at a time. */
  private final AtomicBoolean guestRequest = new AtomicBoolean();

  private volatile RunState state = RunState.PRELAUNCH;
  private volatile boolean everRan;

  /** What a guest's shutdown and reset come to. */
  public record Policy(boolean noReboot, boolean noShutdown) {}

  /**
   * @param events told what happens, on the driver thread
   * @param errors takes lines for the operator
   */
  public Machine(Policy policy, Consumer<QmpEvent> events, Consumer<String> errors) {
    this.policy = policy;
    this.events = events;
    this.errors = errors;
  }

  /** The machine has been built. */
  public void complete(VirtBoard built) {
    board.complete(built);
  }

  /** The board, once it has been built. */
  public VirtBoard board() {
    return board.join();
  }

  /** Completed with the exit code when the emulator is to end. */
  public CompletableFuture<Integer> ended() {
    return ended;
  }

  public RunState state() {
    return state;
  }

  public boolean isRunning() {
    return state == RunState.RUNNING;
  }

  /** Whether the guest has executed anything since the emulator began. */
  public boolean hasRun() {
    return everRan;
  }

  /** Stops the guest; no effect when it stands. */
  public void stop() {
    await(() -> halt(RunState.PAUSED));
  }

  /**
   * Lets the guest run; no effect when it does.
   *
   * @return false when it must be reset first
   */
  public boolean cont() {
    boolean[] allowed = {true};
    await(() -> {
      if (state == RunState.SHUTDOWN || state == RunState.INTERNAL_ERROR) {
        allowed[0] = false;
      } else if (state != RunState.RUNNING) {
        everRan = true;
        state = RunState.RUNNING;
        board().resume();
        events.accept(new ResumeEvent());
      }
    });
    return allowed[0];
  }

  /** Presses reset. */
  public void reset() {
    await(() -> reset(ShutdownCause.HOST_QMP_SYSTEM_RESET, false));
  }

  /** Presses the power button, of which this board has none that a guest could see. */
  public void powerdown() {
    await(() -> events.accept(new PowerdownEvent()));
  }

  /**
   * Ends the emulator; {@link #ended} completes once the caller has sent its answer and calls
   * {@link #finish}.
   */
  public void quit() {
    await(() -> events.accept(new ShutdownEvent(false, ShutdownCause.HOST_QMP_QUIT)));
  }

  /** Ends the emulator with {@code code}, unless it is ending already. */
  public void finish(int code) {
    ended.complete(code);
  }

  /** A termination signal has come. */
  public void signalled() {
    submit(() -> {
      events.accept(new ShutdownEvent(false, ShutdownCause.HOST_SIGNAL));
      finish(0);
    });
  }

  @Override
  public void guestShutdown(int exitCode) {
    if (guestRequest.compareAndSet(false, true)) {
      submit(() -> {
        guestRequest.set(false);
        shutdown(true, ShutdownCause.GUEST_SHUTDOWN, exitCode);
      });
    }
  }

  @Override
  public void guestReset() {
    if (guestRequest.compareAndSet(false, true)) {
      submit(() -> {
        guestRequest.set(false);
        reset(ShutdownCause.GUEST_RESET, true);
      });
    }
  }

  /** A bug of ours has stopped a CPU: the machine stays, for whoever wants to look. */
  public void failed(String dump) {
    errors.accept(dump);
    submit(() -> halt(RunState.INTERNAL_ERROR));
  }

  private void halt(RunState next) {
    if (state == RunState.RUNNING) {
      board().pause();
      state = next;
      events.accept(new StopEvent());
    }
  }

  private void shutdown(boolean guest, ShutdownCause cause, int exitCode) {
    boolean wasRunning = state == RunState.RUNNING;
    if (wasRunning) {
      board().pause();
    }
    events.accept(new ShutdownEvent(guest, cause));
    if (!policy.noShutdown()) {
      finish(exitCode);
    } else if (wasRunning) {
      state = RunState.SHUTDOWN;
      events.accept(new StopEvent());
    }
  }

  private void reset(ShutdownCause cause, boolean guest) {
    if (policy.noReboot()) {
      shutdown(guest, cause, 0);
      return;
    }
    boolean wasRunning = state == RunState.RUNNING;
    if (wasRunning) {
      board().pause();
    }
    try {
      board().reset();
    } catch (BootException e) {
      errors.accept("reset: " + e.getMessage());
      state = RunState.INTERNAL_ERROR;
      if (wasRunning) {
        events.accept(new StopEvent());
      }
      return;
    }
    events.accept(new ResetEvent(guest, cause));
    if (wasRunning) {
      board().resume();
    } else {
      state = RunState.PRELAUNCH;
    }
  }

  private void submit(Runnable action) {
    try {
      driver.execute(action);
    } catch (RejectedExecutionException e) {
      // The emulator is ending: nothing is left to change.
    }
  }

  private void await(Runnable action) {
    try {
      driver.submit(action).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RejectedExecutionException e) {
      // The emulator is ending.
    }
  }
}
