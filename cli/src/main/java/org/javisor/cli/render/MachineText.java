package org.javisor.cli.render;

import java.util.List;
import org.javisor.supervisor.api.DiskRequest;
import org.javisor.supervisor.api.ExitReport;
import org.javisor.supervisor.api.VmInfo;
import org.javisor.supervisor.api.VmSpec;

/** Machines in words. */
public final class MachineText {
  private MachineText() {}

  /** The table of {@code javisor ls}. */
  public static String list(List<VmInfo> machines, long nowMillis) {
    Table table = new Table("NAME", "STATE", "PID", "MEMORY", "CPUS", "UPTIME");
    for (VmInfo machine : machines) {
      table.row(
          machine.name(),
          machine.state().label(),
          machine.pid() == 0 ? "-" : Long.toString(machine.pid()),
          machine.definition().hardware().memoryMib() + " MiB",
          Long.toString(machine.definition().hardware().cpus()),
          uptime(machine, nowMillis));
    }
    return table.text();
  }

  /** The lines of {@code javisor info}. */
  public static String info(VmInfo machine, long nowMillis) {
    VmSpec spec = machine.definition();
    StringBuilder out = new StringBuilder();
    line(out, "name", machine.name());
    line(out, "uuid", machine.uuid());
    line(out, "state", machine.state().label());
    line(out, "pid", machine.pid() == 0 ? "-" : Long.toString(machine.pid()));
    line(out, "uptime", uptime(machine, nowMillis));
    line(out, "memory", spec.hardware().memoryMib() + " MiB");
    line(out, "cpus", Long.toString(spec.hardware().cpus()));
    line(out, "kernel", spec.boot().kernel());
    line(out, "initrd", spec.boot().initrd().isEmpty() ? "-" : spec.boot().initrd());
    line(out, "append", spec.boot().append().isEmpty() ? "-" : spec.boot().append());
    for (DiskRequest disk : spec.disks()) {
      line(out, "disk", disk.path() + (disk.readOnly() ? " (read-only)" : ""));
    }
    line(out, "console log", machine.console().log());
    line(out, "attached", Integer.toString(machine.console().clients()));
    machine.lastExit().ifPresent(exit -> line(out, "last end", exit.sentence()));
    return out.toString();
  }

  /** One sentence about the end of a run. */
  public static String ended(String name, ExitReport exit) {
    return "VM '" + name + "' ended: " + exit.sentence();
  }

  private static void line(StringBuilder out, String key, String value) {
    out.append(key).append(':').repeat(' ', 13 - key.length()).append(value).append('\n');
  }

  private static String uptime(VmInfo machine, long nowMillis) {
    if (machine.startedAtMillis() == 0) {
      return "-";
    }
    long seconds = Math.max(0, nowMillis - machine.startedAtMillis()) / 1000;
    if (seconds < 60) {
      return seconds + " s";
    }
    long minutes = seconds / 60;
    return minutes < 60 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
  }
}
