package org.javisor.engine.differential;

import org.javisor.engine.isa.Access;
import org.javisor.engine.isa.GuestCpu;
import org.javisor.engine.isa.GuestTrap;
import org.javisor.engine.isa.Translation;
import org.javisor.engine.isa.VcpuPort;

/**
 * A guest CPU whose page tables are arrays and whose trap handler goes on with the next
 * instruction. It keeps a journal of whatever the engine asks it.
 */
final class ScriptCpu implements GuestCpu {
  static final int ILLEGAL = 2;
  static final int FETCH_FAULT = 12;
  static final int READ_FAULT = 13;
  static final int WRITE_FAULT = 15;
  static final int NO_ANSWER = 16;
  static final int MISALIGNED = 32;

  // Helpers
  static final int STOP = 0;
  static final int MIX = 1;
  static final int MAYBE_TRAP = 2;
  static final int WRITE_SLOTS = 3;
  static final int FLUSH = 4;
  static final int FLAGS = 5;
  static final int SKIP = 6;
  static final int SWITCH_CONTEXT = 7;
  static final int SWITCH_SPACE = 8;
  static final int ROUND = 9;
  static final int BARRIER = 10;
  static final int INTERRUPT = 11;
  static final int UNMAP = 12;
  static final int HELPERS = 13;

  private static final int MAX_EVENTS = 3000;

  private final VcpuPort port;
  private final Runnable stop;
  private final GuestTrap trap = new GuestTrap();
  private final Translation translation = new Translation();
  private Script script = new Script(0);
  private long[][][] tables = {};
  private int mode;
  private int space;
  private int rounding;
  private long retiredAtStart;
  private long[] journal = new long[4 * MAX_EVENTS + 64];
  private int length;

  ScriptCpu(VcpuPort port, Runnable stop) {
    this.port = port;
    this.stop = stop;
  }

  /** Makes the state that of the script's beginning. */
  void begin(Script newScript) {
    script = newScript;
    tables = new long[Script.SPACES][Script.CONTEXTS][];
    for (int s = 0; s < Script.SPACES; s++) {
      for (int c = 0; c < Script.CONTEXTS; c++) {
        tables[s][c] = script.tables[s][c].clone();
      }
    }
    mode = script.mode;
    rounding = script.rounding;
    space = 0;
    length = 0;
    for (int i = 0; i < Script.SLOTS; i++) {
      port.setSlot(i, script.slots[i]);
    }
    port.setFloatFlags(0);
    port.clearReservation();
    port.flushTlb();
    port.switchAddressSpace(0);
    port.setPc(script.base + script.start);
    retiredAtStart = port.instructionsRetired();
  }

  /** What happened: kind, two values and the instruction count, for each event. */
  long[] journal() {
    return java.util.Arrays.copyOf(journal, length);
  }

  private long retired() {
    return port.instructionsRetired() - retiredAtStart;
  }

  /** A device was asked: the engine need not know the instruction count then. */
  void noteDevice(long kind, long offset, long value) {
    note(kind, offset, value, 0);
  }

  private void note(long kind, long a, long b) {
    note(kind, a, b, retired());
  }

  private void note(long kind, long a, long b, long count) {
    if (length + 4 <= journal.length) {
      journal[length++] = kind;
      journal[length++] = a;
      journal[length++] = b;
      journal[length++] = count;
    }
  }

  @Override
  public void reset() {
    // Scripts set all state themselves.
  }

  @Override
  public int mode() {
    return mode;
  }

  @Override
  public int fetchMmuIndex() {
    return mode & 7;
  }

  @Override
  public Translation translate(long address, Access access, int mmuIndex) {
    long number = (address - script.base) >> 12;
    if (number >= 0 && number < Script.ALIAS + Script.CODE_PAGES) {
      long entry = tables[space][mmuIndex % Script.CONTEXTS][(int) number];
      int wanted =
          switch (access) {
            case READ -> Script.READ;
            case WRITE -> Script.WRITE;
            case FETCH -> Script.EXECUTE;
          };
      if ((entry & wanted) != 0) {
        translation.physical = (entry & -4096L) + (address & 4095);
        translation.pageSize = (entry & Script.LARGE) != 0 ? 4 * 4096 : 4096;
        translation.readable = (entry & Script.READ) != 0;
        translation.writable = (entry & Script.WRITE) != 0;
        translation.executable = (entry & Script.EXECUTE) != 0;
        translation.global = (entry & Script.GLOBAL) != 0;
        return translation;
      }
    }
    throw switch (access) {
      case READ -> trap.with(READ_FAULT, address);
      case WRITE -> trap.with(WRITE_FAULT, address);
      case FETCH -> trap.with(FETCH_FAULT, address);
    };
  }

