package org.javisor.system.main;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.javisor.backend.block.BlockNodes;
import org.javisor.backend.block.file.LockedException;
import org.javisor.backend.chardev.CharacterDevices;
import org.javisor.backend.chardev.Chardev;
import org.javisor.backend.chardev.ChardevException;
import org.javisor.backend.fdset.FdSets;
import org.javisor.backend.job.ErrorAction;
import org.javisor.backend.job.Jobs;
import org.javisor.host.HostException;
import org.javisor.host.HostInfo;
import org.javisor.host.process.OwnProcess;
import org.javisor.host.signal.SentSignal;
import org.javisor.host.signal.TerminationSignals;
import org.javisor.qmp.api.QmpEvent;
import org.javisor.qmp.api.ResetEvent;
import org.javisor.qmp.api.VersionInfo;
import org.javisor.qmp.api.VersionTriple;
import org.javisor.system.board.BoardConfig;
import org.javisor.system.board.BoardPorts;
import org.javisor.system.board.DeviceException;
import org.javisor.system.board.DiskFailure;
import org.javisor.system.board.VirtBoard;
import org.javisor.system.board.VirtioDevices;
import org.javisor.system.config.Paths;
import org.javisor.system.config.ConfigException;
import org.javisor.system.config.EmulatorConfig;
import org.javisor.system.config.LogItems;
import org.javisor.system.firmware.BootException;
import org.javisor.system.gdb.MachineDebuggee;
import org.javisor.system.lifecycle.Actions;
import org.javisor.system.lifecycle.Machine;
import org.javisor.system.monitor.BlockGraph;
import org.javisor.system.monitor.Introspected;
import org.javisor.system.monitor.Monitors;
import org.javisor.system.monitor.JobEvents;
import org.javisor.system.monitor.TlsObjects;
import org.javisor.system.monitor.YankCommands;
import org.javisor.system.monitor.human.DebugCommands;
import org.javisor.system.qom.HostObjectException;
import org.javisor.system.qom.HostObjects;
import org.javisor.system.qom.MachineModel;
import org.javisor.system.qom.PluggedDevices;

/**
 * One run of the emulator: character devices and monitors first, so that clients are greeted while
 * the machine is built.
 */
final class Emulator {
  private static final VersionInfo VERSION =
      new VersionInfo(new VersionTriple(10, 0, 13), "javisor");

  /** What whoever starts a daemon waits for; see the launcher. */
  private static final String READY = "ready";

  private final EmulatorConfig config;
  private final Messages messages;
  private final FdSets fdSets = new FdSets();
  private final BlockNodes blockNodes = new BlockNodes(fdSets);
  private final StartFiles startFiles = new StartFiles(fdSets);
  private final HostObjects objects = new HostObjects();
  private final Boards boards = new Boards(blockNodes, startFiles, fdSets, objects);
  private final BlockGraph blockGraph = new BlockGraph(blockNodes);
  private final Jobs jobs = new Jobs(new JobEvents(this::emit));
  private final Introspected introspected;
  private final Machine machine;
  private final Monitors monitors;
  private final TlsObjects tls = new TlsObjects(objects);
  private final CharacterDevices characters;
  private final StartupDevices startup;
  private final DebugServer debuggers;
  private final AtomicBoolean terminated = new AtomicBoolean();
  private Optional<PidFile> pidFile = Optional.empty();

  Emulator(String program, EmulatorConfig config) {
    this.config = config;
    this.messages = new Messages(program, config);
    this.machine =
        new Machine(
            Actions.DEFAULT.with(config.behaviour().actions()), this::emit, messages::error);
    this.characters =
        new CharacterDevices(
            new CharacterDevices.Surroundings(fdSets, messages::error, this::quitByKey));
    this.introspected =
        new Introspected(objects, new PluggedDevices(), Boards.facts(config), config.globals());
    this.startup = new StartupDevices(characters, tls, messages::error);
    this.debuggers = new DebugServer(machine, characters, startup);
    this.monitors =
        new Monitors(
            new Monitors.Subjects(
                machine,
                fdSets,
                blockNodes,
                blockGraph,
                jobs,
                introspected,
                new Monitors.Characters(characters, tls, new SocketConnections()),
                config.identity()),
            VERSION,
            new DebugCommands(debuggers, new Log()));
  }

  private void emit(QmpEvent event) {
    if (event instanceof ResetEvent) {
      messages.log(LogItems.Item.CPU_RESET, "CPU Reset");
    }
    monitors.emit(event);
  }

  private void say(String line) {
    messages.error(line);
  }

