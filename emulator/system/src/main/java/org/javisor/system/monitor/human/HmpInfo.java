package org.javisor.system.monitor.human;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What "info" can show: a row is the name, what follows, and the help. */
enum HmpInfo {
  BALLOON("balloon", "", "the balloon"),
  BLOCK_JOBS("block-jobs", "", "long operations on disks"),
  CHARDEV("chardev", "", "the character devices"),
  CPUS("cpus", "", "the CPUs"),
  FDSETS("fdsets", "", "sets of passed descriptors"),
  HISTORY("history", "", "the lines typed here"),
  IOTHREADS("iothreads", "", "threads for devices"),
  JIT("jit", "", "the code engine"),
  KVM("kvm", "", "hardware virtualization"),
  MEMORY_SIZE_SUMMARY("memory_size_summary", "", "the size of guest memory"),
  MICE("mice", "", "mice"),
  MTREE("mtree", "", "the memory map"),
  NAME("name", "", "the machine's name"),
  NUMA("numa", "", "NUMA nodes"),
  NETWORK("network", "", "the networks"),
  QTREE("qtree", "", "the devices"),
  RAMBLOCK("ramblock", "", "pieces of guest memory"),
  REGISTERS("registers", "[-a|vcpu]", "the registers of a CPU, or with -a of all"),
  SNAPSHOTS("snapshots", "", "saved states"),
  STATUS("status", "", "whether the guest runs"),
  USB("usb", "", "USB devices"),
  UUID("uuid", "", "the machine's UUID"),
  VERSION("version", "", "the version");

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
