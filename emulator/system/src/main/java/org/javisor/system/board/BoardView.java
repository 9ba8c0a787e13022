package org.javisor.system.board;

import java.util.List;
import java.util.OptionalLong;
import org.javisor.bus.memory.Region;
import org.javisor.engine.isa.Access;
import org.javisor.engine.isa.GuestTrap;
import org.javisor.host.memory.RawMemory;
import org.javisor.isa.riscv64.Hart;

/** Looks at a board that stands still. */
public final class BoardView {
  private static final List<String> REGISTERS =
      List.of(
          "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0", "a1", "a2", "a3",
          "a4", "a5", "a6", "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11",
          "t3", "t4", "t5", "t6");

  private final VirtBoard board;

  public BoardView(VirtBoard board) {
    this.board = board;
  }

  /** How many CPUs there are. */
  public int cpus() {
    return board.harts().size();
  }

  /** A CPU's registers, as lines. */
  public String registers(int cpu) {
    return board.harts().get(cpu).dump();
  }

  /** A register by its name, or pc; empty when there is none of that name. */
  public OptionalLong register(int cpu, String name) {
    Hart hart = board.harts().get(cpu);
    if (name.equals("pc")) {
      return OptionalLong.of(hart.port().pc());
    }
    int number = REGISTERS.indexOf(name);
    for (int i = 0; number < 0 && i < REGISTERS.size(); i++) {
      number = name.equals("x" + i) ? i : -1;
    }
    return number < 0 ? OptionalLong.empty() : OptionalLong.of(hart.x(number));
  }

  /** Where a CPU would read for a virtual address; empty when it would trap. */
  public OptionalLong physical(int cpu, long address) {
    Hart hart = board.harts().get(cpu);
    try {
      return OptionalLong.of(hart.translate(address, Access.READ, hart.fetchMmuIndex()).physical);
    } catch (GuestTrap e) {
      return OptionalLong.empty();
    }
  }

  /** The physical memory map, ascending. */
  public List<Region> regions() {
    return board.memory().regions();
  }

  /** Where guest memory is in this process; empty for what is no memory. */
  public OptionalLong host(long physical) {
    long address = board.memory().ramAddress(physical, 1);
    return address == 0 ? OptionalLong.empty() : OptionalLong.of(address);
  }

  /**
   * Reads physical memory.
   *
   * @return how many bytes from the beginning are memory and have been read
   */
  public int read(long physical, byte[] into) {
    if (board.memory().ramAddress(physical, into.length) != 0) {
      RawMemory.copyOut(board.memory().ramAddress(physical, into.length), into, 0, into.length);
      return into.length;
    }
    int count = 0;
    byte[] one = new byte[1];
    while (count < into.length && host(physical + count).isPresent()) {
      RawMemory.copyOut(host(physical + count).getAsLong(), one, 0, 1);
      into[count++] = one[0];
    }
    return count;
  }
}
