package org.javisor.system.monitor.human;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import org.javisor.qmp.wire.QmpException;
import org.javisor.system.board.BoardView;
import org.javisor.system.lifecycle.Machine;
import org.javisor.system.qom.MachineModel;

/** Looks at the guest's memory, by physical addresses or by those that a CPU uses. */
final class MemoryCommands {
  private static final int PAGE = 4096;
  private static final int CHUNK = 1 << 20;

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
    byte[] found = Arrays.copyOf(bytes, count);
    if (format.form() == 'i') {
      String lines =
          machine.inspect(
              board -> new BoardView(board).disassemble(address, found, format.count()));
      return lines.isEmpty() ? "Cannot access memory\n" : lines;
    }
    String text = format.dump(address, found);
    return count < bytes.length ? text + "Cannot access memory\n" : text;
  }

  /** Reads page by page; how many bytes could be read. */
  private static int read(BoardView view, Optional<Integer> cpu, long address, byte[] into) {
    int done = 0;
    while (done < into.length) {
      long from = address + done;
      int length = (int) Math.min(into.length - done, PAGE - (from & (PAGE - 1)));
      OptionalLong physical =
          cpu.isPresent() ? view.physical(cpu.get(), from) : OptionalLong.of(from);
      byte[] piece = new byte[length];
      int count = physical.isPresent() ? view.read(physical.getAsLong(), piece) : 0;
      System.arraycopy(piece, 0, into, done, count);
      done += count;
      if (count < length) {
        return done;
      }
    }
    return done;
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
  String hostAddress(Arguments in, ToLongFunction<String> registers)
      throws HumanException, QmpException {
    long address = in.expression(registers);
    in.end();
    OptionalLong host = machine.inspect(board -> new BoardView(board).host(address));
    String name = "0x" + Long.toHexString(address);
    if (host.isEmpty()) {
      throw QmpException.generic("No memory is mapped at address " + name);
    }
    return "Host virtual address for "
        + name
        + " ("
        + MachineModel.VIRT.ramId()
        + ") is 0x"
        + Long.toHexString(host.getAsLong())
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

  /** {@code memsave}, {@code pmemsave}. */
  String save(Arguments in, Optional<Integer> cpu, ToLongFunction<String> registers)
      throws HumanException, QmpException {
    long address = in.expression(registers);
    long size = in.expression(registers);
    String name = in.word("filename");
    in.end();
    try (OutputStream out = Files.newOutputStream(Path.of(name))) {
      long at = 0;
      while (Long.compareUnsigned(at, size) < 0) {
        byte[] bytes = new byte[(int) Math.min(CHUNK, size - at)];
        long from = address + at;
        int count = machine.inspect(board -> read(new BoardView(board), cpu, from, bytes));
        out.write(bytes, 0, count);
        if (count < bytes.length) {
          throw QmpException.generic(
              "Invalid addr 0x"
                  + Long.toHexString(from + count)
                  + "/size "
                  + Long.toUnsignedString(size)
                  + " specified");
        }
        at += count;
      }
      return "";
    } catch (InvalidPathException e) {
      throw QmpException.generic("Could not open '" + name + "': " + e.getReason());
    } catch (java.nio.file.NoSuchFileException e) {
      throw QmpException.generic("Could not open '" + name + "': No such file or directory");
    } catch (IOException e) {
      throw QmpException.generic("Could not open '" + name + "': " + e.getMessage());
    }
  }
}
