package org.javisor.system.firmware;

import java.util.BitSet;
import java.util.Optional;

/**
 * The supervisor binary interface that the machine itself provides: base, timer, IPI, remote fence,
 * hart state, system reset and suspend, performance monitoring and debug console extensions, and
 * the legacy calls.
 *
 * <p>Spec: [SBI] 2.0. Unimplemented: CPPC, NACL, STA.
 */
public final class Sbi {
  private static final int SPEC_VERSION = 2 << 24;

  /** Own, not registered: "Jv". */
  private static final long IMPLEMENTATION_ID = 0x4A76;

  private static final long IMPLEMENTATION_VERSION = 1;

  private static final long SUCCESS = 0;
  private static final long NOT_SUPPORTED = -2;
  private static final long INVALID_PARAM = -3;
  private static final long DENIED = -4;
  private static final long INVALID_ADDRESS = -5;
  private static final long ALREADY_AVAILABLE = -6;

  /** No answer yet. */
  private static final long AGAIN = Long.MIN_VALUE;

  /** No answer: the hart goes on elsewhere. */
  private static final long ELSEWHERE = AGAIN + 1;

  /** Of what suspends: what the specification keeps for later, and how much is lost by it. */
  private static final long RETENTIVE = 0;

  private static final long NOT_RETENTIVE = 0x80000000L;
  private static final long PLATFORM = 0x10000000L;

  private static final int BASE = 0x10;
  private static final int TIME = 0x54494D45;
  private static final int IPI = 0x735049;
  private static final int RFENCE = 0x52464E43;
  private static final int HSM = 0x48534D;
  private static final int SRST = 0x53525354;
  private static final int DBCN = 0x4442434E;
  private static final int SUSP = 0x53555350;
  private static final int LAST_LEGACY = 8;

  private static final int CONSOLE_LIMIT = 4096;
  private static final int STOPPED = 1;

  private final SbiMachine machine;
  private final SbiPmu pmu;

  /** Firmware of a machine with {@code harts} harts, which it asks nothing yet. */
  public Sbi(SbiMachine machine, int harts) {
    this.machine = machine;
    this.pmu = new SbiPmu(harts);
  }

  /** The machine begins anew. */
  public void reset() {
    pmu.reset();
  }

  /**
   * Serves the call in {@code hart}'s argument registers and leaves the result there.
   *
   * @return false when the call has to be made again, with the same arguments, to be completed
   */
  public boolean call(SbiHart hart) {
    long extension = hart.argument(7);
    boolean isLegacy = extension >= 0 && extension <= LAST_LEGACY;
    long answer =
        isLegacy
            ? legacy((int) extension, hart)
            : dispatch(extension, (int) hart.argument(6), hart);
    if (answer == AGAIN) {
      return false;
    }
    if (answer == ELSEWHERE) {
      return true;
    }
    if (isLegacy) {
      hart.setArgument(0, answer);
    } else {
      hart.setArgument(0, Math.min(answer, SUCCESS));
      hart.setArgument(1, Math.max(answer, SUCCESS));
    }
    return true;
  }

  /**
   * An error below 0, or the value that a successful call returns: none of ours is negative. Harts
   * call at the same time.
   */
  private long dispatch(long extension, int function, SbiHart hart) {
    if (extension != (int) extension) {
      return NOT_SUPPORTED;
    }
    return switch ((int) extension) {
      case BASE -> base(function, hart);
      case TIME -> time(function, hart);
      case IPI -> function == 0 ? interrupt(hart) : NOT_SUPPORTED;
      case RFENCE -> fence(function, hart);
      case HSM -> hartState(function, hart);
      case SRST -> reset(function, hart);
      case DBCN -> console(function, hart);
      case SUSP -> function == 0 ? suspendSystem(hart) : NOT_SUPPORTED;
      case SbiPmu.EXTENSION -> pmu.call(function, hart);
      default -> NOT_SUPPORTED;
    };
  }

