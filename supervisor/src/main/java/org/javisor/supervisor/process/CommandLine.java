package org.javisor.supervisor.process;

import java.util.ArrayList;
import java.util.List;
import org.javisor.supervisor.api.VmSpec;
import org.javisor.supervisor.domain.VmDefinition;

/** The emulator's arguments for a machine. Disks are not in it: they are passed as descriptors. */
public final class CommandLine {
  /** The monitor's listening socket in the child. */
  public static final int MONITOR_FD = 3;

  /** The console's listening socket in the child. */
  public static final int CONSOLE_FD = 4;

  private CommandLine() {}

  /** All arguments, the program's name first. */
  public static List<String> of(String program, VmDefinition definition) {
    VmSpec spec = definition.spec();
    List<String> line = new ArrayList<>(List.of(program, "-name", definition.name()));
    line.addAll(List.of("-uuid", definition.uuid().toString(), "-M", "virt"));
    line.addAll(List.of("-m", spec.hardware().memoryMib() + "M"));
    line.addAll(List.of("-smp", Long.toString(spec.hardware().cpus())));
    line.addAll(List.of("-nodefaults", "-display", "none", "-S"));
    line.addAll(listening("charmonitor", MONITOR_FD));
    line.addAll(List.of("-mon", "chardev=charmonitor,id=monitor,mode=control"));
    line.addAll(listening("charconsole", CONSOLE_FD));
    line.addAll(List.of("-serial", "chardev:charconsole"));
    line.addAll(List.of("-kernel", spec.boot().kernel()));
    if (!spec.boot().initrd().isEmpty()) {
      line.addAll(List.of("-initrd", spec.boot().initrd()));
    }
    if (!spec.boot().append().isEmpty()) {
      line.addAll(List.of("-append", spec.boot().append()));
    }
    return List.copyOf(line);
  }

  private static List<String> listening(String id, int fd) {
    return List.of("-chardev", "socket,id=" + id + ",fd=" + fd + ",server=on,wait=off");
  }
}
