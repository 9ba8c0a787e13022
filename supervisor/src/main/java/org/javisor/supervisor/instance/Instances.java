package org.javisor.supervisor.instance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.javisor.supervisor.api.ConsoleRequest;
import org.javisor.supervisor.api.ConsoleSize;
import org.javisor.supervisor.api.ErrorCode;
import org.javisor.supervisor.api.ExitReport;
import org.javisor.supervisor.api.JavisorService;
import org.javisor.supervisor.api.Problem;
import org.javisor.supervisor.api.StopRequest;
import org.javisor.supervisor.api.VersionInfo;
import org.javisor.supervisor.api.VmException;
import org.javisor.supervisor.api.VmInfo;
import org.javisor.supervisor.api.VmSpec;
import org.javisor.supervisor.console.ConsoleHub;
import org.javisor.supervisor.domain.VmDefinition;
import org.javisor.supervisor.domain.check.DefinitionCheck;
import org.javisor.supervisor.domain.check.HostLimits;
import org.javisor.supervisor.process.EmulatorLauncher;
import org.javisor.supervisor.store.DefinitionStore;
import org.javisor.supervisor.store.Layout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All machines of this daemon: the service that clients call. */
public final class Instances implements JavisorService {
  private static final Logger LOG = LoggerFactory.getLogger(Instances.class);
  private static final int REMEMBERED_ENDS = 64;
  private static final int QUIT_PATIENCE_SECONDS = 5;

  private final Layout layout;
  private final DefinitionStore store;
  private final EmulatorLauncher launcher;
  private final Map<String, Instance> machines = new TreeMap<>();

  /** Ends of machines that are gone, by UUID, for clients that ask a moment too late. */
  private final Map<String, ExitReport> goneEnds = new LinkedHashMap<>();

  private boolean closing;

  private Instances(Layout layout, EmulatorLauncher launcher) {
    this.layout = layout;
    this.store = new DefinitionStore(layout);
    this.launcher = launcher;
  }

  /** Loads what is defined. */
  public static Instances load(Layout layout, EmulatorLauncher launcher) throws IOException {
    Instances instances = new Instances(layout, launcher);
    for (VmDefinition definition : instances.store.load()) {
      Optional<ExitReport> last = ExitRecord.load(layout.machineState(definition.name()));
      instances.machines.put(
          definition.name(), new Instance(definition, layout, Snapshot.atRest(last)));
    }
    return instances;
  }

  /** Notes of machines that they ran when an earlier daemon was killed. */
  public synchronized void noteLost(Set<String> names) {
    for (String name : names) {
      Instance instance = machines.get(name);
      if (instance != null) {
        ExitReport report = ExitRecord.lost();
        ExitRecord.save(layout.machineState(name), report);
        instance.rested(Snapshot.atRest(Optional.of(report)));
      }
    }
  }

  @Override
  public VmInfo run(VmSpec asked) {
    check(asked.name().isEmpty() ? asked.named(freeName()) : asked);
    Instance instance = reserve(asked);
    try {
      store.save(instance.definition());
      startNow(instance);
      return instance.info();
    } catch (IOException failed) {
      forget(instance);
      throw new VmException(
          ErrorCode.STORE_FAILED,
          "VM '" + instance.name() + "': its definition cannot be written: " + failed.getMessage(),
          failed);
    } catch (RuntimeException failed) {
      forget(instance);
      throw failed;
    }
  }

  @Override
  public VmInfo start(String name) {
    Instance instance = instance(name);
    check(instance.definition().spec());
    claim(instance);
    startNow(instance);
    return instance.info();
  }

  private synchronized void claim(Instance instance) {
    refuseWhenClosing();
    instance.claimStart();
  }

  @Override
  public synchronized List<VmInfo> list() {
    return machines.values().stream().map(Instance::info).toList();
  }

  @Override
  public VmInfo info(String name) {
    return instance(name).info();
  }

  @Override
  public VmInfo stop(StopRequest request) {
    try {
      return new StopVerb(instance(request.name()), request).stop();
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    }
  }

  @Override
  public VmInfo kill(String name) {
    try {
      return new KillVerb(instance(name)).kill();
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    }
  }

  @Override
  public void remove(String name) {
    Instance instance = instance(name);
    if (instance.snapshot().state().live()) {
      throw new VmException(
          ErrorCode.WRONG_STATE,
          "VM '" + name + "' is " + instance.snapshot().state().label() + "; stop it first");
    }
    forget(instance);
  }

  @Override
  public ExitReport await(String nameOrUuid) {
    Optional<Instance> found = find(nameOrUuid);
    if (found.isEmpty()) {
      return goneEnd(nameOrUuid).orElseThrow(() -> notFound(nameOrUuid));
    }
    Optional<Run> run = found.get().run();
    if (run.isPresent()) {
      return run.get().ended().join();
    }
    return found
        .get()
        .snapshot()
        .lastExit()
        .orElseThrow(
            () -> new VmException(ErrorCode.WRONG_STATE, "VM '" + nameOrUuid + "' has not run"));
  }

  @Override
  public void resizeConsole(String name, ConsoleSize size) {
    instance(name).update(now -> now.with(size));
  }

