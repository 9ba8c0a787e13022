package org.javisor.supervisor.provision.debian;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Writes a raw disk: a partition table and one ext4 file system with the contents of a folder. */
final class DiskWriter {
  private static final int SECTOR = 512;
  private static final int FIRST_ENTRY = 446;
  private static final int ACTIVE = 0x80;
  private static final int LINUX = 0x83;
  private static final long UNUSED_GEOMETRY = 0xFFFFFE;

  /** Groups of Debian's that own what must not be the administrator's alone. */
  private static final Map<String, Integer> GROUPS =
      Map.of(
          "etc/shadow", 42,
          "usr/sbin/unix_chkpwd", 42,
          "usr/bin/chage", 42,
          "usr/bin/expiry", 42,
          "var/mail", 8);

  private final Path work;

  DiskWriter(Path work) {
    this.work = work;
  }

  /** Everything in {@code tree} becomes the administrator's, whoever runs this. */
  void write(Path disk, Path tree, String uuid, long sizeBytes)
      throws IOException, InterruptedException {
    long start = DebianImage.PARTITION_BYTES;
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.setLength(sizeBytes);
      file.write(partitionTable(start / SECTOR, (sizeBytes - start) / SECTOR));
    }
    HostTools.run(
        work,
        List.of(
            "mke2fs",
            "-q",
            "-F",
            "-t",
            "ext4",
            "-L",
            "debian",
            "-m",
            "1",
            "-U",
            uuid,
            "-E",
            "root_owner=0:0,offset=" + start,
            "-d",
            tree.toString(),
            disk.toString(),
            (sizeBytes - start) / 1024 + "k"));
    Path commands = work.resolve("owners");
    Files.writeString(commands, owners(tree));
    HostTools.run(
        work, List.of("debugfs", "-w", "-f", commands.toString(), disk + "?offset=" + start));
  }

  /** A master boot record whose first entry is active and spans the rest of the disk. */
  static byte[] partitionTable(long firstSector, long sectors) {
    byte[] record = new byte[SECTOR];
    ByteBuffer bytes = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN).position(FIRST_ENTRY);
    bytes.putInt(ACTIVE | (int) (UNUSED_GEOMETRY << 8));
    bytes.putInt(LINUX | (int) (UNUSED_GEOMETRY << 8));
    bytes.putInt((int) firstSector);
    bytes.putInt((int) sectors);
    record[SECTOR - 2] = 0x55;
    record[SECTOR - 1] = (byte) 0xAA;
    return record;
  }

  /** Commands for debugfs that set what the builder's own identity has made wrong. */
  private static String owners(Path tree) throws IOException {
    StringBuilder commands = new StringBuilder();
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = tree.relativize(file).toString();
        Map<String, Object> is =
            Files.readAttributes(file, "unix:uid,gid", LinkOption.NOFOLLOW_LINKS);
        int group = GROUPS.getOrDefault(name, 0);
        if (!name.isEmpty() && !is.get("uid").equals(0)) {
          commands.append("set_inode_field \"/").append(name).append("\" uid 0\n");
        }
        if (!name.isEmpty() && !is.get("gid").equals(group)) {
          commands.append("set_inode_field \"/").append(name).append("\" gid " + group + "\n");
        }
      }
    }
    return commands.toString();
  }
}
