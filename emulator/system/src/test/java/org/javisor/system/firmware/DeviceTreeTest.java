package org.javisor.system.firmware;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceTreeTest {
  private static DeviceTree sample() {
    DeviceTree tree = new DeviceTree();
    tree.begin("").cells("#address-cells", 2, -1).longs("reg", 0x1_8000_0000L, -2);
    tree.begin("child@0").strings("compatible", "first", "", "grün").flag("reg");
    tree.begin("abc").property("odd", new byte[] {1, 2, 3}).end().end();
    return tree.begin("abcd").cells("none").end().end();
  }

  @Test
  void everyKindOfPropertyReadsBack() {
    TreeReader.Node root = TreeReader.read(sample().toBlob());
    assertEquals("", root.name());
    assertEquals(List.of(2, -1), root.cells("#address-cells"));
    assertEquals(List.of(0x1_8000_0000L, -2L), root.longs("reg"));
    assertEquals(List.of("first", "", "grün"), root.at("child@0").strings("compatible"));
    assertEquals(0, root.at("child@0").bytes("reg").length);
    assertArrayEquals(new byte[] {1, 2, 3}, root.at("child@0/abc").bytes("odd"));
    assertEquals(List.of(), root.at("abcd").cells("none"));
    assertEquals(List.of("child@0", "abcd"), List.copyOf(root.children().keySet()));
  }

  @Test
  void equalTreesHaveEqualBlobs() {
    assertArrayEquals(sample().toBlob(), sample().toBlob());
  }

  @Test
  void eachPropertyNameIsKeptOnce() {
    DeviceTree tree = new DeviceTree().begin("").cells("reg", 1);
    tree.begin("a").cells("reg", 2).end().begin("b").cells("reg", 3).end().end();
    assertEquals("reg\0".length(), ByteBuffer.wrap(tree.toBlob()).getInt(32));
  }

  @Test
  void anUnfinishedTreeIsRefused() {
    DeviceTree tree = new DeviceTree().begin("").begin("child").end();
    assertThrows(IllegalStateException.class, tree::toBlob);
  }
}
