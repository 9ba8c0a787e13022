package org.javisor.bus.memory;

import java.util.Optional;
import org.javisor.host.HostException;
import org.javisor.host.fd.Fd;
import org.javisor.host.memory.Mapping;

/** A block of guest RAM: zero at first, costing host memory only where touched. */
public final class GuestRam implements AutoCloseable {
  private final String name;
  private final long base;
  private final Mapping mapping;

  private GuestRam(String name, long base, Mapping mapping) {
    this.name = name;
    this.base = base;
    this.mapping = mapping;
  }

  /**
   * Reserves {@code size} bytes, a multiple of 4096, that guests will see at {@code base}.
   *
   * @throws HostException when the host has not that much address space to give
   */
  public static GuestRam allocate(String name, long base, long size) throws HostException {
    return allocate(name, base, size, Backing.PLAIN);
  }

  /**
   * What RAM is to be made of.
   *
   * @param file a file whose first bytes it is; memory of its own when there is none
   * @param shared whether others see in the file what the guest writes
   * @param populated whether host memory is taken for all of it at once
   */
  public record Backing(Optional<Fd> file, boolean shared, boolean populated) {
    /** Memory of its own, taken as it is touched. */
    public static final Backing PLAIN = new Backing(Optional.empty(), false, false);
  }

  /**
   * Makes {@code size} bytes, a multiple of 4096, that guests will see at {@code base}.
   *
   * @throws HostException when the host has not that much to give
   */
  public static GuestRam allocate(String name, long base, long size, Backing backing)
      throws HostException {
    Mapping mapping =
        backing.file().isPresent()
            ? Mapping.ofFile(backing.file().get(), size, backing.shared())
            : Mapping.anonymous(size);
    if (backing.populated()) {
      try {
        mapping.populate();
      } catch (HostException e) {
        mapping.close();
        throw e;
      }
    }
    return new GuestRam(name, base, mapping);
  }

  public String name() {
    return name;
  }

  /** Guest physical address of the first byte. */
  public long base() {
    return base;
  }

  /** Bytes. */
  public long size() {
    return mapping.size();
  }

  /** Where the first byte lives in this process. */
  public long hostAddress() {
    return mapping.address();
  }

  /**
   * Gives pages back to the host; of memory of its own they read as zero afterwards.
   *
   * @param offset from the first byte, a multiple of the host's page size
   * @param length likewise
   */
  public void discard(long offset, long length) throws HostException {
    mapping.discard(offset, length);
  }

  @Override
  public void close() {
    mapping.close();
  }
}
