package org.javisor.system.firmware;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.javisor.isa.riscv64.CpuConfig;
import org.javisor.isa.riscv64.CpuModel;

/** What Linux looks for in the tree, by path. */
class VirtDeviceTreeTest {
  private static final VirtDeviceTree.Place RAM =
      new VirtDeviceTree.Place(0x8000_0000L, 6L << 30, 0);
  private static final VirtDeviceTree.Devices DEVICES = devices(Optional.empty());

  private static VirtDeviceTree.Place place(long base, long size, int source) {
    return new VirtDeviceTree.Place(base, size, source);
  }

  private static VirtDeviceTree.Devices devices(Optional<VirtDeviceTree.Place> sswi) {
    return new VirtDeviceTree.Devices(
        place(0x100000, 0x1000, 0),
        place(0x101000, 0x1000, 11),
        place(0x2000000, 0x10000, 0),
        sswi,
        place(0xC000000, 0x600000, 0),
        96,
        place(0x10000000, 0x100, 10),
        List.of(place(0x10001000, 0x1000, 1), place(0x10002000, 0x1000, 2)),
        place(0x10100000, 0x18, 0),
        List.of(place(0x20000000, 0x2000000, 0), place(0x22000000, 0x2000000, 0)),
        place(0x4000000, 0x2000000, 0),
        new VirtDeviceTree.Pci(
            place(0x30000000, 0x10000000, 32),
            place(0x3000000, 0x10000, 0),
            place(0x40000000, 0x40000000, 0),
            place(0x400000000L, 0x400000000L, 0)));
  }

  private static final CpuConfig KIND = CpuModel.SIFIVE_U54.plain();
  private static final byte[] SEED = new byte[32];

  private static TreeReader.Node tree(int cpus, VirtDeviceTree.Boot boot) {
    VirtDeviceTree.Cpus processors = new VirtDeviceTree.Cpus(cpus, KIND);
    return TreeReader.read(VirtDeviceTree.build(RAM, processors, DEVICES, boot));
  }

  private static TreeReader.Node plain(int cpus) {
    return tree(cpus, new VirtDeviceTree.Boot("", 0, 0, SEED));
  }

  @Test
  void memoryAboveFourGibibytesKeepsItsSize() {
    TreeReader.Node memory = plain(1).at("memory@80000000");
    assertEquals(List.of("memory"), memory.strings("device_type"));
    assertEquals(List.of(0x8000_0000L, 6L << 30), memory.longs("reg"));
  }

  @Test
  void aProcessorSaysWhatItCanDoInBothSpellings() {
    TreeReader.Node cpu = plain(1).at("cpus/cpu@0");
    assertEquals(List.of("rv64imafdc_zicntr_zicsr_zifencei_zihpm"), cpu.strings("riscv,isa"));
    assertEquals(List.of("rv64i"), cpu.strings("riscv,isa-base"));
    assertEquals(
        List.of("i", "m", "a", "f", "d", "c", "zicntr", "zicsr", "zifencei", "zihpm"),
        cpu.strings("riscv,isa-extensions"));
    assertEquals(List.of("riscv,sv39"), cpu.strings("mmu-type"));
    assertEquals(List.of("okay"), cpu.strings("status"));
    assertEquals(List.of(10_000_000), plain(1).at("cpus").cells("timebase-frequency"));
  }

  @Test
  void everyProcessorIsListedAndMapped() {
    TreeReader.Node cpus = plain(17).at("cpus");
    for (int i = 0; i < 17; i++) {
      TreeReader.Node cpu = cpus.at("cpu@" + Integer.toHexString(i));
      assertEquals(List.of(i), cpu.cells("reg"));
      assertEquals(cpu.cells("phandle"), cpus.at("cpu-map/cluster0/core" + i).cells("cpu"));
    }
  }

  @Test
  void phandlesAreUniqueAndEveryReferenceResolves() {
    TreeReader.Node root = plain(3);
    Set<Integer> handles = new HashSet<>();
    collect(root, handles);
    int plic = root.at("soc/plic@c000000").cells("phandle").getFirst();
    int test = root.at("soc/test@100000").cells("phandle").getFirst();
    for (String device : List.of("serial@10000000", "rtc@101000", "virtio_mmio@10002000")) {
      assertEquals(List.of(plic), root.at("soc/" + device).cells("interrupt-parent"));
    }
    assertEquals(List.of(test), root.at("poweroff").cells("regmap"));
    assertEquals(List.of(test), root.at("reboot").cells("regmap"));
    for (String device : List.of("plic@c000000", "clint@2000000")) {
      List<Integer> lines = root.at("soc/" + device).cells("interrupts-extended");
      assertEquals(12, lines.size());
      for (int i = 0; i < lines.size(); i += 2) {
        assertTrue(handles.contains(lines.get(i)), "an unknown phandle in " + device);
      }
    }
  }

  private static void collect(TreeReader.Node node, Set<Integer> handles) {
    if (node.properties().containsKey("phandle")) {
      assertTrue(handles.add(node.cells("phandle").getFirst()), "phandle of " + node.name());
    }
    node.children().values().forEach(child -> collect(child, handles));
  }

