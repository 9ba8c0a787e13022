package org.javisor.system.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.OpenFlag;
import org.javisor.system.main.RunningEmulator.Client;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options about the process and the machine's life, and what they say, as QEMU 10.0 says it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ProcessOptionsTest {
  private static final String OK = "{\"return\": {}}";
  private static final int TERM = 15;

  @TempDir private Path files;

  private RunningEmulator start(List<String> words) throws IOException {
    return RunningEmulator.start(files, words.toArray(new String[0]));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "-add-fd fd=55#-add-fd fd=55: fd is not valid or already in use",
        "-add-fd fd=55,set=1#-add-fd fd=55,set=1: fd is not valid or already in use",
        "-add-fd fd=2,set=1#-add-fd fd=2,set=1: fd cannot be a standard I/O stream",
        "-add-fd fd=x,set=1#-add-fd fd=x,set=1: Parameter 'fd' expects a number",
        "-add-fd fd=5,set=1,zz=1#-add-fd fd=5,set=1,zz=1: Invalid parameter 'zz'",
        "-add-fd set=1#-add-fd set=1: fd option is required and must be non-negative",
        "-add-fd fd=-1,set=1#-add-fd fd=-1,set=1: fd option is required and must be non-negative",
        "-pidfile /no/x#cannot create PID file: Could not create '/no/x': No such file or directory",
        "-action foo=1#-action foo=1: Invalid parameter 'foo'",
        "-sandbox on,spawn=zz#-sandbox on,spawn=zz: invalid argument for spawn",
        "-D /no/x -d unimp#Error opening logfile /no/x: No such file or directory",
        "-object secret#-object secret: Parameter 'id' is missing",
        "-object secret,id=s#Either 'file' or 'data' must be provided",
        "-object secret,id=s,data=x,file=y#'file' and 'data' are mutually exclusive",
        "-object secret,id=s,data=x,keyid=k#No secret with id 'k'",
        "-object secret,id=s,format=base64,data=%%#Base64 data contains invalid characters",
        "-object secret,id=s,format=foo,data=x#-object secret,id=s,format=foo,data=x: Parameter"
            + " 'format' does not accept value 'foo'",
        "-object rng-builtin,id=r,foo=1#-object rng-builtin,id=r,foo=1: Invalid parameter 'foo'",
        "-object rng-builtin,id=r -object rng-builtin,id=r#-object rng-builtin,id=r: Duplicate ID"
            + " 'r' for object",
        "-object {\"qom-type\":\"nope\",\"id\":\"x\"}#-object {\"qom-type\":\"nope\",\"id\":\"x\"}:"
            + " Parameter 'qom-type' does not accept value 'nope'",
        "-object {\"qom-type\":\"secret\"#-object {\"qom-type\":\"secret\": JSON parse error,"
            + " premature EOI",
        "-daemonize -nographic#-nographic cannot be used with -daemonize",
        "-daemonize -nodefaults -chardev stdio,id=c#-chardev stdio,id=c: cannot use stdio with"
            + " -daemonize",
      })
  void whatCannotBeIsSaidAsClientsKnowIt(String words, String message) throws Exception {
    try (RunningEmulator emulator = start(List.of(words.split(" ", -1)))) {
      emulator.ends(1, "prog: " + message + "\n");
    }
  }

  @Test
  void messagesMayHaveTheTimeAndTheGuestsName() throws Exception {
    try (RunningEmulator emulator =
            start(
                List.of(
                    "-S",
                    "-m",
                    "16",
                    "-name",
                    "foo",
                    "-msg",
                    "timestamp=on,guest-name=on",
                    "-qmp",
                    "unix:" + files.resolve("q") + ",server=on,wait=off"));
        Client client = emulator.connect(files.resolve("q")).negotiated()) {
      emulator.signal(TERM);
      client.until("\"SHUTDOWN\"");
      String said = emulator.errors();
      assertTrue(
          said.matches(
              "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}Z foo prog:"
                  + " terminating on signal 15\n"),
          said);
    }
  }

  @Test
  void optionsMayComeFromAFile() throws Exception {
    Path config =
        Files.writeString(
            files.resolve("config"),
            "# a machine\n\n[memory]\n  size = \"16M\"\n[name]\n guest = \"n,1\"\n"
                + "[chardev \"c\"]\n  backend = \"socket\"\n  path = \""
                + files.resolve("q")
                + "\"\n  server = \"on\"\n  wait = \"off\"\n"
                + "[mon]\n  chardev = \"c\"\n  mode = \"control\"\n");
    try (RunningEmulator emulator = start(List.of("-S", "-readconfig", config.toString()));
        Client client = emulator.connect(files.resolve("q")).negotiated()) {
      assertEquals("{\"return\": {\"name\": \"n,1\"}}", client.execute("query-name"));
    }
  }

  @Test
  void anIncomingMachineWaits() throws Exception {
    try (RunningEmulator emulator =
            start(
                List.of(
                    "-m",
                    "16",
                    "-incoming",
                    "defer",
                    "-pidfile",
                    files.resolve("pid").toString(),
                    "-qmp",
                    "unix:" + files.resolve("q") + ",server=on,wait=off"));
        Client client = emulator.connect(files.resolve("q")).negotiated()) {
      String waiting = "{\"return\": {\"status\": \"inmigrate\", \"running\": false}}";
      String status = client.execute("query-status");
      while (!status.equals(waiting)) {
        status = client.execute("query-status");
      }
      assertEquals(OK, client.execute("cont"));
      assertEquals(waiting, client.execute("query-status"));
      assertTrue(Files.readString(files.resolve("pid")).endsWith("\n"));
      client.send("{\"execute\": \"quit\"}");
      client.until("\"host-qmp-quit\"}}\r\n");
      assertEquals(OK, client.line());
      emulator.ends(0, "");
      assertFalse(Files.exists(files.resolve("pid")));
    }
  }

  @Test
  void aSetGivesWhatFitsOrSaysWhatIsMissing() throws Exception {
    Path file = Files.createFile(files.resolve("number"));
    try (Fd passed = Fd.open(file, AccessMode.WRITE_ONLY, OpenFlag.NONBLOCK)) {
      String qmp = "unix:" + files.resolve("q") + ",server=on,wait=off";
      try (RunningEmulator emulator = start(List.of("-S", "-m", "16", "-qmp", qmp));
          Client client = emulator.connect(files.resolve("q")).negotiated()) {
        client.send("{'execute': 'add-fd', 'arguments': {'fdset-id': 3}}", passed);
        assertTrue(client.line().contains("\"fdset-id\": 3"));
        String blockdev = "'driver': 'file', 'filename': '/dev/fdset/3'";
        assertEquals(
            "{\"error\": {\"class\": \"GenericError\", \"desc\": \"Failed to find file descriptor"
                + " with matching flags=0x2\"}}",
            client.add(blockdev.replace('\'', '"'), "n"));
        assertEquals(
            "{\"error\": {\"class\": \"GenericError\", \"desc\": \"Could not parse fdset"
                + " /dev/fdset/abc\"}}",
            client.add("\"driver\": \"file\", \"filename\": \"/dev/fdset/abc\"", "n"));
        assertEquals(
            "{\"error\": {\"class\": \"GenericError\", \"desc\": \"Failed to find fdset"
                + " /dev/fdset/8\"}}",
            client.add("\"driver\": \"file\", \"filename\": \"/dev/fdset/8\"", "n"));
      }
    }
  }

  @Test
  void actionsMayBeChangedLater() throws Exception {
    String qmp = "unix:" + files.resolve("q") + ",server=on,wait=off";
    try (RunningEmulator emulator = start(List.of("-S", "-m", "16", "-qmp", qmp));
        Client client = emulator.connect(files.resolve("q")).negotiated()) {
      client.send("{\"execute\": \"set-action\", \"arguments\": {\"reboot\": \"nope\"}}");
      assertEquals(
          "{\"error\": {\"class\": \"GenericError\", \"desc\": \"Parameter 'reboot' does not accept"
              + " value 'nope'\"}}",
          client.line());
      client.send("{\"execute\": \"set-action\", \"arguments\": {\"reboot\": \"shutdown\"}}");
      assertEquals(OK, client.line());
      client.send("{\"execute\": \"system_reset\"}");
      client.until("\"data\": {\"guest\": false, \"reason\": \"host-qmp-system-reset\"}}\r\n");
      assertEquals(OK, client.line());
      emulator.ends(0, "");
    }
  }

  @Test
  void valuesForAllDevicesOfAKind() throws Exception {
    String get =
        "{\"execute\": \"qom-get\", \"arguments\": {\"path\": \"%s\"," + " \"property\": \"%s\"}}";
    try (RunningEmulator emulator =
            start(
                List.of(
                    "-S",
                    "-m",
                    "16",
                    "-global",
                    "foo.bar=1",
                    "-global",
                    "virtio-blk-pci.serial=abc",
                    "-global",
                    "driver=virtio-blk-device,property=bootindex,value=7",
                    "-global",
                    "rv64-riscv-cpu.zba=off",
                    "-global",
                    "virtio-mmio.force-legacy=false",
                    "-blockdev",
                    "null-co,node-name=n",
                    "-blockdev",
                    "null-co,node-name=o",
                    "-device",
                    "virtio-blk-pci,drive=n,id=v",
                    "-device",
                    "virtio-blk-pci,drive=o,id=w,serial=own",
                    "-qmp",
                    "unix:" + files.resolve("q") + ",server=on,wait=off"));
        Client client = emulator.connect(files.resolve("q")).negotiated()) {
      String disk = "/machine/peripheral/";
      assertEquals("{\"return\": \"abc\"}", client.ask(get.formatted(disk + "v", "serial")));
      assertEquals("{\"return\": \"own\"}", client.ask(get.formatted(disk + "w", "serial")));
      assertEquals("{\"return\": 7}", client.ask(get.formatted(disk + "w", "bootindex")));
      assertEquals("prog: warning: global foo.bar has invalid class name\n", emulator.errors());
    }
  }

  @Test
  void aValueThatNoDeviceOfTheKindHas() throws Exception {
    String words = "-global virtio-rng-pci.foo=1 -device virtio-rng-pci";
    try (RunningEmulator emulator = start(List.of(words.split(" ")))) {
      emulator.ends(
          1,
          "prog: -device virtio-rng-pci: can't apply global virtio-rng-pci.foo=1: Property"
              + " 'virtio-rng-pci.foo' not found\n");
    }
  }
}
