package org.javisor.system.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a machine says about itself, next to what QEMU 10.0.13 says about the same one, where the
 * two have the same to tell. Lists of types and properties are shorter here: they are looked at
 * piece by piece.
 */
class IntrospectionTranscriptTest {
  @TempDir Path folder;
  private RunningEmulator emulator;
  private RunningEmulator.Client client;

  @BeforeEach
  void start() throws IOException {
    Path socket = folder.resolve("qmp");
    emulator =
        RunningEmulator.start(
            folder,
            "-M",
            "virt,memory-backend=m",
            "-display",
            "none",
            "-nodefaults",
            "-S",
            "-object",
            "memory-backend-ram,id=m,size=128M",
            "-object",
            "secret,id=s,data=abc",
            "-object",
            "rng-builtin,id=rng",
            "-device",
            "virtio-rng-pci,id=d0,rng=rng",
            "-chardev",
            "null,id=c0",
            "-serial",
            "chardev:c0",
            "-qmp",
            "unix:" + socket + ",server=on,wait=off");
    client = emulator.connect(socket).negotiated();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    emulator.close();
  }

  private String ask(String request) throws IOException {
    client.send(request);
    return client.line();
  }

  @Test
  void repliesAreThoseOfQemu() throws IOException {
    assertEquals(List.of(), client.differences("introspection.txt"));
  }

  @Test
  void objectsComeAndGo() throws IOException {
    assertEquals(
        "{\"return\": {}}",
        ask(
            "{\"execute\":\"object-add\",\"arguments\":"
                + "{\"qom-type\":\"secret\",\"id\":\"x\",\"data\":\"y\"}}"));
    assertEquals(
        "{\"return\": \"y\"}",
        ask(
            "{\"execute\":\"qom-get\",\"arguments\":"
                + "{\"path\":\"/objects/x\",\"property\":\"data\"}}"));
    String delete = "{\"execute\":\"object-del\",\"arguments\":{\"id\":\"x\"}}";
    assertEquals("{\"return\": {}}", ask(delete));
    assertEquals(
        "{\"error\": {\"class\": \"GenericError\", \"desc\": \"object 'x' not found\"}}",
        ask(delete));
  }

  @Test
  void guestMemoryMayBeAFile() throws IOException {
    assertEquals(
        "{\"return\": {}}",
        ask(
            "{\"execute\":\"object-add\",\"arguments\":{\"qom-type\":\"memory-backend-file\","
                + "\"id\":\"f\",\"size\":8192,\"mem-path\":\""
                + folder
                + "\"}}"));
    String memory = client.execute("query-memdev");
    assertTrue(memory.startsWith("{\"return\": [{\"share\": false"), memory);
    assertTrue(memory.contains("\"size\": 8192"), memory);
  }

  @Test
  void everyDeviceListsWhatItsOptionTakes() throws IOException {
    String properties =
        ask(
            "{\"execute\":\"device-list-properties\",\"arguments\":"
                + "{\"typename\":\"virtio-blk-pci\"}}");
    for (String wanted :
        new String[] {
          "{\"default-value\": -1, \"name\": \"addr\", \"description\": \"Slot and optional function"
              + " number, example: 06.0 or 06\", \"type\": \"str\"}",
          "{\"default-value\": false, \"name\": \"multifunction\", \"description\": \"on/off\","
              + " \"type\": \"bool\"}",
          "{\"default-value\": \"auto\", \"name\": \"disable-legacy\", \"description\":"
              + " \"on/off/auto\", \"type\": \"OnOffAuto\"}",
          "{\"name\": \"bootindex\", \"type\": \"int32\"}",
          "{\"name\": \"drive\", \"description\": \"Node name or ID of a block device to use as a"
              + " backend\", \"type\": \"str\"}"
        }) {
      assertTrue(properties.contains(wanted), wanted + " in " + properties);
    }
  }

  @Test
  void cpusHaveThreadsOfTheirOwn() throws IOException {
    String cpus = client.execute("query-cpus-fast");
    assertTrue(
        cpus.matches(
            "\\{\"return\": \\[\\{\"thread-id\": \\d+, \"props\": \\{\"core-id\": 0\\},"
                + " \"qom-path\": \"/machine/soc0/harts\\[0\\]\", \"cpu-index\": 0,"
                + " \"target\": \"riscv64\"\\}\\]\\}"),
        cpus);
  }
}
