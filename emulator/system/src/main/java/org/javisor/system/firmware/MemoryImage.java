package org.javisor.system.firmware;

import java.io.IOException;
import java.io.InputStream;
import org.javisor.backend.file.InputFile;
import org.javisor.bus.memory.AddressSpace;

/**
 * A file whose bytes are what memory is to hold.
 *
 * <p>Spec: none, plain memory.
 */
public final class MemoryImage {
  private static final int CHUNK = 1 << 20;

  private MemoryImage() {}

  /** Whether {@code file} is an ELF file instead. */
  public static boolean isElf(InputFile file) throws BootException {
    try (InputFile.Contents contents = file.open()) {
      return ElfImage.isElf(contents.stream().readNBytes(4));
    } catch (IOException e) {
      throw new BootException("could not load '" + file + "': " + e.getMessage(), e);
    }
  }

  /**
   * Copies the file to {@code gpa}.
   *
   * @param kind what it is for, as messages call it: {@code firmware}
   * @return the first address behind it
   */
  public static long load(InputFile file, String kind, AddressSpace memory, long gpa)
      throws BootException {
    String what = kind + " '" + file + "'";
    GuestImage target = new GuestImage(what, memory);
    byte[] buffer = new byte[CHUNK];
    long at = gpa;
    try (InputFile.Contents contents = file.open()) {
      InputStream input = contents.stream();
      int count = input.readNBytes(buffer, 0, CHUNK);
      while (count > 0) {
        target.put(at, buffer, count);
        at += count;
        count = input.readNBytes(buffer, 0, CHUNK);
      }
      return at;
    } catch (IOException e) {
      throw new BootException("could not load " + what + ": " + e.getMessage(), e);
    }
  }

  /** Copies {@code bytes} to {@code gpa}; {@code what} is what messages call them. */
  public static void store(byte[] bytes, String what, AddressSpace memory, long gpa)
      throws BootException {
    new GuestImage(what, memory).put(gpa, bytes, bytes.length);
  }
}
