package org.javisor.backend.job;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/**
 * A piece of long work. Those who work on it ask it whether to go on; those who watch it ask {@link
 * Jobs}. Any thread.
 *
 * <p>Spec: none, the states of QEMU's jobs.
 */
public final class Job {
  private final Jobs jobs;
  private final Options options;
  private final JobWork work;
  private final JobGroup group;
  private final Condition changed;
  private final RateLimit limit;
  private JobStatus status = JobStatus.UNDEFINED;
  private long done;
  private long total;
  private boolean pausing;
  private boolean cancelling;
  private boolean forced;
  private boolean completing;
  private boolean woken;
  private boolean working;
  private boolean wasReady;
  private boolean returned;
  private Optional<String> error = Optional.empty();
  private Optional<IOException> stopped = Optional.empty();

  /**
   * How a job is to go.
   *
   * @param speed bytes a second at most; 0 for no limit
   * @param autoFinalize whether its work takes effect without being asked
   * @param autoDismiss whether it is forgotten when it has ended
   * @param onSourceError what is done when reading fails
   * @param onTargetError what is done when writing fails
   */
  public record Options(
      String id,
      JobType type,
      long speed,
      boolean autoFinalize,
      boolean autoDismiss,
      ErrorPolicy onSourceError,
      ErrorPolicy onTargetError) {
    /** One that takes effect, and is forgotten, by itself, and ends at the first error. */
    public static Options of(String id, JobType type) {
      return new Options(id, type, 0, true, true, ErrorPolicy.REPORT, ErrorPolicy.REPORT);
    }
  }

  /**
   * A job as it is.
   *
   * @param done what has been done, in bytes
   * @param total what is to be done, as far as is known
   * @param busy whether it works right now
   * @param ready whether it has done its work and keeps up
   * @param stoppedBy what it stopped for
   */
  public record Report(
      JobStatus status,
      long done,
      long total,
      long speed,
      boolean busy,
      boolean paused,
      boolean ready,
      Optional<IOException> stoppedBy,
      Optional<String> error) {}

  /** Somebody has cancelled the job. */
  public static final class CancelledException extends IOException {
    private static final long serialVersionUID = 1L;

    CancelledException() {
      super("the job was cancelled");
    }
  }

  Job(Jobs jobs, Options options, JobWork work, JobGroup group) {
    this.jobs = jobs;
    this.group = group;
    this.options = options;
    this.work = work;
    this.changed = jobs.lock().newCondition();
    this.limit = new RateLimit(options.speed());
  }

  public String id() {
    return options.id();
  }

  public Options options() {
    return options;
  }

  JobWork work() {
    return work;
  }

  JobGroup group() {
    return group;
  }

  /** What is to be done, in bytes, as far as is known. */
  public void setTotal(long bytes) {
    jobs.locked(() -> total = bytes);
  }

  /** More is to be done than was known. */
  public void addTotal(long bytes) {
    jobs.locked(() -> total += bytes);
  }

  /**
   * So much more has been done.
   *
   * @throws CancelledException when nobody wants more; else it waits as long as a pause lasts
   */
  public void advance(long bytes) throws IOException {
    jobs.lock().lock();
    try {
      done += bytes;
      long until = limit.after(System.nanoTime(), bytes);
      awaitTurn(until);
    } finally {
      jobs.lock().unlock();
    }
  }

  /**
   * To be asked before a piece of work.
   *
   * @throws CancelledException when nobody wants more; else it waits as long as a pause lasts
   */
  public void proceed() throws IOException {
    jobs.lock().lock();
    try {
      awaitTurn(System.nanoTime());
    } finally {
      jobs.lock().unlock();
    }
  }

  private void awaitTurn(long until) throws IOException {
    while (true) {
      if (isAborted()) {
        throw new CancelledException();
      }
      if (pausing) {
        pause();
        continue;
      }
      long wait = until - System.nanoTime();
      if (wait <= 0 || limit.speed() == 0 || woken && completing) {
        return;
      }
      await(wait);
    }
  }

  /** Whether its work is worth nothing any more. */
  private boolean isAborted() {
    return cancelling && (forced || !wasReady);
  }

  private void pause() {
    JobStatus before = status;
    set(before == JobStatus.READY ? JobStatus.STANDBY : JobStatus.PAUSED);
    working = false;
    while (pausing && !isAborted()) {
      changed.awaitUninterruptibly();
    }
    working = true;
    set(before);
  }

