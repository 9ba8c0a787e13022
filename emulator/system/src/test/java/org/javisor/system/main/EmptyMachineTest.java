package org.javisor.system.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The machine that clients start only to ask what could be had. */
class EmptyMachineTest {
  @TempDir Path folder;

  @Test
  void answersWhatClientsProbeAndHasNoCpu() throws IOException {
    Path socket = folder.resolve("qmp");
    try (RunningEmulator emulator =
            RunningEmulator.start(
                folder,
                "-S",
                "-no-user-config",
                "-nodefaults",
                "-nographic",
                "-machine",
                "none,accel=kvm:tcg",
                "-qmp",
                "unix:" + socket + ",server=on,wait=off",
                "-pidfile",
                folder.resolve("pid").toString());
        RunningEmulator.Client client = emulator.connect(socket).negotiated()) {
      assertTrue(Files.exists(folder.resolve("pid")));
      assertEquals("{\"return\": {\"arch\": \"riscv64\"}}", client.execute("query-target"));
      assertEquals(
          "{\"return\": {\"enabled\": false, \"present\": false}}", client.execute("query-kvm"));
      assertEquals("{\"return\": []}", client.execute("query-cpus-fast"));
      assertEquals("{\"return\": []}", client.execute("query-block"));
      String machines = client.execute("query-machines");
      assertTrue(
          machines.startsWith(
              "{\"return\": [{\"hotpluggable-cpus\": false, \"name\": \"none\","
                  + " \"numa-mem-supported\": false, \"acpi\": false, \"cpu-max\": 1,"
                  + " \"deprecated\": false, \"default-ram-id\": \"ram\"}, {"),
          machines);
      client.send(
          "{\"execute\": \"human-monitor-command\", \"arguments\":"
              + " {\"command-line\": \"info registers\"}}");
      assertEquals("{\"return\": \"No CPU available\\r\\n\"}", client.line());
      client.send("{\"execute\": \"device_add\", \"arguments\": {\"driver\": \"virtio-rng-pci\"}}");
      assertEquals(
          "{\"error\": {\"class\": \"GenericError\", \"desc\": \"No 'PCI' bus found for device"
              + " 'virtio-rng-pci'\"}}",
          client.line());
      assertEquals("{\"return\": {}}", cont(client));
      client.send("{\"execute\": \"quit\"}");
      emulator.ends(0, "");
    }
  }

  /** The machine runs, as far as an empty one can. */
  private static String cont(RunningEmulator.Client client) throws IOException {
    client.send("{\"execute\": \"cont\"}");
    assertTrue(client.line().endsWith("\"event\": \"RESUME\"}"));
    return client.line();
  }
}
