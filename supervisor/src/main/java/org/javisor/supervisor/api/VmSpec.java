package org.javisor.supervisor.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A machine in an operator's words. Paths are absolute; an empty string means "not given".
 *
 * @param name its name; empty: the daemon chooses one
 * @param hardware memory and processors
 * @param boot what it boots
 * @param disks its disks, the first one first
 * @param removeAtExit whether to forget the machine when it ends
 */
public record VmSpec(
    String name, Hardware hardware, Boot boot, List<DiskRequest> disks, boolean removeAtExit) {

  /**
   * The size of a machine.
   *
   * @param memoryMib guest memory in MiB
   * @param cpus number of processors
   */
  public record Hardware(long memoryMib, long cpus) {}

  /**
   * A direct kernel start.
   *
   * @param kernel path of the kernel image
   * @param initrd path of the initial RAM disk, or empty
   * @param append kernel command line, or empty
   */
  public record Boot(String kernel, String initrd, String append) {}

  /** Keeps a copy of the list. */
  public VmSpec {
    disks = List.copyOf(disks);
  }

  /** The same machine under another name. */
  public VmSpec named(String other) {
    return new VmSpec(other, hardware, boot, disks, removeAtExit);
  }

  /** The parameters on the wire. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("name", name)
        .put("memoryMib", hardware.memoryMib())
        .put("cpus", hardware.cpus())
        .put("kernel", boot.kernel())
        .put("initrd", boot.initrd())
        .put("append", boot.append())
        .put("disks", disks.stream().map(DiskRequest::toJson).toList())
        .put("removeAtExit", removeAtExit);
  }

  /** Reads the parameters. */
  public static VmSpec fromJson(JsonObject json) throws BadMessageException {
    json.only(
        Set.of("name", "memoryMib", "cpus", "kernel", "initrd", "append", "disks", "removeAtExit"));
    List<DiskRequest> disks = new ArrayList<>();
    if (json.has("disks")) {
      for (JsonObject disk : json.objects("disks")) {
        disks.add(DiskRequest.fromJson(disk));
      }
    }
    return new VmSpec(
        json.text("name", ""),
        new Hardware(json.integer("memoryMib"), json.integer("cpus")),
        new Boot(json.text("kernel"), json.text("initrd", ""), json.text("append", "")),
        disks,
        json.flag("removeAtExit", false));
  }
}
