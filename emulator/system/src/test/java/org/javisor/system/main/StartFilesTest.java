package org.javisor.system.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

/** A machine that starts from descriptors alone, as a confined one must. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StartFilesTest {
  /** Writes K to the serial port and waits for ever. */
  private static final int[] PROGRAM = {0x100002B7, 0x04B00313, 0x00628023, 0x10500073, 0xFFDFF06F};

  /** Shorter ones are taken for truncated ones. */
  private static final int KERNEL_BYTES = 64;

  @TempDir private Path files;

  private Path program() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(KERNEL_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int instruction : PROGRAM) {
      bytes.putInt(instruction);
    }
    return Files.write(files.resolve("program"), bytes.array());
  }

  private String[] words(String more) {
    return ("-nodefaults -display none -m 16 " + more).split(" ", -1);
  }

  @Test
  void whatWasTakenFromASetStartsTheMachineAgainThoughTheSetIsGone() throws Exception {
    Path log = Files.createFile(files.resolve("log"));
    String serialPort = "unix:" + files.resolve("s") + ",server=on";
    try (Fd kernel = Fd.open(program(), AccessMode.READ_ONLY);
        Fd output = Fd.open(log, AccessMode.WRITE_ONLY, OpenFlag.NONBLOCK);
        RunningEmulator emulator =
            RunningEmulator.start(
                files,
                List.of(kernel, output),
                words(
                    "-qmp unix:"
                        + files.resolve("q")
                        + ",server=on,wait=off -serial "
                        + serialPort
                        + " -add-fd fd=3,set=1 -add-fd fd=4,set=2 -bios none -kernel /dev/fdset/1"
                        + " -D /dev/fdset/2 -d cpu_reset"));
        Client serial = emulator.connect(files.resolve("s"));
        Client client = emulator.connect(files.resolve("q")).negotiated()) {
      assertEquals("", serial.until("K"));
      client.send("{'execute': 'remove-fd', 'arguments': {'fdset-id': 1}}");
      client.until("{\"return\": {}}\r\n");
      client.send("{'execute': 'system_reset'}");
      client.until("{\"return\": {}}\r\n");
      assertEquals("", serial.until("K"));
      client.send("{'execute': 'quit'}");
      client.until("{\"return\": {}}\r\n");
      emulator.ends(
          0,
          "prog: -serial "
              + serialPort
              + ": info: QEMU waiting for connection on: "
              + serialPort
              + "\n");
      assertTrue(Files.readString(log).contains("CPU Reset"), "no log");
    }
  }

  @Test
  void aSetThatDoesNotFitIsTold() throws Exception {
    try (Fd written = Fd.open(program(), AccessMode.READ_WRITE);
        RunningEmulator emulator =
            RunningEmulator.start(
                files,
                List.of(written),
                words("-add-fd fd=3,set=1 -bios none -kernel /dev/fdset/1"))) {
      emulator.ends(1, "prog: could not load kernel '/dev/fdset/1': Permission denied\n");
    }
  }

  @Test
  void aSetThatIsNotThereIsTold() throws Exception {
    try (RunningEmulator emulator = RunningEmulator.start(files, words("-bios /dev/fdset/7"))) {
      emulator.ends(1, "prog: could not load firmware '/dev/fdset/7': No such file or directory\n");
    }
  }
}