  /** [SBI] 4. */
  private static long base(int function, SbiHart hart) {
    return switch (function) {
      case 0 -> SPEC_VERSION;
      case 1 -> IMPLEMENTATION_ID;
      case 2 -> IMPLEMENTATION_VERSION;
      case 3 -> isProvided(hart.argument(0)) ? 1 : 0;
      case 4, 5, 6 -> 0; // mvendorid, marchid, mimpid
      default -> NOT_SUPPORTED;
    };
  }

  private static boolean isProvided(long extension) {
    if (extension >= 0 && extension <= LAST_LEGACY) {
      return true;
    }
    return extension == BASE
        || extension == TIME
        || extension == IPI
        || extension == RFENCE
        || extension == HSM
        || extension == SRST
        || extension == DBCN
        || extension == SUSP
        || extension == SbiPmu.EXTENSION;
  }

  /** [SBI] 6. */
  private static long time(int function, SbiHart hart) {
    if (function != 0) {
      return NOT_SUPPORTED;
    }
    hart.setTimer(hart.argument(0));
    return SUCCESS;
  }

  /**
   * [SBI] 3.1: the mask in a0, its base in a1; a base of all ones means every hart. Empty when
   * there are no such harts.
   */
  private Optional<BitSet> harts(SbiHart hart) {
    long mask = hart.argument(0);
    long base = hart.argument(1);
    int count = machine.hartCount();
    if (base == -1) {
      return Optional.of(everyHart());
    }
    if (base < 0 || base >= count) {
      return Optional.empty();
    }
    long beyond = count - base < 64 ? -1L << (count - base) : 0;
    if ((mask & beyond) != 0) {
      return Optional.empty();
    }
    BitSet harts = new BitSet();
    for (int i = 0; i < 64 && base + i < count; i++) {
      harts.set((int) base + i, (mask >>> i & 1) != 0);
    }
    return Optional.of(harts);
  }

  private BitSet everyHart() {
    BitSet harts = new BitSet();
    harts.set(0, machine.hartCount());
    return harts;
  }

  /** [SBI] 7. */
  private long interrupt(SbiHart hart) {
    Optional<BitSet> harts = harts(hart);
    if (harts.isEmpty()) {
      return INVALID_PARAM;
    }
    harts.get().stream().forEach(machine::sendIpi);
    return SUCCESS;
  }

  /** [SBI] 8: those for guests are not provided. */
  private long fence(int function, SbiHart hart) {
    SbiMachine.Fence what;
    switch (function) {
      case 0 -> what = new SbiMachine.Fence.Instructions();
      case 1 -> what = new SbiMachine.Fence.Addresses(hart.argument(2), hart.argument(3));
      case 2 ->
          what =
              new SbiMachine.Fence.SpaceAddresses(
                  hart.argument(2), hart.argument(3), hart.argument(4) & 0xFFFF);
      default -> {
        return NOT_SUPPORTED;
      }
    }
    Optional<BitSet> harts = harts(hart);
    if (harts.isEmpty()) {
      return INVALID_PARAM;
    }
    return machine.remoteFence(hart.id(), harts.get(), what) ? SUCCESS : AGAIN;
  }

  /** [SBI] 9. */
  private long hartState(int function, SbiHart hart) {
    return switch (function) {
      case 0 -> startHart(hart);
      case 1 -> {
        machine.stopHart(hart.id());
        yield SUCCESS;
      }
      case 2 -> hartStatus(hart.argument(0));
      case 3 -> suspend(hart);
      default -> NOT_SUPPORTED;
    };
  }

  private boolean isHart(long id) {
    return id >= 0 && id < machine.hartCount();
  }

  private long startHart(SbiHart hart) {
    long target = hart.argument(0);
    if (!isHart(target)) {
      return INVALID_PARAM;
    }
    if (machine.hartState((int) target) != STOPPED) {
      return ALREADY_AVAILABLE;
    }
    if (!machine.isRam(hart.argument(1), 2)) {
      return INVALID_ADDRESS;
    }
    boolean stopped = machine.startHart((int) target, hart.argument(1), hart.argument(2));
    return stopped ? SUCCESS : ALREADY_AVAILABLE; // another hart may have been faster
  }

