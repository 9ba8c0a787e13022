package org.javisor.supervisor.provision.debian;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A small initial RAM disk: it loads the drivers of a virtio disk and starts the system on it. */
final class InitialRamDisk {
  /** In the order in which they need each other; one that the kernel has built in is left out. */
  private static final List<String> MODULES =
      List.of(
          "drivers/virtio/virtio_mmio",
          "drivers/block/virtio_blk",
          "crypto/crc32c_generic",
          "lib/crc16",
          "fs/mbcache",
          "fs/jbd2/jbd2",
          "fs/ext4/ext4");

  private static final String BEGINNING =
      """
      #!/bin/busybox sh
      bb=/bin/busybox
      $bb mount -t devtmpfs dev /dev
      $bb mount -t proc proc /proc
      $bb mount -t sysfs sys /sys
      """;

  private static final String END =
      """
      root= init=/sbin/init flags=ro
      for word in $($bb cat /proc/cmdline); do
        case $word in
          root=*) root=${word#root=} ;;
          init=*) init=${word#init=} ;;
          ro | rw) flags=$word ;;
        esac
      done
      tries=0
      until device=$root; case $root in UUID=* | LABEL=*) device=$($bb findfs "$root" 2> /dev/null) ;; esac
        [ -b "$device" ]; do
        tries=$((tries + 1))
        if [ $tries = 600 ]; then
          echo "initrd: there is no root file system '$root'"
          exec $bb sh
        fi
        $bb sleep 0.05
      done
      $bb mount -t ext4 -o $flags "$device" /root
      for place in dev proc sys; do
        $bb mount --move /$place /root/$place
      done
      exec $bb switch_root /root "$init"
      """;

  private InitialRamDisk() {}

  /** The archive with the busybox and the modules of the system in {@code root}. */
  static byte[] of(Path root, Path modules) throws IOException {
    CpioArchive archive = new CpioArchive();
    for (String folder : List.of("bin", "dev", "proc", "sys", "root", "modules")) {
      archive.folder(folder);
    }
    archive.program("bin/busybox", Files.readAllBytes(root.resolve("usr/bin/busybox")));
    StringBuilder script = new StringBuilder(BEGINNING);
    for (String module : MODULES) {
      for (String ending : List.of(".ko.xz", ".ko")) {
        Path file = modules.resolve("kernel").resolve(module + ending);
        if (Files.exists(file)) {
          String name = "modules/" + file.getFileName();
          archive.file(name, Files.readAllBytes(file));
          script.append("$bb insmod /").append(name).append('\n');
        }
      }
    }
    script.append(END);
    archive.program("init", script.toString().getBytes(StandardCharsets.US_ASCII));
    return archive.finish();
  }
}
