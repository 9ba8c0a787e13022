package org.javisor.system.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.Pipe;
import org.javisor.host.socket.UnixSocket;
import org.javisor.system.main.RunningEmulator.Client;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Character devices over the monitors, byte for byte; above all, what a descriptor is called. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ChardevTranscriptTest {
  private static final String DONE = "{\"return\": {}}";

  @TempDir private Path files;
  private RunningEmulator emulator;
  private Client qmp;

  @BeforeEach
  void start() throws Exception {
    emulator =
        RunningEmulator.start(
            files,
            "-S",
            "-m",
            "16",
            "-qmp",
            "unix:" + files.resolve("qmp") + ",server=on,wait=off",
            "-monitor",
            "unix:" + files.resolve("hmp") + ",server=on,wait=off",
            "-chardev",
            "null,id=free",
            "-chardev",
            "null,id=port",
            "-serial",
            "chardev:port");
    qmp = emulator.connect(files.resolve("qmp")).negotiated();
  }

  @AfterEach
  void end() throws Exception {
    qmp.close();
    emulator.close();
  }

  private String ask(String command, String arguments, Fd... passed) throws Exception {
    String text = "{'execute': '" + command + "', 'arguments': {" + arguments + "}}";
    qmp.send(text.replace('\'', '"'), passed);
    return qmp.line();
  }

  private String add(String id, String type, String data) throws Exception {
    return ask(
        "chardev-add",
        "'id': '" + id + "', 'backend': {'type': '" + type + "', 'data': {" + data + "}}");
  }

  private String addFd(String name, String more) throws Exception {
    return add("s", "socket", "'addr': {'type': 'fd', 'data': {'str': '" + name + "'}}" + more);
  }

  private static String error(String desc) {
    return "{\"error\": {\"class\": \"GenericError\", \"desc\": \"" + desc + "\"}}";
  }

  private static String failed(String desc) {
    return error("Failed to add chardev 's': " + desc);
  }

  private String open() throws Exception {
    return qmp.execute("query-chardev");
  }

  @Test
  void aDescriptorIsANameInAMonitorAndNeverANumber() throws Exception {
    for (String name : new String[] {"3", "0", "nosuch"}) {
      assertEquals(
          failed("File descriptor named '" + name + "' has not been found"), addFd(name, ""));
    }
    List<Fd> pair = UnixSocket.pair();
    try (Fd ours = pair.get(0)) {
      try (Fd theirs = pair.get(1)) {
        assertEquals(DONE, ask("getfd", "'fdname': 'c'", theirs));
      }
      assertEquals(
          failed("'reconnect' option is incompatible with 'fd' address type"),
          addFd("c", ", 'server': false, 'reconnect': 0"));
      assertEquals(
          failed("No TLS credentials with id 't'"),
          addFd("c", ", 'server': false, 'tls-creds': 't'"));
      assertEquals(DONE, addFd("c", ", 'server': false"));
      assertTrue(open().contains("\"filename\": \"unix:\""));
      assertEquals(error("Chardev with id 's' already exists"), addFd("c", ", 'server': false"));
      assertEquals(DONE, ask("chardev-remove", "'id': 's'"));
      assertEquals(-1, ours.read(new byte[1], 0, 1), "nothing keeps it open");
      assertEquals(
          failed("File descriptor named 'c' has not been found"), addFd("c", ", 'server': false"));
    }
  }

  @Test
  void aTakenDescriptorIsGoneEvenWhenTheDeviceFails() throws Exception {
    try (Pipe pipe = Pipe.open()) {
      assertEquals(DONE, ask("getfd", "'fdname': 'p'", pipe.writeEnd()));
      pipe.writeEnd().close();
      assertEquals(failed("File descriptor 'p' is not a socket"), addFd("p", ""));
      assertEquals(-1, pipe.readEnd().read(new byte[1], 0, 1));
      assertEquals(error("File descriptor named 'p' not found"), ask("closefd", "'fdname': 'p'"));
    }
    List<Fd> pair = UnixSocket.pair();
    try (Fd ours = pair.get(0)) {
      try (Fd theirs = pair.get(1)) {
        assertEquals(DONE, ask("getfd", "'fdname': 'c'", theirs));
      }
      assertEquals(failed("Failed to listen on fd socket: Invalid argument"), addFd("c", ""));
      assertEquals(-1, ours.read(new byte[1], 0, 1));
    }
  }

  @Test
  void aHandedOverListenerServesAndItsPathIsRemoved() throws Exception {
    Path path = files.resolve("handed");
    try (Fd listener = UnixSocket.listen(path, 0600, 1)) {
      assertEquals(DONE, ask("getfd", "'fdname': 'l'", listener));
    }
    assertEquals(DONE, addFd("l", ""));
    assertTrue(open().contains("disconnected:unix:" + path + ",server=on"));
    assertEquals(DONE, ask("chardev-remove", "'id': 's'"));
    assertTrue(Files.notExists(path));
  }

  @Test
  void theHumanMonitorHasNamesOfItsOwn() throws Exception {
    Path path = files.resolve("handed");
    try (Client hmp = emulator.connect(files.resolve("hmp"));
        Fd listener = UnixSocket.listen(path, 0600, 1)) {
      hmp.until("(qemu) ");
      assertEquals(DONE, ask("getfd", "'fdname': 'l'", listener));
      hmp.send("chardev-add socket,id=h,fd=l,server=on,wait=off\n");
      hmp.until("Error: File descriptor named 'l' has not been found\r\n");
      hmp.send("getfd l\n", listener);
      hmp.until("(qemu) ");
      hmp.send("chardev-add socket,id=h,fd=l,server=on,wait=off\n");
      hmp.until("(qemu) ");
      hmp.send("info chardev\n");
      hmp.until("h: filename=disconnected:unix:" + path + ",server=on\r\n");
      hmp.send("chardev-remove h\nchardev-remove h\n");
      hmp.until("Error: Chardev 'h' not found\r\n");
    }
    qmp.send(
        "{\"execute\": \"human-monitor-command\", \"arguments\": {\"command-line\":"
            + " \"chardev-add socket,id=h,fd=l\"}}");
    assertEquals(
        "{\"return\": \"Error: File descriptor named 'l' has not been found\\r\\n\"}", qmp.line());
  }

  @Test
  void badDevicesAreRefusedAndTheConnectionGoesOn() throws Exception {
    assertEquals(
        error("Parameter 'backend.data.addr.data.str' is missing"),
        add("s", "socket", "'addr': {'type': 'fd', 'data': {}}"));
    assertEquals(
        error("Parameter 'type' does not accept value 'zz'"),
        add("s", "socket", "'addr': {'type': 'zz', 'data': {}}"));
    assertEquals(
        error("Parameter 'type' does not accept value 'parallel'"), add("s", "parallel", ""));
    assertEquals(error("Parameter 'backend.data.out' is missing"), add("s", "file", ""));
    assertEquals(
        failed("size of ringbuf chardev must be power of two"), add("s", "ringbuf", "'size': 3"));
    assertEquals(failed("mux: base chardev nn not found"), add("s", "mux", "'chardev': 'nn'"));
    assertEquals(
        failed("Could not create '/no/f': No such file or directory"),
        add("s", "null", "'logfile': '/no/f'"));
    String unix = "'addr': {'type': 'unix', 'data': {'path': '/no/s'}}";
    assertEquals(
        failed("Failed to bind socket to /no/s: No such file or directory"),
        add("s", "socket", unix));
    assertEquals(
        failed("Failed to connect to '/no/s': No such file or directory"),
        add("s", "socket", unix + ", 'server': false"));
    assertEquals(
        failed("'reconnect' option is incompatible with socket in server listen mode"),
        add("s", "socket", unix + ", 'reconnect': 1"));
    assertEquals(
        failed("'reconnect' and 'reconnect-ms' are mutually exclusive"),
        add("s", "socket", unix + ", 'server': false, 'reconnect': 1, 'reconnect-ms': 1"));
    assertEquals(
        failed("'wait' option is incompatible with socket in client connect mode"),
        add("s", "socket", unix + ", 'server': false, 'wait': false"));
    assertEquals(
        failed("Websocket client is not implemented"),
        add("s", "socket", unix + ", 'server': false, 'websocket': true"));
    assertEquals(
        failed("'tls_authz' option requires 'tls_creds' option"),
        add("s", "socket", unix + ", 'tls-authz': 'a'"));
  }

  @Test
  void devicesAreMadeReadExchangedAndRemoved() throws Exception {
    assertTrue(add("1c5", "pty", "").startsWith("{\"return\": {\"pty\": \"/dev/pts/"));
    assertEquals(DONE, ask("chardev-remove", "'id': '1c5'"));
    assertEquals(error("Chardev '1c5' not found"), ask("chardev-remove", "'id': '1c5'"));
    assertEquals(error("Chardev 'port' is busy"), ask("chardev-remove", "'id': 'port'"));
    assertEquals(DONE, add("r", "ringbuf", "'size': 16"));
    assertEquals(DONE, ask("ringbuf-write", "'device': 'r', 'data': 'hello'"));
    assertEquals("{\"return\": \"hel\"}", ask("ringbuf-read", "'device': 'r', 'size': 3"));
    assertEquals(DONE, ask("ringbuf-write", "'device': 'r', 'data': 'MTIz', 'format': 'base64'"));
    assertEquals(
        "{\"return\": \"bG8xMjM=\"}",
        ask("ringbuf-read", "'device': 'r', 'size': 30, 'format': 'base64'"));
    assertEquals(
        error("size must be greater than zero"), ask("ringbuf-read", "'device': 'r', 'size': 0"));
    assertEquals(error("Device 'zz' not found"), ask("ringbuf-read", "'device': 'zz', 'size': 0"));
    assertEquals(
        error("free is not a ringbuf device"),
        ask("ringbuf-write", "'device': 'free', 'data': ''"));
    assertEquals(
        error("Base64 data contains invalid characters"),
        ask("ringbuf-write", "'device': 'r', 'data': '@@', 'format': 'base64'"));
    assertEquals(
        error("Chardev 'zz' does not exist"),
        ask("chardev-change", "'id': 'zz', 'backend': {'type': 'null', 'data': {}}"));
    assertEquals(
        error("Chardev user does not support chardev hotswap"),
        ask("chardev-change", "'id': 'compat_monitor0', 'backend': {'type': 'null', 'data': {}}"));
    assertEquals(
        DONE, ask("chardev-change", "'id': 'port', 'backend': {'type': 'ringbuf', 'data': {}}"));
    assertEquals(DONE, ask("chardev-send-break", "'id': 'port'"));
    assertEquals(error("Chardev 'zz' not found"), ask("chardev-send-break", "'id': 'zz'"));
    assertTrue(qmp.execute("query-chardev-backends").contains("{\"name\": \"socket\"}"));
  }

  @Test
  void thousandsOfDescriptorsComeAndGo() throws Exception {
    Path path = files.resolve("again");
    for (int i = 0; i < 300; i++) {
      try (Fd listener = UnixSocket.listen(path, 0600, 1)) {
        assertEquals(DONE, ask("getfd", "'fdname': 'l'", listener, listener, listener));
      }
      assertEquals(DONE, addFd("l", ""));
      try (Fd client = UnixSocket.connect(path)) {
        client.writeFully("x".getBytes(StandardCharsets.US_ASCII));
      }
      assertEquals(DONE, ask("chardev-remove", "'id': 's'"));
    }
    assertTrue(emulator.openDescriptors() < 60, () -> "descriptors are left open");
  }
}
