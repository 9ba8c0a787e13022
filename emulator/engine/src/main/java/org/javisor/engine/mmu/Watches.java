package org.javisor.engine.mmu;

import java.util.List;
import org.javisor.engine.isa.GuestTrap;

/**
 * What one CPU watches. Watched pages are in its soft TLB for fetches only, so that all accesses
 * come to {@link #check}, which stops the instruction like an exception of its own kind.
 *
 * <p>The vCPU's thread only.
 */
public final class Watches {
  private static final long PAGE = 4096;

  private final GuestTrap trap = new GuestTrap();
  private Watch[] watches = {};
  private Watch.Listener listener = hit -> {};
  private boolean suspended;
  private Watch.Hit hit = new Watch.Hit(new Watch(0, 1, false, false), 0, 0, false);

  /** Watches these from now on; the caller makes the soft TLB forget everything. */
  public void set(List<Watch> wanted, Watch.Listener told) {
    watches = wanted.toArray(Watch[]::new);
    listener = told;
  }

  /**
   * Before an access: throws {@link #trap} when it is watched.
   *
   * @throws GuestTrap the instruction is to be executed while this is suspended
   */
  void check(long address, int size, boolean write) {
    if (watches.length != 0 && !suspended) {
      find(address, size, write);
    }
  }

  private void find(long address, int size, boolean write) {
    for (Watch watch : watches) {
      if (watch.isMetBy(address, size, write)) {
        hit = new Watch.Hit(watch, address, size, write);
        throw trap;
      }
    }
  }

  /** Whether accesses to the page of {@code address} may be watched. */
  boolean isInPage(long address) {
    long page = address & -PAGE;
    for (Watch watch : watches) {
      if (watch.isMetBy(page, PAGE, false) || watch.isMetBy(page, PAGE, true)) {
        return true;
      }
    }
    return false;
  }

  /** What a watched access is stopped with; no exception of the guest's. */
  public GuestTrap trap() {
    return trap;
  }

  /** Accesses are not watched until {@link #resume}. */
  public void suspend() {
    suspended = true;
  }

  public void resume() {
    suspended = false;
  }

  /** The instruction that was stopped last has been executed: tells the listener. */
  public void report() {
    listener.accessed(hit);
  }
}
