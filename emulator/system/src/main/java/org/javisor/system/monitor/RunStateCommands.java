package org.javisor.system.monitor;

import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.api.RunStateHandler;
import org.javisor.qmp.api.SetAction;
import org.javisor.qmp.api.StatusInfo;
import org.javisor.qmp.api.WatchdogSetAction;
import org.javisor.qmp.wire.QmpException;
import org.javisor.system.lifecycle.Machine;

/** Commands about the machine's life. */
final class RunStateCommands implements RunStateHandler {
  private final Machine machine;
  private final DumpCommands dumps;

  RunStateCommands(Machine machine, DumpCommands dumps) {
    this.machine = machine;
    this.dumps = dumps;
  }

  /** The machine, which has started, so that what is said to it now comes after that. */
  private Machine started() {
    machine.awaitStart();
    return machine;
  }

  @Override
  public StatusInfo queryStatus(QmpCall call) {
    machine.awaitStart();
    return new StatusInfo(machine.isRunning(), machine.state());
  }

  @Override
  public void stop(QmpCall call) throws QmpException {
    dumps.checkIdle();
    started().stop();
  }

  @Override
  public void cont(QmpCall call) throws QmpException {
    dumps.checkIdle();
    if (!started().cont()) {
      throw QmpException.generic("Resetting the Virtual Machine is required");
    }
  }

  @Override
  public void systemReset(QmpCall call) throws QmpException {
    dumps.checkIdle();
    if (started().reset()) {
      call.endSession();
    }
  }

  @Override
  public void systemPowerdown(QmpCall call) {
    started().powerdown();
  }

  @Override
  public void quit(QmpCall call) {
    machine.quit();
    call.endSession();
  }

  @Override
  public void systemWakeup(QmpCall call) throws QmpException {
    throw QmpException.generic("wake-up from suspend is not supported by this guest");
  }

  @Override
  public void setAction(QmpCall call, SetAction command) {
    machine.setActions(machine.actions().with(command));
  }

  @Override
  public void watchdogSetAction(QmpCall call, WatchdogSetAction command) {
    machine.setActions(machine.actions().with(SetAction.of().withWatchdog(command.action())));
  }

  @Override
  public void xExitPreconfig(QmpCall call) throws QmpException {
    if (machine.configuration().isDone()) {
      throw QmpException.generic("The command is permitted only before machine initialization");
    }
    machine.configured();
    machine.awaitStart();
  }
}
