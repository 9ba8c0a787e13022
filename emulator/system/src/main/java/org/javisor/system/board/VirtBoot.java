package org.javisor.system.board;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.javisor.backend.file.InputFile;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.host.memory.RawMemory;
import org.javisor.system.firmware.BootException;
import org.javisor.system.firmware.ElfImage;
import org.javisor.system.firmware.FirmwareImage;
import org.javisor.system.firmware.KernelImage;
import org.javisor.system.firmware.MemoryImage;

/** Puts what {@code virt} starts with into its memory. */
final class VirtBoot {
  private static final long ALIGN = 2 << 20;
  private static final long INITRD_DISTANCE = 128L << 20;

  /** Device trees lie below this address: firmware with 32-bit habits must reach them. */
  private static final long TREE_LIMIT = 0xC0000000L;

  private final AddressSpace memory;
  private final long ramBytes;
  private final BootConfig config;
  private final TreeMaker trees;
  private final List<LoadedPiece> pieces = new ArrayList<>();

  /** Makes the device tree, once it is known where the initial RAM disk lies. */
  interface TreeMaker {
    /** The blob; {@code initrdEnd} is not above {@code initrdStart} when there is none. */
    byte[] make(long initrdStart, long initrdEnd) throws BootException;
  }

  /**
   * Where things lie.
   *
   * @param firmware where M-mode begins
   * @param next where S-mode begins, 0 when nothing was loaded
   * @param deviceTree the device tree
   * @param starts harts that begin elsewhere in M-mode, by number
   * @param pieces what was put where
   */
  record Loaded(
      long firmware,
      long next,
      long deviceTree,
      Map<Integer, Long> starts,
      List<LoadedPiece> pieces) {}

  /** What has been loaded at a time. */
  private record Occupied(long entry, long end) {}

  VirtBoot(AddressSpace memory, long ramBytes, BootConfig config, TreeMaker trees) {
    this.memory = memory;
    this.ramBytes = ramBytes;
    this.config = config;
    this.trees = trees;
  }

  /**
   * Loads everything.
   *
   * @param flash where firmware in flash begins, as far as there is any
   */
  Loaded load(FlashEntry flash) throws BootException {
    Occupied firmware = firmware();
    long start = flash.machine().orElse(firmware.entry());
    Occupied kernel = new Occupied(flash.supervisor().orElse(0), firmware.end());
    if (config.kernel().isPresent() && flash.supervisor().isEmpty()) {
      kernel = kernel(config.kernel().get(), firmware.end());
    }
    long initrdStart = 0;
    long initrdEnd = 0;
    if (config.initrd().isPresent() && config.kernel().isPresent() && !flash.takesKernel()) {
      initrdStart = initrdAddress(kernel.end());
      initrdEnd = loadInitrd(config.initrd().get(), initrdStart);
      loaded(config.initrd().get(), initrdStart, initrdEnd);
    }
    byte[] blob = trees.make(initrdStart, initrdEnd);
    long tree = placeTree(blob, Math.max(kernel.end(), initrdEnd));
    pieces.add(new LoadedPiece("fdt", tree, blob.length));
    return new Loaded(start, kernel.entry(), tree, loads(), List.copyOf(pieces));
  }

  private void loaded(InputFile file, long from, long end) {
    pieces.add(new LoadedPiece(file.toString(), from, end - from));
  }

  /**
   * Where flash takes part in the start.
   *
   * @param machine M-mode begins there
   * @param supervisor S-mode begins there
   */
  record FlashEntry(OptionalLong machine, OptionalLong supervisor) {
    static final FlashEntry NONE = new FlashEntry(OptionalLong.empty(), OptionalLong.empty());

    /** Firmware in flash fetches kernel and initial RAM disk itself. */
    boolean takesKernel() {
      return supervisor.isPresent();
    }
  }

  private long limit() {
    return VirtMap.RAM.base() + ramBytes;
  }

  private Occupied firmware() throws BootException {
    long base = VirtMap.RAM.base();
    return switch (config.bios()) {
      case BootConfig.Bios.BuiltIn _ -> new Occupied(base, base);
      case BootConfig.Bios.None _ -> new Occupied(base, base);
      case BootConfig.Bios.File(InputFile file) -> {
        FirmwareImage.Loaded loaded = FirmwareImage.load(file, memory, base);
        loaded(file, base, loaded.end());
        yield new Occupied(loaded.entry(), loaded.end());
      }
    };
  }

  private Occupied kernel(InputFile file, long firmwareEnd) throws BootException {
    long base = VirtMap.RAM.base();
    long free = (firmwareEnd + ALIGN - 1) & -ALIGN;
    boolean builtIn = config.bios() instanceof BootConfig.Bios.BuiltIn;
    long bare = builtIn ? base + ALIGN : free;
    KernelImage.Room room = new KernelImage.Room(memory, base, limit(), free, bare);
    KernelImage.Loaded loaded = KernelImage.load(file, room);
    loaded(file, loaded.entry(), loaded.end());
    return new Occupied(loaded.entry(), loaded.end());
  }

  private long initrdAddress(long kernelEnd) {
    long wanted = VirtMap.RAM.base() + Math.min(ramBytes / 2, INITRD_DISTANCE);
    return (Math.max(wanted, kernelEnd) + 4095) & -4096L;
  }

  private long loadInitrd(InputFile file, long start) throws BootException {
    long at = start;
    byte[] buffer = new byte[1 << 20];
    try (InputFile.Contents contents = file.open()) {
      InputStream input = contents.stream();
      int count = input.readNBytes(buffer, 0, buffer.length);
      while (count > 0) {
        long host = at + count > limit() ? 0 : memory.ramAddress(at, count);
        if (host == 0) {
          throw new BootException(
              "initrd '"
                  + file
                  + "' does not fit into "
                  + (ramBytes >> 20)
                  + " MiB of guest memory beside the kernel");
        }
        RawMemory.copyIn(buffer, 0, host, count);
        at += count;
        count = input.readNBytes(buffer, 0, buffer.length);
      }
    } catch (IOException e) {
      throw new BootException("could not load initrd '" + file + "': " + e.getMessage(), e);
    }
    memory.ramWritten(start, at - start);
    return at;
  }

  private long placeTree(byte[] blob, long taken) throws BootException {
    long at = (Math.min(limit(), TREE_LIMIT) - blob.length) & -ALIGN;
    if (at < taken) {
      throw new BootException(
          (ramBytes >> 20)
              + " MiB of guest memory are too few for kernel, initrd and device tree: give more"
              + " with -m");
    }
    RawMemory.copyIn(blob, 0, memory.ramAddress(at, blob.length), blob.length);
    memory.ramWritten(at, blob.length);
    return at;
  }

  private Map<Integer, Long> loads() throws BootException {
    Map<Integer, Long> starts = new TreeMap<>();
    for (BootConfig.Load load : config.loads()) {
      long entry = load(load);
      load.cpu().ifPresent(cpu -> starts.put(cpu, entry));
    }
    return starts;
  }

  /** Where a hart begins that is to run what was loaded. */
  private long load(BootConfig.Load load) throws BootException {
    long address = load.address().orElse(0);
    Optional<InputFile> file = load.file();
    if (file.isPresent()) {
      if (!load.raw() && MemoryImage.isElf(file.get())) {
        return ElfImage.load(file.get(), "loader file", memory).entry();
      }
      MemoryImage.load(file.get(), "loader file", memory, address);
    } else if (load.data().isPresent()) {
      MemoryImage.store(load.data().get(), "loader data", memory, address);
    }
    return address;
  }
}
