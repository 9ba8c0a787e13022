package org.javisor.system.monitor;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.javisor.backend.fdset.FdSets;
import org.javisor.backend.file.OutputFile;
import org.javisor.bus.memory.Region;
import org.javisor.device.firmware.CfiFlash;
import org.javisor.qmp.api.DumpCompletedEvent;
import org.javisor.qmp.api.DumpGuestMemory;
import org.javisor.qmp.api.DumpGuestMemoryCapability;
import org.javisor.qmp.api.DumpGuestMemoryFormat;
import org.javisor.qmp.api.DumpHandler;
import org.javisor.qmp.api.DumpQueryResult;
import org.javisor.qmp.api.DumpStatus;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.api.QmpEvent;
import org.javisor.qmp.api.RunState;
import org.javisor.qmp.wire.QmpException;
import org.javisor.system.board.BoardView;
import org.javisor.system.board.BoardView.Memory;
import org.javisor.system.lifecycle.Machine;

/** The guest's memory as a core file, one at a time. */
final class DumpCommands implements DumpHandler {
  private static final String FILE = "file:";
  private static final String DESCRIPTOR = "fd:";

  private final Machine machine;
  private final FdSets sets;
  private final Consumer<QmpEvent> events;
  private volatile DumpQueryResult progress = new DumpQueryResult(DumpStatus.NONE, 0, 0);

  /**
   * @param events told when a file is complete
   */
  DumpCommands(Machine machine, FdSets sets, Consumer<QmpEvent> events) {
    this.machine = machine;
    this.sets = sets;
    this.events = events;
  }

  /**
   * What would disturb a file that is being written is refused.
   *
   * @throws QmpException while one is
   */
  synchronized void checkIdle() throws QmpException {
    if (progress.status() == DumpStatus.ACTIVE) {
      throw QmpException.generic("There is a dump in process, please wait.");
    }
  }

  @Override
  public DumpQueryResult queryDump(QmpCall call) {
    return progress;
  }

  @Override
  public DumpGuestMemoryCapability queryDumpGuestMemoryCapability(QmpCall call) {
    return new DumpGuestMemoryCapability(List.of(DumpGuestMemoryFormat.ELF));
  }

  @Override
  public void dumpGuestMemory(QmpCall call, DumpGuestMemory command) throws QmpException {
    checkIdle();
    checkFormat(command);
    if (command.begin().isPresent() != command.length().isPresent()) {
      String missing = command.begin().isPresent() ? "length" : "begin";
      throw QmpException.generic("Parameter '" + missing + "' is missing");
    }
    OutputStream out = open(call, command.protocol());
    boolean ran = machine.hold(RunState.SAVE_VM);
    CoreFile core;
    try {
      core = core(command);
    } catch (QmpException e) {
      progress = new DumpQueryResult(DumpStatus.FAILED, 0, 0);
      close(out);
      goOn(ran);
      throw e;
    }
    progress = new DumpQueryResult(DumpStatus.ACTIVE, 0, core.memoryBytes());
    if (command.detach().orElse(false)) {
      Thread.ofPlatform()
          .name("dump")
          .daemon(true)
          .start(() -> {
            Optional<String> _ = write(core, out, ran);
          });
      return;
    }
    Optional<String> problem = write(core, out, ran);
    if (problem.isPresent()) {
      throw QmpException.generic(problem.get());
    }
  }

  private static void checkFormat(DumpGuestMemory command) throws QmpException {
    DumpGuestMemoryFormat format = command.format().orElse(DumpGuestMemoryFormat.ELF);
    if (format == DumpGuestMemoryFormat.ELF) {
      if (command.paging()) {
        throw QmpException.generic("dump: what CPUs see by their page tables cannot be told");
      }
      return;
    }
    boolean kdump = format != DumpGuestMemoryFormat.WIN_DMP;
    if (kdump && (command.paging() || command.begin().isPresent())) {
      throw QmpException.generic("kdump-compressed format doesn't support paging or filter");
    }
    throw QmpException.generic(
        kdump
            ? format.wireName() + " is not available now"
            : "Windows dump is only available for x86-64");
  }

  private OutputStream open(QmpCall call, String protocol) throws QmpException {
    if (protocol.startsWith(DESCRIPTOR)) {
      return OutputFile.of(call.takeNamedFd(protocol.substring(DESCRIPTOR.length())));
    }
    if (!protocol.startsWith(FILE)) {
      throw QmpException.generic("parameter 'protocol' must start with 'file:' or 'fd:'");
    }
    String name = protocol.substring(FILE.length());
    try {
      return OutputFile.create(name, sets);
    } catch (IOException e) {
      throw QmpException.generic("Could not create '" + name + "': " + e.getMessage());
    }
  }

  /** Registers and memory as they are; the guest stands still. */
  private CoreFile core(DumpGuestMemory command) throws QmpException {
    List<long[]> cpus = new ArrayList<>();
    List<CoreFile.Piece> pieces = new ArrayList<>();
    if (command.length().orElse(1L) == 0) {
      throw QmpException.generic("parameter 'length' expects a non-zero size");
    }
    if (machine.board().isPresent()) {
      BoardView view = new BoardView(machine.board().get());
      for (int i = 0; i < view.cpus(); i++) {
        cpus.add(view.coreRegisters(i));
      }
      for (Memory memory : view.memories()) {
        boolean flash =
            memory.region() instanceof Region.Rom rom && rom.handler() instanceof CfiFlash;
        if (!flash) {
          piece(memory, command).ifPresent(pieces::add);
        }
      }
    }
    if (pieces.isEmpty()) {
      throw QmpException.generic("dump: no guest memory to dump");
    }
    return new CoreFile(cpus, pieces);
  }

  private static Optional<CoreFile.Piece> piece(Memory memory, DumpGuestMemory command) {
    long base = memory.region().base();
    long end = base + memory.region().size();
    if (command.begin().isPresent()) {
      long begin = command.begin().get();
      base = Math.max(base, begin);
      end = Math.min(end, Math.max(begin + command.length().orElseThrow(), begin));
    }
    return base < end
        ? Optional.of(new CoreFile.Piece(base, end - base, memory.host(base)))
        : Optional.empty();
  }

  /** Writes and tells; what went wrong, if anything. */
  private Optional<String> write(CoreFile core, OutputStream out, boolean ran) {
    long total = core.memoryBytes();
    Optional<String> problem = Optional.empty();
    try (out) {
      core.write(out, done -> progress = new DumpQueryResult(DumpStatus.ACTIVE, done, total));
    } catch (IOException e) {
      problem = Optional.of("dump: failed to save memory: " + e.getMessage());
    }
    DumpStatus status = problem.isPresent() ? DumpStatus.FAILED : DumpStatus.COMPLETED;
    end(new DumpQueryResult(status, progress.completed(), total), problem, ran);
    return problem;
  }

  /** Whoever acts on the event finds the guest as it is to be. */
  private synchronized void end(DumpQueryResult result, Optional<String> problem, boolean ran) {
    progress = result;
    events.accept(new DumpCompletedEvent(result, problem));
    goOn(ran);
  }

  private void goOn(boolean ran) {
    if (ran) {
      boolean _ = machine.cont();
    }
  }

  private static void close(OutputStream out) {
    try {
      out.close();
    } catch (IOException e) {
      // Nothing was written to it.
    }
  }
}
