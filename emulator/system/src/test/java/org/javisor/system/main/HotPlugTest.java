package org.javisor.system.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.javisor.system.lifecycle.TinyKernel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Devices come and go behind root ports of a machine that runs, next to what QEMU 10.0.13 answered
 * ({@code hotplug.txt}). Its guest does not know of them: what came while it ran goes at once, what
 * was there before does not.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HotPlugTest {
  private static final String OPTIONS =
      "-M virt -m 64M -nodefaults -display none -serial null -blockdev null-co,node-name=x"
          + " -device pcie-root-port,id=rp1,chassis=1 -device pcie-root-port,id=rp2,chassis=2"
          + " -device pcie-root-port,id=rp3,chassis=3 -device virtio-rng-pci,id=cold,bus=rp3"
          + " -mon chardev=m,mode=control -chardev socket,id=m,server=on,wait=off,path=";

  @TempDir private Path folder;
  private RunningEmulator emulator;
  private RunningEmulator.Client client;

  @BeforeEach
  void start() throws IOException {
    Path kernel = Files.write(folder.resolve("kernel"), TinyKernel.sleeping());
    Path socket = folder.resolve("qmp");
    List<String> options = new ArrayList<>(List.of((OPTIONS + socket).split(" ")));
    options.addAll(List.of("-kernel", kernel.toString()));
    emulator = RunningEmulator.start(folder, options.toArray(String[]::new));
    client = emulator.connect(socket).negotiated();
    String status = "";
    while (!status.contains("\"status\": \"running\"")) {
      status = client.ask("{\"execute\": \"query-status\"}");
    }
  }

  @AfterEach
  void end() throws IOException {
    client.close();
    emulator.close();
  }

  @Test
  void commandsAnswerAsInQemu() throws Exception {
    assertEquals(List.of(), client.differences("hotplug.txt"));
  }

  @Test
  void clientsHearOfWhatIsGoneAndItsDiskIsFree() throws Exception {
    String add =
        "{\"execute\": \"device_add\", \"arguments\": {\"driver\": \"virtio-blk-pci\","
            + " \"id\": \"hot\", \"drive\": \"x\", \"bus\": \"rp1\"}}";
    for (int i = 0; i < 20; i++) {
      assertEquals("{\"return\": {}}", client.ask(add));
      client.send("{\"execute\": \"device_del\", \"arguments\": {\"id\": \"hot\"}}");
      String heard = client.line() + client.line() + client.line(); // the reply is among them
      assertTrue(heard.contains("{\"return\": {}}"), heard);
      int backend = heard.indexOf("\"path\": \"/machine/peripheral/hot/virtio-backend\"");
      assertTrue(backend > 0 && heard.indexOf("\"device\": \"hot\"") > backend, heard);
    }
    assertEquals(
        "{\"return\": {}}",
        client.ask("{\"execute\": \"blockdev-del\", \"arguments\": {\"node-name\": \"x\"}}"));
  }
}
