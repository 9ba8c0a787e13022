package org.javisor.system.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.javisor.host.HostException;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.system.main.RunningEmulator.Client;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Monitors for people, directly and through a control monitor. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HumanMonitorTest {
  private static final String OK = "{\"return\": {}}";

  /** Lines, and what they say; a bar stands for a line end. */
  private static final String[][] LINES = {
    {"", ""},
    {"  # nothing", ""},
    {"zzz", "unknown command: 'zzz'|"},
    {"info zzz", "unknown command: 'info zzz'|"},
    {"info st", "unknown command: 'info st'|"},
    {"info status", "VM status: paused (prelaunch)|"},
    {
      "info status x",
      "status: extraneous characters at the end of line|Try \\\"help info status\\\" for"
          + " more information|"
    },
    {
      "stop foo",
      "stop|s: extraneous characters at the end of line|Try \\\"help stop\\\" for more"
          + " information|"
    },
    {"info name", "guest|"},
    {"info uuid", "00000000-0000-0000-0000-000000000000|"},
    {"info version", "10.0.13javisor|"},
    {"info kvm", "kvm support: not compiled|"},
    {"info numa", "0 nodes|"},
    {"info network", ""},
    {"info history", ""},
    {"info memory_size_summary", "base memory: 16777216|"},
    {"info balloon", "Error: No balloon device has been activated|"},
    {"info block-jobs", "No active jobs|"},
    {"info mice", "No mouse devices connected|"},
    {"info usb", "Error: USB support not enabled|"},
    {"getfd a", "Error: No file descriptor supplied via SCM_RIGHTS|"},
    {"closefd a", "Error: File descriptor named 'a' not found|"},
    {"cpu", "unexpected end of expression|Try \\\"help cpu\\\" for more information|"},
    {"cpu x", "invalid char 'x' in expression|Try \\\"help cpu\\\" for more information|"},
    {"cpu 5", "invalid CPU index|"},
    {"cpu 0", ""},
    {"help nope", "unknown command: 'nope'|"},
    {"nmi", "Error: machine does not provide NMIs|"},
    {"system_wakeup", "Error: wake-up from suspend is not supported by this guest|"},
    {"exit_preconfig", "Error: The command is permitted only before machine initialization|"},
    {"print 1+2*3", "7|"},
    {"p /x (1 | 6) * 0x10", "0x70|"},
    {"p -1", "-1|"},
    {"p 1/0", "division by zero|Try \\\"help print\\\" for more information|"},
    {"p $nope", "unknown register|Try \\\"help print\\\" for more information|"},
    {"p 'a'", "97|"},
    {"xp /2xw 0x80000000", "0000000080000000: 0x00100513 0x00000073|"},
    {"xp /3xb 0x80000000", "0000000080000000: 0x13 0x05 0x10|"},
    {"xp /1xg 0", "0000000000000000: Cannot access memory|"},
    {
      "xp /2i 0x80000000",
      "0x80000000:  00100513          addi                    a0,zero,1|"
          + "0x80000004:  00000073          ecall|"
    },
    {"xp /i 0", "Cannot access memory|"},
    {"gpa2hva 0x100000", "Memory at address 0x100000 is not RAM|"},
    {"sum 0x80001000 16", "00000|"},
    {"watchdog_action nope", "Error: invalid parameter value: nope|"},
    {"watchdog_action none", ""},
    {"device_add nope", "Error: 'nope' is not a valid device model name|"},
    {
      "pmemsave 0x80000000 8 \\\"/no/file\\\"",
      "Error: Could not open '/no/file': No such file or" + " directory|"
    },
    {"stop", ""},
    {"info status", "VM status: paused (prelaunch)|"},
    {"cont", ""},
    {"info status", "VM status: running|"},
  };

  @TempDir private Path files;

  private RunningEmulator start(String... more) throws Exception {
    byte[] code = {0x13, 0x05, 0x10, 0, 0x73, 0, 0, 0, 0x6F, 0, 0, 0};
    byte[] kernel = java.util.Arrays.copyOf(code, 4096);
    Path image = Files.write(files.resolve("kernel"), kernel);
    String[] all = {
      "-m", "16", "-S", "-bios", "none", "-name", "guest", "-kernel", image.toString()
    };
    String[] joined = java.util.Arrays.copyOf(all, all.length + more.length);
    System.arraycopy(more, 0, joined, all.length, more.length);
    return RunningEmulator.start(files, joined);
  }

  private String socket(String name) {
    return "unix:" + files.resolve(name) + ",server=on,wait=off";
  }

  private static String line(Client client, String line) throws HostException {
    client.send(
        "{\"execute\": \"human-monitor-command\", \"arguments\": {\"command-line\": \""
            + line
            + "\"}}");
    String answer = client.line();
    while (answer.startsWith("{\"timestamp\"")) {
      answer = client.line();
    }
    return answer;
  }

  @Test
  void linesThroughAControlMonitorReturnWhatAPersonWouldSee() throws Exception {
    try (RunningEmulator emulator = start("-qmp", socket("qmp"));
        Client client = emulator.connect(files.resolve("qmp")).negotiated()) {
      for (String[] row : LINES) {
        String said = row[1].replace("stop|s:", "stop\u0000s:").replace("|", "\\r\\n");
        assertEquals(
            "{\"return\": \"" + said.replace('\u0000', '|') + "\"}", line(client, row[0]), row[0]);
      }
      for (String all :
          new String[] {
            "help",
            "info",
            "info mtree",
            "info mtree -f",
            "info qtree",
            "info qtree -b",
            "info qom-tree",
            "info ramblock",
            "info jit"
          }) {
        assertTrue(line(client, all).length() > 60, all);
      }
      assertTrue(line(client, "info cpus").startsWith("{\"return\": \"* CPU #0: thread_id="));
      assertTrue(line(client, "info registers -a").contains("CPU#0"));
      client.send(
          "{\"execute\": \"human-monitor-command\", \"arguments\": {\"command-line\": \"x\","
              + " \"cpu-index\": 3}}");
      assertTrue(client.line().contains("Parameter 'cpu-index' expects a CPU number"));
      assertEquals("{\"return\": \"\"}", line(client, "quit"));
      emulator.ends(0, "");
    }
  }

  @Test
  void aPersonsMonitorKeepsPassedDescriptorsByName() throws Exception {
    try (RunningEmulator emulator = start("-monitor", socket("hmp"));
        Client client = emulator.connect(files.resolve("hmp"));
        Fd nothing = Fd.open(Path.of("/dev/null"), AccessMode.READ_ONLY)) {
      assertEquals(
          "QEMU 10.0.13 monitor - type 'help' for more information\r\n", client.until("(qemu) "));
      client.send("getfd a\n", nothing);
      assertTrue(client.until("\r\n(qemu) ").endsWith("getfd a\u001b[K"));
      client.send("closefd a\n");
      assertTrue(client.until("\r\n(qemu) ").endsWith("closefd a\u001b[K"));
      client.send("closefd a\n");
      assertTrue(
          client.until("(qemu) ").endsWith("\r\nError: File descriptor named 'a' not found\r\n"));
      client.send("q\n");
      client.until("q\u001b[K\r\n");
      emulator.ends(0, "");
    }
  }

  @Test
  void beforeTheMachineIsBuiltOnlyItsConfigurationIsOpen() throws Exception {
    try (RunningEmulator emulator =
            start("-preconfig", "-monitor", socket("hmp"), "-qmp", socket("qmp"));
        Client person = emulator.connect(files.resolve("hmp"));
        Client client = emulator.connect(files.resolve("qmp")).negotiated()) {
      person.send("info mtree\n");
      person.until(
          "Command 'info' not available with -preconfig until machine initialization has"
              + " completed.\r\n");
      assertEquals(
          "{\"return\": {\"status\": \"prelaunch\", \"running\": false}}",
          client.execute("query-status"));
      assertTrue(client.execute("stop").contains("is permitted only after machine init"));
      assertEquals(OK, client.execute("x-exit-preconfig"));
      assertEquals(OK, client.execute("stop"));
      assertTrue(client.execute("x-exit-preconfig").contains("permitted only before machine"));
    }
  }
}
