package org.javisor.system.monitor.human;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import org.javisor.system.board.BoardView;
import org.javisor.system.board.BoardView.Memory;
import org.javisor.system.lifecycle.Machine;

/** Looks at the guest's memory, by physical addresses or by those that a CPU uses. */
final class MemoryCommands {
  private static final int PAGE = 4096;

  private final Machine machine;

  MemoryCommands(Machine machine) {
    this.machine = machine;
  }

  /** {@code x}, {@code xp}: shows memory; of a CPU's addresses if there is a CPU. */
  String dump(Arguments in, Optional<Integer> cpu, ToLongFunction<String> registers)
      throws HumanException {
    MemoryFormat format = in.format(new MemoryFormat(1, 'x', Integer.BYTES));
    long address = in.expression(registers);
    in.end();
    byte[] bytes = new byte[format.count() * format.size()];
    int count = machine.inspect(board -> read(new BoardView(board), cpu, address, bytes));
    if (format.form() == 'i') {
      byte[] found = Arrays.copyOf(bytes, count);
      String lines =
          machine.inspect(
              board -> new BoardView(board).disassemble(address, found, format.count()));
      return lines.isEmpty() ? "Cannot access memory\n" : lines;
    }
    return format.dump(address, bytes, count);
  }

  private static int read(BoardView view, Optional<Integer> cpu, long address, byte[] into) {
    return cpu.isPresent() ? view.read(cpu.get(), address, into) : view.read(address, into);
  }

  /** {@code gva2gpa}. */
  String translate(Arguments in, int cpu, ToLongFunction<String> registers) throws HumanException {
    long address = in.expression(registers);
    in.end();
    OptionalLong physical = machine.inspect(board -> new BoardView(board).physical(cpu, address));
    return physical.isPresent()
        ? "gpa: 0x" + Long.toHexString(physical.getAsLong()) + "\n"
        : "Unmapped\n";
  }

  /** {@code gpa2hva}. */
  String hostAddress(Arguments in, ToLongFunction<String> registers) throws HumanException {
    long address = in.expression(registers);
    in.end();
    Optional<Memory> memory = machine.inspect(board -> new BoardView(board).memory(address));
    String name = "0x" + Long.toHexString(address);
    if (memory.isEmpty()) {
      boolean device = machine.inspect(board -> new BoardView(board).isMapped(address));
      throw new HumanException(
          device
              ? "Memory at address " + name + " is not RAM"
              : "No memory is mapped at address " + name);
    }
    return "Host virtual address for "
        + name
        + " ("
        + memory.get().region().name()
        + ") is 0x"
        + Long.toHexString(memory.get().host(address))
        + "\n";
  }

  /** {@code sum}: the old checksum of BSD over physical memory. */
  String sum(Arguments in, ToLongFunction<String> registers) throws HumanException {
    long address = in.expression(registers);
    long size = in.expression(registers);
    in.end();
    int sum = 0;
    byte[] bytes = new byte[PAGE];
    for (long at = 0; Long.compareUnsigned(at, size) < 0; at += PAGE) {
      long from = address + at;
      int count = machine.inspect(board -> new BoardView(board).read(from, bytes));
      int length = (int) Math.min(PAGE, size - at);
      for (int i = 0; i < Math.min(count, length); i++) {
        sum = (sum >> 1 | sum << 15) + (bytes[i] & 0xFF) & 0xFFFF;
      }
      if (count < length) {
        throw new HumanException("Cannot access memory");
      }
    }
    String digits = Integer.toString(sum);
    return "0".repeat(Math.max(0, 5 - digits.length())) + digits + "\n";
  }
}
