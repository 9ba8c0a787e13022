package org.javisor.backend.block.qcow2;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.javisor.backend.block.MemoryNode;

/** A node that remembers what was written and when it was flushed. */
final class LoggedNode extends MemoryNode {
  private static final int SECTOR = 512;

  private final byte[] before;
  private final List<Change> log = new ArrayList<>();

  /** Bytes at an offset; no bytes for a flush. */
  private record Change(long offset, byte[] bytes) {
    boolean isFlush() {
      return bytes.length == 0;
    }
  }

  LoggedNode(byte[] bytes) {
    super(bytes);
    this.before = bytes.clone();
  }

  /** How much has happened. */
  int time() {
    return log.size();
  }

  @Override
  protected void store(long offset, byte[] piece) {
    super.store(offset, piece);
    log.add(new Change(offset, piece));
  }

  @Override
  public void flush() {
    log.add(new Change(0, new byte[0]));
  }

  /**
   * The bytes that a crash at {@code time} may leave: all that was flushed before, and any sectors
   * of what was written after.
   */
  byte[] crash(int time, Random random) {
    int flushed = 0;
    for (int i = 0; i < time; i++) {
      flushed = log.get(i).isFlush() ? i : flushed;
    }
    byte[] left = Arrays.copyOf(before, bytes().length);
    int end = before.length;
    for (int i = 0; i < time; i++) {
      Change change = log.get(i);
      int chance = i < flushed ? 0 : random.nextInt(3);
      for (int at = 0; at < change.bytes.length; ) {
        int offset = (int) change.offset + at;
        int next = Math.min(change.bytes.length, at + SECTOR - offset % SECTOR);
        if (chance == 0 || chance == 1 && random.nextBoolean()) {
          System.arraycopy(change.bytes, at, left, offset, next - at);
          end = Math.max(end, offset + next - at);
        }
        at = next;
      }
    }
    return Arrays.copyOf(left, end);
  }
}
