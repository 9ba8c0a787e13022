package org.javisor.supervisor.provision.debian;

import java.nio.file.Path;

/**
 * A disk with a Debian system, and the two files on it that a machine may be started with directly.
 *
 * @param disk raw, with a partition table; partition 1 is the root file system
 * @param kernel the kernel
 * @param initialRamDisk finds the root file system that the parameter {@code root=} names
 */
public record DebianImage(Path disk, Path kernel, Path initialRamDisk) {
  /** Where partition 1 begins on the disk. */
  public static final long PARTITION_BYTES = 1 << 20;

  static DebianImage in(Path folder) {
    return new DebianImage(
        folder.resolve("disk.raw"), folder.resolve("vmlinux"), folder.resolve("initrd.img"));
  }
}
