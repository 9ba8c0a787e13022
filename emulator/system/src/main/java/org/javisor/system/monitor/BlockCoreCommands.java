package org.javisor.system.monitor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javisor.backend.block.BlockNodes;
import org.javisor.backend.job.ErrorPolicy;
import org.javisor.backend.job.Job;
import org.javisor.backend.job.JobException;
import org.javisor.backend.job.JobType;
import org.javisor.backend.job.Jobs;
import org.javisor.qmp.api.BlockCommit;
import org.javisor.qmp.api.BlockJobCancel;
import org.javisor.qmp.api.BlockJobComplete;
import org.javisor.qmp.api.BlockJobDismiss;
import org.javisor.qmp.api.BlockJobFinalize;
import org.javisor.qmp.api.BlockJobInfo;
import org.javisor.qmp.api.BlockJobPause;
import org.javisor.qmp.api.BlockJobResume;
import org.javisor.qmp.api.BlockJobSetSpeed;
import org.javisor.qmp.api.BlockResize;
import org.javisor.qmp.api.BlockStream;
import org.javisor.qmp.api.BlockdevBackup;
import org.javisor.qmp.api.BlockdevMirror;
import org.javisor.qmp.api.BlockdevSnapshot;
import org.javisor.qmp.api.BlockdevSnapshotSync;
import org.javisor.qmp.api.ChangeBackingFile;
import org.javisor.qmp.api.BlockCoreHandler;
import org.javisor.qmp.api.BlockDeviceInfo;
import org.javisor.qmp.api.BlockDeviceIoStatus;
import org.javisor.qmp.api.BlockDeviceStats;
import org.javisor.qmp.api.BlockDirtyBitmapAdd;
import org.javisor.qmp.api.BlockDirtyBitmapClear;
import org.javisor.qmp.api.BlockDirtyBitmapDisable;
import org.javisor.qmp.api.BlockDirtyBitmapEnable;
import org.javisor.qmp.api.BlockDirtyBitmapMerge;
import org.javisor.qmp.api.BlockDirtyBitmapRemove;
import org.javisor.qmp.api.BlockInfo;
import org.javisor.qmp.api.BlockStats;
import org.javisor.qmp.api.QueryBlockstats;
import org.javisor.qmp.api.BlockdevAdd;
import org.javisor.qmp.api.BlockdevCreate;
import org.javisor.qmp.api.BlockdevDel;
import org.javisor.qmp.api.BlockdevReopen;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.api.QueryNamedBlockNodes;
import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.Node;
import org.javisor.qmp.wire.QmpErrorClass;
import org.javisor.qmp.wire.QmpException;
import org.javisor.system.lifecycle.Machine;
import org.javisor.system.qom.PluggedDevices;

/** Commands about disks. */
final class BlockCoreCommands implements BlockCoreHandler {
  private final Machine machine;
  private final BlockGraph graph;
  private final BlockChanges changes;
  private final PluggedDevices devices;
  private final DiskStatus disks;

  /** The devices, and how their disks are. */
  record Devices(PluggedDevices plugged, DiskStatus disks) {}

  BlockCoreCommands(Machine machine, BlockGraph graph, BlockChanges changes, Devices devices) {
    this.machine = machine;
    this.graph = graph;
    this.changes = changes;
    this.devices = devices.plugged();
    this.disks = devices.disks();
  }

  private interface Begin {
    void run() throws IOException, JobException;
  }

  private interface Request {
    void make() throws JobException;
  }

  private void begin(Begin job) throws QmpException {
    machine.awaitBuilt(); // The command line's devices have what they use.
    try {
      job.run();
    } catch (IOException | JobException e) {
      throw QmpException.generic(e.getMessage());
    }
  }

  /** Asks something of a job about disks, which these commands call a device. */
  private void ask(String device, Request request) throws QmpException {
    for (Job job : jobs().all()) {
      if (job.id().equals(device) && !job.options().type().isOnDisk()) {
        throw missing(device);
      }
    }
    try {
      request.make();
    } catch (JobException e) {
      throw e.isMissing() ? missing(device) : QmpException.generic(e.getMessage());
    }
  }

  private static QmpException missing(String device) {
    return new QmpException(
        QmpErrorClass.DEVICE_NOT_ACTIVE, "Block job '" + device + "' not found");
  }

