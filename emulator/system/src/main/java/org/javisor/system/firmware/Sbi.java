package org.javisor.system.firmware;

/**
 * The supervisor binary interface that the machine itself provides: base, timer, IPI, remote fence,
 * hart state, system reset and debug console extensions, and the legacy calls.
 *
 * <p>Spec: [SBI] 2.0. Unimplemented: PMU, SUSP, CPPC, NACL, STA.
 */
public final class Sbi {
  private static final int SPEC_VERSION = 2 << 24;

  /** Own, not registered: "Jv". */
  private static final long IMPLEMENTATION_ID = 0x4A76;

  private static final long IMPLEMENTATION_VERSION = 1;

  private static final long SUCCESS = 0;
  private static final long NOT_SUPPORTED = -2;
  private static final long INVALID_PARAM = -3;
  private static final long INVALID_ADDRESS = -5;
  private static final long ALREADY_AVAILABLE = -6;

  private static final int BASE = 0x10;
  private static final int TIME = 0x54494D45;
  private static final int IPI = 0x735049;
  private static final int RFENCE = 0x52464E43;
  private static final int HSM = 0x48534D;
  private static final int SRST = 0x53525354;
  private static final int DBCN = 0x4442434E;
  private static final int LAST_LEGACY = 8;

  private static final int CONSOLE_LIMIT = 4096;

  private final SbiMachine machine;

  public Sbi(SbiMachine machine) {
    this.machine = machine;
  }

  /** Serves the call in {@code hart}'s argument registers and leaves the result there. */
  public void call(SbiHart hart) {
    long extension = hart.argument(7);
    if (extension >= 0 && extension <= LAST_LEGACY) {
      hart.setArgument(0, legacy((int) extension, hart));
      return;
    }
    long answer = dispatch(extension, (int) hart.argument(6), hart);
    hart.setArgument(0, Math.min(answer, SUCCESS));
    hart.setArgument(1, Math.max(answer, SUCCESS));
  }

  /**
   * An error below 0, or the value that a successful call returns: none of ours is negative. Harts
   * call at the same time, so nothing is kept here.
   */
  private long dispatch(long extension, int function, SbiHart hart) {
    if (extension != (int) extension) {
      return NOT_SUPPORTED;
    }
    return switch ((int) extension) {
      case BASE -> base(function, hart);
      case TIME -> time(function, hart);
      case IPI -> function == 0 ? onHarts(hart, machine::sendIpi) : NOT_SUPPORTED;
      case RFENCE -> fence(function, hart);
      case HSM -> hartState(function, hart);
      case SRST -> reset(function, hart);
      case DBCN -> console(function, hart);
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
        || extension == DBCN;
  }

  /** [SBI] 6. */
  private static long time(int function, SbiHart hart) {
    if (function != 0) {
      return NOT_SUPPORTED;
    }
    hart.setTimer(hart.argument(0));
    return SUCCESS;
  }

  /** What is done to each hart of a mask. */
  private interface HartAction {
    void accept(int hart);
  }

  /** [SBI] 3.1: the mask in a0, its base in a1; a base of all ones means every hart. */
  private long onHarts(SbiHart hart, HartAction action) {
    long mask = hart.argument(0);
    long base = hart.argument(1);
    int count = machine.hartCount();
    if (base == -1) {
      everyHart(action);
      return SUCCESS;
    }
    if (base < 0 || base >= count) {
      return INVALID_PARAM;
    }
    long beyond = count - base < 64 ? -1L << (count - base) : 0;
    if ((mask & beyond) != 0) {
      return INVALID_PARAM;
    }
    for (int i = 0; i < 64 && base + i < count; i++) {
      if ((mask >>> i & 1) != 0) {
        action.accept((int) base + i);
      }
    }
    return SUCCESS;
  }

  /** [SBI] 8: instruction and address-space fences alike; those for guests are not provided. */
  private long fence(int function, SbiHart hart) {
    return function >= 0 && function <= 2 ? onHarts(hart, machine::remoteFence) : NOT_SUPPORTED;
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
    if (machine.isStarted((int) target)) {
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
    return machine.isStarted((int) target) ? 0 : 1;
  }

  /** Only the default retentive suspend: the hart waits and goes on. */
  private long suspend(SbiHart hart) {
    int type = (int) hart.argument(0);
    if (type != 0) {
      return type == Integer.MIN_VALUE ? NOT_SUPPORTED : INVALID_PARAM;
    }
    machine.suspendHart(hart.id());
    return SUCCESS;
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
      machine.putConsole((int) hart.argument(0) & 0xFF);
      return SUCCESS;
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
      machine.putConsole(machine.read(address + i) & 0xFF);
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
      case 1 -> machine.putConsole((int) hart.argument(0) & 0xFF);
      case 2 -> {
        return machine.getConsole();
      }
      case 3 -> machine.clearIpi(hart.id());
      case 4 -> everyHart(machine::sendIpi);
      case 8 -> machine.shutdown(0);
      default -> everyHart(machine::remoteFence);
    }
    return SUCCESS;
  }

  private void everyHart(HartAction action) {
    for (int i = 0; i < machine.hartCount(); i++) {
      action.accept(i);
    }
  }
}