  /** Runs until it is told to end; the exit code. */
  int run() throws ConfigException {
    if (config.machine().board().dumpTree().isPresent()) {
      Path target = config.machine().board().dumpTree().get();
      InheritedFds.addTo(fdSets, config.fdSets());
      makeObjects();
      boards.dumpTree(boards.config(config), target);
      say("info: dtb dumped to " + target + ". Exiting.");
      return 0;
    }
    TerminationSignals.watch(this::terminate);
    try {
      prepareProcess();
      expectConfiguration();
      characters.setEscape(config.behaviour().escape());
      characters.hold();
      makeObjects();
      startup.open(config.chardevs());
      serveMonitors();
      SerialConsole console = new SerialConsole(serialDevice());
      console.attach();
      awaitConfiguration();
      openDisks();
      buildMachine(console);
      characters.release();
      if (!config.behaviour().preconfig()) {
        becomeDaemon();
      }
      startup.awaitClients(config.chardevs(), machine.ended());
      begin();
      serveDebuggers();
      int code = machine.ended().join();
      debuggers.end(code);
      return code;
    } finally {
      end();
    }
  }

  private void prepareProcess() throws ConfigException {
    EmulatorConfig.ProcessOptions process = config.process();
    InheritedFds.addTo(fdSets, config.fdSets());
    if (process.log().isPresent()) {
      messages.logTo(process.log().get(), fdSets);
    }
    if (process.pidfile().isPresent()) {
      pidFile = Optional.of(PidFile.create(process.pidfile().get(), fdSets));
    }
  }

  /** Before any client can ask: only with -preconfig do commands have to wait for the machine. */
  private void expectConfiguration() {
    if (config.behaviour().incoming()) {
      machine.awaitIncoming();
    }
    monitors.setAwaitingConfiguration(config.behaviour().preconfig());
    if (!config.behaviour().preconfig()) {
      machine.configured();
    }
  }

  /** With -preconfig: clients are served, and the machine is built when one of them says so. */
  private void awaitConfiguration() throws ConfigException {
    if (!config.behaviour().preconfig()) {
      return;
    }
    becomeDaemon();
    Object _ = CompletableFuture.anyOf(machine.configuration(), machine.ended()).join();
    monitors.setAwaitingConfiguration(false);
  }

  /** The process that started this one waits for a word on standard output, and then no more. */
  private void becomeDaemon() throws ConfigException {
    if (!config.process().daemonize()) {
      return;
    }
    System.out.print(READY);
    System.out.flush();
    try {
      OwnProcess.leaveFolder();
      OwnProcess.dropStandardStreams(config.process().log().isEmpty());
    } catch (HostException e) {
      throw new ConfigException("cannot leave the terminal: " + e.getMessage(), e);
    }
  }

  private void serveDebuggers() throws ConfigException {
    if (machine.board().isPresent()) {
      debuggers.begin(new MachineDebuggee(machine, monitors::execute, this::killed));
    }
    if (config.debugger().isPresent()) {
      String id = config.debugger().get();
      if (characters.find(id).isEmpty()) {
        throw new ConfigException("-gdb chardev:" + id + ": gdbstub: couldn't create chardev");
      }
      debuggers.serve(chardev(id, "-gdb chardev:" + id));
    }
  }

  /** The log as monitors change it. */
  private final class Log implements DebugCommands.Log {
    @Override
    public void show(LogItems items) {
      messages.show(items);
    }

    @Override
    public void writeTo(String file) throws ConfigException {
      messages.logTo(Paths.parse(file), fdSets);
    }
  }

  /** A debugger has ended the guest. */
  private void killed() {
    say("QEMU: Terminated via GDBstub");
    machine.guestShutdown();
  }

  private void begin() {
    if (!config.behaviour().paused() && !machine.ended().isDone()) {
      machine.begin(config.behaviour().preconfig());
    }
    machine.started();
  }

  /** Whoever sends a second signal, as some do to be sure, is not told again. */
  private void terminate(SentSignal signal) {
    if (!terminated.compareAndSet(false, true)) {
      return;
    }
    String sender = "";
    if (signal.sender().isPresent()) {
      int process = signal.sender().getAsInt();
      String name = OwnProcess.nameOf(process);
      sender = " from pid " + process + " (" + (name.isEmpty() ? "<unknown process>" : name) + ")";
    }
    say("terminating on signal " + signal.number() + sender);
    machine.signalled();
  }

  /** Connections that clients may cut: those of sockets. */
  private final class SocketConnections implements YankCommands.Connections {
    @Override
    public List<String> ids() {
      return characters.sockets();
    }

