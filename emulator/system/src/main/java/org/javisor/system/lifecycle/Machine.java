package org.javisor.system.lifecycle;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.javisor.device.power.PowerControl;
import org.javisor.qmp.api.BalloonChangeEvent;
import org.javisor.qmp.api.PanicAction;
import org.javisor.qmp.api.PowerdownEvent;
import org.javisor.qmp.api.QmpEvent;
import org.javisor.qmp.api.RebootAction;
import org.javisor.qmp.api.ResetEvent;
import org.javisor.qmp.api.ResumeEvent;
import org.javisor.qmp.api.RunState;
import org.javisor.qmp.api.ShutdownAction;
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
  private static final long TOLD = -1;

  private final Consumer<QmpEvent> events;
  private final Consumer<String> errors;
  private final ExecutorService driver =
      Executors.newSingleThreadExecutor(
          task -> Thread.ofPlatform().name("lifecycle").daemon(true).unstarted(task));

  /** The board; nothing for a machine without one. */
  private final CompletableFuture<Optional<VirtBoard>> board = new CompletableFuture<>();

  private final CompletableFuture<Integer> ended = new CompletableFuture<>();

  /** A guest can ask as often as it likes: one request of it waits at a time. */
  private final AtomicBoolean guestRequest = new AtomicBoolean();

  /** What is to be told about the guest's memory. */
  private final AtomicLong balloonBytes = new AtomicLong(TOLD);

  /** Completed when clients have said all before the machine is built. */
  private final CompletableFuture<Boolean> configured = new CompletableFuture<>();

  private final CompletableFuture<Boolean> started = new CompletableFuture<>();

  private volatile Actions actions;
  private volatile RunState state = RunState.PRELAUNCH;
  private volatile boolean everRan;

  /** The emulator's, as the guest wants it. */
  private volatile int exitCode;

  private final List<Consumer<RunState>> stopListeners = new CopyOnWriteArrayList<>();

  /**
   * @param events told what happens, on the driver thread
   * @param errors takes lines for the operator
   */
  public Machine(Actions actions, Consumer<QmpEvent> events, Consumer<String> errors) {
    this.actions = actions;
    this.events = events;
    this.errors = errors;
  }

  /** The machine has been built, with a board or as an empty one. */
  public void complete(Optional<VirtBoard> built) {
    board.complete(built);
  }

  /** The board, once the machine has been built; an empty machine has none. */
  public Optional<VirtBoard> board() {
    return board.join();
  }

  /** Returns when the machine has been built, unless clients still configure it. */
  public void awaitBuilt() {
    if (configured.isDone()) {
      Object _ = CompletableFuture.anyOf(board, ended).join();
    }
  }

  private void resumeBoard() {
    board().ifPresent(VirtBoard::resume);
  }

  private void pauseBoard() {
    board().ifPresent(VirtBoard::pause);
  }

  /** The machine is not to be started but waits for its state from elsewhere. */
  public void awaitIncoming() {
    await(() -> enter(RunState.INMIGRATE));
  }

  /** Ends the configuration before the machine is built. */
  public void configured() {
    configured.complete(true);
  }

  /** The start-up is over: the machine runs, or waits to be told to. */
  public void started() {
    started.complete(true);
  }

  /**
   * Returns when the start-up is over, or the emulator is ending, or clients still configure it.
   */
  public void awaitStart() {
    if (configured.isDone()) {
      Object _ = CompletableFuture.anyOf(started, ended).join();
    }
  }

  /** Completed by {@link #configured()}. */
  public CompletableFuture<Boolean> configuration() {
    return configured;
  }

  /** What follows from what happens to the guest. */
  public Actions actions() {
    return actions;
  }

  /** Chooses what follows. */
  public void setActions(Actions chosen) {
    actions = chosen;
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
   * Stops the guest for something that is done to it.
   *
   * @return whether it ran
   */
  public boolean hold(RunState why) {
    boolean[] ran = {false};
    await(() -> {
      ran[0] = state == RunState.RUNNING;
      halt(why);
    });
    return ran[0];
  }

  /**
   * Lets the guest run; no effect when it does, nor on a machine that waits for its state from
   * elsewhere.
   *
   * @return false when it must be reset first
   */
  public boolean cont() {
    return cont(VirtBoard::resume);
  }

  /**
   * Likewise, in the way of {@code go}.
   *
   * @param go run on the driver thread; lets CPUs of the board run
   */
  public boolean cont(Consumer<VirtBoard> go) {
    return run(go, true);
  }

  /**
   * Lets the guest run for the first time.
   *
   * @param told whether clients learn of it
   */
  public void begin(boolean told) {
    boolean _ = run(VirtBoard::resume, told);
  }

  private boolean run(Consumer<VirtBoard> go, boolean told) {
    boolean[] allowed = {true};
    await(() -> {
      if (RunStates.needsReset(state)) {
        allowed[0] = false;
      } else if (state != RunState.RUNNING && state != RunState.INMIGRATE && !ended.isDone()) {
        everRan = true;
        enter(RunState.RUNNING);
        if (told) {
          events.accept(new ResumeEvent());
        }
        board().ifPresent(go);
      }
    });
    return allowed[0];
  }

  /**
   * Looks at the board while it stands still; nobody is told.
   *
   * @param look run on the driver thread; must not wait
   * @throws NoBoardException when there is none
   */
  public <R> R inspect(Function<VirtBoard, R> look) {
    AtomicReference<R> seen = new AtomicReference<>();
    await(() -> {
      boolean running = state == RunState.RUNNING;
      if (running) {
        pauseBoard();
      }
      try {
        seen.set(look.apply(board().orElseThrow(NoBoardException::new)));
      } finally {
        if (running && !guestRequest.get()) { // else what the guest asked for comes next
          resumeBoard();
        }
      }
    });
    return seen.get();
  }

  /**
   * Presses reset.
   *
   * @return whether the emulator is to end instead: the caller sends its answer and calls {@link
   *     #finish}
   */
  public boolean reset() {
    boolean[] ending = {false};
    await(() -> ending[0] = reset(ShutdownCause.HOST_QMP_SYSTEM_RESET, false));
    return ending[0];
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

  /** Ends the emulator, with what the guest has left as the exit code. */
  public void finish() {
    ended.complete(exitCode);
  }

  /** A termination signal has come. */
  public void signalled() {
    submit(() -> {
      events.accept(new ShutdownEvent(false, ShutdownCause.HOST_SIGNAL));
      finish();
    });
  }

  @Override
  public void guestShutdown() {
    asked(() -> shutdown(true, ShutdownCause.GUEST_SHUTDOWN));
  }

  @Override
  public void guestFailed(int code) {
    asked(() -> {
      exitCode = code;
      return shutdown(true, ShutdownCause.GUEST_PANIC);
    });
  }

  @Override
  public void guestExit(int code) {
    asked(() -> {
      exitCode = code;
      return true;
    });
  }

  @Override
  public void guestReset() {
    asked(() -> reset(ShutdownCause.GUEST_RESET, true));
  }

  /** The guest has asked for what {@code act} does; the emulator ends if that says so. */
  private void asked(BooleanSupplier act) {
    if (guestRequest.compareAndSet(false, true)) {
      submit(() -> {
        guestRequest.set(false);
        if (act.getAsBoolean()) {
          finish();
        }
      });
    }
  }

  /** The guest has so much memory from now on; of many changes the last is told. Any thread. */
  public void balloonChanged(long bytes) {
    if (balloonBytes.getAndSet(bytes) == TOLD) {
      submit(() -> events.accept(new BalloonChangeEvent(balloonBytes.getAndSet(TOLD))));
    }
  }

  /**
   * A disk could not do what the guest wanted.
   *
   * @param event tells clients so
   * @param stops whether the guest is to stand until somebody lets it go on
   */
  public void diskFailed(QmpEvent event, boolean stops) {
    submit(() -> {
      events.accept(event);
      if (stops) {
        halt(RunState.IO_ERROR);
      }
    });
  }

  /** Says to whoever started the emulator what has gone wrong though nobody waits for an answer. */
  public void report(String problem) {
    errors.accept(problem);
  }

  /** A debugger's reason to stop has come up, on a vCPU's thread. */
  public void debugStop() {
    submit(() -> halt(RunState.DEBUG));
  }

  /** From now on {@code listener} is told, on the driver thread, when the guest has stopped. */
  public void onStop(Consumer<RunState> listener) {
    stopListeners.add(listener);
  }

  /** Forgets {@code listener}. */
  public void removeStopListener(Consumer<RunState> listener) {
    stopListeners.remove(listener);
  }

  private void tellStopped() {
    events.accept(new StopEvent());
    for (Consumer<RunState> listener : stopListeners) {
      listener.accept(state);
    }
  }

  /** A bug of ours has stopped a CPU: the machine stays, for whoever wants to look. */
  public void failed(String dump) {
    errors.accept(dump);
    submit(() -> halt(RunState.INTERNAL_ERROR));
  }

  /** The next state; one that cannot follow is a mistake of ours. */
  private void enter(RunState next) {
    if (!RunStates.mayFollow(state, next)) {
      throw new IllegalStateException(state + " cannot be followed by " + next);
    }
    state = next;
  }

  private void halt(RunState next) {
    if (state == RunState.RUNNING) {
      pauseBoard();
      enter(next);
      tellStopped();
    }
  }

  /**
   * @return whether the emulator is to end
   */
  private boolean shutdown(boolean guest, ShutdownCause cause) {
    boolean wasRunning = state == RunState.RUNNING;
    if (wasRunning) {
      pauseBoard();
    }
    events.accept(new ShutdownEvent(guest, cause));
    if (actions.shutdown() == ShutdownAction.POWEROFF) {
      boolean failed = cause == ShutdownCause.GUEST_PANIC && exitCode == 0;
      if (failed && actions.panic() == PanicAction.EXIT_FAILURE) {
        exitCode = 1;
      }
      return true;
    }
    if (wasRunning) {
      enter(RunState.SHUTDOWN);
      tellStopped();
    }
    return false;
  }

  /**
   * @return whether the emulator is to end
   */
  private boolean reset(ShutdownCause cause, boolean guest) {
    if (actions.reboot() == RebootAction.SHUTDOWN) {
      return shutdown(guest, cause);
    }
    boolean wasRunning = state == RunState.RUNNING;
    if (wasRunning) {
      pauseBoard();
    }
    try {
      if (board().isPresent()) {
        board().get().reset();
      }
    } catch (BootException e) {
      errors.accept("reset: " + e.getMessage());
      state = RunState.INTERNAL_ERROR; // From any state: there is nothing left that could run.
      if (wasRunning) {
        tellStopped();
      }
      return false;
    }
    events.accept(new ResetEvent(guest, cause));
    if (wasRunning) {
      resumeBoard();
    } else if (state != RunState.INMIGRATE) {
      enter(RunState.PRELAUNCH);
    }
    return false;
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
      if (e.getCause() instanceof NoBoardException missing) {
        throw missing;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RejectedExecutionException e) {
      // The emulator is ending.
    }
  }
}
