package org.javisor.system.monitor.human;

import java.util.List;
import java.util.Optional;
import org.javisor.bus.memory.Region;
import org.javisor.engine.vcpu.Engine;
import org.javisor.qmp.api.FdsetFdInfo;
import org.javisor.qmp.api.FdsetInfo;
import org.javisor.qmp.api.QmpCommand;
import org.javisor.qmp.api.QueryFdsets;
import org.javisor.qmp.api.QueryName;
import org.javisor.qmp.api.QueryStatus;
import org.javisor.qmp.api.QueryUuid;
import org.javisor.qmp.api.QueryVersion;
import org.javisor.qmp.api.StatusInfo;
import org.javisor.qmp.api.VersionInfo;
import org.javisor.qmp.wire.QmpException;
import org.javisor.system.board.BoardView;
import org.javisor.system.board.VirtBoard;

/** What "info" shows. */
final class InfoCommands {
  private final HumanSession.Surroundings around;

  InfoCommands(HumanSession.Surroundings around) {
    this.around = around;
  }

  static String help() {
    StringBuilder all = new StringBuilder();
    for (HmpInfo info : HmpInfo.values()) {
      all.append(info.helpLine());
    }
    return all.toString();
  }

  String show(HmpInfo what, Arguments in, int cpu) throws HumanException, QmpException {
    if (what == HmpInfo.REGISTERS) {
      return registers(in, cpu);
    }
    in.end();
    return switch (what) {
      case BALLOON -> throw QmpException.generic("No balloon device has been activated");
      case BLOCK_JOBS -> "No active jobs\n";
      case CHARDEV -> around.characters().show();
      case CPUS -> cpus(cpu);
      case FDSETS -> fdsets();
      case HISTORY -> history();
      case IOTHREADS, NETWORK, REGISTERS -> "";
      case JIT -> jit();
      case KVM -> "kvm support: not compiled\n";
      case MEMORY_SIZE_SUMMARY -> "base memory: " + memoryBytes() + "\n";
      case MICE -> "No mouse devices connected\n";
      case MTREE -> mtree();
      case NAME -> ask(new QueryName()).name().map(name -> name + "\n").orElse("");
      case NUMA -> "0 nodes\n";
      case QTREE -> qtree();
      case RAMBLOCK -> ramblocks();
      case SNAPSHOTS -> "no block device can store vmstate for snapshot\n";
      case STATUS -> status();
      case USB -> throw QmpException.generic("USB support not enabled");
      case UUID -> ask(new QueryUuid()).uuid() + "\n";
      case VERSION -> version();
    };
  }

  private <R> R ask(QmpCommand<R> command) throws QmpException {
    return around.server().run(command, around.call());
  }

  private String status() throws QmpException {
    StatusInfo status = ask(new QueryStatus());
    String state = status.status().wireName();
    String detail = status.running() || state.equals("paused") ? "" : " (" + state + ")";
    return "VM status: " + (status.running() ? "running" : "paused") + detail + "\n";
  }

  private String version() throws QmpException {
    VersionInfo version = ask(new QueryVersion());
    return version.qemu().major()
        + "."
        + version.qemu().minor()
        + "."
        + version.qemu().micro()
        + version.packageValue()
        + "\n";
  }

  /** The form of QEMU 10.0, as far as there is something to tell. */
  private String jit() {
    Optional<Engine.CodeCounts> made =
        around.machine().inspect(board -> board.engine().codeCounts());
    if (made.isEmpty()) {
      return "no code is translated: the interpreter runs it\n";
    }
    Engine.CodeCounts counts = made.get();
    return "Accelerator settings:\none-insn-per-tb: "
        + (counts.maxUnit() == 1 ? "on" : "off")
        + "\n\nTranslation buffer state:\ngen code size       "
        + counts.used()
        + "/"
        + counts.room()
        + "\nTB count            "
        + counts.units()
        + " made so far\n\nStatistics:\nTB flush count      "
        + counts.drops()
        + "\n";
  }

