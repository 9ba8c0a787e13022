package org.javisor.backend.block.filter;

import java.io.IOException;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.ForwardingNode;

/**
 * Stores what is read from images behind a disk in the disk, so that it is not read there again.
 * What cannot be written is only read.
 *
 * <p>Spec: none, QEMU's copy-on-read.
 */
public final class CopyOnReadNode extends ForwardingNode {
  private final BlockNode below;
  private final boolean readOnly;

  public CopyOnReadNode(BlockNode below, boolean readOnly) {
    this.below = below;
    this.readOnly = readOnly || below.readOnly();
  }

  @Override
  protected BlockNode target() {
    return below;
  }

  @Override
  public BlockNode inner() {
    return this;
  }

  @Override
  public boolean readOnly() {
    return readOnly;
  }

  @Override
  public void read(long offset, long address, long length) throws IOException {
    if (!readOnly) {
      long _ = below.copyUp(offset, length);
    }
    below.read(offset, address, length);
  }
}
