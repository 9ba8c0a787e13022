package org.javisor.qmp.server;

import org.javisor.qmp.api.HumanHandler;
import org.javisor.qmp.api.HumanMonitorCommand;
import org.javisor.qmp.api.MigrateRecover;
import org.javisor.qmp.api.MigrationHandler;
import org.javisor.qmp.api.SetAction;
import org.javisor.qmp.api.WatchdogSetAction;
import org.javisor.qmp.api.Yank;
import org.javisor.qmp.api.YankHandler;
import org.javisor.qmp.api.YankInstance;
import org.javisor.qmp.wire.QmpErrorClass;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javisor.host.fd.Fd;
import org.javisor.qmp.api.AddFd;
import org.javisor.qmp.api.AddfdInfo;
import org.javisor.qmp.api.BlockDeviceInfo;
import org.javisor.qmp.api.BlockInfo;
import org.javisor.qmp.api.BlockStats;
import org.javisor.qmp.api.QueryBlockstats;
import org.javisor.qmp.api.BlockdevAdd;
import org.javisor.qmp.api.BlockdevDel;
import org.javisor.qmp.api.DeviceListProperties;
import org.javisor.qmp.api.MigrateSetCapabilities;
import org.javisor.qmp.api.MigrationCapabilityStatus;
import org.javisor.qmp.api.MigrationInfo;
import org.javisor.qmp.api.ObjectPropertyInfo;
import org.javisor.qmp.api.QueryNamedBlockNodes;
import org.javisor.qmp.api.CommandRouter;
import org.javisor.qmp.api.DeviceAdd;
import org.javisor.qmp.api.DeviceDel;
import org.javisor.qmp.api.FdsetHandler;
import org.javisor.qmp.api.FdsetInfo;
import org.javisor.qmp.api.Handlers;
import org.javisor.qmp.api.IdentityHandler;
import org.javisor.qmp.api.NameInfo;
import org.javisor.qmp.api.PowerdownEvent;
import org.javisor.qmp.api.QdevHandler;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.api.RemoveFd;
import org.javisor.qmp.api.ResetEvent;
import org.javisor.qmp.api.ResumeEvent;
import org.javisor.qmp.api.RunState;
import org.javisor.qmp.api.RunStateHandler;
import org.javisor.qmp.api.ShutdownCause;
import org.javisor.qmp.api.ShutdownEvent;
import org.javisor.qmp.api.StatusInfo;
import org.javisor.qmp.api.StopEvent;
import org.javisor.qmp.api.UuidInfo;
import org.javisor.qmp.api.VersionInfo;
import org.javisor.qmp.api.VersionTriple;
import org.javisor.qmp.wire.QmpException;

