package org.javisor.system.main;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands of both monitors about memory, devices, buses and what this machine does not have, next
 * to what QEMU 10.0.13 said to the same ones.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CommandTranscriptTest {
  private static final String[] MACHINE = {
    "-M", "virt", "-m", "256", "-display", "none", "-nodefaults", "-S"
  };

  @TempDir private Path folder;

  private void compare(String file, String... options) throws Exception {
    Path socket = folder.resolve("qmp");
    String[] all = Arrays.copyOf(MACHINE, MACHINE.length + options.length + 2);
    System.arraycopy(options, 0, all, MACHINE.length, options.length);
    all[all.length - 2] = "-qmp";
    all[all.length - 1] = "unix:" + socket + ",server=on,wait=off";
    try (RunningEmulator emulator = RunningEmulator.start(folder, all);
        RunningEmulator.Client client = emulator.connect(socket).negotiated()) {
      assertEquals(List.of(), client.differences(file));
    }
  }

  @Test
  void repliesAreThoseOfQemu() throws Exception {
    compare(
        "commands.txt",
        "-object",
        "rng-builtin,id=rng",
        "-object",
        "secret,id=s0,data=abc",
        "-device",
        "virtio-rng-pci,id=d0,rng=rng",
        "-device",
        "virtio-rng-device,id=v0",
        "-device",
        "virtio-rng-pci");
  }

  @Test
  void repliesAboutABalloonAreThoseOfQemu() throws Exception {
    compare("balloon.txt", "-device", "virtio-balloon-pci,id=b");
  }

  @Test
  void repliesAboutObjectsAreThoseOfQemu() throws Exception {
    compare(
        "objects.txt",
        "-object",
        "iothread,id=io0",
        "-object",
        "memory-backend-memfd,id=m,size=1M,share=off",
        "-blockdev",
        "null-co,node-name=n",
        "-device",
        "virtio-blk-pci,drive=n,iothread=io0,id=v");
  }
}
