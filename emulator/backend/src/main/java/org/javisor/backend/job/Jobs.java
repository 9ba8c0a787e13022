package org.javisor.backend.job;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/**
 * The jobs of one emulator. Any thread; nobody who asks waits for work, except for what takes
 * effect when it is asked for.
 *
 * <p>Spec: none, the rules of QEMU's jobs.
 */
public final class Jobs implements AutoCloseable {
  private static final Pattern ID = Pattern.compile("[A-Za-z][-A-Za-z0-9._]*");
  private static final int MAX_JOBS = 512;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Job> jobs = new LinkedHashMap<>();
  private final JobListener listener;

  /** Something to be done at once. */
  private interface Request {
    void to(Job job) throws JobException;
  }

  public Jobs(JobListener listener) {
    this.listener = listener;
  }

  ReentrantLock lock() {
    return lock;
  }

  JobListener listener() {
    return listener;
  }

  void locked(Runnable work) {
    lock.lock();
    try {
      work.run();
    } finally {
      lock.unlock();
    }
  }

  /**
   * @throws JobException when a job cannot be called {@code id}
   */
  public void requireFree(String id) throws JobException {
    lock.lock();
    try {
      if (!ID.matcher(id).matches()) {
        throw new JobException("Invalid job ID '" + id + "'");
      }
      if (jobs.containsKey(id)) {
        throw new JobException("Job ID '" + id + "' already in use");
      }
      if (jobs.size() >= MAX_JOBS) {
        throw new JobException("Too many jobs: there are " + MAX_JOBS + " already");
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes a job, which does nothing before it is started or discarded.
   *
   * @param group those of which all take effect or none
   * @throws JobException when it cannot be called what it is called
   */
  public Job create(Job.Options options, JobWork work, JobGroup group) throws JobException {
    lock.lock();
    try {
      requireFree(options.id());
      Job job = new Job(this, options, work, group);
      group.add(job);
      jobs.put(job.id(), job);
      job.set(JobStatus.CREATED);
      return job;
    } finally {
      lock.unlock();
    }
  }

  /** Forgets a job that has not been started. */
  public void discard(Job job) {
    locked(() -> {
      job.group().take(List.of(job));
      job.set(JobStatus.ABORTING);
      job.set(JobStatus.CONCLUDED);
      forget(job);
    });
    job.work().end();
  }

  private void forget(Job job) {
    job.set(JobStatus.NULL);
    jobs.remove(job.id());
  }

  /** Lets a job begin. */
  public void start(Job job) {
    locked(() -> {
      job.set(JobStatus.RUNNING);
      job.setWorking(true);
    });
    Thread.ofPlatform().name("job " + job.id()).daemon(true).start(() -> run(job));
  }

  private void run(Job job) {
    String error = "";
    try {
      job.proceed();
      job.work().run(job);
    } catch (Job.CancelledException e) {
      // Whoever did it knows.
    } catch (IOException e) {
      error = message(e);
    } catch (OutOfMemoryError e) {
      error = "Cannot allocate memory";
    } catch (RuntimeException e) {
      error = "internal error: " + e; // A mistake of ours ends the job, not the emulator.
    }
    lock.lock();
    try {
      job.setWorking(false);
      if (!error.isEmpty()) {
        job.setError(error);
      }
      if (!job.isFailed()) {
        job.set(JobStatus.WAITING);
      }
      job.setReturned();
    } finally {
      lock.unlock();
    }
    settle(job.group(), false);
  }

  private static String message(IOException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  /**
   * Sees to those that belong together when one of them has returned, or is asked to end.
   *
   * @param now whether what waits to be asked takes effect
   */
  private void settle(JobGroup group, boolean now) {
    List<Job> ending = new ArrayList<>();
    boolean failed;
    lock.lock();
    try {
      List<Job> members = group.members();
      failed = members.stream().anyMatch(Job::isFailed);
      for (Job member : members) {
        if (failed && !member.hasReturned()) {
          member.abort();
        } else if (failed) {
          ending.add(member);
        }
      }
      if (!failed && members.stream().allMatch(Job::hasReturned)) {
        pend(members);
        boolean asks = members.stream().anyMatch(member -> !member.options().autoFinalize());
        if (now || !asks) {
          ending.addAll(members);
        }
      }
      group.take(ending);
    } finally {
      lock.unlock();
    }
    if (!ending.isEmpty()) {
      end(ending, failed);
    }
  }

  private void pend(List<Job> members) {
    for (Job member : members) {
      if (member.status() == JobStatus.WAITING) {
        member.set(JobStatus.PENDING);
        if (!member.options().autoFinalize()) {
          listener.happened(JobListener.Event.PENDING, member, member.report());
        }
      }
    }
  }

  private void end(List<Job> ending, boolean failed) {
    boolean wrong = failed;
    for (Job job : ending) {
      if (!wrong) {
        try {
          job.work().takeEffect();
        } catch (IOException e) {
          wrong = true;
          locked(() -> job.setError(message(e)));
        } catch (RuntimeException e) {
          wrong = true;
          locked(() -> job.setError("internal error: " + e));
        }
      }
    }
    for (Job job : ending) {
      job.work().end();
    }
    boolean aborted = wrong;
    locked(() -> ending.forEach(job -> conclude(job, aborted)));
  }

  private void conclude(Job job, boolean failed) {
    if (failed) {
      job.set(JobStatus.ABORTING);
    }
    boolean cancelled = failed && !job.hasError();
    listener.happened(
        cancelled ? JobListener.Event.CANCELLED : JobListener.Event.COMPLETED, job, job.report());
    job.set(JobStatus.CONCLUDED);
    if (job.options().autoDismiss()) {
      forget(job);
    }
  }

  /** All jobs, the oldest first. */
  public List<Job> all() {
    lock.lock();
    try {
      return List.copyOf(jobs.values());
    } finally {
      lock.unlock();
    }
  }

  /** A job as it is now. */
  public Job.Report report(Job job) {
    lock.lock();
    try {
      return job.report();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets a job pause as soon as it can.
   *
   * @throws JobException when there is none, or it cannot
   */
  public void pause(String id) throws JobException {
    Job _ = ask(id, JobVerb.PAUSE, Job::requestPause);
  }

  /**
   * Ends a pause.
   *
   * @throws JobException when there is none
   */
  public void resume(String id) throws JobException {
    Job _ = ask(id, JobVerb.RESUME, Job::requestResume);
  }

  /**
   * Sets how much may be copied.
   *
   * @param bytesPerSecond 0 for no limit
   * @throws JobException when there is no such job, or it cannot
   */
  public void setSpeed(String id, long bytesPerSecond) throws JobException {
    Job _ = ask(id, JobVerb.SET_SPEED, job -> job.setSpeed(bytesPerSecond));
  }

  /**
   * Lets a job that keeps up take effect.
   *
   * @throws JobException when there is no such job, or it does not keep up
   */
  public void complete(String id) throws JobException {
    Job _ = ask(id, JobVerb.COMPLETE, Job::requestComplete);
  }

  /**
   * Ends a job; one that keeps up ends well but without effect, unless it is forced.
   *
   * @throws JobException when there is no such job, or it has ended
   */
  public void cancel(String id, boolean force) throws JobException {
    Job job = ask(id, JobVerb.CANCEL, asked -> asked.requestCancel(force));
    settle(job.group(), false);
  }

  /**
   * Lets what was done take effect.
   *
   * @throws JobException when there is no such job, or it does not wait for that
   */
  public void finalizeJob(String id) throws JobException {
    Job job = ask(id, JobVerb.FINALIZE, _ -> {});
    settle(job.group(), true);
  }

  /**
   * Forgets a job that has ended.
   *
   * @throws JobException when there is no such job, or it has not ended
   */
  public void dismiss(String id) throws JobException {
    Job _ = ask(id, JobVerb.DISMISS, this::forget);
  }

  private Job ask(String id, JobVerb verb, Request request) throws JobException {
    lock.lock();
    try {
      Job job = jobs.get(id);
      if (job == null) {
        throw new JobException("Job not found", true);
      }
      job.require(verb);
      request.to(job);
      return job;
    } finally {
      lock.unlock();
    }
  }

  /** Cancels all, and waits for their end. */
  @Override
  public void close() {
    for (Job job : all()) {
      locked(job::abort);
      settle(job.group(), false);
    }
    lock.lock();
    try {
      for (Job job : List.copyOf(jobs.values())) {
        job.awaitEnd();
      }
    } finally {
      lock.unlock();
    }
  }
}
