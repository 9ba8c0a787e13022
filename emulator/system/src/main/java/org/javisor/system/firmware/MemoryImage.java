package org.javisor.system.firmware;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.javisor.bus.memory.AddressSpace;

/**
 * A file whose bytes are what memory is to hold.
 *
 * <p>Spec: none, plain memory.
 */
public final class MemoryImage {
  private static final int CHUNK = 1 << 20;

  private MemoryImage() {}

  /** Whether the file at {@code path} is an ELF file instead. */
  public static boolean isElf(Path path) throws BootException {
    try (InputStream input = Files.newInputStream(path)) {
      return ElfImage.isElf(input.readNBytes(4));
    } catch (NoSuchFileException e) {
      throw new BootException("could not load '" + path + "': No such file or directory", e);
    } catch (IOException e) {
      throw new BootException("could not load '" + path + "': " + e.getMessage(), e);
    }
  }

  /**
   * Copies the file to {@code gpa}.
   *
   * @param kind what it is for, as messages call it: {@code firmware}
   * @return the first address behind it
   */
  public static long load(Path path, String kind, AddressSpace memory, long gpa)
      throws BootException {
    String what = kind + " '" + path + "'";
    GuestImage target = new GuestImage(what, memory);
    byte[] buffer = new byte[CHUNK];
    long at = gpa;
    try (InputStream input = Files.newInputStream(path)) {
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