  @SuppressWarnings("WaitNotInLoop") // Those who call look again.
  private void await(long nanos) {
    working = false;
    try {
      long _ = changed.awaitNanos(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      cancelling = true;
      forced = true;
    }
    working = true;
  }

  /** The work is done; from now on it keeps up with what changes. */
  public void ready() {
    jobs.locked(() -> {
      if (!wasReady) {
        wasReady = true;
        set(JobStatus.READY);
        jobs.listener().happened(JobListener.Event.READY, this, report());
      }
    });
  }

  /**
   * Waits until there may be something to do: {@link #wake}, an end that is asked for, or a while.
   */
  public void idle(long nanos) throws IOException {
    jobs.lock().lock();
    try {
      if (!woken && !completing && !cancelling && !pausing) {
        await(nanos);
      }
      woken = false;
      awaitTurn(System.nanoTime());
    } finally {
      jobs.lock().unlock();
    }
  }

  /** There is something to do. */
  public void wake() {
    jobs.locked(() -> {
      woken = true;
      changed.signalAll();
    });
  }

  /** Whether what keeps up is to end now, by taking effect or not. */
  public boolean isEnding() {
    jobs.lock().lock();
    try {
      return completing || cancelling;
    } finally {
      jobs.lock().unlock();
    }
  }

  /** Whether the work is not to take effect though it was done. */
  public boolean isCancelled() {
    jobs.lock().lock();
    try {
      return cancelling;
    } finally {
      jobs.lock().unlock();
    }
  }

  /**
   * Something failed: does what the job's policy says.
   *
   * @param reading whether it was not writing
   * @throws IOException {@code why}, when the job is to end; else the same is to be tried again
   */
  public void failed(boolean reading, IOException why) throws IOException {
    jobs.lock().lock();
    try {
      ErrorPolicy policy = reading ? options.onSourceError() : options.onTargetError();
      ErrorAction action = policy.action(why);
      jobs.listener().failed(this, reading, action);
      switch (action) {
        case REPORT -> throw why;
        case IGNORE -> await(TimeUnit.MILLISECONDS.toNanos(100));
        case STOP -> {
          pausing = true;
          stopped = Optional.of(why);
          awaitTurn(System.nanoTime());
        }
      }
    } finally {
      jobs.lock().unlock();
    }
  }

  // What follows is for Jobs, which holds the lock.

  JobStatus status() {
    return status;
  }

  Report report() {
    return new Report(
        status,
        done,
        total,
        limit.speed(),
        working && status == JobStatus.RUNNING,
        pausing,
        status == JobStatus.READY || status == JobStatus.STANDBY,
        stopped,
        error);
  }

  void set(JobStatus now) {
    status = now;
    jobs.listener().changed(this, now);
    changed.signalAll();
  }

  void setWorking(boolean now) {
    working = now;
  }

  void require(JobVerb verb) throws JobException {
    if (!verb.isAllowed(status)) {
      throw new JobException(
          "Job '"
              + id()
              + "' in state '"
              + status.text()
              + "' cannot accept command verb '"
              + verb.text()
              + "'");
    }
  }

  void requestPause() throws JobException {
    if (pausing) {
      throw new JobException("Job is already paused");
    }
    pausing = true;
    changed.signalAll();
  }

  void requestResume() throws JobException {
    if (!pausing) {
      throw new JobException("Can't resume a job that was not paused");
    }
    pausing = false;
    stopped = Optional.empty();
    changed.signalAll();
  }

  void requestCancel(boolean force) throws JobException {
    if (pausing && !force) {
      throw new JobException("The block job for device '" + id() + "' is currently paused");
    }
    cancelling = true;
    forced |= force || !wasReady || returned;
    changed.signalAll();
  }

  void requestComplete() throws JobException {
    if (cancelling) {
      throw new JobException("The active block job '" + id() + "' cannot be completed");
    }
    completing = true;
    woken = true;
    changed.signalAll();
  }

  void setSpeed(long bytesPerSecond) {
    limit.setSpeed(bytesPerSecond);
    changed.signalAll();
  }

  void setError(String text) {
    error = Optional.of(text);
  }

  /** Whether it has ended without doing its work. */
  boolean isFailed() {
    return error.isPresent() || isAborted();
  }

  boolean hasError() {
    return error.isPresent();
  }

  /** Whether nobody works on it any more. */
  boolean hasReturned() {
    return returned;
  }

  void setReturned() {
    returned = true;
  }

  /** Its work is worth nothing any more, however far it is. */
  void abort() {
    cancelling = true;
    forced = true;
    changed.signalAll();
  }

  /** Waits until it has ended. */
  void awaitEnd() {
    while (status != JobStatus.CONCLUDED && status != JobStatus.NULL) {
      changed.awaitUninterruptibly();
    }
  }
}
