package org.javisor.supervisor.instance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.javisor.supervisor.api.DiskRequest;
import org.javisor.supervisor.api.ErrorCode;
import org.javisor.supervisor.api.VmException;
import org.javisor.supervisor.api.VmState;
import org.javisor.supervisor.console.ConsoleHub;
import org.javisor.supervisor.monitor.MonitorSession;
import org.javisor.supervisor.process.DiskFile;
import org.javisor.supervisor.process.EmulatorExit;
import org.javisor.supervisor.process.EmulatorLauncher;
import org.javisor.supervisor.process.EmulatorProcess;
import org.javisor.supervisor.process.LaunchPlan;
import org.javisor.supervisor.process.LaunchedEmulator;
import org.javisor.supervisor.process.ProcessRecord;
import org.javisor.supervisor.store.Layout;
import org.javisor.supervisor.store.PrivateDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a machine: spawn, greeting, disks, go. On failure no process and no socket is left. */
final class StartVerb {
  private static final Logger LOG = LoggerFactory.getLogger(StartVerb.class);

  private final Instance instance;
  private final EmulatorLauncher launcher;
  private final Path machineRun;

  StartVerb(Instance instance, EmulatorLauncher launcher) {
    this.instance = instance;
    this.launcher = launcher;
    this.machineRun = instance.layout().machineRun(instance.name());
  }

  /** Runs on the machine's driver; the machine was claimed for the start. */
  Run start() throws IOException, InterruptedException {
    try {
      PrivateDirectory.ensure(machineRun, "run directory");
      return launch();
    } catch (IOException | InterruptedException | RuntimeException failed) {
      instance.rested(Snapshot.atRest(instance.snapshot().lastExit()));
      PrivateDirectory.delete(machineRun);
      throw failed;
    }
  }

  private Run launch() throws IOException, InterruptedException {
    List<DiskFile> disks = openDisks();
    try {
      LaunchedEmulator launched = launcher.spawn(plan());
      EmulatorProcess process = launched.process();
      try {
        launched.connect();
        return connect(launched, disks);
      } catch (IOException ended) {
        throw earlyExit(process, ended);
      } catch (RuntimeException refused) {
        process.killAndWait();
        throw refused;
      } finally {
        launched.closeUnused();
      }
    } finally {
      for (DiskFile disk : disks) {
        disk.close();
      }
    }
  }

  private LaunchPlan plan() {
    Layout layout = instance.layout();
    return new LaunchPlan(
        instance.definition(),
        layout.machineSocket(instance.name(), "monitor.sock"),
        layout.machineSocket(instance.name(), "console.sock"));
  }

  private List<DiskFile> openDisks() {
    List<DiskFile> open = new ArrayList<>();
    try {
      for (DiskRequest disk : instance.definition().spec().disks()) {
        open.add(DiskFile.open(disk));
      }
    } catch (RuntimeException failed) {
      for (DiskFile disk : open) {
        disk.close();
      }
      throw failed;
    }
    return open;
  }

  private Run connect(LaunchedEmulator launched, List<DiskFile> disks)
      throws IOException, InterruptedException {
    MonitorSession monitor =
        MonitorSession.open(launched.takeMonitor(), new StateFromEvents(instance));
    try {
      keepRecord(launched.process());
      for (int i = 0; i < disks.size(); i++) {
        monitor.addDisk(i, disks.get(i));
      }
      ConsoleHub console =
          ConsoleHub.start(
              instance.name(),
              launched.takeConsole(),
              instance.layout().consoleLog(instance.name()));
      Run run = new Run(launched.process(), monitor, console, new CompletableFuture<>());
      instance.update(now -> now.started(run.process().pid(), System.currentTimeMillis()));
      instance.began(run);
      monitor.resume();
      instance.updateLive(now -> now.state() == VmState.STARTING ? now.with(VmState.RUNNING) : now);
      return run;
    } catch (IOException | RuntimeException failed) {
      monitor.close();
      throw failed;
    }
  }

  /** Lets the next daemon find the process, should this one be killed. */
  private void keepRecord(EmulatorProcess process) throws IOException {
    ProcessRecord record = ProcessRecord.of(process.pid());
    try {
      record.save(machineRun);
    } catch (IOException failed) {
      throw new VmException(
          ErrorCode.STORE_FAILED,
          "VM '" + instance.name() + "': its process record cannot be written: " + failed,
          failed);
    }
  }

  /** The connection failed, so the emulator has ended: its own words are the error. */
  private VmException earlyExit(EmulatorProcess process, IOException symptom)
      throws InterruptedException {
    EmulatorExit exit = process.awaitAfterDisconnect();
    LOG.info("emulator of '{}' ended early: {}", instance.name(), symptom.toString());
    return VmException.emulatorExited(
        "VM '" + instance.name() + "': " + exit.sentence(), exit.stderrTail());
  }
}
