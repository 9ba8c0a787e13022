package org.javisor.system.firmware;

import org.javisor.bus.memory.AddressSpace;
import org.javisor.host.memory.RawMemory;

/**
 * A file on its way into guest RAM; what does not fit is refused by the file's name.
 *
 * <p>Spec: none, what loaders have in common.
 *
 * @param what its kind and name for messages: {@code kernel 'vmlinux'}
 */
record GuestImage(String what, AddressSpace memory) {
  private static final int CHUNK = 1 << 20;

  /** Copies the first {@code count} bytes of {@code bytes} to {@code gpa}. */
  void put(long gpa, byte[] bytes, int count) throws BootException {
    if (count > 0) {
      RawMemory.copyIn(bytes, 0, host(gpa, count), count);
      memory.ramWritten(gpa, count);
    }
  }

  /** Makes {@code count} bytes at {@code gpa} zero. */
  void clear(long gpa, long count) throws BootException {
    if (count > 0) {
      long host = host(gpa, count);
      byte[] zeroes = new byte[(int) Math.min(count, CHUNK)];
      for (long done = 0; done < count; done += zeroes.length) {
        RawMemory.copyIn(zeroes, 0, host + done, (int) Math.min(zeroes.length, count - done));
      }
      memory.ramWritten(gpa, count);
    }
  }

  private long host(long gpa, long count) throws BootException {
    long host = memory.ramAddress(gpa, count);
    if (host == 0) {
      throw new BootException(
          what
              + " does not fit into the guest's memory: it asks for "
              + count
              + " bytes at 0x"
              + Long.toHexString(gpa));
    }
    return host;
  }
}
