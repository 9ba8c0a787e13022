package org.javisor.system.firmware;

import org.javisor.backend.file.InputFile;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreePatchTest {
  private static final VirtDeviceTree.Boot TOLD =
      new VirtDeviceTree.Boot("quiet", 0x81000000L, 0x81001000L, new byte[32]);
  private static final VirtDeviceTree.Boot NOTHING =
      new VirtDeviceTree.Boot("", 0, 0, new byte[32]);

  @TempDir private Path files;

  private static byte[] tree(boolean chosen) {
    DeviceTree tree = new DeviceTree();
    tree.begin("").cells("#address-cells", 2).strings("model", "mine");
    if (chosen) {
      tree.begin("chosen").strings("bootargs", "old").strings("stdout-path", "/uart").end();
    }
    tree.begin("other").strings("bootargs", "kept").begin("deep").flag("x").end().end();
    return tree.end().toBlob();
  }

  private TreeReader.Node load(byte[] blob, VirtDeviceTree.Boot boot)
      throws IOException, BootException {
    return TreeReader.read(
        TreePatch.load(InputFile.of(Files.write(files.resolve("dtb"), blob)), boot));
  }

  @Test
  void theKernelsWordsTakeThePlaceOfThoseInTheFile() throws Exception {
    TreeReader.Node root = load(tree(true), TOLD);
    assertEquals(List.of("quiet"), root.at("chosen").strings("bootargs"));
    assertEquals(List.of("/uart"), root.at("chosen").strings("stdout-path"));
    assertEquals(List.of(0x81001000L), root.at("chosen").longs("linux,initrd-end"));
    assertEquals(List.of("kept"), root.at("other").strings("bootargs"));
    assertTrue(root.at("other/deep").properties().containsKey("x"));
    assertEquals(List.of("mine"), root.strings("model"));
  }

  @Test
  void whatIsNotSaidStaysAsItIs() throws Exception {
    TreeReader.Node chosen = load(tree(true), NOTHING).at("chosen");
    assertEquals(List.of("old"), chosen.strings("bootargs"));
    assertFalse(chosen.properties().containsKey("linux,initrd-start"));
  }

  @Test
  void aTreeWithoutTheNodeGetsIt() throws Exception {
    assertEquals(List.of("quiet"), load(tree(false), TOLD).at("chosen").strings("bootargs"));
  }

  @Test
  void whatIsNoTreeIsRefusedByName() throws IOException {
    Path file = Files.write(files.resolve("dtb"), new byte[100]);
    assertEquals(
        "could not load device tree '" + file + "': it is no device tree blob",
        assertThrows(BootException.class, () -> TreePatch.load(InputFile.of(file), TOLD))
            .getMessage());
    Path none = files.resolve("none");
    assertEquals(
        "could not load device tree '" + none + "': No such file or directory",
        assertThrows(BootException.class, () -> TreePatch.load(InputFile.of(none), TOLD))
            .getMessage());
  }

  @Test
  void damagedTreesAreRefusedAndNothingElseHappens() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] good = tree(true);
    for (int i = 0; i < 5000; i++) {
      byte[] bad = Arrays.copyOf(good, random.nextInt(good.length) + 1);
      for (int j = 0; j < 3; j++) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      Path file = Files.write(files.resolve("dtb"), bad);
      try {
        byte[] patched = TreePatch.load(InputFile.of(file), TOLD);
        assertTrue(patched.length < 2 * good.length + 200, () -> "seed " + seed);
      } catch (BootException e) {
        assertTrue(e.getMessage().startsWith("could not load device tree '"), () -> "seed " + seed);
      }
    }
  }
}
