package org.javisor.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.javisor.host.HostException;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.OpenFlag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The host's own libvirtd with this emulator: it probes, defines, starts, suspends, resumes,
 * reboots, shuts down and destroys a machine, tells about it, and finds out after a crash of its
 * own whether it still runs.
 */
class LibvirtTest {
  /**
   * A guest that says "ready", repeats what it reads from its serial port, and turns itself off at
   * a "p" and restarts at an "r".
   */
  private static final int[] GUEST = {
    0x10000437, // lui s0, 0x10000
    0x00000497, // auipc s1, 0
    0x06448493, // addi s1, s1, 100: the text
    0x0004c503, // lbu a0, 0(s1)
    0x00050863, // beqz a0, 1f
    0x00a40023, // sb a0, 0(s0)
    0x00148493, // addi s1, s1, 1
    0xff1ff06f, // j back to lbu
    0x00544503, // 1: lbu a0, 5(s0)
    0x00157513, // andi a0, a0, 1
    0xfe050ce3, // beqz a0, 1b
    0x00044583, // lbu a1, 0(s0)
    0x00000513, // li a0, 0: off
    0x07000613, // li a2, 'p'
    0x00c58c63, // beq a1, a2, 2f
    0x00100513, // li a0, 1: restart
    0x07200613, // li a2, 'r'
    0x00c58663, // beq a1, a2, 2f
    0x00b40023, // sb a1, 0(s0)
    0xfd5ff06f, // j 1b
    0x535258b7, // 2: lui a7, 0x53525
    0x35488893, // addi a7, a7, 0x354
    0x00000813, // li a6, 0
    0x00000593, // li a1, 0
    0x00000073, // ecall
    0x0000006f, // j .
    0x64616572, // "read"
    0x000a0d79, // "y\r\n"
  };

  private static final int LENGTH = 4096;
  private static final int HEADER = 64;

  private static byte[] kernel() {
    ByteBuffer image = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    image.putInt(0, 0x0400006f); // j over the header
    image.putLong(8, 2 << 20); // where it is loaded
    image.putLong(16, LENGTH);
    image.putInt(32, 2);
    image.putInt(48, 0x43534952); // "RISCV"
    image.putInt(52, 0x56);
    image.putInt(56, 0x05435352); // "RSC", 5
    for (int i = 0; i < GUEST.length; i++) {
      image.putInt(HEADER + 4 * i, GUEST[i]);
    }
    return image.array();
  }

  private static String definition(Path emulator, Path kernel, Path disk) {
    return """
    <domain type='qemu'>
      <name>tiny</name>
      <memory unit='MiB'>64</memory>
      <vcpu>2</vcpu>
      <os>
        <type arch='riscv64' machine='virt'>hvm</type>
        <kernel>%s</kernel>
        <cmdline>console=ttyS0</cmdline>
      </os>
      <devices>
        <emulator>%s</emulator>
        <disk type='file' device='disk'>
          <driver name='qemu' type='raw'/>
          <source file='%s'/>
          <target dev='vda' bus='virtio'/>
        </disk>
        <controller type='usb' model='none'/>
        <serial type='pty'/>
        <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
        <memballoon model='none'/>
      </devices>
    </domain>
    """
        .formatted(kernel, emulator, disk);
  }

  /** The guest's serial port. */
  private static final class Console implements AutoCloseable {
    private final Fd terminal;
    private final StringBuilder shown = new StringBuilder();

    Console(Path path) throws HostException {
      terminal = Fd.open(path, AccessMode.READ_WRITE, OpenFlag.NOCTTY);
    }

    /** Reads until {@code text} appears behind what was found before. */
    void await(String text) throws HostException {
      byte[] buffer = new byte[256];
      while (shown.indexOf(text) < 0) {
        int count = terminal.read(buffer, 0, buffer.length);
        assertTrue(count > 0, () -> "the end, before '" + text + "': " + shown);
        shown.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
      }
      shown.delete(0, shown.indexOf(text) + text.length());
    }

