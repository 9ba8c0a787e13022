package org.javisor.backend.block.filter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.BlockNodes;
import org.javisor.backend.block.Extent;
import org.javisor.backend.block.NodeConfig;
import org.javisor.backend.block.NodeConfig.Backing;
import org.javisor.backend.block.NodeConfig.Child;
import org.javisor.backend.block.qcow2.CacheSizes;
import org.javisor.backend.block.qcow2.Create;
import org.javisor.backend.fdset.FdSets;
import org.javisor.backend.image.NewImage;
import org.javisor.host.Errno;
import org.javisor.host.HostException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that pass on what is done with them, between real images. */
class FilterNodesTest {
  private static final int SIZE = 4 << 20;
  private static final int CLUSTER = 65536;

  /** The first write fails as if the host had no room. */
  private static final List<DebugRule> FULL_ONCE =
      List.of(
          new DebugRule(
              DebugRule.Event.WRITE_AIO,
              0,
              new DebugRule.Action.Fail(
                  Errno.ENOSPC.number(),
                  Set.of(DebugRule.Request.WRITE),
                  OptionalLong.empty(),
                  true)));

  @TempDir private Path folder;
  private final BlockNodes nodes = new BlockNodes(new FdSets());

  @BeforeEach
  void makeImages() throws IOException {
    for (String name : List.of("base", "top")) {
      NewImage.create(
          folder.resolve(name).toString(), new NewImage.Plan.Qcow2(Create.Options.of(SIZE)));
    }
    nodes.add("base", image("base", new Backing.None()));
    byte[] ones = new byte[SIZE / 2];
    Arrays.fill(ones, (byte) 1);
    nodes.find("base").orElseThrow().writeBytes(0, ones);
    nodes.add("top", image("top", new Backing.Given(new Child.Named("base"))));
  }

  @AfterEach
  void close() throws IOException {
    nodes.close();
  }

  private NodeConfig image(String name, Backing backing) {
    return image(Child.file(folder.resolve(name).toString(), false), backing);
  }

  private static NodeConfig image(Child file, Backing backing) {
    return new NodeConfig.Qcow2(file, backing, Optional.empty(), false, true, CacheSizes.DEFAULT);
  }

  private Extent.Kind kind(long offset) throws IOException {
    return nodes.find("top").orElseThrow().extent(offset, 1).kind();
  }

  @Test
  void whatIsReadIsStored() throws IOException {
    nodes.add("copying", new NodeConfig.CopyOnRead(new Child.Named("top"), false, true));
    BlockNode disk = nodes.find("copying").orElseThrow();
    assertEquals(Extent.Kind.UNALLOCATED, kind(CLUSTER));
    byte[] expected = new byte[CLUSTER];
    Arrays.fill(expected, (byte) 1);
    assertArrayEquals(expected, disk.readBytes(CLUSTER, CLUSTER));
    assertEquals(Extent.Kind.DATA, kind(CLUSTER));
    assertEquals(Extent.Kind.UNALLOCATED, kind(0));
    assertArrayEquals(new byte[CLUSTER], disk.readBytes(SIZE - CLUSTER, CLUSTER));
    disk.writeBytes(0, new byte[] {7});
    assertArrayEquals(new byte[] {7, 1}, disk.readBytes(0, 2));
    assertEquals("copy-on-read", nodes.describe("copying").orElseThrow().driver());
  }

  @Test
  void whatCannotBeStoredIsReadAllTheSame() throws IOException {
    nodes.remove("top");
    NodeConfig full =
        new NodeConfig.BlkDebug(
            Child.file(folder.resolve("top").toString(), false), FULL_ONCE, false, true);
    Backing base = new Backing.Given(new Child.Named("base"));
    nodes.add("top", image(new Child.Made(full, Optional.empty()), base));
    nodes.add("copying", new NodeConfig.CopyOnRead(new Child.Named("top"), false, true));
    BlockNode disk = nodes.find("copying").orElseThrow();
    assertArrayEquals(new byte[] {1, 1}, disk.readBytes(CLUSTER, 2));
    assertEquals(Extent.Kind.UNALLOCATED, kind(CLUSTER));
    assertArrayEquals(new byte[] {1, 1}, disk.readBytes(CLUSTER, 2));
    assertEquals(Extent.Kind.DATA, kind(CLUSTER));
  }

  @Test
  void whatIsOnlyReadStoresNothing() throws IOException {
    nodes.add("reading", new NodeConfig.CopyOnRead(new Child.Named("top"), true, true));
    assertTrue(nodes.find("reading").orElseThrow().readOnly());
    assertArrayEquals(new byte[] {1, 1}, nodes.find("reading").orElseThrow().readBytes(CLUSTER, 2));
    assertEquals(Extent.Kind.UNALLOCATED, kind(CLUSTER));
  }

  @Test
  void requestsFailByRules() throws IOException {
    nodes.add("troubled", new NodeConfig.BlkDebug(new Child.Named("top"), FULL_ONCE, false, true));
    BlockNode disk = nodes.find("troubled").orElseThrow();
    HostException e =
        assertThrows(HostException.class, () -> disk.writeBytes(CLUSTER, new byte[] {9}));
    assertEquals(Errno.ENOSPC.number(), e.errno());
    assertArrayEquals(new byte[] {1}, disk.readBytes(CLUSTER, 1));
    disk.writeBytes(CLUSTER, new byte[] {9});
    assertArrayEquals(new byte[] {9, 1}, disk.readBytes(CLUSTER, 2));
    assertEquals("blkdebug", nodes.describe("troubled").orElseThrow().driver());
  }
}
