package org.javisor.system.monitor;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.javisor.backend.block.BlockNodes;
import org.javisor.backend.chardev.CharacterDevices;
import org.javisor.backend.chardev.Chardev;
import org.javisor.backend.chardev.ChardevConfig;
import org.javisor.backend.fdset.FdSets;
import org.javisor.backend.job.Jobs;
import org.javisor.device.pci.PciBridge;
import org.javisor.qmp.api.ChardevBackendKind;
import org.javisor.qmp.api.CommandRouter;
import org.javisor.qmp.api.Handlers;
import org.javisor.qmp.api.ObjectOptions;
import org.javisor.qmp.api.QmpEvent;
import org.javisor.qmp.api.ResumeEvent;
import org.javisor.qmp.api.VersionInfo;
import org.javisor.qmp.server.ControlCommands;
import org.javisor.qmp.server.FdNameCommands;
import org.javisor.qmp.server.IntrospectCommands;
import org.javisor.qmp.server.QmpServer;
import org.javisor.qmp.wire.JsonValue;
import org.javisor.system.board.DiskFailure;
import org.javisor.system.config.EmulatorConfig;
import org.javisor.system.lifecycle.Machine;
import org.javisor.system.monitor.human.CharacterCommands;
import org.javisor.system.monitor.human.DebugCommands;
import org.javisor.system.monitor.human.DiskShell;
import org.javisor.system.monitor.human.HumanCommands;
import org.javisor.system.monitor.human.HumanMonitor;
import org.javisor.system.monitor.human.HumanSubjects;
import org.javisor.system.qom.ObjectTree;
import org.javisor.system.qom.PluggedDevices;

/** All monitors of the emulator. */
public final class Monitors implements HumanMonitor.Host {
  private final Machine machine;
  private final FdSets fdSets;
  private final QmpServer server;
  private final VersionInfo version;
  private final HumanSubjects subjects;
  private final HumanCommands human;
  private final HotPlug hotPlug;
  private final DiskStatus disks;
  private int connected;

  /** What commands work on. */
  public record Subjects(
      Machine machine,
      FdSets fdSets,
      BlockNodes blockNodes,
      BlockGraph blockGraph,
      Jobs jobs,
      Introspected introspected,
      Characters characters,
      EmulatorConfig.Identity identity) {}

  /** Character devices, what encrypts them, and how their connections are cut. */
  public record Characters(
      CharacterDevices devices, TlsObjects tls, YankCommands.Connections connections) {}

  /**
   * @param debug commands about debuggers and the log
   */
  public Monitors(Subjects subjects, VersionInfo version, DebugCommands debug) {
    this.machine = subjects.machine();
    this.fdSets = subjects.fdSets();
    this.version = version;
    Introspected introspected = subjects.introspected();
    this.subjects =
        new HumanSubjects(
            machine,
            introspected.devices(),
            new CharacterCommands(subjects.characters().devices(), subjects.characters().tls()),
            debug,
            new DiskShell(subjects.blockNodes()));
    ObjectTree tree = tree(subjects);
    this.disks = new DiskStatus(introspected.devices(), subjects.blockGraph());
    this.hotPlug = new HotPlug(machine, subjects.blockNodes(), introspected, this::emit);
    DumpCommands dumps = new DumpCommands(machine, fdSets, this::emit);
    this.human = new HumanCommands(this::server, this.subjects);
    BlockChanges changes = changes(subjects);
    Handlers handlers =
        new Handlers(
            new BlockCoreCommands(
                subjects.machine(),
                subjects.blockGraph(),
                changes,
                new BlockCoreCommands.Devices(introspected.devices(), disks)),
            new CharCommands(subjects.characters().devices(), subjects.characters().tls()),
            new ControlCommands(version),
            dumps,
            new FdNameCommands(),
            new FdsetCommands(subjects.fdSets()),
            human,
            new IdentityCommands(subjects.identity()),
            new IntrospectCommands(),
            new JobCommands(subjects.jobs()),
            new MachineCommands(subjects.machine(), introspected, subjects.fdSets()),
            new MigrationCommands(),
            new MiscCommands(subjects.characters().devices(), introspected.objects()),
            new NetCommands(),
            new PciCommands(subjects.machine(), introspected.devices()),
            new QdevCommands(hotPlug, introspected, tree),
            new QomCommands(introspected.objects(), tree, new GuestBalloon(machine)),
            new RunStateCommands(subjects.machine(), dumps),
            new StatsCommands(),
            new TransactionCommands(changes),
            new UiCommands(),
            new YankCommands(subjects.characters().connections()));
    this.server = new QmpServer(new CommandRouter(handlers), version, InstantSource.system());
  }

