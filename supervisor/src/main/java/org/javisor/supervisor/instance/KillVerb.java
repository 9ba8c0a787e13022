package org.javisor.supervisor.instance;

import java.util.concurrent.ExecutionException;
import org.javisor.supervisor.api.VmInfo;

/** Ends the emulator process without asking anybody; works on one that hangs. */
final class KillVerb {
  private final Instance instance;

  KillVerb(Instance instance) {
    this.instance = instance;
  }

  VmInfo kill() throws InterruptedException {
    Run run = instance.liveRun();
    run.process().kill();
    try {
      run.ended().get();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException("an end never fails", impossible);
    }
    return instance.info();
  }
}
