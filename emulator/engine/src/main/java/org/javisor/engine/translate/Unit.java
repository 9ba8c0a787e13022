package org.javisor.engine.translate;

/**
 * A translated run of guest code, at most one page and a little of the next. Back ends extend it
 * with what they execute.
 *
 * <p>A unit is never changed once it is made, except that exits get linked and that it becomes
 * invalid for good.
 */
public abstract class Unit {
  private final UnitKey key;
  private final int guestBytes;
  private volatile boolean valid = true;
  private boolean mayBeKept = true;
  private long secondPagePhysical = -1;

  protected Unit(UnitKey key, int guestBytes) {
    this.key = key;
    this.guestBytes = guestBytes;
  }

  /** What it was translated from. */
  public final UnitKey key() {
    return key;
  }

  /** Guest virtual address of the first instruction. */
  public final long pc() {
    return key.pc();
  }

  /** Guest physical address of the first instruction. */
  public final long physical() {
    return key.physical();
  }

  /** The mode it was translated for. */
  public final int mode() {
    return key.mode();
  }

  /** Bytes from the first to behind the last instruction. */
  public final int guestBytes() {
    return guestBytes;
  }

  /** The address of its machine code, for reports; 0 where it has none. */
  public long codeAddress() {
    return 0;
  }

  /** Bytes of machine code and what belongs to it, for reports; 0 where it has none. */
  public int codeBytes() {
    return 0;
  }

  /** Whether the guest code is still what it was. */
  public final boolean valid() {
    return valid;
  }

  final void invalidate() {
    if (valid) {
      valid = false;
      invalidated();
    }
  }

  /** Told once, under the code cache's lock, that the unit is no longer valid. */
  protected void invalidated() {}

  /** Whether it may be executed again without being looked up anew. */
  public final boolean mayBeKept() {
    return mayBeKept;
  }

  final void forOneUse() {
    mayBeKept = false;
  }

  /** Physical address of the next page when the last instruction reaches into it, else -1. */
  public final long secondPagePhysical() {
    return secondPagePhysical;
  }

  final void setSecondPagePhysical(long physical) {
    secondPagePhysical = physical;
  }
}
