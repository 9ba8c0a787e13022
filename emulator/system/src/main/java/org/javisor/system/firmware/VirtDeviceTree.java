package org.javisor.system.firmware;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
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
  private static final int SUPERVISOR_EXTERNAL = 9;
  private static final int MACHINE_EXTERNAL = 11;
  private static final int SUPERVISOR_SOFTWARE = 1;
  private static final int MACHINE_SOFTWARE = 3;
  private static final int MACHINE_TIMER = 7;
  private static final int PCI_PINS = 4;
  private static final int PCI_SLOT = 0x800;
  private static final int PCI_IO = 0x1000000;
  private static final int PCI_MEMORY = 0x2000000;
  private static final int PCI_MEMORY_64 = 0x3000000;
  private static final int FLASH_WIDTH = 4;

  /** Where mtime is, from the timers' first register on. */
  private static final int MTIME = 0x7FF8;

  private static final int MSWI_BYTES = 0x4000;
  private static final int MTIMER_BYTES = 0x8000;

  /** Hardware counters that can count what the platform counts: events from, to, which counters. */
  private static final int[] COUNTED = {
    0x00001, 0x00001, 0x7FFF9,
    0x00002, 0x00002, 0x7FFFC,
    0x10019, 0x10019, 0x7FFF8,
    0x1001B, 0x1001B, 0x7FFF8,
    0x10021, 0x10021, 0x7FFF8,
  };

  /** A device: where it is and which PLIC source it has (0 for none). */
  public record Place(long base, long size, int source) {
    private String node(String name) {
      return name + "@" + Long.toHexString(base);
    }
  }

  /**
   * The machine's devices.
   *
   * @param sswi supervisor software interrupts, where the interruptor is described in parts
   */
  public record Devices(
      Place test,
      Place rtc,
      Place aclint,
      Optional<Place> sswi,
      Place plic,
      int plicSources,
      Place uart,
      List<Place> virtio,
      Place configuration,
      List<Place> flash,
      Place platformBus,
      Pci pci) {}

  /**
   * The PCI host bridge.
   *
   * @param config configuration space; its source is that of device 0's INTA, three more follow
   * @param io window of I/O ports
   * @param memory window of 32-bit memory, at the same addresses on the bus
   * @param high window of 64-bit memory, likewise
   */
  public record Pci(Place config, Place io, Place memory, Place high) {}

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
    tree.strings("compatible", "riscv-virtio").strings("model", "riscv-virtio,qemu");
    tree.begin("aliases").strings("serial0", serialPath(devices)).end();
    chosen(tree, devices, boot);
    tree.begin("pmu").strings("compatible", "riscv,pmu");
    tree.cells("riscv,event-to-mhpmcounters", COUNTED).end();
    tree.begin(devices.configuration().node("fw-cfg")).strings("compatible", "qemu,fw-cfg-mmio");
    region(tree, devices.configuration()).flag("dma-coherent").end();
    flash(tree, devices.flash());
    power(tree, cpus, "poweroff", 0x5555);
    power(tree, cpus, "reboot", 0x7777);
    platformBus(tree, cpus, devices.platformBus());
    region(tree.begin(ram.node("memory")).strings("device_type", "memory"), ram).end();
    cpus(tree, cpus);
    soc(tree, cpus, devices);
    tree.end();
    return tree.toBlob();
  }

  private static String serialPath(Devices devices) {
    return "/soc/" + devices.uart().node("serial");
  }

  /** Handles are given to harts from the last to the first, then to the other controllers. */
  private static int hart(Cpus cpus, int number) {
    return 2 * (cpus.count() - 1 - number) + 1;
  }

  private static int controller(Cpus cpus, int number) {
    return hart(cpus, number) + 1;
  }

  private static int plicHandle(Cpus cpus) {
    return 2 * cpus.count() + 1;
  }

  private static int testHandle(Cpus cpus) {
    return plicHandle(cpus) + 1;
  }

  private static void chosen(DeviceTree tree, Devices devices, Boot boot) {
    tree.begin("chosen").strings("stdout-path", serialPath(devices));
    tree.property("rng-seed", boot.randomSeed());
    if (!boot.arguments().isEmpty()) {
      tree.strings("bootargs", boot.arguments());
    }
    if (boot.initrdEnd() > boot.initrdStart()) {
      tree.longs("linux,initrd-start", boot.initrdStart())
          .longs("linux,initrd-end", boot.initrdEnd());
    }
    tree.end();
  }

  private static void flash(DeviceTree tree, List<Place> banks) {
    long[] places = new long[2 * banks.size()];
    for (int i = 0; i < banks.size(); i++) {
      places[2 * i] = banks.get(i).base();
      places[2 * i + 1] = banks.get(i).size();
    }
    tree.begin(banks.getFirst().node("flash")).strings("compatible", "cfi-flash");
    tree.longs("reg", places).cells("bank-width", FLASH_WIDTH).end();
  }

  private static void platformBus(DeviceTree tree, Cpus cpus, Place bus) {
    tree.begin(bus.node("platform-bus")).strings("compatible", "qemu,platform", "simple-bus");
    tree.cells("#address-cells", 1).cells("#size-cells", 1);
    tree.cells("ranges", 0, (int) (bus.base() >>> 32), (int) bus.base(), (int) bus.size());
    tree.cells("interrupt-parent", plicHandle(cpus)).end();
  }

  private static void cpus(DeviceTree tree, Cpus cpus) {
    tree.begin("cpus").cells("#address-cells", 1).cells("#size-cells", 0);
    tree.cells("timebase-frequency", TIMEBASE_HZ);
    for (int i = 0; i < cpus.count(); i++) {
      cpu(tree, cpus, i);
    }
    tree.begin("cpu-map").begin("cluster0");
    for (int i = 0; i < cpus.count(); i++) {
      tree.begin("core" + i).cells("cpu", hart(cpus, i)).end();
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
    tree.cells("phandle", hart(cpus, number));
    tree.begin("interrupt-controller").cells("#interrupt-cells", 1).flag("interrupt-controller");
    tree.strings("compatible", "riscv,cpu-intc").cells("phandle", controller(cpus, number));
    tree.end().end();
  }

  private static void blockSize(DeviceTree tree, String property, boolean present) {
    if (present) {
      tree.cells(property, Features.BLOCK_BYTES);
    }
  }

  private static void power(DeviceTree tree, Cpus cpus, String what, int code) {
    tree.begin(what).strings("compatible", "syscon-" + what).cells("regmap", testHandle(cpus));
    tree.cells("offset", 0).cells("value", code).end();
  }

  private static void soc(DeviceTree tree, Cpus cpus, Devices devices) {
    tree.begin("soc").cells("#address-cells", 2).cells("#size-cells", 2);
    tree.strings("compatible", "simple-bus").flag("ranges");
    tree.begin(devices.rtc().node("rtc")).strings("compatible", "google,goldfish-rtc");
    interrupt(region(tree, devices.rtc()), cpus, devices.rtc()).end();
    tree.begin(devices.uart().node("serial")).strings("compatible", "ns16550a");
    interrupt(region(tree, devices.uart()), cpus, devices.uart())
        .cells("clock-frequency", UART_CLOCK_HZ)
        .end();
    tree.begin(devices.test().node("test"))
        .strings("compatible", "sifive,test1", "sifive,test0", "syscon");
    region(tree, devices.test()).cells("phandle", testHandle(cpus)).end();
    pci(tree, cpus, devices.pci());
    for (Place slot : devices.virtio()) {
      tree.begin(slot.node("virtio_mmio")).strings("compatible", "virtio,mmio");
      interrupt(region(tree, slot), cpus, slot).end();
    }
    plic(tree, cpus, devices);
    if (devices.sswi().isPresent()) {
      interruptor(tree, cpus, devices.aclint(), devices.sswi().get());
    } else {
      tree.begin(devices.aclint().node("clint"))
          .strings("compatible", "sifive,clint0", "riscv,clint0");
      region(tree, devices.aclint());
      tree.cells("interrupts-extended", lines(cpus, MACHINE_SOFTWARE, MACHINE_TIMER)).end();
    }
    tree.end();
  }

  /** The interruptor's three parts, as its own specification describes them. */
  private static void interruptor(DeviceTree tree, Cpus cpus, Place place, Place sswi) {
    softwareInterrupts(tree, "mswi", new Place(place.base(), MSWI_BYTES, 0));
    tree.cells("interrupts-extended", lines(cpus, MACHINE_SOFTWARE)).end();
    Place timers = new Place(place.base() + MSWI_BYTES, MTIMER_BYTES, 0);
    tree.begin(timers.node("mtimer")).strings("compatible", "riscv,aclint-mtimer");
    tree.longs(
        "reg", timers.base() + MTIME, place.size() - MSWI_BYTES - MTIME, timers.base(), MTIME);
    tree.cells("interrupts-extended", lines(cpus, MACHINE_TIMER)).end();
    softwareInterrupts(tree, "sswi", sswi);
    tree.cells("interrupts-extended", lines(cpus, SUPERVISOR_SOFTWARE)).end();
  }

  private static void softwareInterrupts(DeviceTree tree, String kind, Place place) {
    tree.begin(place.node(kind)).strings("compatible", "riscv,aclint-" + kind);
    region(tree, place).flag("interrupt-controller").cells("#interrupt-cells", 0);
  }

  /** For each hart its controller and each of {@code numbers}. */
  private static int[] lines(Cpus cpus, int... numbers) {
    int[] lines = new int[2 * numbers.length * cpus.count()];
    int at = 0;
    for (int i = 0; i < cpus.count(); i++) {
      for (int number : numbers) {
        lines[at++] = controller(cpus, i);
        lines[at++] = number;
      }
    }
    return lines;
  }

  private static void plic(DeviceTree tree, Cpus cpus, Devices devices) {
    tree.begin(devices.plic().node("plic"))
        .strings("compatible", "sifive,plic-1.0.0", "riscv,plic0");
    region(tree, devices.plic()).cells("#interrupt-cells", 1).cells("#address-cells", 0);
    tree.flag("interrupt-controller").cells("riscv,ndev", devices.plicSources() - 1);
    tree.cells("interrupts-extended", lines(cpus, MACHINE_EXTERNAL, SUPERVISOR_EXTERNAL));
    tree.cells("phandle", plicHandle(cpus)).end();
  }

  private static void pci(DeviceTree tree, Cpus cpus, Pci pci) {
    tree.begin(pci.config().node("pci")).strings("compatible", "pci-host-ecam-generic");
    tree.strings("device_type", "pci").cells("#address-cells", 3).cells("#size-cells", 2);
    tree.cells("#interrupt-cells", 1).cells("linux,pci-domain", 0).cells("bus-range", 0, 255);
    region(tree, pci.config()).flag("dma-coherent");
    ByteBuffer ranges = ByteBuffer.allocate(3 * 7 * Integer.BYTES);
    range(ranges, PCI_IO, 0, pci.io());
    range(ranges, PCI_MEMORY, pci.memory().base(), pci.memory());
    range(ranges, PCI_MEMORY_64, pci.high().base(), pci.high());
    tree.property("ranges", ranges.array());
    tree.cells("interrupt-map-mask", (PCI_PINS - 1) * PCI_SLOT, 0, 0, 7);
    tree.cells("interrupt-map", interruptMap(cpus, pci.config().source())).end();
  }

  private static void range(ByteBuffer ranges, int space, long busAddress, Place window) {
    ranges.putInt(space).putLong(busAddress).putLong(window.base()).putLong(window.size());
  }

  /** Slot, pin, controller, source: each slot begins one source further, four slots on anew. */
  private static int[] interruptMap(Cpus cpus, int firstSource) {
    int[] map = new int[PCI_PINS * PCI_PINS * 6];
    int at = 0;
    for (int slot = 0; slot < PCI_PINS; slot++) {
      for (int pin = 0; pin < PCI_PINS; pin++) {
        map[at] = slot * PCI_SLOT;
        map[at + 3] = pin + 1;
        map[at + 4] = plicHandle(cpus);
        map[at + 5] = firstSource + (slot + pin) % PCI_PINS;
        at += 6;
      }
    }
    return map;
  }

  private static DeviceTree region(DeviceTree tree, Place place) {
    return tree.longs("reg", place.base(), place.size());
  }

  private static DeviceTree interrupt(DeviceTree tree, Cpus cpus, Place place) {
    return tree.cells("interrupts", place.source()).cells("interrupt-parent", plicHandle(cpus));
  }
}