  @Override
  public void blockdevCreate(QmpCall call, BlockdevCreate command) throws QmpException {
    begin(() -> changes.jobs().create(command));
  }

  private void change(BlockChanges.Step step) throws QmpException {
    machine.awaitBuilt(); // The command line's devices have what they use.
    changes.make(List.of(step), false);
  }

  @Override
  public void blockDirtyBitmapAdd(QmpCall call, BlockDirtyBitmapAdd command) throws QmpException {
    change(changes.bitmaps().add(command.options()));
  }

  @Override
  public void blockDirtyBitmapRemove(QmpCall call, BlockDirtyBitmapRemove command)
      throws QmpException {
    change(changes.bitmaps().remove(command.options()));
  }

  @Override
  public void blockDirtyBitmapClear(QmpCall call, BlockDirtyBitmapClear command)
      throws QmpException {
    change(changes.bitmaps().clear(command.options()));
  }

  @Override
  public void blockDirtyBitmapEnable(QmpCall call, BlockDirtyBitmapEnable command)
      throws QmpException {
    change(changes.bitmaps().setRecording(command.options(), true));
  }

  @Override
  public void blockDirtyBitmapDisable(QmpCall call, BlockDirtyBitmapDisable command)
      throws QmpException {
    change(changes.bitmaps().setRecording(command.options(), false));
  }

  @Override
  public void blockDirtyBitmapMerge(QmpCall call, BlockDirtyBitmapMerge command)
      throws QmpException {
    change(changes.bitmaps().merge(command.options()));
  }

  @Override
  public void blockdevReopen(QmpCall call, BlockdevReopen command) throws QmpException {
    machine.awaitBuilt(); // The command line's devices have what they use.
    changes.make(command.options().stream().map(changes::reopen).toList(), false);
  }

  @Override
  public void blockdevAdd(QmpCall call, BlockdevAdd command) throws QmpException {
    try {
      graph.add(command.options());
    } catch (IOException e) {
      throw QmpException.generic(e.getMessage());
    }
  }

  @Override
  public void blockdevDel(QmpCall call, BlockdevDel command) throws QmpException {
    machine.awaitBuilt(); // The command line's devices have what they use.
    try {
      changes.jobs().requireIdle(command.nodeName());
      graph.remove(command.nodeName());
    } catch (IOException e) {
      throw QmpException.generic(e.getMessage());
    }
  }

  @Override
  public List<BlockInfo> queryBlock(QmpCall call) {
    machine.awaitBuilt();
    List<BlockInfo> all = new ArrayList<>();
    for (PluggedDevices.Placed device : devices.placed()) {
      Optional<BlockDeviceInfo> disk =
          graph.attached(device.device()).map(BlockNodes.Attached::node).flatMap(graph::describe);
      if (disk.isPresent()) {
        all.add(
            new BlockInfo(
                "",
                Optional.of(device.backendPath()),
                "unknown",
                false,
                false,
                disk,
                disks.of(device)));
      }
    }
    return all;
  }

  @Override
  public List<BlockStats> queryBlockstats(QmpCall call, QueryBlockstats command) {
    machine.awaitBuilt();
    List<BlockStats> all = new ArrayList<>();
    if (command.queryNodes().orElse(false)) {
      for (String name : graph.names()) {
        Optional<BlockDeviceStats> stats = graph.stats(name);
        if (stats.isPresent()) {
          all.add(BlockStats.of(stats.get()).withNodeName(name));
        }
      }
      return all;
    }
    for (PluggedDevices.Placed device : devices.placed()) {
      Optional<BlockNodes.Attached> disk = graph.attached(device.device());
      if (disk.isPresent()) {
        all.add(
            BlockStats.of(graph.stats(disk.get()))
                .withDevice("")
                .withQdev(device.backendPath())
                .withNodeName(disk.get().node()));
      }
    }
    return all;
  }

  @Override
  public List<BlockDeviceInfo> queryNamedBlockNodes(QmpCall call, QueryNamedBlockNodes command) {
    machine.awaitBuilt();
    return graph.describe();
  }

  @Override
  public List<BlockJobInfo> queryBlockJobs(QmpCall call) throws QmpException {
    List<BlockJobInfo> all = new ArrayList<>();
    for (Job job : jobs().all()) {
      if (job.options().type().isOnDisk()) {
        all.add(describe(job, jobs().report(job)));
      }
    }
    return all;
  }