  private String history() {
    StringBuilder text = new StringBuilder();
    List<String> lines = around.history().get();
    for (int i = 0; i < lines.size(); i++) {
      text.append(i).append(": '").append(lines.get(i)).append("'\n");
    }
    return text.toString();
  }

  private String fdsets() throws QmpException {
    StringBuilder text = new StringBuilder();
    for (FdsetInfo set : ask(new QueryFdsets())) {
      text.append("fdset ").append(set.fdsetId()).append(":\n");
      for (FdsetFdInfo fd : set.fds()) {
        text.append("  fd ").append(fd.fd());
        text.append(fd.opaque().map(opaque -> " " + opaque).orElse("")).append('\n');
      }
    }
    return text.toString();
  }

  private String cpus(int chosen) {
    List<Integer> threads = around.machine().inspect(VirtBoard::cpuThreads);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < threads.size(); i++) {
      text.append(i == chosen ? "* " : "  ").append("CPU #").append(i);
      text.append(": thread_id=").append(threads.get(i)).append('\n');
    }
    return text.toString();
  }

  private String registers(Arguments in, int cpu) throws HumanException {
    String which = in.atEnd() ? "" : in.word("vcpu");
    in.end();
    int cpus = around.machine().inspect(board -> new BoardView(board).cpus());
    int first = cpu;
    int last = cpu;
    if (which.equals("-a")) {
      first = 0;
      last = cpus - 1;
    } else if (!which.isEmpty()) {
      try {
        first = Integer.parseInt(which);
        last = first;
      } catch (NumberFormatException e) {
        throw new HumanException("invalid char '" + which.charAt(0) + "' in expression");
      }
    }
    if (first < 0 || last >= cpus) {
      throw new HumanException("CPU#" + first + " not available");
    }
    StringBuilder text = new StringBuilder();
    for (int i = first; i <= last; i++) {
      int index = i;
      text.append("\nCPU#").append(i).append('\n');
      String registers = around.machine().inspect(board -> new BoardView(board).registers(index));
      text.append(registers);
    }
    return text.toString();
  }

  private List<Region> regions() {
    return around.machine().inspect(board -> new BoardView(board).regions());
  }

  private long memoryBytes() {
    long sum = 0;
    for (Region region : regions()) {
      if (region instanceof Region.Ram) {
        sum += region.size();
      }
    }
    return sum;
  }

  private String mtree() {
    StringBuilder text = new StringBuilder("address-space: memory\n");
    text.append("  0000000000000000-ffffffffffffffff (prio 0, i/o): system\n");
    for (Region region : regions()) {
      String kind =
          switch (region) {
            case Region.Ram ram -> "ram";
            case Region.Rom rom -> "romd";
            case Region.Mmio mmio -> "i/o";
            case Region.Unassigned none -> "none";
          };
      text.append("    ").append(hex(region.base())).append('-');
      text.append(hex(region.base() + region.size() - 1));
      text.append(" (prio 0, ").append(kind).append("): ").append(region.name()).append('\n');
    }
    return text.append('\n').toString();
  }

  private String qtree() {
    StringBuilder text = new StringBuilder("bus: main-system-bus\n  type System\n");
    for (Region region : regions()) {
      if (region instanceof Region.Device) {
        text.append("  dev: ").append(region.name()).append(", id \"\"\n");
        text.append("    mmio ").append(hex(region.base())).append('/');
        text.append(hex(region.size())).append('\n');
      }
    }
    return text.toString();
  }

  private String ramblocks() {
    StringBuilder text = new StringBuilder();
    for (Region region : regions()) {
      if (region instanceof Region.Ram) {
        text.append(region.name()).append(" offset 0x").append(hex(region.base()));
        text.append(" used 0x").append(hex(region.size())).append('\n');
      }
    }
    return text.toString();
  }

  private static String hex(long value) {
    String digits = Long.toHexString(value);
    return "0".repeat(16 - digits.length()) + digits;
  }
}
