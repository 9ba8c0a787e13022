package org.javisor.system.board;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.javisor.bus.memory.Region;
import org.javisor.engine.isa.Code;
import org.javisor.engine.isa.Disassembly;
import org.javisor.host.memory.RawMemory;
import org.javisor.isa.riscv64.Hart;
import org.javisor.isa.riscv64.RegisterNames;

/** Looks at a board that stands still. */
public final class BoardView {
  private static final int REGISTERS = 32;
  private static final int LONGEST = 4;

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
    int number = RegisterNames.integerNumber(name);
    for (int i = 0; number < 0 && i < REGISTERS; i++) {
      number = name.equals("x" + i) ? i : -1;
    }
    return number < 0 ? OptionalLong.empty() : OptionalLong.of(hart.x(number));
  }

  /** What a virtual address of a CPU leads to, whatever its rights; empty when to nothing. */
  public OptionalLong physical(int cpu, long address) {
    long physical = board.harts().get(cpu).debugAddress(address);
    return physical == -1 ? OptionalLong.empty() : OptionalLong.of(physical);
  }

  /**
   * The instructions in {@code bytes}, which lie at {@code address}, a line each.
   *
   * @param count how many at most
   */
  public String disassemble(long address, byte[] bytes, int count) {
    StringBuilder text = new StringBuilder();
    byte[] padded = Arrays.copyOf(bytes, bytes.length + LONGEST);
    int at = 0;
    for (int i = 0; i < count && at + 2 <= bytes.length; i++) {
      Disassembly one = instruction(address + at, padded, at);
      if (at + one.length() > bytes.length) {
        break;
      }
      text.append(one.line(address + at)).append('\n');
      at += one.length();
    }
    return text.toString();
  }

  private Disassembly instruction(long pc, byte[] bytes, int from) {
    Code code =
        new Code() {
          @Override
          public long pc() {
            return pc;
          }

          @Override
          public int u16(int offset) {
            int at = from + offset;
            return bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8;
          }
        };
    try {
      return board.frontEnd().disassemble(code);
    } catch (Code.PageEnd e) {
      throw new IllegalStateException("these bytes have no pages", e);
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