  private static BlockJobInfo describe(Job job, Job.Report report) throws QmpException {
    BlockDeviceIoStatus io =
        report
            .stoppedBy()
            .map(why ->
                ErrorPolicy.isFull(why) ? BlockDeviceIoStatus.NOSPACE : BlockDeviceIoStatus.FAILED)
            .orElse(BlockDeviceIoStatus.OK);
    JsonObject members =
        new JsonObject()
            .put("type", JobEvents.type(job).toJson())
            .put("device", job.id())
            .put("len", report.total())
            .put("offset", report.done())
            .put("busy", report.busy())
            .put("paused", report.paused())
            .put("speed", report.speed())
            .put("io-status", io.toJson())
            .put("ready", report.ready())
            .put("status", JobEvents.status(report.status()).toJson())
            .put("auto-finalize", job.options().autoFinalize())
            .put("auto-dismiss", job.options().autoDismiss());
    if (job.options().type() == JobType.MIRROR) {
      members.put("actively-synced", false);
    }
    report.error().ifPresent(text -> members.put("error", text));
    return BlockJobInfo.decode(Node.returned(members));
  }

  private Jobs jobs() {
    return changes.jobs().jobs();
  }

  @Override
  public void blockJobSetSpeed(QmpCall call, BlockJobSetSpeed command) throws QmpException {
    if (command.speed() < 0) {
      throw QmpException.generic("Parameter 'speed' expects a non-negative value");
    }
    ask(command.device(), () -> jobs().setSpeed(command.device(), command.speed()));
  }

  @Override
  public void blockJobCancel(QmpCall call, BlockJobCancel command) throws QmpException {
    boolean force = command.force().orElse(false);
    ask(command.device(), () -> jobs().cancel(command.device(), force));
  }

  @Override
  public void blockJobPause(QmpCall call, BlockJobPause command) throws QmpException {
    ask(command.device(), () -> jobs().pause(command.device()));
  }

  @Override
  public void blockJobResume(QmpCall call, BlockJobResume command) throws QmpException {
    ask(command.device(), () -> jobs().resume(command.device()));
  }

  @Override
  public void blockJobComplete(QmpCall call, BlockJobComplete command) throws QmpException {
    ask(command.device(), () -> jobs().complete(command.device()));
  }

  @Override
  public void blockJobDismiss(QmpCall call, BlockJobDismiss command) throws QmpException {
    ask(command.id(), () -> jobs().dismiss(command.id()));
  }

  @Override
  public void blockJobFinalize(QmpCall call, BlockJobFinalize command) throws QmpException {
    ask(command.id(), () -> jobs().finalizeJob(command.id()));
  }

  @Override
  public void blockdevMirror(QmpCall call, BlockdevMirror command) throws QmpException {
    begin(() -> changes.jobs().mirror(command));
  }

  @Override
  public void blockdevBackup(QmpCall call, BlockdevBackup command) throws QmpException {
    machine.awaitBuilt();
    changes.make(List.of(changes.backup(command.options())), false);
  }

  @Override
  public void blockStream(QmpCall call, BlockStream command) throws QmpException {
    begin(() -> changes.jobs().stream(command));
  }

  @Override
  public void blockCommit(QmpCall call, BlockCommit command) throws QmpException {
    if (!graph.names().contains(command.device())) {
      throw new QmpException(
          QmpErrorClass.DEVICE_NOT_FOUND, "Device '" + command.device() + "' not found");
    }
    begin(() -> changes.jobs().commit(command));
  }

  @Override
  public void blockdevSnapshotSync(QmpCall call, BlockdevSnapshotSync command) throws QmpException {
    machine.awaitBuilt();
    changes.make(List.of(changes.snapshotSync(command.options())), false);
  }

  @Override
  public void blockdevSnapshot(QmpCall call, BlockdevSnapshot command) throws QmpException {
    machine.awaitBuilt();
    changes.make(List.of(changes.snapshot(command.options())), false);
  }

  @Override
  public void blockResize(QmpCall call, BlockResize command) throws QmpException {
    String device = command.device().orElse("");
    String name = command.nodeName().orElse("");
    begin(() -> changes.resize(device, name, command.size()));
  }

  @Override
  public void changeBackingFile(QmpCall call, ChangeBackingFile command) throws QmpException {
    begin(() -> changes.nameBacking(command));
  }
}
