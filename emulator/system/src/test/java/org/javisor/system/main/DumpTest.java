package org.javisor.system.main;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.javisor.host.fd.Fd;
import org.javisor.host.socket.UnixSocket;
import org.javisor.system.main.RunningEmulator.Client;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Guest memory in files. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DumpTest {
  private static final String OK = "{\"return\": {}}";
  private static final String BUSY =
      "{\"error\": {\"class\": \"GenericError\", \"desc\":"
          + " \"There is a dump in process, please wait.\"}}";

  /** li a0, 1; ecall; j . */
  private static final byte[] CODE = {0x13, 0x05, 0x10, 0, 0x73, 0, 0, 0, 0x6F, 0, 0, 0};

  private static final long RAM = 0x80000000L;
  private static final int NOTE = 396;

  @TempDir private Path folder;
  private RunningEmulator emulator;
  private Client client;

  @BeforeEach
  void start() throws Exception {
    Path kernel = Files.write(folder.resolve("kernel"), Arrays.copyOf(CODE, 4096));
    Path socket = folder.resolve("qmp");
    emulator =
        RunningEmulator.start(
            folder,
            "-m",
            "16",
            "-smp",
            "2",
            "-S",
            "-bios",
            "none",
            "-kernel",
            kernel.toString(),
            "-qmp",
            "unix:" + socket + ",server=on,wait=off");
    client = emulator.connect(socket).negotiated();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    emulator.close();
  }

  private static String dump(String protocol, String more) {
    return "{\"execute\": \"dump-guest-memory\", \"arguments\": {\"paging\": false,"
        + " \"protocol\": \""
        + protocol
        + "\""
        + more
        + "}}";
  }

  @Test
  void aCoreFileHasTheRegistersOfEachCpuAndTheMemory() throws Exception {
    Path core = folder.resolve("core");
    assertEquals(OK, client.ask("{\"execute\": \"cont\"}"));
    assertEquals(OK, client.ask("{\"execute\": \"stop\"}"));
    assertEquals(OK, client.ask(dump("file:" + core, "")));
    byte[] bytes = Files.readAllBytes(core);
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(0x464C457F, file.getInt(0));
    assertEquals(4, file.getShort(16), "a core file");
    assertEquals(243, file.getShort(18), "of RISC-V");
    int headers = (int) file.getLong(32);
    assertEquals(3, file.getShort(56), "a note, the ROM, the RAM");
    int notes = (int) file.getLong(headers + 8);
    assertEquals(2L * NOTE, file.getLong(headers + 32));
    for (int cpu = 0; cpu < 2; cpu++) {
      int note = notes + cpu * NOTE;
      assertEquals("CORE", new String(bytes, note + 12, 4, StandardCharsets.US_ASCII));
      assertEquals(cpu + 1, file.getInt(note + 20 + 32));
      for (String register : new String[] {"pc", "ra", "sp"}) {
        int index = List.of("pc", "ra", "sp").indexOf(register);
        assertEquals(register(cpu, register), file.getLong(note + 20 + 112 + 8 * index), register);
      }
    }
    int ram = headers + 2 * 56;
    assertEquals(RAM, file.getLong(ram + 24));
    assertEquals(16 << 20, file.getLong(ram + 32));
    int from = (int) file.getLong(ram + 8);
    assertArrayEquals(CODE, Arrays.copyOfRange(bytes, from, from + CODE.length));
    assertEquals(bytes.length, from + (16 << 20));
  }

  private long register(int cpu, String name) throws Exception {
    String reply =
        client.ask(
            "{\"execute\": \"human-monitor-command\", \"arguments\": {\"cpu-index\": "
                + cpu
                + ", \"command-line\": \"p $"
                + name
                + "\"}}");
    return Long.parseLong(reply.substring("{\"return\": \"".length(), reply.indexOf('\\')));
  }

  @Test
  void aPieceOfMemoryIsThatPiece() throws Exception {
    Path core = folder.resolve("core");
    String piece = ", \"begin\": " + (RAM + 4) + ", \"length\": 8";
    assertEquals(OK, client.ask(dump("file:" + core, piece)));
    byte[] bytes = Files.readAllBytes(core);
    assertArrayEquals(
        Arrays.copyOfRange(CODE, 4, 12), Arrays.copyOfRange(bytes, bytes.length - 8, bytes.length));
    assertEquals(
        "{\"return\": {\"total\": 8, \"status\": \"completed\", \"completed\": 8}}",
        client.execute("query-dump"));
  }

  @Test
  void whileTheFileIsWrittenTheGuestStandsStillAndNobodyLetsItGo() throws Exception {
    assertTrue(client.execute("cont").contains("RESUME"));
    assertEquals(OK, client.line());
    List<Fd> pair = UnixSocket.pair();
    try (Fd reader = pair.getFirst()) {
      try (Fd writer = pair.getLast()) {
        String getfd = "{\"execute\": \"getfd\", \"arguments\": {\"fdname\": \"f\"}}";
        assertEquals(OK, client.ask(getfd, writer));
      }
      client.send(dump("fd:f", ", \"detach\": true"));
      assertTrue(client.line().contains("\"STOP\""));
      assertEquals(OK, client.line());
      assertEquals(
          "{\"return\": {\"status\": \"save-vm\", \"running\": false}}",
          client.execute("query-status"));
      for (String refused : new String[] {"stop", "cont", "system_reset"}) {
        assertEquals(BUSY, client.execute(refused));
      }
      assertEquals(BUSY, client.ask(dump("file:/dev/null", "")));
      byte[] buffer = new byte[1 << 16];
      while (reader.read(buffer, 0, buffer.length) > 0) {
        // Only that all of it can be had counts.
      }
    }
    assertTrue(client.line().contains("\"DUMP_COMPLETED\""));
    assertTrue(client.line().contains("\"RESUME\""));
    assertEquals(OK, client.ask("{\"execute\": \"stop\"}"));
  }

  @Test
  void aReaderThatLeavesMakesTheDumpFail() throws Exception {
    List<Fd> pair = UnixSocket.pair();
    try (Fd writer = pair.getLast()) {
      String getfd = "{\"execute\": \"getfd\", \"arguments\": {\"fdname\": \"f\"}}";
      assertEquals(OK, client.ask(getfd, writer));
      pair.getFirst().close();
    }
    assertTrue(client.ask(dump("fd:f", "")).contains("dump: failed to save memory"));
    assertTrue(client.execute("query-dump").contains("\"status\": \"failed\""));
    assertEquals(OK, client.ask(dump("file:/dev/null", "")));
  }

  @Test
  void memoryIsSavedByAnyAddress() throws Exception {
    Path file = folder.resolve("memory");
    String rest = ", \"size\": 12, \"filename\": \"" + file + "\"}}";
    for (String command : new String[] {"memsave", "pmemsave"}) {
      String request = "{\"execute\": \"" + command + "\", \"arguments\": {\"val\": " + RAM + rest;
      assertEquals(OK, client.ask(request));
      assertArrayEquals(CODE, Files.readAllBytes(file), command);
    }
    Path tree = folder.resolve("dtb");
    assertEquals(
        OK,
        client.ask("{\"execute\": \"dumpdtb\", \"arguments\": {\"filename\": \"" + tree + "\"}}"));
    assertEquals(0xD00DFEED, ByteBuffer.wrap(Files.readAllBytes(tree)).getInt());
  }
}