  @Override
  public VersionInfo version() {
    String version = Instances.class.getPackage().getImplementationVersion();
    return new VersionInfo(
        version == null ? "development" : version,
        VersionInfo.PROTOCOL,
        ProcessHandle.current().pid(),
        layout.runDirectory().toString(),
        layout.stateDirectory().toString());
  }

  /** The console of a machine that runs. */
  public ConsoleHub console(ConsoleRequest request) {
    Instance instance = instance(request.name());
    ConsoleHub hub = instance.liveRun().console();
    if (request.size().known()) {
      instance.update(now -> now.with(request.size()));
    }
    return hub;
  }

  /** Accepts no machine any more if none runs; false, and nothing changed, if one does. */
  public synchronized boolean retireIfIdle() {
    if (machines.values().stream().anyMatch(machine -> machine.snapshot().state().live())) {
      return false;
    }
    closing = true;
    return true;
  }

  /** Ends all machines in order, for the daemon's own end: quit, and kill those that do not. */
  public void close() throws InterruptedException {
    List<Thread> ends = new ArrayList<>();
    synchronized (this) {
      closing = true;
      for (Instance instance : machines.values()) {
        ends.add(Thread.ofVirtual().start(() -> end(instance)));
      }
    }
    for (Thread end : ends) {
      end.join();
    }
  }

  private void end(Instance instance) {
    if (instance.run().isEmpty()) {
      return;
    }
    try {
      stop(new StopRequest(instance.name(), true, QUIT_PATIENCE_SECONDS));
    } catch (VmException stubborn) {
      LOG.warn("{}", stubborn.getMessage());
      if (instance.run().isPresent()) {
        kill(instance.name());
      }
    }
  }

  private void startNow(Instance instance) {
    try {
      instance.drive(() -> startOnDriver(instance)).get();
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof VmException reason) {
        throw reason;
      }
      throw new VmException(
          ErrorCode.FAILED,
          "VM '" + instance.name() + "' cannot be started: " + failed.getCause().getMessage(),
          failed.getCause());
    }
  }

  private Void startOnDriver(Instance instance) throws IOException, InterruptedException {
    Run run = new StartVerb(instance, launcher).start();
    EndOfRun.watch(instance, run, () -> ended(instance));
    return null;
  }

  private void ended(Instance instance) {
    if (instance.definition().spec().removeAtExit()) {
      forget(instance);
    }
  }

  private static void check(VmSpec spec) {
    try {
      List<Problem> problems = DefinitionCheck.problems(spec, HostLimits.read());
      if (!problems.isEmpty()) {
        throw VmException.invalid("VM '" + spec.name() + "'", problems);
      }
    } catch (IOException unreadable) {
      throw new VmException(ErrorCode.FAILED, "host cannot be examined: " + unreadable, unreadable);
    }
  }

  private synchronized Instance reserve(VmSpec asked) {
    refuseWhenClosing();
    VmSpec spec = asked.name().isEmpty() ? asked.named(freeName()) : asked;
    if (machines.containsKey(spec.name())) {
      throw new VmException(
          ErrorCode.CONFLICT,
          "VM '"
              + spec.name()
              + "' exists already; choose another --name or remove it with 'javisor rm "
              + spec.name()
              + "'");
    }
    VmDefinition definition = new VmDefinition(UUID.randomUUID(), spec);
    Instance instance = new Instance(definition, layout, Snapshot.atRest(Optional.empty()));
    instance.claimStart();
    machines.put(spec.name(), instance);
    return instance;
  }

  private void refuseWhenClosing() {
    if (closing) {
      throw new VmException(ErrorCode.DAEMON_UNREACHABLE, "the daemon is ending");
    }
  }

  private void forget(Instance instance) {
    try {
      store.remove(instance.name());
    } catch (IOException failed) {
      LOG.warn("files of VM '{}' cannot be removed: {}", instance.name(), failed.toString());
    }
    synchronized (this) {
      machines.remove(instance.name());
      instance
          .snapshot()
          .lastExit()
          .ifPresent(end -> goneEnds.put(instance.definition().uuid().toString(), end));
      while (goneEnds.size() > REMEMBERED_ENDS) {
        goneEnds.remove(goneEnds.keySet().iterator().next());
      }
    }
    instance.retire();
  }

  private synchronized String freeName() {
    int number = 1;
    while (machines.containsKey("vm" + number)) {
      number++;
    }
    return "vm" + number;
  }

  private Instance instance(String name) {
    return find(name).orElseThrow(() -> notFound(name));
  }

  private synchronized Optional<Instance> find(String nameOrUuid) {
    Instance named = machines.get(nameOrUuid);
    if (named != null) {
      return Optional.of(named);
    }
    return machines.values().stream()
        .filter(machine -> machine.definition().uuid().toString().equals(nameOrUuid))
        .findFirst();
  }

  private synchronized Optional<ExitReport> goneEnd(String uuid) {
    return Optional.ofNullable(goneEnds.get(uuid));
  }

  private static VmException notFound(String name) {
    return new VmException(ErrorCode.NOT_FOUND, "there is no VM '" + name + "'");
  }

  private static VmException interrupted(InterruptedException why) {
    Thread.currentThread().interrupt();
    return new VmException(ErrorCode.FAILED, "the daemon is ending", why);
  }
}
