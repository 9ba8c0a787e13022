package org.javisor.system.monitor;

import java.time.InstantSource;
import org.javisor.backend.block.BlockNodes;
import org.javisor.backend.chardev.Chardev;
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

/** All monitors of the emulator. */
public final class Monitors {
  private final Machine machine;
  private final FdSets fdSets;
  private final QmpServer server;
  private int connected;

  /** What commands work on. */
  public record Subjects(
      Machine machine,
      FdSets fdSets,
      BlockNodes blockNodes,
      EmulatorConfig.Identity identity,
      YankCommands.Connections connections) {}

  public Monitors(Subjects subjects, VersionInfo version) {
    this.machine = subjects.machine();
    this.fdSets = subjects.fdSets();
    Handlers handlers =
        new Handlers(
            new BlockCoreCommands(subjects.blockNodes()),
            new ControlCommands(version),
            new FdNameCommands(),
            new FdsetCommands(subjects.fdSets()),
            new IdentityCommands(subjects.identity()),
            new IntrospectCommands(),
            new MigrationCommands(),
            new QdevCommands(subjects.machine(), subjects.blockNodes()),
            new RunStateCommands(subjects.machine()),
            new YankCommands(subjects.connections()));
    this.server = new QmpServer(new CommandRouter(handlers), version, InstantSource.system());
  }

  /** Serves a monitor on {@code chardev} from now on. */
  public void serve(Chardev chardev, EmulatorConfig.Monitor monitor) {
    chardev.attach(new ControlMonitor(server, chardev, monitor.pretty(), this));
  }

  /** Tells every client. */
  public void emit(QmpEvent event) {
    server.emit(event);
  }

  /** Whether clients configure a machine that is not built yet. */
  public void setAwaitingConfiguration(boolean waits) {
    server.setAwaitingConfiguration(waits);
  }

  synchronized void connected() {
    connected++;
  }

  /** Sets of descriptors live as long as somebody could ask for them. */
  synchronized void disconnected() {
    connected--;
    if (connected == 0) {
      fdSets.monitorsGone();
    }
  }

  void quitAnswered() {
    machine.finish(0);
  }
}
