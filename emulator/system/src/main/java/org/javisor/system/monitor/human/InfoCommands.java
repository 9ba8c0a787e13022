package org.javisor.system.monitor.human;

import java.util.List;
import org.javisor.qmp.api.CpuInfoFast;
import org.javisor.qmp.api.FdsetFdInfo;
import org.javisor.qmp.api.FdsetInfo;
import org.javisor.qmp.api.IOThreadInfo;
import org.javisor.qmp.api.Memdev;
import org.javisor.qmp.api.QmpCommand;
import org.javisor.qmp.api.QueryBalloon;
import org.javisor.qmp.api.QueryCpusFast;
import org.javisor.qmp.api.QueryFdsets;
import org.javisor.qmp.api.QueryHotpluggableCpus;
import org.javisor.qmp.api.QueryIothreads;
import org.javisor.qmp.api.QueryMemdev;
import org.javisor.qmp.api.QueryMemorySizeSummary;
import org.javisor.qmp.api.QueryName;
import org.javisor.qmp.api.QueryStatus;
import org.javisor.qmp.api.QueryUuid;
import org.javisor.qmp.api.QueryVersion;
import org.javisor.qmp.api.QueryVmGenerationId;
import org.javisor.qmp.api.StatsTarget;
import org.javisor.qmp.api.StatusInfo;
import org.javisor.qmp.api.VersionInfo;
import org.javisor.qmp.api.XQueryInterruptControllers;
import org.javisor.qmp.api.XQueryIrq;
import org.javisor.qmp.api.XQueryJit;
import org.javisor.qmp.api.XQueryNuma;
import org.javisor.qmp.api.XQueryRamblock;
import org.javisor.qmp.api.XQueryRoms;
import org.javisor.qmp.api.XQueryUsb;
import org.javisor.qmp.wire.QmpException;
import org.javisor.system.board.BoardView;

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
    switch (what) {
      case BLOCK -> {
        return BlockText.disks(around, in);
      }
      case MTREE -> {
        return MapText.memory(around, in);
      }
      case QOM_TREE -> {
        return MapText.objects(around, in);
      }
      case QTREE -> {
        return TreeText.devices(around, in);
      }
      case REGISTERS -> {
        return registers(in, cpu);
      }
      case STATS -> {
        return stats(in);
      }
      default -> in.end();
    }
    return switch (what) {
      case BALLOON -> "balloon: actual=" + (ask(new QueryBalloon()).actual() >> 20) + "\n";
      case BLOCK_JOBS -> JobLines.show(around);
      case BLOCKSTATS -> BlockText.counts(around);
      case CHARDEV -> around.characters().show();
      case CPUS -> cpus(cpu);
      case DUMP -> new FileLines(around).state();
      case FDSETS -> fdsets();
      case HISTORY -> history();
      case HOTPLUGGABLE_CPUS -> around.run(new QueryHotpluggableCpus());
      case IRQ -> ask(new XQueryIrq()).humanReadableText();
      case JIT -> ask(new XQueryJit()).humanReadableText();
      case KVM -> "kvm support: not compiled\n";
      case MEM -> around.machine().inspect(board -> new BoardView(board).pageMap(cpu));
      case MEMDEV -> memories();
      case IOTHREADS -> threads();
      case MEMORY_DEVICES, NETWORK -> "";
      case MEMORY_SIZE_SUMMARY ->
          "base memory: " + ask(new QueryMemorySizeSummary()).baseMemory() + "\n";
      case MICE -> "No mouse devices connected\n";
      case NAME -> ask(new QueryName()).name().map(name -> name + "\n").orElse("");
      case NUMA -> ask(new XQueryNuma()).humanReadableText();
      case PCI -> PciText.of(around);
      case PIC -> ask(new XQueryInterruptControllers()).humanReadableText();
      case RAMBLOCK -> ask(new XQueryRamblock()).humanReadableText();
      case ROMS -> ask(new XQueryRoms()).humanReadableText();
      case SNAPSHOTS -> "no block device can store vmstate for snapshot\n";
      case STATUS -> status();
      case USB -> ask(new XQueryUsb()).humanReadableText();
      case UUID -> ask(new QueryUuid()).uuid() + "\n";
      case VERSION -> version();
      case VM_GENERATION_ID -> ask(new QueryVmGenerationId()).guid() + "\n";
      case BLOCK, MTREE, QOM_TREE, QTREE, REGISTERS, STATS ->
          throw new IllegalStateException(what.wireName());
    };
  }

  private <R> R ask(QmpCommand<R> command) throws QmpException {
    return around.ask(command);
  }

  /** Nobody counts what these targets do: there is nothing to show. */
  private static String stats(Arguments in) throws HumanException {
    String target = in.word("string");
    for (StatsTarget known : StatsTarget.values()) {
      if (known.wireName().equals(target)) {
        String _ = in.rest();
        return "";
      }
    }
    throw new HumanException("invalid stats target " + target);
  }

  private String memories() throws QmpException {
    StringBuilder text = new StringBuilder();
    for (Memdev memory : ask(new QueryMemdev())) {
      text.append("memory backend: ").append(memory.id().orElse(""));
      text.append("\n  size:  ").append(memory.size());
      text.append("\n  merge: ").append(memory.merge());
      text.append("\n  dump: ").append(memory.dump());
      text.append("\n  prealloc: ").append(memory.prealloc());
      text.append("\n  share: ").append(memory.share());
      text.append("\n  reserve: ").append(memory.reserve().orElse(true));
      text.append("\n  policy: ").append(memory.policy().wireName());
      text.append("\n  host nodes: \n");
    }
    return text.append('\n').toString();
  }

  private String threads() throws QmpException {
    StringBuilder text = new StringBuilder();
    for (IOThreadInfo thread : ask(new QueryIothreads())) {
      text.append(thread.id()).append(":\n  thread_id=").append(thread.threadId());
      text.append("\n  poll-max-ns=").append(thread.pollMaxNs());
      text.append("\n  poll-grow=").append(thread.pollGrow());
      text.append("\n  poll-shrink=").append(thread.pollShrink());
      text.append("\n  aio-max-batch=").append(thread.aioMaxBatch()).append('\n');
    }
    return text.toString();
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

  private String cpus(int chosen) throws QmpException {
    StringBuilder text = new StringBuilder();
    for (CpuInfoFast cpu : ask(new QueryCpusFast())) {
      text.append(cpu.cpuIndex() == chosen ? "* " : "  ").append("CPU #").append(cpu.cpuIndex());
      text.append(": thread_id=").append(cpu.threadId()).append('\n');
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
        throw in.wrong("invalid char '" + which.charAt(0) + "' in expression");
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
}