    void type(String keys) throws HostException {
      terminal.writeFully(keys.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() {
      terminal.close();
    }
  }

  @Test
  @Timeout(
      value = 3,
      unit = TimeUnit.MINUTES,
      threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // reading a terminal is not interrupted
  void libvirtDrivesAMachineThroughItsLifeAndItsOwnCrash() throws Exception {
    try (Distribution distribution = new Distribution();
        LibvirtDaemon libvirt = LibvirtDaemon.start(distribution)) {
      Path emulator = distribution.emulator().toRealPath();
      String abilities =
          libvirt.virsh(
              "domcapabilities", "--arch", "riscv64", "--emulatorbin", emulator.toString());
      assertTrue(abilities.contains("<machine>virt</machine>"), abilities);
      assertTrue(abilities.contains("<arch>riscv64</arch>"), abilities);
      define(libvirt, emulator);
      libvirt.virsh("start", "tiny");
      assertEquals("running (booted)", libvirt.virsh("domstate", "tiny", "--reason"));
      try (Console console = new Console(Path.of(libvirt.virsh("ttyconsole", "tiny")))) {
        console.type("x");
        console.await("x");
        suspendAndResume(libvirt, console);
        reboot(libvirt, console);
        libvirt.restart();
        assertEquals("running", libvirt.virsh("domstate", "tiny"));
        console.type("y");
        console.await("y");
        looksAtIt(libvirt);
        suspendAndResume(libvirt, console);
        libvirt.virsh("shutdown", "tiny");
        console.type("p");
        libvirt.await("shut off (shutdown)", "domstate", "tiny", "--reason");
      }
      libvirt.virsh("start", "tiny");
      libvirt.restartWithout("tiny");
      assertEquals("shut off (crashed)", libvirt.virsh("domstate", "tiny", "--reason"));
      libvirt.virsh("start", "tiny");
      libvirt.virsh("destroy", "tiny");
      assertEquals("shut off (destroyed)", libvirt.virsh("domstate", "tiny", "--reason"));
      libvirt.virsh("undefine", "tiny");
    }
  }

  /** What people ask about a machine that runs. */
  private static void looksAtIt(LibvirtDaemon libvirt) throws IOException, InterruptedException {
    assertTrue(libvirt.virsh("domblkstat", "tiny", "vda").contains("vda rd_bytes 0"));
    assertTrue(libvirt.virsh("domblklist", "tiny").contains("/disk"));
    assertTrue(libvirt.virsh("domblkinfo", "tiny", "vda").contains("Capacity:       1048576"));
    assertTrue(libvirt.virsh("dommemstat", "tiny").startsWith("rss "));
    assertTrue(libvirt.virsh("vcpuinfo", "tiny").contains("VCPU:           1"));
    String statistics = libvirt.virsh("domstats", "tiny");
    for (String one : List.of("state.state=1", "vcpu.current=2", "block.0.capacity=1048576")) {
      assertTrue(statistics.contains(one), statistics);
    }
    assertTrue(
        libvirt
            .virsh("qemu-monitor-command", "tiny", "{\"execute\": \"query-status\"}")
            .startsWith("{\"return\":{\"status\":\"running\",\"running\":true}"));
    assertEquals(
        "VM status: running",
        libvirt.virsh("qemu-monitor-command", "tiny", "--hmp", "info status"));
  }

  private static void define(LibvirtDaemon libvirt, Path emulator)
      throws IOException, InterruptedException {
    Path folder = libvirt.folder();
    Path kernel = Files.write(folder.resolve("kernel"), kernel());
    Path disk = Files.write(folder.resolve("disk"), new byte[1 << 20]);
    assertTrue(disk.toFile().setWritable(true, false), "the daemon's user writes to the disk");
    Path xml = Files.writeString(folder.resolve("tiny.xml"), definition(emulator, kernel, disk));
    libvirt.virsh("define", xml.toString());
    assertEquals("shut off", libvirt.virsh("domstate", "tiny"));
  }

  private static void suspendAndResume(LibvirtDaemon libvirt, Console console)
      throws IOException, InterruptedException {
    libvirt.virsh("suspend", "tiny");
    assertEquals("paused (user)", libvirt.virsh("domstate", "tiny", "--reason"));
    console.type("s");
    libvirt.virsh("resume", "tiny");
    assertEquals("running (unpaused)", libvirt.virsh("domstate", "tiny", "--reason"));
    console.await("s");
  }

  /**
   * The guest hears nothing of a power button, as on QEMU's machine; when it turns itself off after
   * a reboot was asked for, libvirt resets it. Then it resets itself, and then libvirt does.
   */
  private static void reboot(LibvirtDaemon libvirt, Console console)
      throws IOException, InterruptedException {
    libvirt.virsh("reboot", "tiny");
    console.type("p");
    console.await("ready");
    console.type("r");
    console.await("ready");
    libvirt.virsh("reset", "tiny");
    console.await("ready");
    assertEquals("running", libvirt.virsh("domstate", "tiny"));
  }
}
