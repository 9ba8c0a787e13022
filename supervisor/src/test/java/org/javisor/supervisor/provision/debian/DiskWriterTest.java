package org.javisor.supervisor.provision.debian;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskWriterTest {
  private static final String UUID = "12345678-1234-4234-8234-123456789abc";

  @TempDir private Path folder;

  @Test
  void onePartitionIsActiveAndForLinux() {
    byte[] table = DiskWriter.partitionTable(2048, 0x123456);
    String entry = HexFormat.of().formatHex(table, 446, 462);
    assertEquals("80feffff83feffff0008000056341200", entry);
    assertEquals("55aa", HexFormat.of().formatHex(table, 510, 512));
    assertEquals(512, table.length);
  }

  @Test
  void theFileSystemIsCleanAndTheAdministratorsOwn() throws Exception {
    for (String tool : List.of("mke2fs", "debugfs", "e2fsck")) {
      Assumptions.assumeTrue(
          HostTools.find(tool).isPresent(), "skipped: " + tool + " is not installed");
    }
    Path tree = Files.createDirectories(folder.resolve("tree/etc")).getParent();
    Files.writeString(tree.resolve("etc/shadow"), "root:*:::::::\n");
    Files.writeString(tree.resolve("etc/a file"), "text");
    Path disk = folder.resolve("disk");
    new DiskWriter(folder).write(disk, tree, UUID, 16 << 20);
    assertEquals(16 << 20, Files.size(disk));
    String partition = disk + "?offset=" + DebianImage.PARTITION_BYTES;
    HostTools.run(folder, List.of("e2fsck", "-fn", partition));
    assertOwner(partition, "/etc/shadow", 42);
    assertOwner(partition, "\"/etc/a file\"", 0);
  }

  private void assertOwner(String partition, String file, int group) throws Exception {
    String found = HostTools.run(folder, List.of("debugfs", "-R", "stat " + file, partition));
    assertTrue(found.replaceAll(" +", " ").contains("User: 0 Group: " + group + " "), found);
  }
}
