package org.javisor.backend.block.filter;

import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.ForwardingNode;

/**
 * A node in front of another one, which it may show read-only.
 *
 * <p>Spec: none, what QEMU calls a filter.
 */
abstract class FilterNode extends ForwardingNode {
  private final BlockNode below;
  private final boolean readOnly;

  FilterNode(BlockNode below, boolean readOnly) {
    this.below = below;
    this.readOnly = readOnly || below.readOnly();
  }

  @Override
  protected final BlockNode target() {
    return below;
  }

  @Override
  public final BlockNode inner() {
    return this;
  }

  @Override
  public final boolean readOnly() {
    return readOnly;
  }
}
