package org.javisor.engine.mmu;

/**
 * Guest memory whose accesses by a CPU's loads, stores and atomic operations are reported.
 *
 * @param address guest virtual, of the first byte
 * @param length bytes, at least one
 * @param reads whether loads are
 * @param writes whether stores are
 */
public record Watch(long address, long length, boolean reads, boolean writes) {
  /**
   * An access that was watched.
   *
   * @param watch what it met
   * @param address guest virtual, of the access
   * @param size its bytes
   * @param write whether it stores
   */
  public record Hit(Watch watch, long address, int size, boolean write) {}

  /** Told of accesses, on the CPU's thread, when the instruction has been executed. */
  public interface Listener {
    void accessed(Hit hit);
  }

  /** Whether an access of this kind to {@code [from, from + bytes)} meets it. */
  boolean isMetBy(long from, long bytes, boolean write) {
    boolean kind = write ? writes : reads;
    return kind
        && (Long.compareUnsigned(from - address, length) < 0
            || Long.compareUnsigned(address - from, bytes) < 0);
  }
}
