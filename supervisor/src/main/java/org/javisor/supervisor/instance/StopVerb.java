package org.javisor.supervisor.instance;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.javisor.supervisor.api.ErrorCode;
import org.javisor.supervisor.api.StopRequest;
import org.javisor.supervisor.api.VmException;
import org.javisor.supervisor.api.VmInfo;
import org.javisor.supervisor.api.VmState;

/** Asks the guest to power down, or with force the emulator to quit, and waits for the end. */
final class StopVerb {
  private final Instance instance;
  private final StopRequest request;

  StopVerb(Instance instance, StopRequest request) {
    this.instance = instance;
    this.request = request;
  }

  VmInfo stop() throws InterruptedException {
    Run run = instance.liveRun();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(request.timeoutSeconds());
    if (request.force()) {
      instance.updateLive(now -> now.with(VmState.STOPPING));
    }
    Future<?> asked = instance.drive(() -> ask(run));
    try {
      asked.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      run.ended().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      throw new VmException(ErrorCode.TIMEOUT, tooSlow());
    } catch (ExecutionException failed) {
      throw new VmException(
          ErrorCode.FAILED,
          "VM '" + instance.name() + "' cannot be stopped: " + failed.getCause().getMessage(),
          failed);
    }
    return instance.info();
  }

  private Void ask(Run run) throws IOException, InterruptedException {
    if (run.process().exit().isDone()) {
      return null;
    }
    if (request.force()) {
      run.monitor().quit();
    } else {
      run.monitor().powerDown();
    }
    return null;
  }

  private String tooSlow() {
    String name = instance.name();
    return request.force()
        ? "VM '%s': the emulator did not quit within %d s; use 'javisor kill %s'"
            .formatted(name, request.timeoutSeconds(), name)
        : "VM '%s': the guest did not react to the power-down request within %d s; use 'javisor stop --force %s'"
            .formatted(name, request.timeoutSeconds(), name);
  }
}
