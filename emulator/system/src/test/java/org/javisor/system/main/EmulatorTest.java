package org.javisor.system.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.system.lifecycle.TinyKernel;
import org.javisor.system.main.RunningEmulator.Client;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The process: its exit codes, its words, its signals, its serial port. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class EmulatorTest {
  private static final int TERM = 15;

  @TempDir private Path files;

  private RunningEmulator start(String... arguments) throws IOException {
    return RunningEmulator.start(files, arguments);
  }

  private String kernel(byte[] image) throws IOException {
    return Files.write(files.resolve("kernel"), image).toString();
  }

  private String qmp() {
    return "unix:" + files.resolve("qmp") + ",server=on,wait=off";
  }

  private static String event(String text) {
    int at = text.indexOf("\"event\": ");
    assertTrue(at >= 0, text);
    String name = text.substring(at + "\"event\": ".length()).split("\"", -1)[1];
    return name;
  }

  @Test
  void informationGoesToStandardOutput() throws Exception {
    try (RunningEmulator emulator = start("-version")) {
      emulator.ends(0, "");
      assertTrue(emulator.output().startsWith("QEMU emulator version 10."), emulator.output());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-bogus | prog: -bogus: invalid option",
        "-M nope | prog: unsupported machine type: \"nope\"\\nUse -machine help to list supported"
            + " machines",
        "-device nope | prog: -device nope: 'nope' is not a valid device model name",
        "-chardev socket,id=a,fd=77 | prog: -chardev socket,id=a,fd=77: File descriptor '77' is not"
            + " a socket",
        "-chardev socket,id=a,fd=0x3 | prog: -chardev socket,id=a,fd=0x3: Unable to parse FD number"
            + " 0x3",
        "-mon chardev=no,mode=control | prog: -mon chardev=no,mode=control: chardev \"no\" not"
            + " found",
        "-serial chardev:no | prog: -serial chardev:no: could not connect serial device to"
            + " character backend 'chardev:no'",
        "-chardev null,id=a -chardev null,id=a | prog: -chardev null,id=a: Duplicate ID 'a' for"
            + " chardev",
        "-kernel /no/kernel | prog: could not load kernel '/no/kernel': No such file or directory",
        "/no/disk | prog: /no/disk: Could not open '/no/disk': No such file or directory",
        "-m 8192G | prog: -m: guest memory of 8388608 MiB is more than this host's MEMORY MiB",
        "-m 8796093022207 | prog: -m: guest memory of 8796093022207 MiB is more than this host's"
            + " MEMORY MiB",
      })
  void whatCannotWorkIsSaidAndIsStatusOne(String words, String message) throws Exception {
    long memory = org.javisor.host.HostInfo.physicalMemory() >> 20;
    try (RunningEmulator emulator = start(words.split(" ", -1))) {
      emulator.ends(1, message.replace("\\n", "\n").replace("MEMORY", "" + memory) + "\n");
      assertEquals("", emulator.output());
    }
  }

  @Test
  void aGuestThatTurnsOffEndsItWithZeroAndAllItsWords() throws Exception {
    Path log = files.resolve("log");
    try (RunningEmulator emulator =
        start(
            "-m",
            "16",
            "-kernel",
            kernel(TinyKernel.sayingBeforePowerOff("hello")),
            "-serial",
            "file:" + log)) {
      emulator.ends(0, "");
      assertEquals("hello", Files.readString(log));
    }
  }

  @Test
  void thatGuestCodeIsInterpretedIsSaidOnceWhereNobodyAskedForIt() throws Exception {
    String kernel = kernel(TinyKernel.sayingBeforePowerOff("out"));
    String[] words = {"-m", "16", "-nographic", "-kernel", kernel};
    try (RunningEmulator emulator = RunningEmulator.startOn("riscv64", files, words)) {
      emulator.ends(
          0, "prog: warning: no code generator for riscv64 hosts yet: guest code is interpreted\n");
      assertEquals("out", emulator.output());
    }
    String[] asked = {"-m", "16", "-nographic", "-kernel", kernel, "-accel", "interp"};
    try (RunningEmulator emulator = RunningEmulator.startOn("riscv64", files, asked)) {
      emulator.ends(0, "");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "interp",
        "interp,one-insn-per-tb=on,thread=single",
        "tcg,tb-size=1",
        "jit,thread=single",
        "jit,thread=multi,one-insn-per-tb=on"
      })
  void everyAcceleratorExecutesTheGuest(String accelerator) throws Exception {
    try (RunningEmulator emulator =
        start(
            "-m",
            "16",
            "-nographic",
            "-accel",
            accelerator,
            "-kernel",
            kernel(TinyKernel.sayingBeforePowerOff("out")))) {
      emulator.ends(0, "");
      assertEquals("out", emulator.output());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"interp", "jit", "jit,one-insn-per-tb=on"})
  void whatIsTranslatedIsTold(String accelerator) throws Exception {
    assumeTrue(
        accelerator.equals("interp") || System.getProperty("os.arch").equals("amd64"),
        "this host's code is not generated");
    String translated = ".*TB count +[1-9][0-9]* made so far.*flush count +0.*exit store +[1-9]";
    String told =
        switch (accelerator) {
          case "interp" -> "no code is translated: the interpreter runs it";
          case "jit" -> "one-insn-per-tb: off" + translated;
          default -> "one-insn-per-tb: on" + translated;
        };
    String kernel = kernel(TinyKernel.sayingBeforePowerOff("out"));
    String qmp = "unix:" + files.resolve("qmp") + ",server=on,wait=off";
    try (RunningEmulator emulator =
            start(
                "-m",
                "16",
                "-S",
                "-no-shutdown",
                "-accel",
                accelerator,
                "-kernel",
                kernel,
                "-qmp",
                qmp);
        RunningEmulator.Client client = emulator.connect(files.resolve("qmp")).negotiated()) {
      client.send("{\"execute\": \"cont\"}");
      client.until("\"STOP\"}\r\n");
      client.send(
          "{\"execute\": \"human-monitor-command\", \"arguments\": {\"command-line\":"
              + " \"info jit\"}}");
      String line = client.line();
      while (!line.startsWith("{\"return\": \"")) {
        line = client.line();
      }
      assertTrue(Pattern.compile(told).matcher(line).find(), line);
    }
  }

  @Test
  void nographicIsTheSerialPortOnStandardOutput() throws Exception {
    try (RunningEmulator emulator =
        start(
            "-m", "16", "-nographic", "-kernel", kernel(TinyKernel.sayingBeforePowerOff("out")))) {
      emulator.ends(0, "");
      assertEquals("out", emulator.output());
    }
  }

  @Test
  void aGuestThatFailsChoosesTheExitCode() throws Exception {
    try (RunningEmulator emulator = start("-m", "16", "-kernel", kernel(TinyKernel.failing(3)))) {
      emulator.ends(3, "");
    }
  }

  @Test
  void withNoRebootAGuestsResetEndsItWithZero() throws Exception {
    try (RunningEmulator emulator =
        start("-m", "16", "-no-reboot", "-kernel", kernel(TinyKernel.resetting()))) {
      emulator.ends(0, "");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, TERM})
  void aSignalIsToldToClientsAndOnStandardErrorAndIsNoFailure(int signal) throws Exception {
    try (RunningEmulator emulator =
            start(
                "-m",
                "16",
                "-no-shutdown",
                "-kernel",
                kernel(TinyKernel.sleeping()),
                "-qmp",
                qmp());
        Client client = emulator.connect(files.resolve("qmp")).negotiated()) {
      emulator.signal(signal);
      String told = client.until("\"SHUTDOWN\", ");
      assertTrue(told.endsWith("\"event\": "), told);
      assertEquals("\"data\": {\"guest\": false, \"reason\": \"host-signal\"}}", client.line());
      client.expectEnd();
      emulator.ends(0, "prog: terminating on signal " + signal + "\n");
    }
    assertFalse(Files.exists(files.resolve("qmp")), "the socket's file is removed");
  }

  @Test
  void aSignalEndsTheWaitForAFirstClient() throws Exception {
    Path socket = files.resolve("serial");
    try (RunningEmulator emulator = start("-m", "16", "-serial", "unix:" + socket + ",server=on")) {
      String waiting =
          "prog: -serial unix:"
              + socket
              + ",server=on: info: QEMU waiting for connection on: disconnected:unix:"
              + socket
              + ",server=on\n";
      while (!emulator.errors().equals(waiting)) {
        assertTrue(waiting.startsWith(emulator.errors()), emulator.errors());
        Thread.onSpinWait();
      }
      emulator.signal(TERM);
      emulator.ends(0, waiting + "prog: terminating on signal 15\n");
    }
  }

  @Test
  void theGuestStartsWhenTheFirstClientIsThere() throws Exception {
    Path socket = files.resolve("serial");
    try (RunningEmulator emulator =
            start(
                "-m",
                "16",
                "-kernel",
                kernel(TinyKernel.sayingBeforePowerOff("heard")),
                "-serial",
                "unix:" + socket + ",server=on");
        Client client = emulator.connect(socket)) {
      client.until("heard");
      client.expectEnd();
    }
  }

  @Test
  void twoMonitorsSeeTheSameEventsAndAQuitEndsBoth() throws Exception {
    Path other = files.resolve("other");
    try (RunningEmulator emulator =
            start(
                "-m",
                "16",
                "-kernel",
                kernel(TinyKernel.sleeping()),
                "-S",
                "-qmp",
                qmp(),
                "-qmp",
                "unix:" + other + ",server=on,wait=off");
        Client one = emulator.connect(files.resolve("qmp")).negotiated();
        Client two = emulator.connect(other).negotiated()) {
      assertEquals("RESUME", event(one.execute("cont")));
      assertEquals("{\"return\": {}}", one.line());
      assertEquals("RESUME", event(two.line()));
      assertEquals("STOP", event(two.execute("stop")));
      assertEquals("{\"return\": {}}", two.line());
      assertEquals("STOP", event(one.line()));
      assertEquals("SHUTDOWN", event(two.execute("quit")));
      assertEquals("{\"return\": {}}", two.line());
      two.expectEnd();
      assertEquals("SHUTDOWN", event(one.line()));
      one.expectEnd();
      emulator.ends(0, "");
    }
  }

  @Test
  void aReadOnlyFormatOverAFileIsReadOnlyToTheBottom() throws Exception {
    Path disk = Files.write(files.resolve("disk"), new byte[4096]);
    try (RunningEmulator emulator = start("-m", "16", "-S", "-qmp", qmp());
        Client client = emulator.connect(files.resolve("qmp")).negotiated();
        Fd readable = Fd.open(disk, AccessMode.READ_ONLY);
        Fd writable = Fd.open(disk, AccessMode.READ_WRITE)) {
      client.send("{\"execute\": \"add-fd\", \"arguments\": {\"fdset-id\": 1}}", writable);
      assertTrue(client.line().startsWith("{\"return\""));
      String file = "{\"driver\": \"file\", \"filename\": \"/dev/fdset/1\"}";
      assertEquals(
          "{\"error\": {\"class\": \"GenericError\", \"desc\": \"Failed to find file descriptor"
              + " with matching flags=0x0\"}}",
          client.add("\"driver\": \"raw\", \"read-only\": true, \"file\": " + file, "a"));
      client.send("{\"execute\": \"add-fd\", \"arguments\": {\"fdset-id\": 1}}", readable);
      assertTrue(client.line().startsWith("{\"return\""));
      String done = "{\"return\": {}}";
      assertEquals(
          done, client.add("\"driver\": \"raw\", \"read-only\": true, \"file\": " + file, "b"));
      assertEquals(done, client.add("\"driver\": \"file\", \"filename\": \"/dev/fdset/1\"", "c"));
      assertEquals(
          done, client.add("\"driver\": \"raw\", \"read-only\": true, \"file\": \"c\"", "d"));
      assertEquals(done, client.add("\"driver\": \"raw\", \"file\": \"c\"", "e"));
    }
  }

  @Test
  void devicesArePluggedBeforeTheFirstInstructionAndNotAfter() throws Exception {
    try (RunningEmulator emulator =
            start("-m", "16", "-S", "-qmp", qmp(), "-kernel", kernel(TinyKernel.sleeping()));
        Client client = emulator.connect(files.resolve("qmp")).negotiated()) {
      String add =
          "{\"execute\": \"device_add\", \"arguments\": {\"driver\": \"virtio-rng-device\"}}";
      String first = add.replace("virtio-rng-device", "virtio-rng-pci");
      assertEquals("{\"return\": {}}", client.ask(first));
      for (int slot = 0; slot < 8; slot++) {
        assertEquals("{\"return\": {}}", client.ask(add));
      }
      assertTrue(client.ask(add).contains("No 'virtio-bus' bus found for device"));
      assertEquals("{\"return\": {}}", client.ask("{\"execute\": \"cont\"}"));
      assertTrue(client.ask(add).contains("No 'virtio-bus' bus found for device"));
      assertTrue(client.ask(first).contains("Bus 'pcie.0' does not support hotplugging"));
    }
  }
}
