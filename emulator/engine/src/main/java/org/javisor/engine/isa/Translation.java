package org.javisor.engine.isa;

/** Result of a page-table walk: mutable and reused, one for each CPU. */
public final class Translation {
  /** Guest physical address of the byte asked for. */
  public long physical;

  /**
   * Bytes of the page the entry maps: 4096 or a larger power of two. Less than 4096, 4 at least,
   * when the rights hold only for the aligned block of that size around the byte: nothing is kept
   * of such a translation, and an access in one piece must lie inside the block.
   */
  public long pageSize;

  public boolean readable;

  /**
   * May be false although the page is writable, so that the first store comes to the walker and
   * sets the dirty bit.
   */
  public boolean writable;

  public boolean executable;

  /** Whether the entry is global: survives a flush by address space. */
  public boolean global;
}
