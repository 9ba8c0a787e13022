package org.javisor.supervisor.instance;

import java.io.IOException;
import java.util.Optional;
import org.javisor.supervisor.api.ExitReport;
import org.javisor.supervisor.process.EmulatorExit;
import org.javisor.supervisor.store.PrivateDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for the end of a run, tidies up and tells everyone who waits. */
final class EndOfRun {
  private static final Logger LOG = LoggerFactory.getLogger(EndOfRun.class);

  private final Instance instance;
  private final Run run;
  private final Runnable afterwards;

  private EndOfRun(Instance instance, Run run, Runnable afterwards) {
    this.instance = instance;
    this.run = run;
    this.afterwards = afterwards;
  }

  /** Watches in a thread of its own; {@code afterwards} runs last, after the waiters were told. */
  static void watch(Instance instance, Run run, Runnable afterwards) {
    EndOfRun end = new EndOfRun(instance, run, afterwards);
    Thread.ofVirtual().name("end-" + instance.name()).start(end::watch);
  }

  private void watch() {
    try {
      EmulatorExit exit = run.process().exit().join();
      // The streams end with the process; what they still hold belongs into the report.
      run.monitor().awaitEnd();
      run.console().awaitEnd();
      finish(ExitRecord.of(exit, run.monitor().shutdownReason(), run.process().killAsked()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void finish(ExitReport report) {
    LOG.info("VM '{}' ended: {}", instance.name(), report.sentence());
    ExitRecord.save(instance.layout().machineState(instance.name()), report);
    try {
      run.monitor().close();
      PrivateDirectory.delete(instance.layout().machineRun(instance.name()));
    } catch (IOException failed) {
      LOG.warn("run directory of '{}' is not empty: {}", instance.name(), failed.toString());
    }
    instance.rested(Snapshot.atRest(Optional.of(report)));
    run.ended().complete(report);
    afterwards.run();
  }
}
