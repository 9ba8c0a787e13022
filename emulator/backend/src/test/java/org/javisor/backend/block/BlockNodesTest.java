package org.javisor.backend.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.javisor.backend.block.file.FileNode;
import org.javisor.backend.block.qcow2.CacheSizes;
import org.javisor.backend.block.qcow2.Create;
import org.javisor.backend.fdset.FdSets;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.FdTable;
import org.javisor.host.fd.OpenFlag;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockNodesTest {
  @TempDir Path folder;

  private final FdSets sets = new FdSets();
  private final BlockNodes nodes = new BlockNodes(sets);
  private String image = "";

  @BeforeEach
  void makeImage() throws IOException {
    image = Files.write(folder.resolve("disk"), new byte[1024]).toString();
  }

  private static NodeConfig file(String filename, boolean readOnly) {
    return new NodeConfig.File(filename, readOnly, false, true, false);
  }

  private void refuses(String filename, String message) {
    IOException e = assertThrows(IOException.class, () -> nodes.add("n", file(filename, false)));
    assertEquals(message, e.getMessage());
    assertTrue(nodes.find("n").isEmpty());
  }

  @Test
  void anImageIsFoundByItsNodeName() throws IOException {
    nodes.add("n", file(image, false));
    BlockBackend disk = nodes.find("n").orElseThrow();
    assertEquals(1024, disk.sizeBytes());
    assertFalse(disk.readOnly());
    assertTrue(nodes.find("m").isEmpty());
    nodes.close();
    assertTrue(nodes.find("n").isEmpty());
  }

  @Test
  void aNodeNameIsUsedOnce() throws IOException {
    nodes.add("n", file(image, true));
    assertEquals(
        "Duplicate nodes with node-name='n'",
        assertThrows(IOException.class, () -> nodes.add("n", file(image, true))).getMessage());
    nodes.close();
  }

  @Test
  void whatCannotBeADiskIsRefusedAndClosed() throws IOException {
    var before = FdTable.open();
    String missing = folder.resolve("missing").toString();
    refuses(missing, "Could not open '" + missing + "': No such file or directory");
    refuses("/dev/null", "'/dev/null' is neither a regular file nor a block device");
    IOException e =
        assertThrows(IOException.class, () -> nodes.add("n", file(folder.toString(), true)));
    assertEquals("'" + folder + "' is neither a regular file nor a block device", e.getMessage());
    assertEquals(before, FdTable.open());
  }

  @Test
  void aNameThatIsNoPathIsRefused() {
    IOException e = assertThrows(IOException.class, () -> nodes.add("n", file("a\0b", false)));
    assertTrue(e.getMessage().startsWith("Could not open 'a\0b': "), e.getMessage());
  }

  @Test
  void aSetOfDescriptorsIsOpenedByAccess() throws Exception {
    refuses("/dev/fdset/4", "Failed to find fdset /dev/fdset/4");
    Fd reading = Fd.open(Path.of(image), AccessMode.READ_ONLY);
    sets.add(reading, Optional.of(4L), Optional.empty());
    refuses("/dev/fdset/4", "Failed to find file descriptor with matching flags=0x2");
    nodes.add("n", file("/dev/fdset/4", true));
    sets.monitorsGone();
    assertTrue(reading.isOpen());
    sets.remove(4, Optional.empty());
    assertEquals(1, sets.query().size());
    nodes.close();
    assertEquals(0, sets.query().size());
  }

  private void refuses(NodeConfig config, String message) throws IOException {
    var before = FdTable.open();
    IOException e = assertThrows(IOException.class, () -> nodes.add("top", config));
    assertEquals(message, e.getMessage());
    assertEquals(before, FdTable.open());
  }

  private static NodeConfig qcow2(String filename, boolean readOnly) {
    return new NodeConfig.Qcow2(
        NodeConfig.Child.file(filename, readOnly),
        new NodeConfig.Backing.OfImage(),
        Optional.empty(),
        readOnly,
        false,
        CacheSizes.DEFAULT);
  }

  private String overlay(String name, String backing, String format) throws IOException {
    String path = folder.resolve(name).toString();
    try (Fd fd = Fd.open(Path.of(path), AccessMode.READ_WRITE, OpenFlag.CREATE)) {
      FileNode file = new FileNode(path, fd, () -> {}, false);
      Create.create(
          file, path, Optional.empty(), Create.Options.of(1 << 20).withBacking(backing, format));
    }
    return path;
  }

  @Test
  void anOverlayShowsWhatIsBehindIt() throws IOException {
    Files.write(Path.of(image), "base".getBytes(StandardCharsets.UTF_8));
    String middle = overlay("middle", "disk", "raw");
    nodes.add("top", qcow2(overlay("top", middle, "qcow2"), false));
    NodeDisk top = nodes.find("top").orElseThrow();
    assertEquals("base", new String(top.readBytes(0, 4), StandardCharsets.UTF_8));
    top.writeBytes(0, new byte[] {'c'});
    assertEquals("case", new String(top.readBytes(0, 4), StandardCharsets.UTF_8));
    assertEquals(2, nodes.describe("top").orElseThrow().depth());
    assertEquals(Optional.of(middle), nodes.describe("top").orElseThrow().backing());
    nodes.close();
    assertEquals("base", Files.readString(Path.of(image)));
  }

  @Test
  void aLoopOfBackingFilesIsRefused() throws IOException {
    String a = overlay("a", "b", "qcow2");
    String b = overlay("b", "a", "qcow2");
    refuses(qcow2(a, true), "image '" + a + "': it is behind itself: the backing files are a loop");
    assertTrue(Files.exists(Path.of(b)));
  }

  @Test
  void aNameInAnImageDoesNotLeadOutOfItsFolder() throws IOException {
    String outside = overlay("outside", "../../etc/hostname", "raw");
    refuses(
        qcow2(outside, false),
        "image '"
            + outside
            + "': the file '../../etc/hostname' that it names is outside its folder: name the node,"
            + " or an absolute path");
    String remote = overlay("remote", "nbd://host/disk", "raw");
    refuses(
        qcow2(remote, false),
        "image '" + remote + "': the file 'nbd://host/disk' that it names is not a path");
  }

  private void attachFails(String name, String message) throws IOException {
    IOException e = assertThrows(IOException.class, () -> nodes.attach(name, "late"));
    assertEquals(message, e.getMessage());
  }

  private static NodeConfig over(String node, boolean readOnly) {
    return new NodeConfig.Raw(
        new NodeConfig.Child.Named(node), 0, OptionalLong.empty(), readOnly, false);
  }

  private byte[] discarded(boolean fileDiscards, boolean rawDiscards) throws IOException {
    byte[] content = new byte[8192];
    Arrays.fill(content, (byte) 7);
    Path path = Files.write(folder.resolve("full"), content);
    nodes.add("f", new NodeConfig.File(path.toString(), false, false, true, fileDiscards));
    NodeConfig.Child below = new NodeConfig.Child.Named("f");
    nodes.add("r", new NodeConfig.Raw(below, 0, OptionalLong.empty(), false, rawDiscards));
    nodes.attach("r", "disk").orElseThrow().discard(0, 4096);
    return Files.readAllBytes(path);
  }

  @Test
  void whatIsNotNeededGoesBackWhenEachNodeIsToldTo() throws IOException {
    byte[] content = discarded(true, true);
    assertEquals(0, content[0]);
    assertEquals(0, content[4095]);
    assertEquals(7, content[4096]);
  }

  @ParameterizedTest
  @CsvSource({"true, false", "false, true", "false, false"})
  void whatIsNotNeededStaysWhereANodeIsNotToldTo(boolean file, boolean raw) throws IOException {
    byte[] content = discarded(file, raw);
    assertEquals(7, content[0]);
    assertEquals(7, content[8191]);
  }

  @Test
  void aDiskIsWrittenByOneUserOnly() throws IOException {
    nodes.add("n", file(image, false));
    nodes.add("raw", over("n", false));
    assertTrue(nodes.attach("n", "one").isPresent());
    attachFails(
        "n",
        "Permission conflict on node 'n': permissions 'write' are both required by block device"
            + " 'one' (uses node 'n' as 'root' child) and unshared by block device 'late' (uses"
            + " node 'n' as 'root' child).");
    attachFails(
        "raw",
        "Permission conflict on node 'n': permissions 'write' are both required by node 'raw'"
            + " (uses node 'n' as 'file' child) and unshared by block device 'one' (uses node 'n'"
            + " as 'root' child).");
    assertEquals(
        "Node n is in use", assertThrows(IOException.class, () -> nodes.remove("n")).getMessage());
    nodes.close();
  }

  @Test
  void onlyWhoIsUsedKeepsOthersAway() throws IOException {
    nodes.add("n", file(image, false));
    nodes.add("raw", over("n", false));
    nodes.add("m", file(image, false));
    assertTrue(nodes.attach("raw", "one").isPresent());
    attachFails("m", "Failed to get \"write\" lock");
    nodes.add("reader", file(image, true));
    attachFails("reader", "Failed to get shared \"write\" lock");
    nodes.close();
    nodes.add("n", file(image, false));
    assertTrue(nodes.attach("n", "another").isPresent());
    nodes.close();
  }

  @Test
  void manyReadWhatNobodyWrites() throws IOException {
    nodes.add("n", file(image, false));
    nodes.add("one", over("n", true));
    nodes.add("two", over("n", true));
    nodes.add("three", over("n", false));
    assertTrue(nodes.attach("one", "one").isPresent());
    assertTrue(nodes.attach("two", "two").isPresent());
    attachFails(
        "three",
        "Permission conflict on node 'n': permissions 'write' are both required by node 'three'"
            + " (uses node 'n' as 'file' child) and unshared by node 'two' (uses node 'n' as"
            + " 'file' child).");
    nodes.close();
  }

  @Test
  void anImageKeepsOthersFromItsFileAlsoWhileNobodyUsesIt() throws IOException {
    String path = overlay("image", "disk", "raw");
    nodes.add("n", qcow2(path, false));
    refuses(qcow2(path, false), "Failed to get \"write\" lock");
    refuses(qcow2(path, true), "Failed to get shared \"write\" lock");
    nodes.add("file", file(path, true));
    refuses(
        new NodeConfig.Qcow2(
            new NodeConfig.Child.Named("file"),
            new NodeConfig.Backing.None(),
            Optional.empty(),
            false,
            false,
            CacheSizes.DEFAULT),
        "Block node is read-only");
    nodes.close();
  }

  @Test
  void whatBelongsToAnotherNodeGoesWithIt() throws IOException {
    nodes.add("n", qcow2(overlay("image", "disk", "raw"), false));
    assertEquals(List.of("#block000", "#block001", "#block002", "n"), sorted(nodes.names()));
    assertEquals(
        "Node #block001 is not owned by the monitor",
        assertThrows(IOException.class, () -> nodes.remove("#block001")).getMessage());
    nodes.remove("n");
    assertEquals(List.of(), nodes.names());
    nodes.add("m", file(image, true));
    nodes.add("k", over("m", true));
    assertEquals(
        "Block device m is in use",
        assertThrows(IOException.class, () -> nodes.remove("m")).getMessage());
    nodes.remove("k");
    nodes.remove("m");
    assertEquals(List.of(), nodes.names());
  }

  private static List<String> sorted(List<String> names) {
    return names.stream().sorted().toList();
  }

  @Test
  void aDeviceGetsWholeSectors() throws IOException {
    String odd = Files.write(folder.resolve("odd"), new byte[1000]).toString();
    nodes.add("n", file(odd, false));
    IOException e = assertThrows(IOException.class, () -> nodes.attach("n", "d"));
    assertEquals("image '" + odd + "': size 1000 is not a multiple of 512", e.getMessage());
    nodes.close();
  }

  @Test
  void aNodeKeepsItsSizeForThoseWhoRelyOnIt() throws IOException {
    nodes.add("n", file(image, false));
    Permissions reading =
        Permissions.of(Set.of(Permission.CONSISTENT_READ), Set.of(Permission.WRITE));
    try (NodeHold _ = nodes.hold("n", "somebody", reading)) {
      IOException e = assertThrows(IOException.class, () -> nodes.resize("n", 2048));
      assertEquals(
          "Permission conflict on node 'n': permissions 'resize' are both required by an unnamed"
              + " block device (uses node 'n' as 'root' child) and unshared by somebody (uses node"
              + " 'n' as 'root' child).",
          e.getMessage());
    }
    assertEquals(1024, Files.size(Path.of(image)));
    nodes.resize("n", 2048);
    assertEquals(2048, Files.size(Path.of(image)));
    nodes.close();
  }
}
