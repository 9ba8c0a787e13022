package org.javisor.system.firmware;

import java.util.List;
import org.javisor.isa.riscv64.CpuConfig;
import org.javisor.isa.riscv64.Extension;
import org.javisor.isa.riscv64.Features;

/**
 * The device tree of the riscv64 machine {@code virt}.
 *
 * <p>Spec: [DTSPEC] 3; Linux device-tree bindings named by each {@code compatible}.
 */
public final class VirtDeviceTree {
  private static final int TIMEBASE_HZ = 10_000_000;
  private static final int UART_CLOCK_HZ = 3_686_400;
  private static final int PLIC_PHANDLE = 1;
  private static final int TEST_PHANDLE = 2;
  private static final int FIRST_CPU_PHANDLE = 16;
  private static final int SUPERVISOR_EXTERNAL = 9;
  private static final int MACHINE_EXTERNAL = 11;
  private static final int MACHINE_SOFTWARE = 3;
  private static final int MACHINE_TIMER = 7;

  /** A device: where it is and which PLIC source it has (0 for none). */
  public record Place(long base, long size, int source) {
    private String node(String name) {
      return name + "@" + Long.toHexString(base);
    }
  }

  /** The machine's devices. */
  public record Devices(
      Place test,
      Place rtc,
      Place aclint,
      Place plic,
      int plicSources,
      Place uart,
      List<Place> virtio) {}

  /** The processors. */
  public record Cpus(int count, CpuConfig kind) {}

  /** What the kernel is told. An initrd of size 0 is none. */
  public record Boot(String arguments, long initrdStart, long initrdEnd, byte[] randomSeed) {}

  private VirtDeviceTree() {}

  /** The blob for a machine with its memory at {@code ram}. */
  public static byte[] build(Place ram, Cpus cpus, Devices devices, Boot boot) {
    DeviceTree tree = new DeviceTree();
    tree.begin("");
    tree.cells("#address-cells", 2).cells("#size-cells", 2);
    tree.strings("compatible", "riscv-virtio").strings("model", "riscv-virtio,javisor");
    aliases(tree, devices);
    chosen(tree, devices, boot);
    region(tree.begin(ram.node("memory")).strings("device_type", "memory"), ram).end();
    cpus(tree, cpus);
    power(tree, "poweroff", 0x5555);
    power(tree, "reboot", 0x7777);
    soc(tree, cpus, devices);
    tree.end();
    return tree.toBlob();
  }

  private static void aliases(DeviceTree tree, Devices devices) {
    tree.begin("aliases").strings("serial0", "/soc/" + devices.uart().node("serial")).end();
  }

  private static void chosen(DeviceTree tree, Devices devices, Boot boot) {
    tree.begin("chosen").strings("stdout-path", "/soc/" + devices.uart().node("serial"));
    tree.strings("bootargs", boot.arguments()).property("rng-seed", boot.randomSeed());
    if (boot.initrdEnd() > boot.initrdStart()) {
      tree.longs("linux,initrd-start", boot.initrdStart())
          .longs("linux,initrd-end", boot.initrdEnd());
    }
    tree.end();
  }

  private static void cpus(DeviceTree tree, Cpus cpus) {
    tree.begin("cpus").cells("#address-cells", 1).cells("#size-cells", 0);
    tree.cells("timebase-frequency", TIMEBASE_HZ);
    for (int i = 0; i < cpus.count(); i++) {
      cpu(tree, cpus, i);
    }
    tree.begin("cpu-map").begin("cluster0");
    for (int i = 0; i < cpus.count(); i++) {
      tree.begin("core" + i).cells("cpu", FIRST_CPU_PHANDLE + 2 * i).end();
    }
    tree.end().end().end();
  }

