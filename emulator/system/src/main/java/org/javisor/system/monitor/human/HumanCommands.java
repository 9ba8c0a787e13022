package org.javisor.system.monitor.human;

import java.util.List;
import java.util.function.Supplier;
import org.javisor.qmp.api.HumanHandler;
import org.javisor.qmp.api.HumanMonitorCommand;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.server.HumanCall;
import org.javisor.qmp.server.QmpServer;
import org.javisor.qmp.wire.QmpException;
import org.javisor.system.board.BoardView;
import org.javisor.system.lifecycle.Machine;
import org.javisor.system.lifecycle.NoBoardException;

/** Lines for a human monitor that come through a control monitor. */
public final class HumanCommands implements HumanHandler {
  private final Supplier<QmpServer> server;
  private final Machine machine;
  private final CharacterCommands characters;

  /**
   * @param server what these commands are a part of, once it is complete
   */
  public HumanCommands(Supplier<QmpServer> server, Machine machine, CharacterCommands characters) {
    this.server = server;
    this.machine = machine;
    this.characters = characters;
  }

  @Override
  public String humanMonitorCommand(QmpCall call, HumanMonitorCommand command) throws QmpException {
    try (HumanCall line = new HumanCall()) {
      HumanSession session =
          new HumanSession(
              new HumanSession.Surroundings(server.get(), machine, characters, line, List::of));
      if (command.cpuIndex().isPresent()) {
        long index = command.cpuIndex().get();
        int cpus = cpus();
        if (index < 0 || index >= cpus) {
          throw QmpException.generic("Parameter 'cpu-index' expects a CPU number");
        }
        session.setCpu((int) index);
      }
      String said = session.execute(command.commandLine()).replace("\n", "\r\n");
      if (line.isEnded()) {
        call.endSession();
      }
      return said;
    }
  }

  private int cpus() {
    try {
      return machine.inspect(board -> new BoardView(board).cpus());
    } catch (NoBoardException e) {
      return 0;
    }
  }
}
