package org.javisor.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.javisor.supervisor.provision.debian.DebianImage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Debian from a disk that is built of its packages: up to the login prompt, a command of the
 * administrator's, and power-off with a clean file system.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class DebianDiskTest {
  @TempDir private Path files;
  private static DebianImage image;
  private Distribution distribution;
  private Path disk;

  /** Builds the disk, or takes the one of an earlier run. */
  @BeforeAll
  static void build() throws IOException, InterruptedException {
    image = DebianGuest.image();
  }

  @BeforeEach
  void open() throws IOException, InterruptedException {
    distribution = new Distribution();
    disk = files.resolve("disk");
    Distribution.Outcome copied =
        distribution.execute(
            List.of("cp", "--sparse=always", image.disk().toString(), disk.toString()));
    assertEquals(0, copied.status(), copied.err());
  }

  @AfterEach
  void close() throws IOException {
    distribution.close();
  }

  @Test
  void firmwareAndBootLoaderStartItFromVirtioMmioAndItGivesRoomBack() throws Exception {
    long before = allocated();
    start(
        "OpenSBI, U-Boot, virtio-mmio",
        withFirmware("-device", "virtio-blk-device,drive=disk"),
        "dd if=/dev/urandom of=/var/tmp/big bs=1M count=96 && sync",
        "rm /var/tmp/big && sync && fstrim -v /");
    long more = allocated() - before;
    assertTrue(more < 64 << 20, () -> more + " bytes more after what was deleted was trimmed");
  }

  @Test
  void firmwareAndBootLoaderStartItFromPci() throws Exception {
    start("OpenSBI, U-Boot, PCI", withFirmware("-device", "virtio-blk-pci,drive=disk"));
  }

  @Test
  void builtInFirmwareStartsItsKernel() throws Exception {
    List<String> options = new ArrayList<>(directly());
    options.addAll(List.of("-device", "virtio-balloon-pci"));
    start(
        "built-in firmware, PCI",
        options,
        "grep -q ^virtio_balloon /proc/modules", // found by its alias on the bus
        "modprobe ext4 && modprobe tun && modprobe fs-xfs");
  }

  @Test
  void fourCpusWorkAtTheSameTimeAndVerifyWhatTheyDo() throws Exception {
    List<String> options = new ArrayList<>(directly());
    options.addAll(List.of("-smp", "4"));
    start(
        "built-in firmware, 4 CPUs",
        options,
        "test $(nproc) = 4",
        "stress-ng --cpu 2 --vm 1 --vm-bytes 32M --mutex 1 --verify -t 8");
  }

  private List<String> directly() {
    return List.of(
        "-kernel",
        image.kernel().toString(),
        "-initrd",
        image.initialRamDisk().toString(),
        "-append",
        "root=/dev/vda1 ro console=ttyS0",
        "-device",
        "virtio-blk-pci,drive=disk");
  }

  private List<String> withFirmware(String... more) throws IOException, InterruptedException {
    Path firmware = distribution.firmware();
    List<String> options =
        new ArrayList<>(
            List.of(
                "-bios",
                firmware.resolve("fw_dynamic.bin").toString(),
                "-kernel",
                firmware.resolve("u-boot.bin").toString()));
    options.addAll(List.of(more));
    return options;
  }

  /** From power-on to power-off; meanwhile every command must end with status 0. */
  private void start(String way, List<String> options, String... commands)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                distribution.emulator().toString(),
                "-M",
                "virt",
                "-m",
                "512M",
                "-nographic",
                "-drive",
                "file=" + disk + ",format=raw,if=none,id=disk,discard=unmap"));
    command.addAll(options);
    try (Console console = Console.start(command)) {
      long begun = System.nanoTime();
      console.await(DebianGuest.LOGIN);
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
      System.out.println("disk to the login prompt (" + way + "): " + millis + " ms");
      DebianGuest.enter(console);
      String kernel = DebianGuest.answer(console, "uname -srm");
      assertTrue(kernel.contains("Linux 6.12") && kernel.contains("riscv64"), kernel);
      String _ =
          DebianGuest.answer(
              console, "systemctl is-system-running --wait"); // 0: nothing has failed
      for (String more : commands) {
        String _ = DebianGuest.answer(console, more);
      }
      DebianGuest.end(console);
    }
    DebianGuest.checkFileSystem(distribution, disk);
  }

  /** The room that the disk takes on the host. */
  private long allocated() throws IOException, InterruptedException {
    Distribution.Outcome blocks =
        distribution.execute(List.of("stat", "-c", "%b", disk.toString()));
    assertEquals(0, blocks.status(), blocks.err());
    return 512 * Long.parseLong(blocks.out().strip());
  }
}
