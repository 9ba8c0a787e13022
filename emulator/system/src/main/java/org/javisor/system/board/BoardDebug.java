package org.javisor.system.board;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.javisor.bus.memory.Region;
import org.javisor.engine.mmu.Watch;
import org.javisor.engine.vcpu.Vcpu;
import org.javisor.host.memory.RawMemory;
import org.javisor.isa.riscv64.HartRegisters;

/** What a debugger does with a board that stands still. */
public final class BoardDebug {
  private static final int PAGE = 4096;

  private final VirtBoard board;

  public BoardDebug(VirtBoard board) {
    this.board = board;
  }

  /** Told, on a vCPU's thread that has stopped, why it has. */
  public interface Listener {
    /** The CPU stands at a breakpoint. */
    void reached(int cpu);

    /** The CPU has executed an instruction that accessed watched memory. */
    void accessed(int cpu, Watch.Hit hit);
  }

  /** How many CPUs there are. */
  public int cpus() {
    return board.vcpus().size();
  }

  /** Whether the CPU executes when the board runs. */
  public boolean isStarted(int cpu) {
    return board.isStarted(cpu);
  }

  /** A CPU's registers. */
  public HartRegisters registers(int cpu) {
    return new HartRegisters(board.harts().get(cpu));
  }

  /** From now on {@code listener} is told of stops. */
  public void listen(Listener listener) {
    for (int i = 0; i < cpus(); i++) {
      int cpu = i;
      board.vcpus().get(cpu).onBreakpoint(() -> listener.reached(cpu));
    }
  }

  /**
   * Reads memory, of a CPU's addresses if there is a CPU, else physical; nothing when not all of it
   * is there.
   */
  public Optional<byte[]> read(OptionalInt cpu, long address, int length) {
    byte[] bytes = new byte[length];
    int done = 0;
    while (done < length) {
      int piece = piece(address + done, length - done);
      long physical = physical(cpu, address + done);
      long host = physical == -1 ? 0 : host(physical, piece);
      if (host == 0) {
        return Optional.empty();
      }
      RawMemory.copyOut(host, bytes, done, piece);
      done += piece;
    }
    return Optional.of(bytes);
  }

  /** Writes memory, likewise; false, with nothing written, when not all of it is there. */
  public boolean write(OptionalInt cpu, long address, byte[] bytes) {
    if (read(cpu, address, bytes.length).isEmpty()) {
      return false;
    }
    int done = 0;
    while (done < bytes.length) {
      int piece = piece(address + done, bytes.length - done);
      long physical = physical(cpu, address + done);
      RawMemory.copyIn(bytes, done, host(physical, piece), piece);
      board.memory().ramWritten(physical, piece);
      done += piece;
    }
    return true;
  }

  private static int piece(long address, int length) {
    return (int) Math.min(length, PAGE - (address & (PAGE - 1)));
  }

  private long physical(OptionalInt cpu, long address) {
    return cpu.isPresent() ? board.harts().get(cpu.getAsInt()).debugAddress(address) : address;
  }

  private long host(long physical, int length) {
    return switch (board.memory().find(physical)) {
      case Region.Ram ram when length <= ram.size() - (physical - ram.base()) ->
          ram.hostAddress() + (physical - ram.base());
      case Region.Rom rom when length <= rom.size() - (physical - rom.base()) ->
          rom.hostAddress() + (physical - rom.base());
      default -> 0;
    };
  }

  /** Adds a breakpoint; false when there is no room for it. */
  public boolean addBreakpoint(long address) {
    return board.engine().addBreakpoint(address);
  }

  /** Removes the breakpoint at {@code address}, if there is one. */
  public void removeBreakpoint(long address) {
    board.engine().removeBreakpoint(address);
  }

  /** Watches memory on every CPU, instead of what was watched before. */
  public void watch(List<Watch> watches, Listener listener) {
    for (int i = 0; i < cpus(); i++) {
      int cpu = i;
      Vcpu vcpu = board.vcpus().get(cpu);
      vcpu.watch(
          watches,
          hit -> {
            vcpu.stopHere();
            listener.accessed(cpu, hit);
          });
    }
  }

  /** Lets the board's time run. */
  public void resumeTime() {
    board.resumeTime();
  }

  /** Lets a CPU run, if it has been started. */
  public void resume(int cpu) {
    board.resume(cpu);
  }

  /**
   * Lets a CPU execute one instruction, if it has been started.
   *
   * @param interrupts whether it may enter an interrupt's handler instead
   */
  public void step(int cpu, boolean interrupts) {
    if (isStarted(cpu)) {
      board.vcpus().get(cpu).step(interrupts);
    }
  }
}
