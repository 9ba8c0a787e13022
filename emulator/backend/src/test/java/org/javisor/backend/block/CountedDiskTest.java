package org.javisor.backend.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.javisor.backend.block.CountedDisk.Operation;
import org.junit.jupiter.api.Test;

class CountedDiskTest {
  /** A disk without contents; what is beyond its end fails. */
  private static final class EmptyDisk implements BlockNode {
    @Override
    public long sizeBytes() {
      return 8192;
    }

    @Override
    public boolean readOnly() {
      return false;
    }

    @Override
    public void read(long offset, long address, long length) throws IOException {
      check(offset, length);
    }

    @Override
    public void write(long offset, long address, long length) throws IOException {
      check(offset, length);
    }

    @Override
    public void writeZeroes(long offset, long length) throws IOException {
      check(offset, length);
    }

    @Override
    public void discard(long offset, long length) throws IOException {
      check(offset, length);
    }

    @Override
    public Extent extent(long offset, long length) {
      return Extent.of(length, Extent.Kind.ZERO);
    }

    @Override
    public void truncate(long sizeBytes) throws IOException {
      throw new IOException("it has no contents");
    }

    private void check(long offset, long length) throws IOException {
      if (offset + length > sizeBytes()) {
        throw new IOException("beyond the end");
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private final NodeDisk node = new NodeDisk(new EmptyDisk());
  private final CountedDisk disk = new CountedDisk(node, new Gate());

  @Test
  void whatSucceedsCountsWithItsBytes() throws IOException {
    disk.read(0, 0, 512);
    disk.read(512, 0, 1024);
    disk.write(1024, 0, 512);
    disk.writeZeroes(0, 512);
    disk.flush();
    assertEquals(2, disk.count(Operation.READ).operations());
    assertEquals(1536, disk.count(Operation.READ).bytes());
    assertEquals(2, disk.count(Operation.WRITE).operations());
    assertEquals(1024, disk.count(Operation.WRITE).bytes());
    assertEquals(1, disk.count(Operation.FLUSH).operations());
    assertEquals(1536, node.highestOffset());
  }

  @Test
  void whatFailsCountsAsFailedOnly() {
    assertThrows(IOException.class, () -> disk.write(8192, 0, 512));
    assertEquals(0, disk.count(Operation.WRITE).operations());
    assertEquals(0, disk.count(Operation.WRITE).bytes());
    assertEquals(1, disk.count(Operation.WRITE).failed());
    assertEquals(0, node.highestOffset());
  }
}