  private static void cpu(DeviceTree tree, Cpus cpus, int number) {
    tree.begin("cpu@" + Integer.toHexString(number)).strings("device_type", "cpu");
    tree.cells("reg", number).strings("status", "okay").strings("compatible", "riscv");
    Features features = cpus.kind().features();
    tree.strings("riscv,isa", features.isaString()).strings("riscv,isa-base", "rv64i");
    tree.strings("riscv,isa-extensions", features.isaExtensions().toArray(new String[0]));
    tree.strings("mmu-type", "riscv," + cpus.kind().mmuType());
    blockSize(tree, "riscv,cbom-block-size", features.has(Extension.ZICBOM));
    blockSize(tree, "riscv,cbop-block-size", features.has(Extension.ZICBOP));
    blockSize(tree, "riscv,cboz-block-size", features.has(Extension.ZICBOZ));
    tree.cells("phandle", FIRST_CPU_PHANDLE + 2 * number);
    tree.begin("interrupt-controller").cells("#interrupt-cells", 1).flag("interrupt-controller");
    tree.strings("compatible", "riscv,cpu-intc").cells("phandle", controller(number)).end().end();
  }

  private static int controller(int cpu) {
    return FIRST_CPU_PHANDLE + 2 * cpu + 1;
  }

  private static void blockSize(DeviceTree tree, String property, boolean present) {
    if (present) {
      tree.cells(property, Features.BLOCK_BYTES);
    }
  }

  private static void power(DeviceTree tree, String what, int code) {
    tree.begin(what).strings("compatible", "syscon-" + what).cells("regmap", TEST_PHANDLE);
    tree.cells("offset", 0).cells("value", code).end();
  }

  private static void soc(DeviceTree tree, Cpus cpus, Devices devices) {
    tree.begin("soc").cells("#address-cells", 2).cells("#size-cells", 2);
    tree.strings("compatible", "simple-bus").flag("ranges");
    tree.begin(devices.test().node("test"))
        .strings("compatible", "sifive,test1", "sifive,test0", "syscon");
    region(tree, devices.test()).cells("phandle", TEST_PHANDLE).end();
    tree.begin(devices.rtc().node("rtc")).strings("compatible", "google,goldfish-rtc");
    interrupt(region(tree, devices.rtc()), devices.rtc()).end();
    aclint(tree, cpus, devices.aclint());
    plic(tree, cpus, devices);
    tree.begin(devices.uart().node("serial")).strings("compatible", "ns16550a");
    interrupt(region(tree, devices.uart()), devices.uart())
        .cells("clock-frequency", UART_CLOCK_HZ)
        .end();
    for (Place slot : devices.virtio()) {
      tree.begin(slot.node("virtio_mmio")).strings("compatible", "virtio,mmio");
      interrupt(region(tree, slot), slot).end();
    }
    tree.end();
  }

  private static void aclint(DeviceTree tree, Cpus cpus, Place place) {
    int[] lines = new int[4 * cpus.count()];
    for (int i = 0; i < cpus.count(); i++) {
      lines[4 * i] = controller(i);
      lines[4 * i + 1] = MACHINE_SOFTWARE;
      lines[4 * i + 2] = controller(i);
      lines[4 * i + 3] = MACHINE_TIMER;
    }
    tree.begin(place.node("clint")).strings("compatible", "sifive,clint0", "riscv,clint0");
    region(tree, place).cells("interrupts-extended", lines).end();
  }

  private static void plic(DeviceTree tree, Cpus cpus, Devices devices) {
    int[] lines = new int[4 * cpus.count()];
    for (int i = 0; i < cpus.count(); i++) {
      lines[4 * i] = controller(i);
      lines[4 * i + 1] = MACHINE_EXTERNAL;
      lines[4 * i + 2] = controller(i);
      lines[4 * i + 3] = SUPERVISOR_EXTERNAL;
    }
    tree.begin(devices.plic().node("plic"))
        .strings("compatible", "sifive,plic-1.0.0", "riscv,plic0");
    region(tree, devices.plic()).cells("#interrupt-cells", 1).cells("#address-cells", 0);
    tree.flag("interrupt-controller").cells("riscv,ndev", devices.plicSources() - 1);
    tree.cells("interrupts-extended", lines).cells("phandle", PLIC_PHANDLE).end();
  }

  private static DeviceTree region(DeviceTree tree, Place place) {
    return tree.longs("reg", place.base(), place.size());
  }

  private static DeviceTree interrupt(DeviceTree tree, Place place) {
    return tree.cells("interrupts", place.source()).cells("interrupt-parent", PLIC_PHANDLE);
  }
}
