package org.javisor.system.main;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.ArrayList;
import org.javisor.system.monitor.YankCommands;
import org.javisor.system.lifecycle.Actions;
import org.javisor.system.config.LogItems;
import org.javisor.qmp.api.ResetEvent;
import org.javisor.host.signal.SentSignal;
import org.javisor.host.process.OwnProcess;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.javisor.backend.block.BlockNodes;
import org.javisor.backend.chardev.Chardev;
import org.javisor.backend.chardev.ChardevConfig;
import org.javisor.backend.chardev.ChardevException;
import org.javisor.backend.chardev.Chardevs;
import org.javisor.backend.fdset.FdSets;
import org.javisor.host.HostException;
import org.javisor.host.HostInfo;
import org.javisor.host.fd.Fd;
import org.javisor.host.signal.TerminationSignals;
import org.javisor.host.terminal.Terminal;
import org.javisor.qmp.api.QmpEvent;
import org.javisor.qmp.api.VersionInfo;
import org.javisor.qmp.api.VersionTriple;
import org.javisor.system.board.BoardConfig;
import org.javisor.system.board.BoardPorts;
import org.javisor.system.board.DeviceException;
import org.javisor.system.board.VirtBoard;
import org.javisor.system.board.VirtioDevices;
import org.javisor.system.config.ConfigException;
import org.javisor.system.config.EmulatorConfig;
import org.javisor.system.config.EmulatorConfig.CharacterDevice;
import org.javisor.system.firmware.BootException;
import org.javisor.system.lifecycle.Machine;
import org.javisor.system.monitor.Monitors;

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
  private final Machine machine;
  private final Monitors monitors;
  private final Map<String, Chardev> chardevs = new LinkedHashMap<>();
  private Optional<PidFile> pidFile = Optional.empty();
  private Optional<Terminal.Saved> terminal = Optional.empty();

  Emulator(String program, EmulatorConfig config) {
    this.config = config;
    this.messages = new Messages(program, config);
    this.machine =
        new Machine(
            Actions.DEFAULT.with(config.behaviour().actions()), this::emit, messages::error);
    this.monitors =
        new Monitors(
            new Monitors.Subjects(
                machine, fdSets, blockNodes, config.identity(), new SocketConnections()),
            VERSION);
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
      Boards.dumpTree(Boards.config(config, blockNodes), target);
      say("info: dtb dumped to " + target + ". Exiting.");
      return 0;
    }
    TerminationSignals.watch(this::terminate);
    try {
      prepareProcess();
      monitors.setAwaitingConfiguration(config.behaviour().preconfig());
      openChardevs();
      serveMonitors();
      awaitConfiguration();
      SerialConsole console = new SerialConsole(serialChardev(), isTerminal(), this::quitByKey);
      openDisks();
      VirtBoard board = build(console);
      addDevices(board);
      start(board);
      machine.complete(board);
      console.connect(board);
      if (!config.behaviour().preconfig()) {
        becomeDaemon();
      }
      awaitClients();
      begin();
      return machine.ended().join();
    } finally {
      end();
    }
  }

  private void prepareProcess() throws ConfigException {
    EmulatorConfig.ProcessOptions process = config.process();
    if (process.log().isPresent()) {
      messages.logTo(process.log().get());
    }
    InheritedFds.addTo(fdSets, config.fdSets());
    if (process.pidfile().isPresent()) {
      pidFile = Optional.of(PidFile.create(process.pidfile().get(), fdSets));
    }
  }

  /** With -preconfig: clients are served, and the machine is built when one of them says so. */
  private void awaitConfiguration() throws ConfigException {
    if (!config.behaviour().preconfig()) {
      machine.configured();
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

  private void begin() {
    EmulatorConfig.Behaviour behaviour = config.behaviour();
    if (behaviour.incoming()) {
      machine.awaitIncoming();
    } else if (!behaviour.paused() && !machine.ended().isDone()) {
      boolean _ = machine.cont();
    }
    machine.started();
  }

  private void terminate(SentSignal signal) {
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
      List<String> ids = new ArrayList<>();
      for (CharacterDevice device : config.chardevs()) {
        if (device.kind() == EmulatorConfig.CharacterKind.SOCKET) {
          ids.add(device.id());
        }
      }
      return ids;
    }

    @Override
    public void cut(String id) {
      Chardev device = chardevs.get(id);
      if (device != null) {
        device.disconnect();
      }
    }
  }

  private void quitByKey() {
    machine.quit();
    machine.finish(0);
  }

  private void openChardevs() throws ConfigException {
    for (CharacterDevice device : config.chardevs()) {
      try {
        if (chardevs.containsKey(device.id())) {
          throw new ChardevException("Duplicate ID '" + device.id() + "' for chardev");
        }
        chardevs.put(device.id(), Chardevs.open(translate(device)));
      } catch (ChardevException e) {
        throw new ConfigException(device.source() + ": " + e.getMessage(), e);
      }
    }
  }

  private static ChardevConfig translate(CharacterDevice device) throws ChardevException {
    return switch (device.kind()) {
      case NULL -> new ChardevConfig.Null(device.id());
      case STDIO -> new ChardevConfig.Stdio(device.id());
      case FILE -> new ChardevConfig.File(device.id(), device.path().orElseThrow(), false);
      case SOCKET ->
          new ChardevConfig.Socket(
              device.id(), device.path(), inherited(device.fd()), device.server(), device.await());
    };
  }

  /** The socket whose number was given; numbers only, never names, on a command line. */
  private static Optional<Fd> inherited(Optional<String> number) throws ChardevException {
    if (number.isEmpty()) {
      return Optional.empty();
    }
    String text = number.get().strip();
    try {
      Fd fd = Fd.adopt(Integer.parseInt(text));
      if (fd.isSocket()) {
        fd.setCloseOnExec(true);
        return Optional.of(fd);
      }
    } catch (NumberFormatException e) {
      throw new ChardevException("Unable to parse FD number " + text, e);
    } catch (HostException | IllegalArgumentException e) {
      throw new ChardevException("File descriptor '" + text + "' is not a socket", e);
    }
    throw new ChardevException("File descriptor '" + text + "' is not a socket");
  }

  private void serveMonitors() throws ConfigException {
    Set<String> taken = new TreeSet<>();
    for (EmulatorConfig.Monitor monitor : config.monitors()) {
      if (!taken.add(monitor.chardev())) {
        throw new ConfigException(
            monitor.source() + ": chardev '" + monitor.chardev() + "' is already in use");
      }
      monitors.serve(chardev(monitor.chardev(), monitor.source()), monitor);
    }
  }

  private Chardev chardev(String id, String source) throws ConfigException {
    Chardev device = chardevs.get(id);
    if (device == null) {
      throw new ConfigException(source + ": chardev \"" + id + "\" not found");
    }
    return device;
  }

  private Chardev serialChardev() throws ConfigException {
    if (config.serial().isPresent()) {
      return chardev(config.serial().get(), "-serial chardev:" + config.serial().get());
    }
    try {
      return Chardevs.open(new ChardevConfig.Null("serial"));
    } catch (ChardevException e) {
      throw new ConfigException("-serial null: " + e.getMessage(), e);
    }
  }

  /** Whether the serial port is on this terminal, which is made raw then. */
  private boolean isTerminal() throws ConfigException {
    boolean standard = false;
    for (CharacterDevice device : config.chardevs()) {
      standard |=
          device.kind() == EmulatorConfig.CharacterKind.STDIO
              && config.serial().filter(device.id()::equals).isPresent();
    }
    try {
      Fd input = Fd.adopt(0);
      if (standard && Terminal.isTerminal(input)) {
        Terminal.Saved saved = Terminal.raw(input);
        terminal = Optional.of(saved);
        Runtime.getRuntime().addShutdownHook(new Thread(this::restoreTerminal));
        return true;
      }
      return false;
    } catch (HostException e) {
      throw new ConfigException("the terminal cannot be made raw: " + e.getMessage(), e);
    }
  }

  private void restoreTerminal() {
    if (terminal.isPresent()) {
      try {
        terminal.get().close();
      } catch (HostException e) {
        say("the terminal could not be restored: " + e.getMessage());
      }
    }
  }

  private VirtBoard build(SerialConsole console) throws ConfigException {
    EmulatorConfig.Machine wanted = config.machine();
    checkMemory(wanted.memoryBytes());
    BoardConfig board = Boards.config(config, blockNodes);
    try {
      return new VirtBoard(
          board,
          new BoardPorts(
              console, console::roomAgain, machine, messages::guestMistake, machine::failed));
    } catch (BootException e) {
      throw new ConfigException(e.getMessage(), e);
    }
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
        blockNodes.open(disk.node(), disk.filename(), disk.readOnly());
      } catch (IOException e) {
        throw new ConfigException(disk.source() + ": " + e.getMessage(), e);
      }
    }
  }

  private void addDevices(VirtBoard board) throws ConfigException {
    for (EmulatorConfig.Device device : config.devices()) {
      try {
        VirtioDevices.add(board, blockNodes, Boards.request(device));
      } catch (DeviceException e) {
        throw new ConfigException(device.source() + ": " + e.getMessage(), e);
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

  /** Waits for the first client of each device that wants one, or for the end. */
  private void awaitClients() {
    for (CharacterDevice device : config.chardevs()) {
      if (device.await() && isUsed(device)) {
        Chardev chardev = chardevs.get(device.id());
        say(device.source() + ": info: QEMU waiting for connection on: " + chardev.filename());
        CompletableFuture<Boolean> arrived = new CompletableFuture<>();
        Thread.ofPlatform()
            .daemon(true)
            .start(() -> {
              chardev.awaitClient();
              boolean _ = arrived.complete(true);
            });
        Object _ = CompletableFuture.anyOf(arrived, machine.ended()).join();
      }
    }
  }

  /** Whether anything serves the device: on one that nothing serves no client ever arrives. */
  private boolean isUsed(CharacterDevice device) {
    boolean used = config.serial().filter(device.id()::equals).isPresent();
    for (EmulatorConfig.Monitor monitor : config.monitors()) {
      used |= monitor.chardev().equals(device.id());
    }
    return used;
  }

  private void end() {
    if (pidFile.isPresent()) {
      pidFile.get().close();
    }
    for (Chardev chardev : chardevs.values()) {
      chardev.close();
    }
    try {
      blockNodes.close();
    } catch (IOException e) {
      say("a disk could not be closed: " + e.getMessage());
    }
    restoreTerminal();
  }
}
