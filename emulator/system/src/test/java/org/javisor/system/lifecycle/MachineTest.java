package org.javisor.system.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.javisor.backend.file.InputFile;
import org.javisor.qmp.api.BlockErrorAction;
import org.javisor.qmp.api.BlockIoErrorEvent;
import org.javisor.qmp.api.IoOperationType;
import org.javisor.qmp.api.PowerdownEvent;
import org.javisor.qmp.api.QmpEvent;
import org.javisor.qmp.api.RebootAction;
import org.javisor.qmp.api.ResetEvent;
import org.javisor.qmp.api.ResumeEvent;
import org.javisor.qmp.api.RunState;
import org.javisor.qmp.api.SetAction;
import org.javisor.qmp.api.ShutdownAction;
import org.javisor.qmp.api.ShutdownCause;
import org.javisor.qmp.api.ShutdownEvent;
import org.javisor.qmp.api.StopEvent;
import org.javisor.system.board.BoardConfig;
import org.javisor.system.board.BoardPorts;
import org.javisor.system.board.BootConfig;
import org.javisor.system.board.VirtBoard;
import org.javisor.system.firmware.BootException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.javisor.isa.riscv64.CpuModel;

/** The states of a real board with a kernel of a few instructions, and what is told of them. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MachineTest {
  private static final long MEMORY = 16 << 20;
  private static final Actions DEFAULTS = actions(RebootAction.RESET, ShutdownAction.POWEROFF);
  private static final Actions STAY = actions(RebootAction.RESET, ShutdownAction.PAUSE);
  private static final Actions NO_REBOOT = actions(RebootAction.SHUTDOWN, ShutdownAction.POWEROFF);
  private static final ShutdownEvent GUEST_OFF =
      new ShutdownEvent(true, ShutdownCause.GUEST_SHUTDOWN);

  private static Actions actions(RebootAction reboot, ShutdownAction shutdown) {
    return Actions.DEFAULT.with(SetAction.of().withReboot(reboot).withShutdown(shutdown));
  }

  @TempDir private Path files;
  private final BlockingQueue<QmpEvent> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> errors = new LinkedBlockingQueue<>();
  private Optional<VirtBoard> board = Optional.empty();

  private Machine machine(Actions policy, byte[] kernel) throws Exception {
    Machine machine = new Machine(policy, events::add, errors::add);
    machine.complete(Optional.of(board(machine, kernel)));
    return machine;
  }

  private VirtBoard board(Machine machine, byte[] kernel) throws IOException, BootException {
    Path image = Files.write(files.resolve("kernel"), kernel);
    VirtBoard built =
        new VirtBoard(
            new BoardConfig(
                MEMORY,
                1,
                CpuModel.RV64.plain(),
                BootConfig.ofKernel(InputFile.of(image), Optional.empty(), "")),
            new BoardPorts(
                value -> true,
                () -> {},
                machine,
                bytes -> {},
                port -> {},
                failure -> {},
                errors::add,
                machine::failed));
    board = Optional.of(built);
    built.start();
    return built;
  }

  @AfterEach
  void close() {
    board.ifPresent(VirtBoard::close);
    assertEquals(0, events.size(), () -> "events that nobody expected: " + events);
  }

  private void expect(QmpEvent... wanted) throws InterruptedException {
    for (QmpEvent event : wanted) {
      assertEquals(event, events.poll(30, TimeUnit.SECONDS));
    }
  }

  private static int exitCode(Machine machine) throws Exception {
    return machine.ended().get(30, TimeUnit.SECONDS);
  }

  private static ResetEvent hostReset() {
    return new ResetEvent(false, ShutdownCause.HOST_QMP_SYSTEM_RESET);
  }

  @Test
  void itBeginsInPrelaunchAndOnlyChangesAreTold() throws Exception {
    Machine machine = machine(DEFAULTS, TinyKernel.sleeping());
    assertEquals(RunState.PRELAUNCH, machine.state());
    machine.stop();
    assertEquals(RunState.PRELAUNCH, machine.state());
    assertFalse(machine.hasRun());
    assertTrue(machine.cont());
    assertTrue(machine.cont());
    assertEquals(RunState.RUNNING, machine.state());
    assertTrue(machine.isRunning());
    assertTrue(machine.hasRun());
    machine.stop();
    machine.stop();
    assertEquals(RunState.PAUSED, machine.state());
    assertTrue(machine.cont());
    expect(new ResumeEvent(), new StopEvent(), new ResumeEvent());
  }

  @Test
  void aPausedGuestExecutesNothing() throws Exception {
    Machine machine = machine(DEFAULTS, TinyKernel.spinning());
    machine.cont();
    machine.stop();
    long before = machine.board().orElseThrow().instructionsRetired();
    machine.powerdown();
    assertEquals(before, machine.board().orElseThrow().instructionsRetired());
    expect(new ResumeEvent(), new StopEvent(), new PowerdownEvent());
  }

  @Test
  void aDiskThatFailsStopsTheGuestIfItIsTo() throws Exception {
    Machine machine = machine(DEFAULTS, TinyKernel.sleeping());
    machine.cont();
    BlockIoErrorEvent event =
        new BlockIoErrorEvent(
            "/machine/peripheral/disk",
            "",
            Optional.empty(),
            IoOperationType.WRITE,
            BlockErrorAction.STOP,
            Optional.of(true),
            "No space left on device");
    machine.diskFailed(event, false);
    machine.diskFailed(event, true);
    expect(new ResumeEvent(), event, event, new StopEvent());
    assertEquals(RunState.IO_ERROR, machine.state());
    assertTrue(machine.cont());
    expect(new ResumeEvent());
  }

  @Test
  void aGuestMayResetItselfAgainAndAgain() throws Exception {
    Machine machine = machine(DEFAULTS, TinyKernel.resetting());
    machine.cont();
    ResetEvent again = new ResetEvent(true, ShutdownCause.GUEST_RESET);
    expect(new ResumeEvent(), again, again, again);
    machine.finish();
    machine.stop();
    machine.powerdown();
    QmpEvent last = again;
    while (!last.equals(new PowerdownEvent())) {
      assertTrue(last.equals(again) || last.equals(new StopEvent()), () -> "" + events);
      last = events.take();
    }
    events.clear(); // A reset that was asked for just before the stop may follow.
  }

  @Test
  void resetKeepsARunningMachineRunningAndMakesAnyOtherNew() throws Exception {
    Machine machine = machine(DEFAULTS, TinyKernel.sleeping());
    machine.reset();
    assertEquals(RunState.PRELAUNCH, machine.state());
    machine.cont();
    machine.reset();
    assertEquals(RunState.RUNNING, machine.state());
    machine.stop();
    machine.reset();
    assertEquals(RunState.PRELAUNCH, machine.state());
    expect(hostReset(), new ResumeEvent(), hostReset(), new StopEvent(), hostReset());
  }

  @Test
  void aPowerButtonIsToldInEveryState() throws Exception {
    Machine machine = machine(DEFAULTS, TinyKernel.sleeping());
    machine.powerdown();
    machine.cont();
    machine.powerdown();
    assertEquals(RunState.RUNNING, machine.state());
    expect(new PowerdownEvent(), new ResumeEvent(), new PowerdownEvent());
  }

  @Test
  void aGuestThatTurnsOffEndsTheEmulatorWithZero() throws Exception {
    Machine machine = machine(DEFAULTS, TinyKernel.poweringOff());
    machine.cont();
    expect(new ResumeEvent(), GUEST_OFF);
    assertEquals(0, exitCode(machine));
  }

  @Test
  void aGuestThatFailsChoosesTheExitCode() throws Exception {
    Machine machine = machine(DEFAULTS, TinyKernel.failing(42));
    machine.cont();
    expect(new ResumeEvent(), new ShutdownEvent(true, ShutdownCause.GUEST_PANIC));
    assertEquals(42, exitCode(machine));
  }

  @Test
  void withNoShutdownItStaysAndMustBeReset() throws Exception {
    Machine machine = machine(STAY, TinyKernel.poweringOff());
    machine.cont();
    expect(new ResumeEvent(), GUEST_OFF, new StopEvent());
    assertEquals(RunState.SHUTDOWN, machine.state());
    assertFalse(machine.cont());
    assertFalse(machine.ended().isDone());
    machine.reset();
    assertEquals(RunState.PRELAUNCH, machine.state());
    assertTrue(machine.cont());
    expect(hostReset(), new ResumeEvent(), GUEST_OFF, new StopEvent());
  }

  @Test
  void withNoRebootAResetIsTheEnd() throws Exception {
    Machine machine = machine(NO_REBOOT, TinyKernel.resetting());
    machine.cont();
    expect(new ResumeEvent(), new ShutdownEvent(true, ShutdownCause.GUEST_RESET));
    assertEquals(0, exitCode(machine));
  }

  @Test
  void withNoRebootTheHostsResetIsTheEndToo() throws Exception {
    Machine machine = machine(NO_REBOOT, TinyKernel.sleeping());
    assertTrue(machine.reset());
    expect(new ShutdownEvent(false, ShutdownCause.HOST_QMP_SYSTEM_RESET));
    assertFalse(machine.ended().isDone());
    machine.finish();
    assertEquals(0, exitCode(machine));
  }

  @Test
  void withNeitherRebootNorShutdownResetsAreOnlyTold() throws Exception {
    Machine machine =
        machine(actions(RebootAction.SHUTDOWN, ShutdownAction.PAUSE), TinyKernel.resetting());
    machine.cont();
    expect(new ResumeEvent(), new ShutdownEvent(true, ShutdownCause.GUEST_RESET), new StopEvent());
    assertEquals(RunState.SHUTDOWN, machine.state());
    machine.reset();
    expect(new ShutdownEvent(false, ShutdownCause.HOST_QMP_SYSTEM_RESET));
    assertEquals(RunState.SHUTDOWN, machine.state());
    assertFalse(machine.cont());
    assertFalse(machine.ended().isDone());
  }

  @Test
  void quitIsToldFirstAndEndsOnceAnswered() throws Exception {
    Machine machine = machine(STAY, TinyKernel.sleeping());
    machine.quit();
    expect(new ShutdownEvent(false, ShutdownCause.HOST_QMP_QUIT));
    assertFalse(machine.ended().isDone());
    machine.finish();
    assertEquals(0, exitCode(machine));
  }

  @Test
  void aSignalEndsEvenAMachineThatIsToStay() throws Exception {
    Machine machine = machine(STAY, TinyKernel.sleeping());
    machine.cont();
    machine.signalled();
    expect(new ResumeEvent(), new ShutdownEvent(false, ShutdownCause.HOST_SIGNAL));
    assertEquals(0, exitCode(machine));
  }

  @Test
  void aBugOfOursPausesTheMachineUntilItIsReset() throws Exception {
    Machine machine = machine(DEFAULTS, TinyKernel.sleeping());
    machine.cont();
    machine.failed("CPU 0 stopped by a bug");
    expect(new ResumeEvent(), new StopEvent());
    assertEquals("CPU 0 stopped by a bug", errors.poll());
    machine.powerdown();
    assertEquals(RunState.INTERNAL_ERROR, machine.state());
    assertFalse(machine.cont());
    assertFalse(machine.ended().isDone());
    machine.reset();
    assertEquals(RunState.PRELAUNCH, machine.state());
    expect(new PowerdownEvent(), hostReset());
  }

  @Test
  void aKernelThatHasGoneMakesResetFailAndIsNamed() throws Exception {
    Machine machine = machine(DEFAULTS, TinyKernel.sleeping());
    machine.cont();
    Path kernel = files.resolve("kernel");
    byte[] image = Files.readAllBytes(kernel);
    Files.delete(kernel);
    machine.reset();
    expect(new ResumeEvent(), new StopEvent());
    assertEquals(RunState.INTERNAL_ERROR, machine.state());
    assertEquals(
        "reset: could not load kernel '" + kernel + "': No such file or directory", errors.poll());
    machine.reset();
    assertEquals(RunState.INTERNAL_ERROR, machine.state());
    assertFalse(machine.cont());
    Files.write(kernel, image);
    machine.reset();
    assertTrue(machine.cont());
    expect(hostReset(), new ResumeEvent());
  }

  @Test
  void requestsWaitUntilTheBoardIsBuilt() throws Exception {
    Machine machine = new Machine(DEFAULTS, events::add, errors::add);
    Thread client = Thread.ofPlatform().start(machine::cont);
    assertFalse(machine.hasRun() && events.contains(new ResumeEvent()));
    machine.complete(Optional.of(board(machine, TinyKernel.poweringOff())));
    client.join();
    expect(new ResumeEvent(), GUEST_OFF);
    assertEquals(0, exitCode(machine));
  }
}
