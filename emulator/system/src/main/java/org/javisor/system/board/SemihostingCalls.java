package org.javisor.system.board;

import org.javisor.engine.isa.Access;
import org.javisor.host.memory.RawMemory;
import org.javisor.isa.riscv64.Firmware;
import org.javisor.isa.riscv64.Hart;
import org.javisor.system.firmware.Semihosting;
import org.javisor.system.firmware.SemihostingGuest;

/** Recognizes semihosting calls of a board's harts and passes all other calls on. */
final class SemihostingCalls implements Firmware {
  /** What stands before, at and behind the breakpoint of a call, none of it compressed. */
  private static final int[] SEQUENCE = {0x01F01013, 0x00100073, 0x40705013};

  private static final int A0 = 10;
  private static final int A1 = 11;

  private final VirtBoard board;
  private final Firmware next;
  private final Semihosting host;

  SemihostingCalls(VirtBoard board, Firmware next, Semihosting host) {
    this.board = board;
    this.next = next;
    this.host = host;
  }

  @Override
  public boolean supervisorCall(Hart hart) {
    return next.supervisorCall(hart);
  }

  @Override
  public boolean debuggerCall(Hart hart, long pc) {
    Caller caller = new Caller(hart);
    byte[] bytes = new byte[4];
    for (int i = 0; i < SEQUENCE.length; i++) {
      boolean read = caller.copy(pc + 4L * (i - 1), bytes, 4, Access.FETCH);
      int word =
          bytes[0] & 0xFF | (bytes[1] & 0xFF) << 8 | (bytes[2] & 0xFF) << 16 | bytes[3] << 24;
      if (!read || word != SEQUENCE[i]) {
        return false;
      }
    }
    hart.setX(A0, host.call((int) hart.x(A0), hart.x(A1), caller));
    return true;
  }

  /** The calling hart's memory and the board's console. */
  private final class Caller implements SemihostingGuest {
    private final Hart hart;

    Caller(Hart hart) {
      this.hart = hart;
    }

    private boolean copy(long address, byte[] bytes, int count, Access access) {
      for (int done = 0; done < count; ) {
        long at = address + done;
        int part = (int) Math.min(count - done, 4096 - (at & 4095));
        long physical = hart.physicalAddress(at, access);
        long host = physical == -1 ? 0 : board.memory().ramAddress(physical, part);
        if (host == 0) {
          return false;
        }
        if (access == Access.WRITE) {
          RawMemory.copyIn(bytes, done, host, part);
          board.memory().ramWritten(physical, part);
        } else {
          RawMemory.copyOut(host, bytes, done, part);
        }
        done += part;
      }
      return true;
    }

    @Override
    public boolean read(long address, byte[] target) {
      return copy(address, target, target.length, Access.READ);
    }

    @Override
    public boolean write(long address, byte[] source, int count) {
      return copy(address, source, count, Access.WRITE);
    }

    @Override
    public void putConsole(int value) {
      board.lock().lock();
      try {
        board.ports().serial().send(value);
      } finally {
        board.lock().unlock();
      }
    }

    @Override
    public int getConsole() {
      return -1; // Input goes to the serial port, where the program's driver finds it.
    }

    @Override
    public long elapsedNanos() {
      return board.clock().nanos();
    }

    @Override
    public void exit(int code) {
      board.lock().lock();
      try {
        board.power().guestExit(code);
      } finally {
        board.lock().unlock();
      }
    }
  }
}
