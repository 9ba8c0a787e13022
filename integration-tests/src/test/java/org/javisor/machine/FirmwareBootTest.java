package org.javisor.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Debian's OpenSBI in M-mode starts Debian's U-Boot, which finds the machine's devices, and
 * Debian's kernel on several harts. The built-in firmware starts U-Boot, too.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class FirmwareBootTest {
  private static final String PROMPT = "=> ";

  @TempDir private Path files;

  @Test
  void theBootLoaderFindsFlashAndDisksBehindAndBesideARootPort() throws Exception {
    try (Distribution distribution = new Distribution()) {
      Path firmware = distribution.firmware();
      Path disk = Files.write(files.resolve("disk"), new byte[3 << 20]);
      List<String> command =
          distribution.machine(
              256,
              1,
              "-bios",
              firmware.resolve("fw_dynamic.bin").toString(),
              "-kernel",
              firmware.resolve("u-boot.bin").toString(),
              "-drive",
              "file=" + disk + ",format=raw,if=virtio",
              "-device",
              "pcie-root-port,id=port,chassis=1",
              "-device",
              "virtio-rng-pci,bus=port");
      try (Console console = Console.start(command)) {
        console.await("Hit any key to stop autoboot");
        console.type("x");
        console.await(PROMPT);
        assertTrue(answer(console, "flinfo").contains("Size: 16 MB in 128 Sectors"));
        String functions = answer(console, "pci");
        assertTrue(functions.contains("0x1af4     0x1001"), functions);
        String disks = answer(console, "virtio info");
        assertTrue(disks.contains("6144 x 512"), disks);
        assertTrue(answer(console, "virtio read 0x84000000 0 8").contains("8 blocks read: OK"));
        String behind = answer(console, "pci 1");
        assertTrue(behind.contains("0x1af4     0x1044"), behind);
        console.type("poweroff\n");
        assertEquals(0, console.process().waitFor());
      }
    }
  }

  @Test
  void theBootLoaderRunsOnTheBuiltInFirmware() throws Exception {
    try (Distribution distribution = new Distribution()) {
      List<String> command =
          distribution.machine(
              256, 2, "-kernel", distribution.firmware().resolve("u-boot.bin").toString());
      try (Console console = Console.start(command)) {
        console.await("Hit any key to stop autoboot");
        console.type("x");
        console.await(PROMPT);
        String firmware = answer(console, "sbi");
        assertTrue(firmware.contains("SBI 2.0"), firmware);
        assertTrue(firmware.contains("Performance Monitoring Unit Extension"), firmware);
        assertTrue(firmware.contains("Debug Console Extension"), firmware);
        console.type("poweroff\n");
        assertEquals(0, console.process().waitFor());
      }
    }
  }

  @Test
  void theKernelStartsEveryHartThatFirmwareHolds() throws Exception {
    try (Distribution distribution = new Distribution()) {
      List<String> command =
          distribution.machine(
              256,
              4,
              "-bios",
              distribution.firmware().resolve("fw_dynamic.bin").toString(),
              "-kernel",
              distribution.guest().resolve("linux").toString());
      try (Console console = Console.start(command)) {
        console.await("0*,1*,2*,3*");
        console.await("smp: Brought up 1 node, 4 CPUs");
      }
    }
  }

  private static String answer(Console console, String command) throws IOException {
    console.type(command + "\n");
    console.await(command);
    return console.await(PROMPT);
  }
}