  @Override
  public GuestTrap trap(int cause, long value) {
    return trap.with(cause, value);
  }

  @Override
  public GuestTrap accessFault(long address, Access access) {
    return trap.with(NO_ANSWER + access.ordinal(), address);
  }

  @Override
  public GuestTrap misaligned(long address, Access access) {
    return trap.with(MISALIGNED + access.ordinal(), address);
  }

  @Override
  public void enterTrap(GuestTrap raised, long pc) {
    note(1000L + raised.trapCause(), raised.trapValue(), pc);
    int bytes = script.lengthAt(pc);
    boolean fetch =
        raised.trapCause() == FETCH_FAULT
            || raised.trapCause() == NO_ANSWER + Access.FETCH.ordinal();
    if (pc == script.stop() && fetch || isTired()) {
      stop.run();
    }
    port.setPc(fetch || bytes == 0 || isTired() ? script.stop() : pc + bytes);
  }

  private boolean isTired() {
    return length > 4 * MAX_EVENTS;
  }

  /** At a boundary of the engine's choice: nothing that the journal may show. */
  @Override
  public boolean takeInterrupt() {
    long fuel = port.slot(Script.FUEL);
    port.setSlot(Script.FUEL, fuel ^ 1);
    port.setSlot(Script.FUEL, fuel);
    return false;
  }

  @Override
  public boolean wakeUp() {
    return true;
  }

  @Override
  public int dynamicRounding() {
    return rounding;
  }

  @Override
  public long helper(int id, long a, long b) {
    note(id, a, id == STOP ? 0 : b);
    note(-1, port.pc(), port.floatFlags());
    switch (id) {
      case STOP -> stop.run();
      case MAYBE_TRAP -> {
        if ((a & 1) != 0) {
          throw trap.with(64 + (int) (b & 15), a);
        }
      }
      case WRITE_SLOTS -> {
        port.setSlot(3, a + 1);
        port.setSlot(15, script.direct ? -1 : b - 1);
        port.setSlot(1000, a ^ b);
        port.setSlot(102, a);
      }
      case FLUSH -> flush(a);
      case FLAGS -> port.setFloatFlags((int) a & 31);
      case SKIP -> skip();
      case SWITCH_CONTEXT -> mode = mode & ~7 | (int) Long.remainderUnsigned(a, Script.CONTEXTS);
      case SWITCH_SPACE -> {
        space = (int) (a & Script.SPACES - 1);
        port.switchAddressSpace(space);
      }
      case ROUND -> rounding = (int) Long.remainderUnsigned(a, 4);
      case INTERRUPT -> port.attention();
      case UNMAP -> unmap(a);
      default -> {
        // MIX only computes; BARRIER ends the unit, as each that exits does.
      }
    }
    if (isTired() && id != STOP) {
      throw trap.with(99, id);
    }
    return Long.rotateLeft(a * 0x9E3779B97F4A7C15L, 17) ^ b;
  }

  private void skip() {
    long next = port.pc() + script.lengthAt(port.pc());
    int bytes = script.lengthAt(next);
    if (bytes != 0 && next != script.stop()) {
      port.setPc(next + bytes);
    }
  }

  private void flush(long a) {
    switch ((int) a & 3) {
      case 0 -> port.flushTlb();
      case 1 -> port.flushTlbSpace(a >>> 2 & Script.SPACES - 1);
      case 2 -> port.flushTlbPage(script.base + (a >>> 2 & Script.PAGES - 1) * 4096);
      default ->
          port.flushTlbPage(
              script.base + (a >>> 4 & Script.PAGES - 1) * 4096, a >>> 2 & Script.SPACES - 1);
    }
  }

  /** Takes or gives rights of a page of data and flushes as the architecture would ask. */
  private void unmap(long a) {
    int page =
        Script.FIRST_DATA + (int) Long.remainderUnsigned(a, Script.PAGES - Script.FIRST_DATA);
    for (int c = 0; c < Script.CONTEXTS; c++) {
      tables[space][c][page] ^= Script.WRITE;
    }
    port.flushTlbPage(script.base + page * 4096L);
  }

  @Override
  public String dump() {
    return "pc 0x" + Long.toHexString(port.pc()) + ", seed " + script.seed + "\n";
  }
}
