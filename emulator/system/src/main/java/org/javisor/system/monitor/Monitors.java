package org.javisor.system.monitor;

import java.time.InstantSource;
import org.javisor.backend.block.BlockNodes;
import org.javisor.backend.chardev.Chardev;
import org.javisor.backend.chardev.CharacterDevices;
import org.javisor.backend.fdset.FdSets;
import org.javisor.qmp.api.CommandRouter;
import org.javisor.qmp.api.Handlers;
import org.javisor.qmp.api.QmpEvent;
import org.javisor.qmp.api.VersionInfo;
import org.javisor.qmp.server.ControlCommands;
import org.javisor.qmp.server.FdNameCommands;
import org.javisor.qmp.server.IntrospectCommands;
import org.javisor.qmp.server.QmpServer;
import org.javisor.system.config.EmulatorConfig;
import org.javisor.system.lifecycle.Machine;
import org.javisor.system.monitor.human.CharacterCommands;
import org.javisor.system.monitor.human.HumanCommands;
import org.javisor.system.monitor.human.HumanMonitor;

/** All monitors of the emulator. */
public final class Monitors implements HumanMonitor.Host {
  private final Machine machine;
  private final FdSets fdSets;
  private final QmpServer server;
  private final VersionInfo version;
  private final CharacterCommands characters;
  private int connected;

  /** What commands work on. */
  public record Subjects(
      Machine machine,
      FdSets fdSets,
      BlockNodes blockNodes,
      Characters characters,
      EmulatorConfig.Identity identity) {}

  /** Character devices, what encrypts them, and how their connections are cut. */
  public record Characters(
      CharacterDevices devices, TlsObjects tls, YankCommands.Connections connections) {}

  public Monitors(Subjects subjects, VersionInfo version) {
    this.machine = subjects.machine();
    this.fdSets = subjects.fdSets();
    this.version = version;
    this.characters =
        new CharacterCommands(subjects.characters().devices(), subjects.characters().tls());
    Handlers handlers =
        new Handlers(
            new BlockCoreCommands(subjects.blockNodes()),
            new CharCommands(subjects.characters().devices(), subjects.characters().tls()),
            new ControlCommands(version),
            new FdNameCommands(),
            new FdsetCommands(subjects.fdSets()),
            new HumanCommands(this::server, subjects.machine(), characters),
            new IdentityCommands(subjects.identity()),
            new IntrospectCommands(),
            new MigrationCommands(),
            new QdevCommands(subjects.machine(), subjects.blockNodes()),
            new RunStateCommands(subjects.machine()),
            new YankCommands(subjects.characters().connections()));
    this.server = new QmpServer(new CommandRouter(handlers), version, InstantSource.system());
  }

  /** Serves a monitor on {@code chardev} from now on. */
  public void serve(Chardev chardev, EmulatorConfig.Monitor monitor) {
    chardev.attach(
        switch (monitor.mode()) {
          case CONTROL -> new ControlMonitor(server, chardev, monitor.pretty(), this);
          case READLINE ->
              new HumanMonitor(
                  new HumanMonitor.Setup(server, machine, characters, number(version)),
                  chardev,
                  this);
        });
  }

  private QmpServer server() {
    return server;
  }

  private static String number(VersionInfo version) {
    return version.qemu().major() + "." + version.qemu().minor() + "." + version.qemu().micro();
  }

  /** Tells every client. */
  public void emit(QmpEvent event) {
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
    machine.finish(0);
  }
}
