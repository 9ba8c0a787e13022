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
      CharacterDevices characters,
      TlsObjects tls,
      EmulatorConfig.Identity identity) {}

  public Monitors(Subjects subjects, VersionInfo version) {
    this.machine = subjects.machine();
    this.fdSets = subjects.fdSets();
    Handlers handlers =
        new Handlers(
            new BlockCoreCommands(subjects.blockNodes()),
            new CharCommands(subjects.characters(), subjects.tls()),
            new ControlCommands(version),
            new FdNameCommands(),
            new FdsetCommands(subjects.fdSets()),
            new IdentityCommands(subjects.identity()),
            new IntrospectCommands(),
            new QdevCommands(subjects.machine(), subjects.blockNodes()),
            new RunStateCommands(subjects.machine()));
    this.server = new QmpServer(new CommandRouter(handlers), version, InstantSource.system());
  }

  /** Serves QMP on {@code chardev} from now on. */
  public void serve(Chardev chardev, boolean pretty) {
    chardev.attach(new ControlMonitor(server, chardev, pretty, this));
  }

  /** Tells every client. */
  public void emit(QmpEvent event) {
    server.emit(event);
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
