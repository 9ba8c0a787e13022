package org.javisor.engine.mmu;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.bus.memory.Region;

/**
 * The dirty logs of a machine. No soft TLB lets a page be written without asking that is clean in a
 * log. Thread-safe.
 */
public final class DirtyLogs {
  private static final long PAGE = 4096;

  private final AddressSpace memory;
  private final Runnable settle;
  private final List<SoftTlb> tlbs = new CopyOnWriteArrayList<>();
  private volatile DirtyLog[] logs = {};

  /**
   * @param settle returns when every CPU that executes guest code has ended an instruction
   */
  public DirtyLogs(AddressSpace memory, Runnable settle) {
    this.memory = memory;
    this.settle = settle;
    memory.addRamWriteListener(this::written);
  }

  /** From now on {@code tlb} is told of clean pages. */
  public void addTlb(SoftTlb tlb) {
    tlbs.add(tlb);
  }

  /** Forgets {@code tlb}. */
  public void removeTlb(SoftTlb tlb) {
    tlbs.remove(tlb);
  }

  /**
   * Begins a log of whole pages, all clean, in one region of RAM. What is said of {@link
   * DirtyLog#take} holds for this, too.
   */
  public DirtyLog begin(long gpa, long length) {
    if ((gpa & (PAGE - 1)) != 0 || (length & (PAGE - 1)) != 0 || length <= 0) {
      throw new IllegalArgumentException("not whole pages: " + gpa + ", " + length);
    }
    if (memory.ramAddress(gpa, length) == 0) {
      throw new IllegalArgumentException("no RAM: " + gpa + ", " + length);
    }
    DirtyLog log = new DirtyLog(this, gpa, length);
    synchronized (this) {
      DirtyLog[] more = java.util.Arrays.copyOf(logs, logs.length + 1);
      more[logs.length] = log;
      logs = more;
    }
    protect(log);
    return log;
  }

  synchronized void remove(DirtyLog log) {
    logs = java.util.Arrays.stream(logs).filter(other -> other != log).toArray(DirtyLog[]::new);
  }

  /** No page of the log's range is written without asking. */
  void protect(DirtyLog log) {
    long host = memory.ramAddress(log.gpa(), log.length());
    protectIn(host, log.length());
    settle.run();
    // Whoever was about to copy an entry has done it by now.
    protectIn(host, log.length());
  }

  private void protectIn(long host, long length) {
    for (SoftTlb tlb : tlbs) {
      tlb.protectHostRange(host, length);
    }
  }

  /** Whether the page of {@code gpa} is clean in any log. */
  boolean isClean(long gpa) {
    for (DirtyLog log : logs) {
      if (log.isClean(gpa)) {
        return true;
      }
    }
    return false;
  }

  /** The page of {@code gpa} is about to be written, or has been. */
  void mark(long gpa) {
    for (DirtyLog log : logs) {
      log.mark(gpa);
    }
  }

  private void written(long gpa, long length) {
    if (logs.length != 0 && memory.find(gpa) instanceof Region.Ram) {
      for (long at = gpa & -PAGE; at < gpa + length; at += PAGE) {
        mark(at);
      }
    }
  }
}
