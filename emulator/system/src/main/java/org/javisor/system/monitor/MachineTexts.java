package org.javisor.system.monitor;

import java.util.List;
import java.util.Optional;
import org.javisor.bus.memory.Region;
import org.javisor.device.firmware.BootRom;
import org.javisor.engine.vcpu.Engine;
import org.javisor.system.board.BoardView;
import org.javisor.system.board.BoardView.Memory;
import org.javisor.system.board.LoadedPiece;
import org.javisor.system.board.VirtBoard;
import org.javisor.system.lifecycle.Machine;

/** What is told about the machine for people only; in the form of QEMU 10.0. */
final class MachineTexts {
  private final Machine machine;

  MachineTexts(Machine machine) {
    this.machine = machine;
  }

  /** The pieces of memory, the guest's RAM first. */
  String memory() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            "%24s %8s  %18s %18s %18s %18s %3s%n",
            "Block Name", "PSize", "Offset", "Used", "Total", "HVA", "RO"));
    Optional<VirtBoard> board = machine.board();
    List<Memory> all = board.isEmpty() ? List.of() : new BoardView(board.get()).memories();
    long offset = 0;
    for (Memory memory : sorted(all)) {
      Region region = memory.region();
      text.append(
          String.format(
              "%24s %8s  0x%016x 0x%016x 0x%016x 0x%016x %3s%n",
              region.name(),
              "4 KiB",
              offset,
              region.size(),
              region.size(),
              memory.hostAddress(),
              isWritable(region) ? "rw" : "ro"));
      offset += region.size();
    }
    return text.toString();
  }

  /** Flash is written by its commands. */
  private static boolean isWritable(Region region) {
    return !(region instanceof Region.Rom rom && rom.handler() instanceof BootRom);
  }

  private static List<Memory> sorted(List<Memory> all) {
    return all.stream()
        .sorted((a, b) -> Long.compareUnsigned(b.region().size(), a.region().size()))
        .toList();
  }

  /** What the last reset has loaded. */
  String loaded() {
    Optional<VirtBoard> board = machine.board();
    StringBuilder text = new StringBuilder();
    for (LoadedPiece piece : board.map(some -> new BoardView(some).loaded()).orElse(List.of())) {
      text.append(
          String.format(
              "addr=%016x size=0x%06x mem=%s name=\"%s\"%n",
              piece.address(), piece.size(), "ram", piece.name()));
    }
    return text.toString();
  }

  /** What has been translated. */
  String translation() {
    Optional<Engine.CodeCounts> made =
        machine.board().flatMap(_ -> machine.inspect(board -> board.engine().codeCounts()));
    if (made.isEmpty()) {
      return "no code is translated: the interpreter runs it\n";
    }
    Engine.CodeCounts counts = made.get();
    StringBuilder exits = new StringBuilder();
    counts.exits().forEach((kind, count) -> exits.append("exit %-15s%d\n".formatted(kind, count)));
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
        + "\n"
        + exits;
  }
}
