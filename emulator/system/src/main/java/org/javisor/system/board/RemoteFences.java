package org.javisor.system.board;

import java.util.BitSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.javisor.engine.isa.VcpuPort;
import org.javisor.isa.riscv64.Hart;
import org.javisor.system.firmware.SbiMachine;

/**
 * Fences that a hart asks others for. It makes its call again and again until all have fenced, and
 * does in between what others ask of it: so harts that fence one another do not wait for ever, and
 * a machine that is to stop stops.
 *
 * <p>Spec: [SBI] 8.
 */
final class RemoteFences {
  private static final long PAGE = 4096;

  /** With more pages than this it is cheaper to forget everything. */
  private static final long MAX_PAGES = 64;

  private final VirtBoard board;

  /** What each hart waits for; the hart's thread only. */
  private final Waiting[] waiting;

  /**
   * A call under way. It is the same call as long as the hart has executed nothing but it: who
   * moves the pc between two tries makes it a new one.
   */
  private static final class Waiting {
    final AtomicInteger left;
    long retired;

    Waiting(int harts) {
      left = new AtomicInteger(harts);
    }
  }

  RemoteFences(VirtBoard board, int harts) {
    this.board = board;
    this.waiting = new Waiting[harts];
  }

  /** On the thread of {@code caller}: whether all {@code harts} have fenced by now. */
  boolean fence(Hart caller, BitSet harts, SbiMachine.Fence what) {
    int id = caller.id();
    long retired = caller.port().instructionsRetired();
    Waiting call = waiting[id];
    if (call == null || call.retired + 1 != retired) {
      call = begin(id, harts, what);
      waiting[id] = call;
    }
    if (call.left.get() == 0) {
      waiting[id] = null;
      return true;
    }
    call.retired = retired;
    letOthersRun();
    return false;
  }

  private Waiting begin(int caller, BitSet harts, SbiMachine.Fence what) {
    Waiting call = new Waiting(harts.cardinality());
    harts.stream()
        .forEach(hart -> {
          VcpuPort port = board.harts().get(hart).port();
          if (hart == caller) {
            apply(port, what);
            call.left.decrementAndGet();
          } else {
            board
                .vcpus()
                .get(hart)
                .post(cpu -> {
                  apply(port, what);
                  call.left.decrementAndGet();
                });
          }
        });
    return call;
  }

  /** The others may be waiting for the host's core that this thread is on. */
  @SuppressWarnings("ThreadPriorityCheck")
  private static void letOthersRun() {
    Thread.yield();
  }

  /**
   * On the hart's thread. Changed code needs nothing: it is looked for before code is entered, and
   * the hart is outside translated code now.
   */
  private static void apply(VcpuPort port, SbiMachine.Fence fence) {
    switch (fence) {
      case SbiMachine.Fence.Instructions _ -> {
        // Nothing to do.
      }
      case SbiMachine.Fence.Addresses(long start, long size) -> {
        if (isWhole(start, size)) {
          port.flushTlb();
        } else {
          for (long page = start & -PAGE; page - start < size; page += PAGE) {
            port.flushTlbPage(page);
          }
        }
      }
      case SbiMachine.Fence.SpaceAddresses(long start, long size, long space) -> {
        if (isWhole(start, size)) {
          port.flushTlbSpace(space);
        } else {
          for (long page = start & -PAGE; page - start < size; page += PAGE) {
            port.flushTlbPage(page, space);
          }
        }
      }
    }
  }

  /** [SBI] 8: sizes of 0 from address 0 on, and of all ones, mean every address. */
  private static boolean isWhole(long start, long size) {
    return (start == 0 && size == 0) || size < 0 || size > MAX_PAGES * PAGE || start + size < start;
  }
}
