package org.javisor.system.monitor;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.javisor.backend.fdset.FdSets;
import org.javisor.backend.file.OutputFile;
import org.javisor.qmp.api.Memsave;
import org.javisor.qmp.api.Pmemsave;
import org.javisor.qmp.wire.QmpException;
import org.javisor.system.board.BoardView;
import org.javisor.system.board.VirtBoard;
import org.javisor.system.firmware.BootException;
import org.javisor.system.lifecycle.Machine;

/** Writes pieces of the guest's memory to files. */
final class MemoryFiles {
  private static final int CHUNK = 1 << 20;
  private static final int PAGE = 4096;

  private final Machine machine;
  private final FdSets sets;

  MemoryFiles(Machine machine, FdSets sets) {
    this.machine = machine;
    this.sets = sets;
  }

  private OutputStream create(String name) throws QmpException {
    try {
      return OutputFile.create(name, sets);
    } catch (IOException e) {
      throw QmpException.generic("Could not open '" + name + "': " + e.getMessage());
    }
  }

  /** Reads the bytes from an address on; how many there are. */
  private interface Reader {
    int read(BoardView view, long address, byte[] into);
  }

  /** A piece of memory. */
  private record Piece(long address, long size) {}

  /** Memory by the addresses of a CPU, which must all lead somewhere. */
  void save(Memsave command) throws QmpException {
    long cpu = command.cpuIndex().orElse(0L);
    Optional<VirtBoard> board = machine.board();
    if (board.isEmpty() || cpu < 0 || cpu >= new BoardView(board.get()).cpus()) {
      throw QmpException.generic("Parameter 'cpu-index' expects a CPU number");
    }
    Piece piece = new Piece(command.val(), command.size());
    write(piece, command.filename(), (view, address, into) -> view.read((int) cpu, address, into));
  }

  /** Physical memory; zeros where there is none. */
  void save(Pmemsave command) throws QmpException {
    Piece piece = new Piece(command.val(), command.size());
    write(piece, command.filename(), MemoryFiles::readAll);
  }

  private static int readAll(BoardView view, long address, byte[] into) {
    int done = 0;
    while (done < into.length) {
      long at = address + done;
      byte[] page = new byte[(int) Math.min(into.length - done, PAGE - (at & PAGE - 1))];
      int _ = view.read(at, page); // zeros where there is no memory, of which there are whole pages
      System.arraycopy(page, 0, into, done, page.length);
      done += page.length;
    }
    return done;
  }

  private void write(Piece piece, String name, Reader reader) throws QmpException {
    try (OutputStream out = create(name)) {
      long done = 0;
      while (Long.compareUnsigned(done, piece.size()) < 0) {
        long left = piece.size() - done;
        int length = Long.compareUnsigned(left, CHUNK) < 0 ? (int) left : CHUNK;
        byte[] bytes = new byte[length];
        long from = piece.address() + done;
        int count = length;
        if (machine.board().isPresent()) {
          count = machine.inspect(board -> reader.read(new BoardView(board), from, bytes));
        }
        if (count < length) {
          throw QmpException.generic(
              String.format(
                  "Invalid addr 0x%016x/size %s specified",
                  piece.address(), Long.toUnsignedString(piece.size())));
        }
        out.write(bytes);
        done += length;
      }
    } catch (IOException e) {
      throw QmpException.generic("writing to '" + name + "' failed: " + e.getMessage());
    }
  }

  /** The device tree. */
  void saveTree(String name) throws QmpException {
    Optional<VirtBoard> board = machine.board();
    if (board.isEmpty()) {
      throw QmpException.generic("This machine doesn't have an FDT");
    }
    try (OutputStream out = OutputFile.create(name, sets)) {
      out.write(new BoardView(board.get()).deviceTree());
    } catch (IOException | BootException e) {
      throw QmpException.generic(
          "Error saving FDT to file "
              + name
              + ": Failed to create file \u201c"
              + name
              + "\u201d: "
              + e.getMessage());
    }
  }
}
