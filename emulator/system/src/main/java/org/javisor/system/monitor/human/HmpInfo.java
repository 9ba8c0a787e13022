package org.javisor.system.monitor.human;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What "info" can show: a row is the name, what follows, and the help. */
enum HmpInfo {
  BALLOON("balloon", "", "the balloon"),
  BLOCK("block", "[-n] [-v] [device]", "the disks; -n: block nodes; -v: in detail"),
  BLOCK_JOBS("block-jobs", "", "long operations on disks"),
  BLOCKSTATS("blockstats", "", "what has been done to the disks"),
  CHARDEV("chardev", "", "the character devices"),
  CPUS("cpus", "", "the CPUs"),
  DUMP("dump", "", "how far the last dump of guest memory is"),
  FDSETS("fdsets", "", "sets of passed descriptors"),
  HISTORY("history", "", "the lines typed here"),
  HOTPLUGGABLE_CPUS("hotpluggable-cpus", "", "places for CPUs"),
  IOTHREADS("iothreads", "", "threads for devices"),
  IRQ("irq", "", "how often interrupts have come, if that is counted"),
  JIT("jit", "", "the code engine"),
  KVM("kvm", "", "hardware virtualization"),
  MEM("mem", "", "the pages that a CPU sees"),
  MEMDEV("memdev", "", "memory that objects have made"),
  MEMORY_DEVICES("memory-devices", "", "memory that was added"),
  MEMORY_SIZE_SUMMARY("memory_size_summary", "", "the size of guest memory"),
  MICE("mice", "", "mice"),
  MTREE("mtree", "[-f][-d][-o][-D]", "the memory map; -f: flat"),
  NAME("name", "", "the machine's name"),
  NUMA("numa", "", "NUMA nodes"),
  NETWORK("network", "", "the networks"),
  PCI("pci", "", "what is on the PCI buses"),
  PIC("pic", "", "the state of interrupt controllers, if they show any"),
  QOM_TREE("qom-tree", "[path]", "the objects"),
  QTREE("qtree", "[-b]", "the devices; -b: without their properties"),
  RAMBLOCK("ramblock", "", "pieces of guest memory"),
  REGISTERS("registers", "[-a|vcpu]", "the registers of a CPU, or with -a of all"),
  ROMS("roms", "", "what a reset loads"),
  SNAPSHOTS("snapshots", "", "saved states"),
  STATS("stats", "target [names] [provider]", "counters of the machine or its CPUs"),
  STATUS("status", "", "whether the guest runs"),
  USB("usb", "", "USB devices"),
  UUID("uuid", "", "the machine's UUID"),
  VERSION("version", "", "the version"),
  VM_GENERATION_ID("vm-generation-id", "", "the number that copies of a guest differ in");

  private final String wireName;
  private final String parameters;
  private final String help;

  HmpInfo(String wireName, String parameters, String help) {
    this.wireName = wireName;
    this.parameters = parameters;
    this.help = help;
  }

  String wireName() {
    return wireName;
  }

  static Optional<HmpInfo> of(String name) {
    for (HmpInfo info : values()) {
      if (info.wireName.equals(name)) {
        return Optional.of(info);
      }
    }
    return Optional.empty();
  }

  /** Every name, sorted. */
  static List<String> allNames() {
    List<String> all = new ArrayList<>();
    for (HmpInfo info : values()) {
      all.add(info.wireName);
    }
    all.sort(null);
    return all;
  }

  String helpLine() {
    return "info " + wireName + " " + parameters + " -- show " + help + "\n";
  }
}
