package org.javisor.cli.command;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.javisor.cli.console.ConsoleSession;
import org.javisor.cli.render.MachineText;
import org.javisor.supervisor.api.ErrorCode;
import org.javisor.supervisor.api.ExitReport;
import org.javisor.supervisor.api.VmException;
import org.javisor.supervisor.api.VmInfo;
import org.javisor.supervisor.client.RemoteService;

/** Follows a run at its console, to its end or until the user leaves. */
final class Attachment {
  private final OutputOption output;
  private final VmInfo machine;

  Attachment(OutputOption output, VmInfo machine) {
    this.output = output;
    this.machine = machine;
  }

  /** The exit code: 0 when the user left or the run ended cleanly. */
  int follow(boolean replay) throws IOException, InterruptedException {
    if (!machine.state().live()) {
      throw new VmException(
          ErrorCode.WRONG_STATE,
          "VM '" + machine.name() + "' is " + machine.state().label() + ", not running");
    }
    // Asked before attaching, so that the end is told even of a machine that is gone by then.
    try (RemoteService waiting = Connect.daemon()) {
      CompletableFuture<ExitReport> end = new CompletableFuture<>();
      Thread.ofVirtual().start(() -> await(waiting, end));
      if (attach(replay) == ConsoleSession.Outcome.LEFT) {
        output.say("Left the console; 'javisor console " + machine.name() + "' returns to it.");
        return 0;
      }
      return tell(end);
    }
  }

  private ConsoleSession.Outcome attach(boolean replay) throws IOException, InterruptedException {
    try {
      return new ConsoleSession(machine.name(), Connect::daemon, output::say).run(replay);
    } catch (VmException failed) {
      boolean over = failed.code() == ErrorCode.WRONG_STATE || failed.code() == ErrorCode.NOT_FOUND;
      if (over) {
        return ConsoleSession.Outcome.ENDED; // It ended before the console could be attached.
      }
      throw failed;
    }
  }

  private void await(RemoteService waiting, CompletableFuture<ExitReport> end) {
    try {
      end.complete(waiting.await(machine.uuid()));
    } catch (VmException failed) {
      end.completeExceptionally(failed);
    }
  }

  private int tell(CompletableFuture<ExitReport> end) {
    try {
      ExitReport report = end.join();
      output.say(MachineText.ended(machine.name(), report));
      return report.clean() ? 0 : ErrorCode.EMULATOR_EXITED.exitCode();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof VmException reason ? reason : failed;
    }
  }
}
