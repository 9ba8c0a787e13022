package org.javisor.system.monitor.human;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.BlockNodes;
import org.javisor.backend.block.NodeHold;
import org.javisor.backend.block.Permission;
import org.javisor.backend.block.Permissions;
import org.javisor.host.memory.Mapping;
import org.javisor.host.memory.RawMemory;
import org.javisor.qmp.wire.QmpException;
import org.javisor.system.image.ImageSize;

/**
 * Reads and writes disks for people: what QEMU calls "qemu-io". What it says is said to whoever
 * asked; QEMU prints it where it was started.
 */
public final class DiskShell {
  private static final long MOST = 1 << 30;
  private static final long PIECE = 1 << 20;
  private static final String HELP =
      """
      discard OFFSET LENGTH -- the contents are not needed any more
      flush -- make safe what was written
      help -- show this
      length -- show the disk's size
      read [-P PATTERN] OFFSET LENGTH -- read; PATTERN: check that each byte is this one
      write [-z] [-P PATTERN] OFFSET LENGTH -- write this byte everywhere, 0xcd if none is given; -z: zeroes
      """;

  private final BlockNodes nodes;

  public DiskShell(BlockNodes nodes) {
    this.nodes = nodes;
  }

  /** A command taken apart. */
  private record Line(String verb, Set<Character> flags, OptionalLong pattern, List<String> rest) {
    static Line parse(String text) throws QmpException {
      Deque<String> words = new ArrayDeque<>(Arrays.stream(text.strip().split("\\s+")).toList());
      String verb = words.removeFirst();
      Set<Character> flags = new java.util.HashSet<>();
      OptionalLong pattern = OptionalLong.empty();
      while (!words.isEmpty() && words.getFirst().matches("-[a-zA-Z]")) {
        char flag = words.removeFirst().charAt(1);
        if (flag == 'P') {
          pattern = pattern(words.isEmpty() ? "" : words.removeFirst());
        } else if ("qzfu".indexOf(flag) >= 0) {
          flags.add(flag);
        } else {
          throw QmpException.generic(verb + ": invalid option -- '" + flag + "'");
        }
      }
      return new Line(verb, flags, pattern, List.copyOf(words));
    }

    private static OptionalLong pattern(String word) throws QmpException {
      try {
        long value = Long.decode(word);
        if (value >= 0 && value <= 0xFF) {
          return OptionalLong.of(value);
        }
      } catch (NumberFormatException e) {
        // It is told below.
      }
      throw QmpException.generic(word + " is not a valid pattern byte");
    }

    /** The range that the rest names, inside a disk. */
    Range range(long size) throws QmpException {
      if (rest.size() != 2) {
        throw QmpException.generic(verb + ": an offset and a length are needed");
      }
      long offset = number("offset", rest.get(0));
      long length = number("length", rest.get(1));
      if (length > MOST) {
        throw QmpException.generic(verb + ": length exceeds 1 GiB");
      }
      if (offset > size - length) {
        throw QmpException.generic(verb + " failed: Input/output error");
      }
      return new Range(offset, length);
    }

    private static long number(String what, String word) throws QmpException {
      OptionalLong value = ImageSize.parse(word);
      if (value.isEmpty()) {
        throw QmpException.generic("non-numeric " + what + " argument -- " + word);
      }
      return value.getAsLong();
    }
  }

  private record Range(long offset, long length) {}

  /** Something to be done to a piece. */
  private interface Piece {
    void at(long offset, long address, long length) throws IOException, QmpException;
  }

  String execute(String node, String command) throws QmpException {
    Line line = Line.parse(command);
    if (nodes.find(node).isEmpty()) {
      throw QmpException.generic("Cannot find device='' nor node-name='" + node + "'");
    }
    // It asks for no permission: whoever types this knows what else uses the disk.
    Permissions none = Permissions.of(Set.of(), EnumSet.allOf(Permission.class));
    try (NodeHold hold = nodes.hold(node, "qemu-io", none)) {
      return execute(hold.disk(), line);
    } catch (IOException e) {
      throw QmpException.generic(line.verb + " failed: " + e.getMessage());
    }
  }

  private static String execute(BlockNode disk, Line line) throws IOException, QmpException {
    return switch (line.verb) {
      case "aio_read", "read", "readv" -> read(disk, line);
      case "aio_write", "write", "writev" -> write(disk, line);
      case "discard" -> {
        Range range = line.range(disk.sizeBytes());
        disk.discard(range.offset, range.length);
        yield done("discard", range);
      }
      case "aio_flush", "flush" -> {
        disk.flush();
        yield "";
      }
      case "help" -> HELP;
      case "length" -> SizeText.rounded(disk.sizeBytes()) + "\n";
      default -> "command \"" + line.verb + "\" not found\n";
    };
  }

  private static String read(BlockNode disk, Line line) throws IOException, QmpException {
    Range range = line.range(disk.sizeBytes());
    boolean[] other = new boolean[1];
    pieces(
        range,
        (offset, address, length) -> {
          disk.read(offset, address, length);
          for (long i = 0; i < length && line.pattern.isPresent(); i++) {
            other[0] |= (RawMemory.getByte(address + i) & 0xFF) != line.pattern.getAsLong();
          }
        });
    String complaint =
        "Pattern verification failed at offset " + range.offset + ", " + range.length + " bytes\n";
    return (other[0] ? complaint : "") + done("read", range);
  }

  private static String write(BlockNode disk, Line line) throws IOException, QmpException {
    Range range = line.range(disk.sizeBytes());
    if (disk.readOnly()) {
      throw new IOException("Operation not permitted");
    }
    if (line.flags.contains('z')) {
      disk.writeZeroes(range.offset, range.length);
      return done("wrote", range);
    }
    byte value = (byte) line.pattern.orElse(0xCD);
    pieces(
        range,
        (offset, address, length) -> {
          RawMemory.fill(address, length, value);
          disk.write(offset, address, length);
        });
    return done("wrote", range);
  }

  private static void pieces(Range range, Piece work) throws IOException, QmpException {
    if (range.length == 0) {
      return;
    }
    try (Mapping buffer = Mapping.anonymous(Math.min(range.length, PIECE))) {
      for (long done = 0; done < range.length; done += PIECE) {
        long count = Math.min(PIECE, range.length - done);
        work.at(range.offset + done, buffer.address(), count);
      }
    }
  }

  private static String done(String what, Range range) {
    return String.format(
        Locale.ROOT,
        "%s %d/%d bytes at offset %d%n",
        what,
        range.length,
        range.length,
        range.offset);
  }
}
