package org.javisor.backend.chardev;

/** Keeps the newest output in memory, for a monitor to read; has no input. */
public final class RingbufChardev extends BackendChardev {
  private final byte[] ring;
  private long produced; // guarded by ring, as is consumed
  private long consumed;

  /**
   * @param size a power of two
   */
  RingbufChardev(Base base, int size) {
    super(base);
    this.ring = new byte[size];
    slot().opened();
  }

  @Override
  boolean send(byte[] data, int offset, int length) {
    synchronized (ring) {
      for (int i = 0; i < length; i++) {
        ring[(int) (produced++ & ring.length - 1)] = data[offset + i];
      }
      consumed = Math.max(consumed, produced - ring.length);
      return true;
    }
  }

  /** Takes up to {@code size} of the bytes that are kept, oldest first. */
  public byte[] read(long size) {
    synchronized (ring) {
      byte[] taken = new byte[(int) Math.min(size, produced - consumed)];
      for (int i = 0; i < taken.length; i++) {
        taken[i] = ring[(int) (consumed++ & ring.length - 1)];
      }
      return taken;
    }
  }

  @Override
  public String filename() {
    return "ringbuf";
  }

  @Override
  void end() {
    slot().end();
    slot().release();
  }
}