  @Test
  void theInterruptControllerServesMachineThenSupervisorOfEachHart() {
    TreeReader.Node root = plain(2);
    TreeReader.Node plic = root.at("soc/plic@c000000");
    int first = root.at("cpus/cpu@0/interrupt-controller").cells("phandle").getFirst();
    int second = root.at("cpus/cpu@1/interrupt-controller").cells("phandle").getFirst();
    assertEquals(
        List.of(first, 11, first, 9, second, 11, second, 9), plic.cells("interrupts-extended"));
    assertEquals(List.of(95), plic.cells("riscv,ndev"));
  }

  @Test
  void devicesStandWhereTheyAreSaidToStand() {
    TreeReader.Node root = plain(1);
    TreeReader.Node slot = root.at("soc/virtio_mmio@10002000");
    assertEquals(List.of("virtio,mmio"), slot.strings("compatible"));
    assertEquals(List.of(0x10002000L, 0x1000L), slot.longs("reg"));
    assertEquals(List.of(2), slot.cells("interrupts"));
    assertEquals(List.of(0x5555), root.at("poweroff").cells("value"));
    assertEquals(List.of(0x7777), root.at("reboot").cells("value"));
  }

  @Test
  void theConsoleAndTheAliasNameTheSerialPort() {
    TreeReader.Node root = plain(1);
    String path = root.at("chosen").strings("stdout-path").getFirst();
    assertEquals("/soc/serial@10000000", path);
    assertEquals(List.of(path), root.at("aliases").strings("serial0"));
    assertEquals(List.of("ns16550a"), root.at(path.substring(1)).strings("compatible"));
  }

  @Test
  void theKernelIsToldItsArgumentsInitrdAndSeed() {
    byte[] seed = new byte[32];
    seed[31] = 7;
    TreeReader.Node chosen =
        tree(1, new VirtDeviceTree.Boot("root=/dev/vda1 ü", 0x1_0000_0000L, 0x1_0000_1001L, seed))
            .at("chosen");
    assertEquals(List.of("root=/dev/vda1 ü"), chosen.strings("bootargs"));
    assertEquals(List.of(0x1_0000_0000L), chosen.longs("linux,initrd-start"));
    assertEquals(List.of(0x1_0000_1001L), chosen.longs("linux,initrd-end"));
    assertArrayEquals(seed, chosen.bytes("rng-seed"));
  }

  @Test
  void theInterruptorIsDescribedInPartsWhereItHasThemAll() {
    VirtDeviceTree.Cpus two = new VirtDeviceTree.Cpus(2, KIND);
    VirtDeviceTree.Devices parts = devices(Optional.of(place(0x2F00000, 0x4000, 0)));
    VirtDeviceTree.Boot boot = new VirtDeviceTree.Boot("", 0, 0, SEED);
    TreeReader.Node soc = TreeReader.read(VirtDeviceTree.build(RAM, two, parts, boot)).at("soc");
    assertFalse(soc.children().containsKey("clint@2000000"));
    assertEquals(List.of(0x2000000L, 0x4000L), soc.at("mswi@2000000").longs("reg"));
    assertEquals(
        List.of(0x200BFF8L, 0x4008L, 0x2004000L, 0x7FF8L), soc.at("mtimer@2004000").longs("reg"));
    assertEquals(List.of(4, 7, 2, 7), soc.at("mtimer@2004000").cells("interrupts-extended"));
    assertEquals(List.of(4, 1, 2, 1), soc.at("sswi@2f00000").cells("interrupts-extended"));
    assertEquals(List.of(0), soc.at("sswi@2f00000").cells("#interrupt-cells"));
  }

  @Test
  void theHostBridgeHasThreeWindowsAndTurnsPinsFromSlotToSlot() {
    TreeReader.Node pci = plain(1).at("soc/pci@30000000");
    List<Integer> map = pci.cells("interrupt-map");
    assertEquals(96, map.size());
    for (int i = 0; i < 16; i++) {
      assertEquals(
          List.of(i / 4 * 0x800, 0, 0, i % 4 + 1, 3, 32 + (i / 4 + i % 4) % 4),
          map.subList(6 * i, 6 * i + 6));
    }
    assertEquals(List.of(0x1800, 0, 0, 7), pci.cells("interrupt-map-mask"));
    List<Integer> ranges = pci.cells("ranges");
    assertEquals(List.of(0x1000000, 0, 0, 0, 0x3000000, 0, 0x10000), ranges.subList(0, 7));
    assertEquals(
        List.of(0x2000000, 0, 0x40000000, 0, 0x40000000, 0, 0x40000000), ranges.subList(7, 14));
    assertEquals(List.of(0x3000000, 4, 0, 4, 0, 4, 0), ranges.subList(14, 21));
  }

  @Test
  void firmwareFindsFlashAndConfiguration() {
    TreeReader.Node root = plain(1);
    assertEquals(
        List.of(0x20000000L, 0x2000000L, 0x22000000L, 0x2000000L),
        root.at("flash@20000000").longs("reg"));
    assertEquals(List.of("qemu,fw-cfg-mmio"), root.at("fw-cfg@10100000").strings("compatible"));
    assertEquals(
        List.of(0, 0, 0x4000000, 0x2000000), root.at("platform-bus@4000000").cells("ranges"));
  }

  @Test
  void withoutAnInitrdNoneIsMentioned() {
    TreeReader.Node chosen = plain(1).at("chosen");
    assertFalse(chosen.properties().containsKey("linux,initrd-start"));
    assertFalse(chosen.properties().containsKey("linux,initrd-end"));
  }
}
