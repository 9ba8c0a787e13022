package org.javisor.system.board;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import org.javisor.bus.memory.Region;
import org.javisor.device.memory.VirtioBalloon;
import org.javisor.device.pci.PciHost;
import org.javisor.engine.isa.Code;
import org.javisor.engine.isa.Disassembly;
import org.javisor.host.memory.RawMemory;
import org.javisor.isa.riscv64.Hart;
import org.javisor.isa.riscv64.HartRegisters;
import org.javisor.isa.riscv64.RegisterNames;
import org.javisor.system.firmware.BootException;

/** Looks at a board that stands still. */
public final class BoardView {
  private static final int REGISTERS = 32;
  private static final int LONGEST = 4;
  private static final int PAGE = 4096;

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

  /** A CPU's page tables, as lines. */
  public String pageMap(int cpu) {
    HartRegisters registers = new HartRegisters(board.harts().get(cpu));
    long satp = 0;
    for (HartRegisters.Named named : registers.controlRegisters()) {
      if (named.name().equals("satp")) {
        satp = registers.read(named.number()).orElse(0);
      }
    }
    return PageMap.of(board.memory(), satp);
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

  /** A piece of memory, and where it is in this process. */
  public record Memory(Region region, long hostAddress) {
    /** Where a guest physical address inside it is in this process. */
    public long host(long physical) {
      return hostAddress + (physical - region.base());
    }
  }

  /** The memory at an address, RAM or what only its device writes; nothing elsewhere. */
  public Optional<Memory> memory(long physical) {
    return memory(board.memory().find(physical));
  }

  private static Optional<Memory> memory(Region region) {
    return switch (region) {
      case Region.Ram ram -> Optional.of(new Memory(ram, ram.hostAddress()));
      case Region.Rom rom -> Optional.of(new Memory(rom, rom.hostAddress()));
      case Region.Mmio _, Region.Unassigned _ -> Optional.empty();
    };
  }

  /** Whether anything answers at an address. */
  public boolean isMapped(long physical) {
    return !(board.memory().find(physical) instanceof Region.Unassigned);
  }

  /** All memory, ascending. */
  public List<Memory> memories() {
    return regions().stream().flatMap(region -> memory(region).stream()).toList();
  }

  /**
   * Reads physical memory.
   *
   * @return how many bytes from the beginning are memory and have been read
   */
  public int read(long physical, byte[] into) {
    int count = 0;
    while (count < into.length) {
      long from = physical + count;
      Optional<Memory> memory = memory(from);
      if (memory.isEmpty()) {
        break;
      }
      Region region = memory.get().region();
      int length = (int) Math.min(into.length - count, region.size() - (from - region.base()));
      RawMemory.copyOut(memory.get().host(from), into, count, length);
      count += length;
    }
    return count;
  }

  /**
   * Reads memory as a CPU sees it, page by page.
   *
   * @return how many bytes from the beginning are memory and have been read
   */
  public int read(int cpu, long address, byte[] into) {
    int done = 0;
    while (done < into.length) {
      long from = address + done;
      int length = (int) Math.min(into.length - done, PAGE - (from & (PAGE - 1)));
      OptionalLong physical = physical(cpu, from);
      byte[] piece = new byte[length];
      int count = physical.isPresent() ? read(physical.getAsLong(), piece) : 0;
      System.arraycopy(piece, 0, into, done, count);
      done += count;
      if (count < length) {
        break;
      }
    }
    return done;
  }

  /** A CPU's program counter, then its registers from x1 on. */
  public long[] coreRegisters(int cpu) {
    Hart hart = board.harts().get(cpu);
    long[] all = new long[REGISTERS];
    all[0] = hart.port().pc();
    for (int i = 1; i < REGISTERS; i++) {
      all[i] = hart.x(i);
    }
    return all;
  }

  /** The bridge to the PCI buses. */
  public PciHost pci() {
    return board.pci().host();
  }

  /** The balloon in the guest's memory, if there is one; its caller holds the machine's lock. */
  public Optional<VirtioBalloon> balloon() {
    return board.balloon();
  }

  /** The machine's lock, which holds devices still. */
  public ReentrantLock lock() {
    return board.lock();
  }

  /** What was loaded when the machine was last reset. */
  public List<LoadedPiece> loaded() {
    return board.loaded();
  }

  /** The device tree that the guest was given, or would be. */
  public byte[] deviceTree() throws BootException {
    return board.currentTree();
  }
}
