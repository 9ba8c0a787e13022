package org.javisor.system.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.system.main.RunningEmulator.Client;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients and passed descriptors come and go and leave nothing behind. As many as the system
 * property {@code javisor.churn} says; the profile {@code monitor-bench} does it ten thousand
 * times.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class MonitorChurnTest {
  private static final int CYCLES = Integer.getInteger("javisor.churn", 500);
  private static final String ADD = "{\"execute\": \"add-fd\", \"arguments\": {\"fdset-id\": 1}}";
  private static final String REMOVE =
      "{\"execute\": \"remove-fd\", \"arguments\": {\"fdset-id\": 1}}";

  @TempDir private Path files;

  private RunningEmulator start() throws Exception {
    return RunningEmulator.start(
        files, "-S", "-m", "16", "-qmp", "unix:" + files.resolve("qmp") + ",server=on,wait=off");
  }

  private void comeAndGo(RunningEmulator emulator, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      emulator.connect(files.resolve("qmp")).negotiated().close();
    }
  }

  @Test
  void clientsLeaveNothingBehind() throws Exception {
    try (RunningEmulator emulator = start()) {
      comeAndGo(emulator, 20);
      int descriptors;
      int threads;
      try (Client _ = emulator.connect(files.resolve("qmp")).negotiated()) {
        descriptors = emulator.openDescriptors();
        threads = emulator.threads();
      }
      comeAndGo(emulator, CYCLES);
      try (Client _ = emulator.connect(files.resolve("qmp")).negotiated()) {
        assertTrue(emulator.openDescriptors() <= descriptors + 1);
        assertTrue(emulator.threads() <= threads + 2, "the JVM's own come and go, ours do not");
      }
    }
  }

  @Test
  void passedDescriptorsLeaveNothingBehind() throws Exception {
    try (RunningEmulator emulator = start();
        Client client = emulator.connect(files.resolve("qmp")).negotiated();
        Fd nothing = Fd.open(Path.of("/dev/null"), AccessMode.READ_ONLY)) {
      int before = emulator.openDescriptors();
      for (int i = 0; i < CYCLES; i++) {
        client.send(ADD, nothing);
        assertTrue(client.line().startsWith("{\"return\": {\"fd"));
        client.send(REMOVE);
        assertEquals("{\"return\": {}}", client.line());
      }
      assertTrue(emulator.openDescriptors() <= before + 1);
    }
  }
}
