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

/** Lines for a human monitor that come through a control monitor. */
public final class HumanCommands implements HumanHandler {
  private final Supplier<QmpServer> server;
  private final HumanSubjects subjects;

  /**
   * @param server what these commands are a part of, once it is complete
   */
  public HumanCommands(Supplier<QmpServer> server, HumanSubjects subjects) {
    this.server = server;
    this.subjects = subjects;
  }

  private HumanSession session(HumanCall line) {
    return new HumanSession(new HumanSession.Surroundings(server.get(), subjects, line, List::of));
  }

  /** Carries out a line for somebody who is no client of a monitor; what it says. */
  public String execute(String command) {
    try (HumanCall line = new HumanCall()) {
      String said = session(line).execute(command).replace("\n", "\r\n");
      if (line.isEnded()) {
        subjects.machine().finish();
      }
      return said;
    }
  }

  @Override
  public String humanMonitorCommand(QmpCall call, HumanMonitorCommand command) throws QmpException {
    try (HumanCall line = new HumanCall()) {
      HumanSession session = session(line);
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
    return subjects.machine().board().map(board -> new BoardView(board).cpus()).orElse(0);
  }
}
