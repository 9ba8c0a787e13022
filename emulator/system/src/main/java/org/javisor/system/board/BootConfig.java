package org.javisor.system.board;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.javisor.backend.file.InputFile;

/**
 * What a machine starts with.
 *
 * @param bios its firmware
 * @param kernel what is to run in S-mode; without one, and with built-in firmware, the harts stay
 *     stopped
 * @param initrd the initial RAM disk
 * @param arguments the kernel's command line
 * @param deviceTree a device tree that takes the place of the machine's own
 * @param loads what else is put into memory, in this order
 */
public record BootConfig(
    Bios bios,
    Optional<InputFile> kernel,
    Optional<InputFile> initrd,
    String arguments,
    Optional<InputFile> deviceTree,
    List<Load> loads) {
  /** Built-in firmware and {@code kernel}. */
  public static BootConfig ofKernel(
      InputFile kernel, Optional<InputFile> initrd, String arguments) {
    return new BootConfig(
        new Bios.BuiltIn(), Optional.of(kernel), initrd, arguments, Optional.empty(), List.of());
  }

  /** Firmware. */
  public sealed interface Bios {
    /** The machine's own supervisor binary interface. */
    record BuiltIn() implements Bios {}

    /** None: what is in memory runs in M-mode. */
    record None() implements Bios {}

    /** M-mode code, ELF or a memory image. */
    record File(InputFile file) implements Bios {}
  }

  /**
   * Something put into memory before each start.
   *
   * @param file its contents, an ELF executable or a memory image
   * @param address where a memory image or {@code data} goes, and where {@code cpu} begins when
   *     there is neither
   * @param raw whether an ELF file is a memory image, too
   * @param data contents that need no file
   * @param cpu the hart that begins there
   */
  public record Load(
      Optional<InputFile> file,
      OptionalLong address,
      boolean raw,
      Optional<byte[]> data,
      OptionalInt cpu) {}
}
