package org.javisor.backend.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.javisor.backend.fdset.FdSets;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.FdTable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockNodesTest {
  @TempDir Path folder;

  private final FdSets sets = new FdSets();
  private final BlockNodes nodes = new BlockNodes(sets);
  private String image = "";

  @BeforeEach
  void makeImage() throws IOException {
    image = Files.write(folder.resolve("disk"), new byte[1024]).toString();
  }

  private void refuses(String filename, String message) {
    IOException e = assertThrows(IOException.class, () -> nodes.open("n", filename, false));
    assertEquals(message, e.getMessage());
    assertTrue(nodes.find("n").isEmpty());
  }

  @Test
  void anImageIsFoundByItsNodeName() throws IOException {
    nodes.open("n", image, false);
    BlockBackend disk = nodes.find("n").orElseThrow();
    assertEquals(1024, disk.sizeBytes());
    assertFalse(disk.readOnly());
    assertTrue(nodes.find("m").isEmpty());
    nodes.close();
    assertTrue(nodes.find("n").isEmpty());
  }

  @Test
  void anAliasIsTheSameDisk() throws IOException {
    nodes.open("n", image, true);
    nodes.alias("m", "n");
    assertSame(nodes.find("n").orElseThrow(), nodes.find("m").orElseThrow());
    assertTrue(nodes.find("m").orElseThrow().readOnly());
    assertEquals(
        "Cannot find device='' nor node-name='x'",
        assertThrows(IOException.class, () -> nodes.alias("y", "x")).getMessage());
    assertEquals(
        "Duplicate nodes with node-name='m'",
        assertThrows(IOException.class, () -> nodes.alias("m", "n")).getMessage());
    nodes.close();
  }

  @Test
  void aNodeNameIsUsedOnce() throws IOException {
    nodes.open("n", image, true);
    assertEquals(
        "Duplicate nodes with node-name='n'",
        assertThrows(IOException.class, () -> nodes.open("n", image, true)).getMessage());
    nodes.close();
  }

  @Test
  void whatCannotBeADiskIsRefusedAndClosed() throws IOException {
    var before = FdTable.open();
    String missing = folder.resolve("missing").toString();
    refuses(missing, "Could not open '" + missing + "': No such file or directory");
    String odd = Files.write(folder.resolve("odd"), new byte[1000]).toString();
    refuses(odd, "image '" + odd + "': size 1000 is not a multiple of 512");
    refuses("/dev/null", "'/dev/null' is neither a regular file nor a block device");
    IOException e = assertThrows(IOException.class, () -> nodes.open("n", folder.toString(), true));
    assertEquals("'" + folder + "' is neither a regular file nor a block device", e.getMessage());
    assertEquals(before, FdTable.open());
  }

  @Test
  void aNameThatIsNoPathIsRefused() {
    IOException e = assertThrows(IOException.class, () -> nodes.open("n", "a\0b", false));
    assertTrue(e.getMessage().startsWith("Could not open 'a\0b': "), e.getMessage());
  }

  @Test
  void aSetOfDescriptorsIsOpenedByAccess() throws Exception {
    refuses("/dev/fdset/4", "Failed to find fdset /dev/fdset/4");
    Fd reading = Fd.open(Path.of(image), AccessMode.READ_ONLY);
    sets.add(reading, Optional.of(4L), Optional.empty());
    refuses("/dev/fdset/4", "Failed to find file descriptor with matching flags=0x2");
    nodes.open("n", "/dev/fdset/4", true);
    sets.monitorsGone();
    assertTrue(reading.isOpen());
    sets.remove(4, Optional.empty());
    assertEquals(1, sets.query().size());
    nodes.close();
    assertEquals(0, sets.query().size());
  }
}
