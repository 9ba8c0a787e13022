package org.javisor.system.main;

import java.io.IOException;
import java.util.Optional;
import org.javisor.backend.block.BlockNodes;
import org.javisor.backend.chardev.Chardev;
import org.javisor.backend.chardev.ChardevException;
import org.javisor.backend.chardev.CharacterDevices;
import org.javisor.backend.fdset.FdSets;
import org.javisor.host.HostInfo;
import org.javisor.host.signal.TerminationSignals;
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
import org.javisor.system.firmware.BootException;
import org.javisor.system.lifecycle.Machine;
import org.javisor.system.monitor.Monitors;
import org.javisor.system.monitor.TlsObjects;

/**
 * One run of the emulator: character devices and monitors first, so that clients are greeted while
 * the machine is built.
 */
final class Emulator {
  private static final VersionInfo VERSION =
      new VersionInfo(new VersionTriple(10, 0, 0), "javisor");

  private final String program;
  private final EmulatorConfig config;
  private final FdSets fdSets = new FdSets();
  private final BlockNodes blockNodes = new BlockNodes(fdSets);
  private final Machine machine;
  private final Monitors monitors;
  private final TlsObjects tls = new TlsObjects();
  private final CharacterDevices characters;

  Emulator(String program, EmulatorConfig config) {
    this.program = program;
    this.config = config;
    EmulatorConfig.Behaviour behaviour = config.behaviour();
    this.machine =
        new Machine(
            new Machine.Policy(behaviour.noReboot(), behaviour.noShutdown()),
            this::emit,
            this::say);
    this.characters =
        new CharacterDevices(new CharacterDevices.Surroundings(fdSets, this::say, this::quitByKey));
    this.monitors =
        new Monitors(
            new Monitors.Subjects(machine, fdSets, blockNodes, characters, tls, config.identity()),
            VERSION);
  }

  private void emit(QmpEvent event) {
    monitors.emit(event);
  }

  private void say(String line) {
    System.err.println(program + ": " + line);
  }

  /** Runs until it is told to end; the exit code. */
  int run() throws ConfigException {
    TerminationSignals.install(this::terminate);
    try {
      StartupDevices startup = new StartupDevices(program, characters, tls);
      startup.open(config.chardevs());
      serveMonitors();
      SerialConsole console = new SerialConsole(serialDevice());
      VirtBoard board = build(console);
      addDevices(board);
      start(board);
      machine.complete(board);
      console.connect(board);
      startup.awaitClients(config.chardevs(), machine.ended());
      if (!config.behaviour().paused() && !machine.ended().isDone()) {
        boolean _ = machine.cont();
      }
      return machine.ended().join();
    } finally {
      end();
    }
  }

  private void terminate(int signal) {
    say("terminating on signal " + signal);
    machine.signalled();
  }

  private void quitByKey() {
    machine.quit();
    machine.finish(0);
  }

  private void serveMonitors() throws ConfigException {
    for (EmulatorConfig.Monitor monitor : config.monitors()) {
      Chardev device = chardev(monitor.chardev(), monitor.source());
      monitors.serve(device, monitor.pretty());
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

  private VirtBoard build(SerialConsole console) throws ConfigException {
    EmulatorConfig.Machine wanted = config.machine();
    checkMemory(wanted.memoryBytes());
    BoardConfig board = Boards.config(wanted);
    try {
      return new VirtBoard(
          board, new BoardPorts(console, console::roomAgain, machine, this::say, machine::failed));
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

  private void addDevices(VirtBoard board) throws ConfigException {
    for (EmulatorConfig.Disk disk : config.disks()) {
      try {
        blockNodes.open(disk.node(), disk.filename(), disk.readOnly());
      } catch (IOException e) {
        throw new ConfigException(disk.source() + ": " + e.getMessage(), e);
      }
    }
    for (EmulatorConfig.Device device : config.devices()) {
      try {
        VirtioDevices.add(
            board,
            blockNodes,
            new VirtioDevices.Request(device.driver(), device.id(), device.drive()));
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

  private void end() {
    characters.close();
    try {
      blockNodes.close();
    } catch (IOException e) {
      say("a disk could not be closed: " + e.getMessage());
    }
  }
}