  private static BlockChanges changes(Subjects subjects) {
    BlockNodes nodes = subjects.blockNodes();
    BlockGraph graph = subjects.blockGraph();
    return new BlockChanges(nodes, graph, new BlockJobs(nodes, graph, subjects.jobs()));
  }

  private static ChardevBackendKind kind(ChardevConfig config) {
    return switch (config) {
      case ChardevConfig.File _ -> ChardevBackendKind.FILE;
      case ChardevConfig.Hub _ -> ChardevBackendKind.HUB;
      case ChardevConfig.Line _ -> ChardevBackendKind.SERIAL;
      case ChardevConfig.Mux _ -> ChardevBackendKind.MUX;
      case ChardevConfig.Null _ -> ChardevBackendKind.NULL;
      case ChardevConfig.Pipe _ -> ChardevBackendKind.PIPE;
      case ChardevConfig.Pty _ -> ChardevBackendKind.PTY;
      case ChardevConfig.Ringbuf _ -> ChardevBackendKind.RINGBUF;
      case ChardevConfig.Screen _ -> ChardevBackendKind.VC;
      case ChardevConfig.Socket _ -> ChardevBackendKind.SOCKET;
      case ChardevConfig.Stdio _ -> ChardevBackendKind.STDIO;
      case ChardevConfig.Udp _ -> ChardevBackendKind.UDP;
    };
  }

  private static ObjectTree tree(Subjects subjects) {
    CharacterDevices characters = subjects.characters().devices();
    GuestBalloon balloon = new GuestBalloon(subjects.machine());
    return new ObjectTree(
        new ObjectTree.Source() {
          @Override
          public ObjectTree.MachineFacts machine() {
            return subjects.introspected().machine();
          }

          @Override
          public List<PluggedDevices.Plugged> devices() {
            subjects.machine().awaitBuilt();
            return subjects.introspected().devices().all();
          }

          @Override
          public List<ObjectOptions> objects() {
            return subjects.introspected().objects().all();
          }

          @Override
          public Map<String, JsonValue> live(PluggedDevices.Plugged device) {
            return device.model().isBalloon() ? balloon.live() : Map.of();
          }

          @Override
          public List<ObjectTree.Port> characters() {
            List<ObjectTree.Port> all = new ArrayList<>();
            for (CharacterDevices.Listed device : characters.list()) {
              all.add(new ObjectTree.Port(device.label(), kind(device.config()).wireName()));
            }
            return all;
          }
        });
  }

  /** Serves a monitor on {@code chardev} from now on. */
  public void serve(Chardev chardev, EmulatorConfig.Monitor monitor) {
    chardev.attach(
        switch (monitor.mode()) {
          case CONTROL -> new ControlMonitor(server, chardev, monitor.pretty(), this);
          case READLINE ->
              new HumanMonitor(
                  new HumanMonitor.Setup(server, subjects, number(version)), chardev, this);
        });
  }

  /** Carries out a line of the human monitor for a debugger; what it says. */
  public String execute(String line) {
    return human.execute(line);
  }

  private QmpServer server() {
    return server;
  }

  private static String number(VersionInfo version) {
    return version.qemu().major() + "." + version.qemu().minor() + "." + version.qemu().micro();
  }

  /**
   * The guest has turned off what is behind a port; a vCPU's thread, with the machine lock held.
   */
  public void ejected(PciBridge port) {
    hotPlug.ejected(port);
  }

  /** What clients are to be told of a disk's error. */
  public QmpEvent diskFailed(DiskFailure failure) {
    return disks.failed(failure);
  }

  /** Tells every client. */
  public void emit(QmpEvent event) {
    if (event instanceof ResumeEvent) {
      disks.resumed();
    }
    server.emit(event);
  }

  /** Whether clients configure a machine that is not built yet. */
  public void setAwaitingConfiguration(boolean waits) {
    server.setAwaitingConfiguration(waits);
  }

  @Override
  public synchronized void connected() {
    connected++;
  }

  /** Sets of descriptors live as long as somebody could ask for them. */
  @Override
  public synchronized void disconnected() {
    connected--;
    if (connected == 0) {
      fdSets.monitorsGone();
    }
  }

  @Override
  public void quitAnswered() {
    machine.finish();
  }
}
