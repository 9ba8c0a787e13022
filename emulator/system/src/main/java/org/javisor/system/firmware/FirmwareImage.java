package org.javisor.system.firmware;

import org.javisor.backend.file.InputFile;
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

  /** Loads {@code file}; an image goes to {@code base}. */
  public static Loaded load(InputFile file, AddressSpace memory, long base) throws BootException {
    if (MemoryImage.isElf(file)) {
      ElfImage.Loaded loaded = ElfImage.load(file, "firmware", memory);
      return new Loaded(loaded.entry(), loaded.end());
    }
    long end = MemoryImage.load(file, "firmware", memory, base);
    if (end == base) {
      throw new BootException("firmware '" + file + "' is empty");
    }
    return new Loaded(base, end);
  }
}