    @Override
    public void cut(String id) {
      Optional<Chardev> device = characters.find(id);
      if (device.isPresent()) {
        device.get().disconnect();
      }
    }
  }

  private void quitByKey() {
    machine.quit();
    machine.finish();
  }

  private void serveMonitors() throws ConfigException {
    for (EmulatorConfig.Monitor monitor : config.monitors()) {
      monitors.serve(chardev(monitor.chardev(), monitor.source()), monitor);
    }
  }

  /** The device of that name, which nothing uses yet. */
  private Chardev chardev(String id, String source) throws ConfigException {
    Optional<Chardev> device = characters.find(id);
    if (device.isEmpty()) {
      throw new ConfigException(source + ": chardev \"" + id + "\" not found");
    }
    try {
      device.get().checkFree();
      return device.get();
    } catch (ChardevException e) {
      throw new ConfigException(source + ": " + e.getMessage(), e);
    }
  }

  /** The serial port's device; without one the guest talks to nobody. */
  private Optional<Chardev> serialDevice() throws ConfigException {
    if (config.serial().isEmpty()) {
      return Optional.empty();
    }
    String id = config.serial().get();
    String source = "-serial chardev:" + id;
    if (characters.find(id).isEmpty()) {
      throw new ConfigException(
          source + ": could not connect serial device to character backend 'chardev:" + id + "'");
    }
    return Optional.of(chardev(id, source));
  }

  private void makeObjects() throws ConfigException {
    for (EmulatorConfig.HostObject object : config.objects()) {
      try {
        objects.add(object.options());
      } catch (HostObjectException e) {
        throw new ConfigException(e.getMessage(), e);
      }
    }
  }

  /** The board with its devices; the empty machine has none. */
  private void buildMachine(SerialConsole console) throws ConfigException {
    if (config.machine().board().model() == MachineModel.NONE) {
      Boards.checkEmpty(config);
      machine.complete(Optional.empty());
      return;
    }
    VirtBoard board = build(console);
    addDevices(board);
    start(board);
    messages.follow(board.engine().trace());
    machine.complete(Optional.of(board));
    console.connect(board);
  }

  private VirtBoard build(SerialConsole console) throws ConfigException {
    EmulatorConfig.Machine wanted = config.machine();
    checkMemory(wanted.memoryBytes());
    BoardConfig board = boards.config(config);
    try {
      VirtBoard built =
          new VirtBoard(
              board,
              new BoardPorts(
                  console,
                  console::roomAgain,
                  machine,
                  machine::balloonChanged,
                  monitors::ejected,
                  this::diskFailed,
                  messages::guestMistake,
                  machine::failed));
      if (!built.engine().notice().isEmpty()) {
        say("warning: " + built.engine().notice());
      }
      return built;
    } catch (BootException e) {
      throw new ConfigException(e.getMessage(), e);
    }
  }

  private void diskFailed(DiskFailure failure) {
    machine.diskFailed(monitors.diskFailed(failure), failure.action() == ErrorAction.STOP);
  }

  private static void checkMemory(long bytes) throws ConfigException {
    long host = HostInfo.physicalMemory();
    if (bytes > host) {
      throw new ConfigException(
          "-m: guest memory of "
              + (bytes >> 20)
              + " MiB is more than this host's "
              + (host >> 20)
              + " MiB");
    }
  }

  private void openDisks() throws ConfigException {
    for (EmulatorConfig.Disk disk : config.disks()) {
      try {
        blockGraph.add(disk.options());
      } catch (IOException e) {
        throw new ConfigException(disk.source() + ": " + LockedException.explain(e), e);
      }
    }
  }

  private void addDevices(VirtBoard board) throws ConfigException {
    VirtioDevices plugging = new VirtioDevices(board, blockNodes, objects);
    for (EmulatorConfig.Device device : config.devices()) {
      try {
        introspected.devices().add(plugging.add(device.device()));
      } catch (DeviceException e) {
        throw new ConfigException(device.source() + ": " + LockedException.explain(e), e);
      }
    }
  }

  private static void start(VirtBoard board) throws ConfigException {
    try {
      board.start();
    } catch (BootException e) {
      throw new ConfigException(e.getMessage(), e);
    }
  }

  private void end() {
    if (pidFile.isPresent()) {
      pidFile.get().close();
    }
    startFiles.close();
    jobs.close();
    characters.close();
    try {
      blockNodes.close();
    } catch (IOException e) {
      say("a disk could not be closed: " + e.getMessage());
    }
  }
}
