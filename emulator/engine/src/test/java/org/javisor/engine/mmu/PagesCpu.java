package org.javisor.engine.mmu;

import java.util.HashMap;
import java.util.Map;
import org.javisor.engine.isa.Access;
import org.javisor.engine.isa.GuestCpu;
import org.javisor.engine.isa.GuestTrap;
import org.javisor.engine.isa.Translation;

/** A CPU whose page tables are maps and that counts how often they are walked. */
final class PagesCpu implements GuestCpu {
  /** A page of {@code 1 << shift} bytes whose first 4 KiB are at {@code physical}. */
  record Page(int shift, long physical, boolean global) {}

  /** For each space, pages by their address. */
  private final Map<Long, Map<Long, Page>> spaces = new HashMap<>();

  private final Translation translation = new Translation();
  long space;
  int walks;

  Map<Long, Page> pages(long of) {
    return spaces.computeIfAbsent(of, _ -> new HashMap<>());
  }

  /** Every 4 KiB of a large page are the same ones, so that little RAM is enough. */
  @Override
  public Translation translate(long address, Access access, int mmuIndex) {
    walks++;
    for (Map.Entry<Long, Page> entry : pages(space).entrySet()) {
      Page page = entry.getValue();
      if (address >>> page.shift() == entry.getKey() >>> page.shift()) {
        translation.physical = page.physical() + (address & 4095);
        translation.pageSize = 1L << page.shift();
        translation.readable = true;
        translation.writable = true;
        translation.executable = true;
        translation.global = page.global();
        return translation;
      }
    }
    throw new AssertionError("nothing at " + Long.toHexString(address));
  }

  private static AssertionError unexpected() {
    return new AssertionError("only memory is used");
  }

  @Override
  public void reset() {
    throw unexpected();
  }

  @Override
  public int mode() {
    return 0;
  }

  @Override
  public int fetchMmuIndex() {
    return 0;
  }

  @Override
  public GuestTrap trap(int cause, long value) {
    throw unexpected();
  }

  @Override
  public GuestTrap accessFault(long address, Access access) {
    throw unexpected();
  }

  @Override
  public GuestTrap misaligned(long address, Access access) {
    throw unexpected();
  }

  @Override
  public void enterTrap(GuestTrap trap, long pc) {
    throw unexpected();
  }

  @Override
  public boolean takeInterrupt() {
    throw unexpected();
  }

  @Override
  public boolean wakeUp() {
    throw unexpected();
  }

  @Override
  public long helper(int id, long a, long b) {
    throw unexpected();
  }

  @Override
  public int dynamicRounding() {
    throw unexpected();
  }

  @Override
  public String dump() {
    return "";
  }
}
