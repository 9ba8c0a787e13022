package org.javisor.backend.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class JobsTest {
  private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
  private final Jobs jobs =
      new Jobs(
          new JobListener() {
            @Override
            public void changed(Job job, JobStatus status) {
              heard.add(job.id() + " " + status.text());
            }

            @Override
            public void happened(Event event, Job job, Job.Report report) {
              String error = report.error().map(text -> ": " + text).orElse("");
              heard.add(
                  job.id() + " " + event + " " + report.done() + "/" + report.total() + error);
            }

            @Override
            public void failed(Job job, boolean reading, ErrorAction action) {
              heard.add(job.id() + " " + (reading ? "read" : "write") + " " + action.text());
            }
          });

  /** Work in steps that the test allows. */
  private static final class Steps implements JobWork {
    private final Semaphore allowed = new Semaphore(0);
    private final int count;
    private String refusal = "";
    private volatile boolean ended;
    private volatile boolean effective;

    Steps(int count) {
      this.count = count;
    }

    @Override
    public void run(Job job) throws IOException {
      job.setTotal(count);
      for (int i = 0; i < count; i++) {
        while (!allowed.tryAcquire()) {
          job.idle(1_000_000);
        }
        job.advance(1);
      }
    }

    @Override
    public void takeEffect() throws IOException {
      if (!refusal.isEmpty()) {
        throw new IOException(refusal);
      }
      effective = true;
    }

    @Override
    public void end() {
      ended = true;
    }
  }

  @AfterEach
  void end() {
    jobs.close();
  }

  private Job start(Job.Options options, JobWork work, JobGroup group) throws JobException {
    Job job = jobs.create(options, work, group);
    jobs.start(job);
    return job;
  }

  private static Job.Options asking(String id) {
    return new Job.Options(
        id, JobType.BACKUP, 0, false, false, ErrorPolicy.STOP, ErrorPolicy.REPORT);
  }

  private void await(Job job, JobStatus status) {
    while (jobs.report(job).status() != status) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void aJobDoesItsWorkAndIsForgotten() throws JobException {
    Steps steps = new Steps(2);
    Job job = start(Job.Options.of("a", JobType.BACKUP), steps, new JobGroup());
    steps.allowed.release(2);
    await(job, JobStatus.NULL);
    assertTrue(steps.effective && steps.ended);
    assertEquals(
        List.of(
            "a created",
            "a running",
            "a waiting",
            "a pending",
            "a COMPLETED 2/2",
            "a concluded",
            "a null"),
        heard);
    assertEquals(List.of(), jobs.all());
  }

  @Test
  void aJobWaitsToBeAskedForItsEffectAndItsEnd() throws JobException {
    Steps steps = new Steps(1);
    Job job = start(asking("a"), steps, new JobGroup());
    steps.allowed.release();
    await(job, JobStatus.PENDING);
    assertEquals("a PENDING 1/1", heard.getLast());
    assertEquals(
        "Job 'a' in state 'pending' cannot accept command verb 'dismiss'",
        assertThrows(JobException.class, () -> jobs.dismiss("a")).getMessage());
    jobs.finalizeJob("a");
    assertEquals(JobStatus.CONCLUDED, jobs.report(job).status());
    assertTrue(steps.effective);
    jobs.dismiss("a");
    assertEquals(
        "Job not found", assertThrows(JobException.class, () -> jobs.dismiss("a")).getMessage());
  }

  @Test
  void aPauseStopsTheWorkAndCancellingEndsIt() throws JobException {
    Steps steps = new Steps(1);
    Job job = start(Job.Options.of("a", JobType.BACKUP), steps, new JobGroup());
    jobs.pause("a");
    await(job, JobStatus.PAUSED);
    assertEquals(
        "Job is already paused",
        assertThrows(JobException.class, () -> jobs.pause("a")).getMessage());
    jobs.resume("a");
    await(job, JobStatus.RUNNING);
    jobs.cancel("a", true);
    await(job, JobStatus.NULL);
    assertTrue(steps.ended);
    assertEquals("a CANCELLED 0/1", heard.get(heard.size() - 3));
  }

  @Test
  void oneThatFailsEndsThoseThatBelongToIt() throws JobException {
    JobGroup group = new JobGroup();
    Steps done = new Steps(0);
    Steps never = new Steps(1);
    Job first = start(Job.Options.of("first", JobType.BACKUP), done, group);
    Job second = jobs.create(Job.Options.of("second", JobType.BACKUP), never, group);
    await(first, JobStatus.WAITING);
    jobs.start(second);
    jobs.cancel("second", true);
    await(first, JobStatus.NULL);
    await(second, JobStatus.NULL);
    assertTrue(done.ended && never.ended && !done.effective);
    assertTrue(heard.contains("first CANCELLED 0/0"), heard.toString());
  }

  @Test
  void whatCannotTakeEffectHasFailed() throws JobException {
    Steps steps = new Steps(0);
    steps.refusal = "no room";
    Job job = start(Job.Options.of("a", JobType.BACKUP), steps, new JobGroup());
    await(job, JobStatus.NULL);
    assertTrue(heard.contains("a COMPLETED 0/0: no room"), heard.toString());
    assertTrue(heard.contains("a aborting"), heard.toString());
  }

  @Test
  void anErrorStopsAJobUntilItIsToldToGoOn() throws JobException {
    int[] tries = new int[1];
    JobWork work =
        new JobWork() {
          @Override
          public void run(Job job) throws IOException {
            while (tries[0]++ == 0) {
              job.failed(true, new IOException("bad sector"));
            }
          }

          @Override
          public void end() {}
        };
    Job job = start(asking("a"), work, new JobGroup());
    await(job, JobStatus.PAUSED);
    assertEquals("bad sector", jobs.report(job).stoppedBy().orElseThrow().getMessage());
    jobs.resume("a");
    await(job, JobStatus.PENDING);
    assertEquals(2, tries[0]);
    assertTrue(heard.contains("a read stop"), heard.toString());
  }

  @Test
  void aNameIsUsedOnceAndIsOne() throws JobException {
    Job _ = jobs.create(asking("a"), new Steps(0), new JobGroup());
    for (String wrong : List.of("a", "", "1a", "a b")) {
      assertThrows(JobException.class, () -> jobs.requireFree(wrong), wrong);
    }
    jobs.discard(jobs.all().getFirst());
    jobs.requireFree("a");
  }

  @Test
  void aLimitSpreadsTheWorkAndSavesNothingUp() {
    RateLimit limit = new RateLimit(1000);
    assertEquals(1_100_000_000, limit.after(1_000_000_000, 100));
    assertEquals(1_200_000_000, limit.after(1_000_000_000, 100));
    assertEquals(9_100_000_000L, limit.after(9_000_000_000L, 100));
    limit.setSpeed(0);
    assertEquals(9_000_000_000L, limit.after(9_000_000_000L, 1 << 30));
  }

  /** Work in which somebody has made a mistake. */
  private record Mistaken(boolean inRun) implements JobWork {
    @Override
    public void run(Job job) {
      if (inRun) {
        throw new IllegalStateException("a mistake");
      }
    }

    @Override
    public void takeEffect() {
      throw new IllegalStateException("a mistake");
    }

    @Override
    public void end() {}
  }

  @Test
  void aMistakeEndsItsJobOnly() throws Exception {
    for (boolean inRun : List.of(true, false)) {
      String id = inRun ? "run" : "effect";
      Job job = start(Job.Options.of(id, JobType.STREAM), new Mistaken(inRun), new JobGroup());
      await(job, JobStatus.NULL);
      assertTrue(
          heard.contains(
              id + " COMPLETED 0/0: internal error: java.lang.IllegalStateException: a mistake"),
          heard::toString);
    }
  }
}
