package org.javisor.system.firmware;

import java.nio.file.Path;
import org.javisor.bus.memory.AddressSpace;

/**
 * Loads M-mode firmware: an ELF executable, or a memory image that begins where RAM does.
 *
 * <p>Spec: [ELF].
 */
public final class FirmwareImage {
  /** Where it begins to execute, and the first address behind it. */
  public record Loaded(long entry, long end) {}

  private FirmwareImage() {}

  /** Loads the file at {@code path}; an image goes to {@code base}. */
  public static Loaded load(Path path, AddressSpace memory, long base) throws BootException {
    if (MemoryImage.isElf(path)) {
      ElfImage.Loaded loaded = ElfImage.load(path, "firmware", memory);
      return new Loaded(loaded.entry(), loaded.end());
    }
    long end = MemoryImage.load(path, "firmware", memory, base);
    if (end == base) {
      throw new BootException("firmware '" + path + "' is empty");
    }
    return new Loaded(base, end);
  }
}