  private long hartStatus(long target) {
    if (!isHart(target)) {
      return INVALID_PARAM;
    }
    return machine.hartState((int) target);
  }

  /** The default types, of which one lets the hart go on elsewhere; no others are ours. */
  private long suspend(SbiHart hart) {
    long type = hart.argument(0) & 0xFFFFFFFFL;
    if (type == RETENTIVE) {
      return machine.suspendHart(hart.id()) ? SUCCESS : AGAIN;
    }
    if (type != NOT_RETENTIVE) {
      return (type & ~NOT_RETENTIVE) < PLATFORM ? INVALID_PARAM : NOT_SUPPORTED;
    }
    return suspendUntilResumed(hart);
  }

  private long suspendUntilResumed(SbiHart hart) {
    long address = hart.argument(1);
    if (!machine.isRam(address, 2)) {
      return INVALID_ADDRESS;
    }
    if (!machine.suspendHart(hart.id())) {
      return AGAIN;
    }
    hart.resumeAt(address, hart.argument(2));
    return ELSEWHERE;
  }

  /** [SBI] 13: suspend to RAM, for the last hart that is not stopped. */
  private long suspendSystem(SbiHart hart) {
    long type = hart.argument(0) & 0xFFFFFFFFL;
    if (type != 0) {
      return type < NOT_RETENTIVE ? INVALID_PARAM : NOT_SUPPORTED;
    }
    for (int other = 0; other < machine.hartCount(); other++) {
      if (other != hart.id() && machine.hartState(other) != STOPPED) {
        return DENIED;
      }
    }
    return suspendUntilResumed(hart);
  }

  /** [SBI] 10. */
  private long reset(int function, SbiHart hart) {
    if (function != 0) {
      return NOT_SUPPORTED;
    }
    int reason = (int) hart.argument(1);
    if (reason < 0 || reason > 1) {
      return INVALID_PARAM;
    }
    switch ((int) hart.argument(0)) {
      case 0 -> machine.shutdown(reason);
      case 1, 2 -> machine.reboot();
      default -> {
        return INVALID_PARAM;
      }
    }
    return SUCCESS;
  }

  /** [SBI] 12: bytes from and to guest memory, at most a page at a call. */
  private long console(int function, SbiHart hart) {
    if (function == 2) {
      return machine.putConsole((int) hart.argument(0) & 0xFF) ? SUCCESS : AGAIN;
    }
    if (function != 0 && function != 1) {
      return NOT_SUPPORTED;
    }
    long length = Math.min(hart.argument(0), CONSOLE_LIMIT);
    long address = hart.argument(1);
    if (length < 0 || hart.argument(2) != 0 || (length > 0 && !machine.isRam(address, length))) {
      return INVALID_PARAM;
    }
    return function == 0 ? write(address, length) : read(address, length);
  }

  private long write(long address, long length) {
    for (long i = 0; i < length; i++) {
      if (!machine.putConsole(machine.read(address + i) & 0xFF)) {
        return i;
      }
    }
    return length;
  }

  private long read(long address, long length) {
    for (long i = 0; i < length; i++) {
      int next = machine.getConsole();
      if (next < 0) {
        return i;
      }
      machine.write(address + i, (byte) next);
    }
    return length;
  }

  /** [SBI] 5. The hart mask of the legacy fences is a pointer to memory; they fence every hart. */
  private long legacy(int function, SbiHart hart) {
    switch (function) {
      case 0 -> hart.setTimer(hart.argument(0));
      case 1 -> {
        return machine.putConsole((int) hart.argument(0) & 0xFF) ? SUCCESS : AGAIN;
      }
      case 2 -> {
        return machine.getConsole();
      }
      case 3 -> machine.clearIpi(hart.id());
      case 4 -> everyHart().stream().forEach(machine::sendIpi);
      case 8 -> machine.shutdown(0);
      default -> {
        return machine.remoteFence(hart.id(), everyHart(), SbiMachine.Fence.ALL) ? SUCCESS : AGAIN;
      }
    }
    return SUCCESS;
  }
}
