package org.javisor.backend.block.filter;

import java.io.IOException;
import org.javisor.backend.block.BlockNode;

/**
 * Stores what is read from images behind a disk in the disk, so that it is not read there again.
 * What cannot be written is only read.
 *
 * <p>Spec: none, QEMU's copy-on-read.
 */
public final class CopyOnReadNode extends FilterNode {
  public CopyOnReadNode(BlockNode below, boolean readOnly) {
    super(below, readOnly);
  }

  @Override
  public void read(long offset, long address, long length) throws IOException {
    if (!readOnly()) {
      store(offset, length);
    }
    target().read(offset, address, length);
  }

  private void store(long offset, long length) {
    try {
      long _ = target().copyUp(offset, length);
    } catch (IOException e) {
      // It can still be read where it is: whoever reads did not ask for it to be stored.
    }
  }
}
