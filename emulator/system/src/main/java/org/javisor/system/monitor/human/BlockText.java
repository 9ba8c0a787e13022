package org.javisor.system.monitor.human;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javisor.qmp.api.BlockDeviceInfo;
import org.javisor.qmp.api.BlockDeviceStats;
import org.javisor.qmp.api.BlockInfo;
import org.javisor.qmp.api.BlockStats;
import org.javisor.qmp.api.BlockdevCacheInfo;
import org.javisor.qmp.api.QueryBlock;
import org.javisor.qmp.api.QueryBlockstats;
import org.javisor.qmp.api.QueryNamedBlockNodes;
import org.javisor.qmp.wire.QmpException;

/** "info block" and "info blockstats". */
final class BlockText {
  private BlockText() {}

  /** The disks, or the one of that name; nodes without a device, too, when {@code nodes}. */
  static String disks(HumanSession.Surroundings around, Arguments in)
      throws HumanException, QmpException {
    String flags = in.flags("nv");
    Optional<String> wanted =
        in.atEnd() ? Optional.empty() : Optional.of(in.word("block device name"));
    in.end();
    List<String> all = new ArrayList<>();
    if (flags.indexOf('n') < 0) {
      for (BlockInfo disk : around.ask(new QueryBlock())) {
        if (disk.inserted().isPresent() && wanted.isEmpty()) {
          BlockDeviceInfo node = disk.inserted().get();
          String attached = "    Attached to:      " + disk.qdev().orElse("") + "\n";
          all.add(node(node, attached, flags));
        }
      }
    }
    if (flags.indexOf('n') >= 0 || wanted.isPresent()) {
      for (BlockDeviceInfo node : around.ask(QueryNamedBlockNodes.of())) {
        if (wanted.isEmpty() || wanted.get().equals(node.nodeName())) {
          all.add(node(node, "", flags));
        }
      }
    }
    return String.join("\n", all);
  }

  private static String node(BlockDeviceInfo node, String attached, String flags) {
    StringBuilder text = new StringBuilder(node.nodeName()).append(": ").append(node.file());
    text.append(" (").append(node.drv()).append(node.ro() ? ", read-only" : "").append(")\n");
    text.append(attached).append("    Cache mode:       ").append(mode(node.cache())).append('\n');
    if (flags.indexOf('v') >= 0) {
      text.append("\nImages:\nimage: ").append(node.image().filename());
      text.append("\nfile format: ").append(node.image().format()).append("\nvirtual size: ");
      long size = node.image().virtualSize();
      text.append(SizeText.rounded(size)).append(" (").append(size).append(" bytes)\n");
    }
    return text.toString();
  }

  private static String mode(BlockdevCacheInfo cache) {
    return (cache.writeback() ? "writeback" : "writethrough")
        + (cache.direct() ? ", direct" : "")
        + (cache.noFlush() ? ", ignore flushes" : "");
  }

  /** What has been done to each disk. */
  static String counts(HumanSession.Surroundings around) throws QmpException {
    StringBuilder text = new StringBuilder();
    for (BlockStats disk : around.ask(QueryBlockstats.of())) {
      BlockDeviceStats counts = disk.stats();
      text.append(disk.device().orElse("")).append(':');
      add(text, "rd_bytes", counts.rdBytes());
      add(text, "wr_bytes", counts.wrBytes());
      add(text, "rd_operations", counts.rdOperations());
      add(text, "wr_operations", counts.wrOperations());
      add(text, "flush_operations", counts.flushOperations());
      add(text, "wr_total_time_ns", counts.wrTotalTimeNs());
      add(text, "rd_total_time_ns", counts.rdTotalTimeNs());
      add(text, "flush_total_time_ns", counts.flushTotalTimeNs());
      add(text, "rd_merged", counts.rdMerged());
      add(text, "wr_merged", counts.wrMerged());
      add(text, "idle_time_ns", 0);
      text.append('\n');
    }
    return text.toString();
  }

  private static void add(StringBuilder text, String name, long count) {
    text.append(' ').append(name).append('=').append(count);
  }
}
