package org.javisor.supervisor.instance;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.javisor.supervisor.api.ErrorCode;
import org.javisor.supervisor.api.VmException;
import org.javisor.supervisor.api.VmInfo;
import org.javisor.supervisor.api.VmState;
import org.javisor.supervisor.domain.VmDefinition;
import org.javisor.supervisor.store.Layout;

/** One machine: its definition, what is known of it, and its present run. */
final class Instance {
  private final VmDefinition definition;
  private final Layout layout;
  private final ExecutorService driver;
  private volatile Snapshot snapshot;
  private volatile Optional<Run> run = Optional.empty();

  Instance(VmDefinition definition, Layout layout, Snapshot atRest) {
    this.definition = definition;
    this.layout = layout;
    this.snapshot = atRest;
    this.driver =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("vm-" + definition.name()).factory());
  }

  VmDefinition definition() {
    return definition;
  }

  String name() {
    return definition.name();
  }

  Layout layout() {
    return layout;
  }

  Snapshot snapshot() {
    return snapshot;
  }

  Optional<Run> run() {
    return run;
  }

  /** The present run, or a refusal. */
  Run liveRun() {
    return run.orElseThrow(() ->
        new VmException(
            ErrorCode.WRONG_STATE,
            "VM '" + name() + "' is " + snapshot.state().label() + ", not running"));
  }

  /** Queues work for this machine's driver thread. */
  <T> Future<T> drive(Callable<T> work) {
    return driver.submit(work);
  }

  /** Claims a machine that does not run for a start. */
  synchronized void claimStart() {
    if (snapshot.state().live()) {
      throw new VmException(
          ErrorCode.WRONG_STATE, "VM '" + name() + "' is " + snapshot.state().label() + " already");
    }
    snapshot = snapshot.with(VmState.STARTING);
  }

  synchronized void update(UnaryOperator<Snapshot> change) {
    snapshot = change.apply(snapshot);
  }

  /** Changes the state of a machine that runs; late news of an ended run are ignored. */
  synchronized void updateLive(UnaryOperator<Snapshot> change) {
    if (snapshot.state().live()) {
      snapshot = change.apply(snapshot);
    }
  }

  synchronized void began(Run fresh) {
    run = Optional.of(fresh);
  }

  synchronized void rested(Snapshot atRest) {
    run = Optional.empty();
    snapshot = atRest;
  }

  /** Ends the driver; the machine is not used any more. */
  void retire() {
    driver.shutdown();
  }

  VmInfo info() {
    Snapshot now = snapshot;
    int clients = run.map(present -> present.console().clientCount()).orElse(0);
    return new VmInfo(
        definition.spec(),
        definition.uuid().toString(),
        now.state(),
        now.pid(),
        now.startedAtMillis(),
        new VmInfo.ConsoleInfo(layout.consoleLog(name()).toString(), clients, now.consoleSize()),
        now.lastExit());
  }
}
