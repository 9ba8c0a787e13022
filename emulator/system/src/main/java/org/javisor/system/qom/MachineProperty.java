package org.javisor.system.qom;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code -machine} can say: of any machine, or of {@code virt}. */
public enum MachineProperty {
  ACLINT(true, Property.plainFlag("aclint", "Whether the interruptor has all its parts")),
  ACPI(true, Property.of("acpi", "OnOffAuto", Property.Kind.AUTOMATIC).described("Enable ACPI")),
  AIA(true, Property.string("aia", "Type of the advanced interrupt controller: none")),
  APPEND(false, Property.string("append", "The kernel's command line")),
  DTB(false, Property.string("dtb", "A file with the device tree")),
  DUMPDTB(false, Property.string("dumpdtb", "Write the device tree to a file and end")),
  DUMP_GUEST_CORE(
      false, Property.plainFlag("dump-guest-core", "Whether guest memory is in a core dump")),
  FIRMWARE(false, Property.string("firmware", "A file with the firmware")),
  GRAPHICS(false, Property.plainFlag("graphics", "Whether there is a display")),
  INITRD(false, Property.string("initrd", "A file with the initial RAM disk")),
  KERNEL(false, Property.string("kernel", "A file with the kernel")),
  MEMORY(
      false,
      Property.of("memory", "MemorySizeConfiguration", Property.Kind.STRUCTURE)
          .described("How much memory there is")),
  MEMORY_BACKEND(
      false,
      Property.link("memory-backend", "memory-backend")
          .described("The object that has the memory")),
  MEM_MERGE(false, Property.plainFlag("mem-merge", "Whether the host may share equal pages")),
  PFLASH0(
      true,
      Property.text("pflash0").described("Node name or ID of a block device to use as a backend")),
  PFLASH1(
      true,
      Property.text("pflash1").described("Node name or ID of a block device to use as a backend")),
  SMP(false, Property.of("smp", "SMPConfiguration", Property.Kind.STRUCTURE).described("The CPUs")),
  SUPPRESS_VMDESC(
      false, Property.plainFlag("suppress-vmdesc", "Whether a saved state describes itself")),
  USB(false, Property.plainFlag("usb", "Whether there is a USB controller"));

  private final boolean ofVirt;

  @SuppressWarnings("ImmutableEnumChecker") // a record of immutable parts
  private final Property property;

  MachineProperty(boolean ofVirt, Property property) {
    this.ofVirt = ofVirt;
    this.property = property;
  }

  /** The property of that name. */
  public static Optional<MachineProperty> of(String name) {
    for (MachineProperty row : values()) {
      if (row.property.name().equals(name)) {
        return Optional.of(row);
      }
    }
    return Optional.empty();
  }

  /** Its name, values and description. */
  public Property property() {
    return property;
  }

  /** Whether only {@code virt} has it. */
  public boolean isOfVirt() {
    return ofVirt;
  }

  static List<Property> common() {
    return those(false);
  }

  static List<Property> ofVirt() {
    return those(true);
  }

  private static List<Property> those(boolean wanted) {
    List<Property> all = new ArrayList<>();
    for (MachineProperty row : values()) {
      if (row.ofVirt == wanted) {
        all.add(row.property);
      }
    }
    return List.copyOf(all);
  }
}