/** A machine that does nothing but change its state and remember what it was asked for. */
public final class FakeMachine extends FakeJobs
    implements RunStateHandler,
        FdsetHandler,
        QdevHandler,
        IdentityHandler,
        HumanHandler,
        MigrationHandler,
        YankHandler {
  public static final VersionInfo VERSION = new VersionInfo(new VersionTriple(10, 0, 13), "Fake 1");

  public final QmpServer server;
  public final List<Fd> added = new ArrayList<>();
  public final List<BlockdevAdd> nodes = new ArrayList<>();
  public final List<DeviceAdd> devices = new ArrayList<>();

  /** What a second later is to happen. */
  final Later later = new Later();

  /** Commands that are to wait before they answer wait here. */
  public final Semaphore mayAnswer = new Semaphore(0);

  public final CountDownLatch blocked = new CountDownLatch(1);
  private boolean running;

  /** Things to do when a test says that their time has come. */
  static final class Later {
    private final Queue<Runnable> actions = new ArrayDeque<>();

    private void add(Duration time, Runnable action) {
      actions.add(action);
    }

    /** A second passes: what waited for it happens. */
    void second() {
      for (int due = actions.size(); due > 0; due--) {
        actions.remove().run();
      }
    }

    int waiting() {
      return actions.size();
    }
  }

  public FakeMachine() {
    FakeObjects objects = new FakeObjects();
    FakeSurroundings surroundings = new FakeSurroundings();
    Handlers handlers =
        new Handlers(
            this,
            new FakeCharacters(),
            new ControlCommands(VERSION),
            surroundings,
            new FdNameCommands(),
            this,
            this,
            this,
            new IntrospectCommands(),
            this,
            objects,
            this,
            objects,
            surroundings,
            surroundings,
            this,
            objects,
            this,
            surroundings,
            this,
            surroundings,
            this);
    InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(7, 8000));
    server = new QmpServer(new CommandRouter(handlers), VERSION, clock, later::add);
  }

  @Override
  public List<BlockStats> queryBlockstats(QmpCall call, QueryBlockstats command) {
    return List.of();
  }

  @Override
  public List<BlockInfo> queryBlock(QmpCall call) {
    return List.of();
  }

  @Override
  public List<BlockDeviceInfo> queryNamedBlockNodes(QmpCall call, QueryNamedBlockNodes command) {
    return List.of();
  }

  @Override
  public List<ObjectPropertyInfo> deviceListProperties(QmpCall call, DeviceListProperties command) {
    return List.of();
  }

  @Override
  public void migrateSetCapabilities(QmpCall call, MigrateSetCapabilities command) {}

  @Override
  public MigrationInfo queryMigrate(QmpCall call) {
    return new MigrationInfo(Optional.empty());
  }

  @Override
  public List<MigrationCapabilityStatus> queryMigrateCapabilities(QmpCall call) {
    return List.of();
  }

  @Override
  public StatusInfo queryStatus(QmpCall call) {
    return new StatusInfo(running, running ? RunState.RUNNING : RunState.PAUSED);
  }

  @Override
  public void stop(QmpCall call) {
    running = false;
    server.emit(new StopEvent());
  }

  @Override
  public void cont(QmpCall call) {
    running = true;
    server.emit(new ResumeEvent());
  }

  @Override
  public void systemReset(QmpCall call) {
    server.emit(new ResetEvent(false, ShutdownCause.HOST_QMP_SYSTEM_RESET));
  }

  @Override
  public void systemPowerdown(QmpCall call) {
    server.emit(new PowerdownEvent());
  }

  @Override
  public void quit(QmpCall call) {
    server.emit(new ShutdownEvent(false, ShutdownCause.HOST_QMP_QUIT));
    call.endSession();
  }

  @Override
  public AddfdInfo addFd(QmpCall call, AddFd command) throws QmpException {
    Fd fd = call.takePassedFd();
    added.add(fd);
    return new AddfdInfo(command.fdsetId().orElse(0L), fd.number());
  }

  @Override
  public void removeFd(QmpCall call, RemoveFd command) throws QmpException {
    throw QmpException.generic("no set " + command.fdsetId());
  }

  @Override
  public List<FdsetInfo> queryFdsets(QmpCall call) {
    return List.of(new FdsetInfo(3, List.of()));
  }

  @Override
  public void blockdevAdd(QmpCall call, BlockdevAdd command) {
    nodes.add(command);
  }

  @Override
  public void blockdevDel(QmpCall call, BlockdevDel command) {
    nodes.removeIf(node -> node.options().nodeName().equals(Optional.of(command.nodeName())));
  }

  @Override
  public void deviceAdd(QmpCall call, DeviceAdd command) {
    devices.add(command);
  }

  @Override
  public void deviceDel(QmpCall call, DeviceDel command) throws QmpException {
    throw new QmpException(
        QmpErrorClass.DEVICE_NOT_FOUND, "Device '" + command.id() + "' not found");
  }

  @Override
  public NameInfo queryName(QmpCall call) {
    return new NameInfo(Optional.empty());
  }

  @Override
  public UuidInfo queryUuid(QmpCall call) {
    return new UuidInfo("00000000-0000-0000-0000-000000000000");
  }

  /** Blocks until {@link #mayAnswer} lets it go. */
  @Override
  public void systemWakeup(QmpCall call) throws QmpException {
    blocked.countDown();
    mayAnswer.acquireUninterruptibly();
  }

  @Override
  public void setAction(QmpCall call, SetAction command) {
    // This machine follows no action.
  }

  @Override
  public void watchdogSetAction(QmpCall call, WatchdogSetAction command) {
    // It has no watchdog.
  }

  @Override
  public void xExitPreconfig(QmpCall call) {
    server.setAwaitingConfiguration(false);
  }

  @Override
  public void migratePause(QmpCall call) throws QmpException {
    throw QmpException.generic("nothing to pause");
  }

  @Override
  public void migrateRecover(QmpCall call, MigrateRecover command) throws QmpException {
    throw QmpException.generic("nothing to recover from " + command.uri());
  }

  @Override
  public void yank(QmpCall call, Yank command) throws QmpException {
    throw new QmpException(QmpErrorClass.DEVICE_NOT_FOUND, "Instance not found");
  }

  @Override
  public List<YankInstance> queryYank(QmpCall call) {
    return List.of(new YankInstance.Chardev("c"));
  }

  @Override
  public String humanMonitorCommand(QmpCall call, HumanMonitorCommand command) {
    return command.commandLine() + "\r\n";
  }
}
