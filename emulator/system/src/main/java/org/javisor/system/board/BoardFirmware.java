package org.javisor.system.board;

import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.javisor.host.memory.RawMemory;
import org.javisor.isa.riscv64.Firmware;
import org.javisor.isa.riscv64.Hart;
import org.javisor.system.firmware.Sbi;
import org.javisor.system.firmware.SbiHart;
import org.javisor.system.firmware.SbiMachine;

/** The built-in SBI over a board's harts. */
final class BoardFirmware implements Firmware, SbiMachine {
  private static final int A0 = 10;
  private static final int SUPERVISOR_SOFTWARE = 1;

  private final VirtBoard board;
  private final Sbi sbi = new Sbi(this);
  private final AtomicIntegerArray started;

  BoardFirmware(VirtBoard board, int harts) {
    this.board = board;
    this.started = new AtomicIntegerArray(harts);
  }

  /**
   * Resets {@code hart} and makes it begin at the kernel's entry when it runs; the others stay
   * stopped.
   */
  void bootHart(int hart, long entry, long deviceTree) {
    for (int i = 0; i < started.length(); i++) {
      started.set(i, i == hart ? 1 : 0);
    }
    Hart first = board.harts().get(hart);
    board
        .vcpus()
        .get(hart)
        .post(cpu -> {
          first.reset();
          first.startSupervisor(entry, hart, deviceTree);
        });
  }

  /**
   * Resets all harts and makes them begin in M-mode when they run: at the boot ROM, or where {@code
   * starts} says.
   */
  void leaveToGuest(Map<Integer, Long> starts) {
    for (int i = 0; i < started.length(); i++) {
      started.set(i, 1);
      int number = i;
      Hart hart = board.harts().get(i);
      board
          .vcpus()
          .get(i)
          .post(cpu -> {
            hart.reset();
            hart.port().setPc(starts.getOrDefault(number, Hart.RESET_ADDRESS));
          });
    }
  }

  @Override
  public boolean supervisorCall(Hart hart) {
    sbi.call(new Caller(hart));
    return true;
  }

  private record Caller(Hart hart) implements SbiHart {
    @Override
    public int id() {
      return hart.id();
    }

    @Override
    public long argument(int number) {
      return hart.x(A0 + number);
    }

    @Override
    public void setArgument(int number, long value) {
      hart.setX(A0 + number, value);
    }

    @Override
    public void setTimer(long ticks) {
      hart.setTimer(ticks);
    }
  }

  @Override
  public int hartCount() {
    return started.length();
  }

  @Override
  public void sendIpi(int hart) {
    board.harts().get(hart).set(SUPERVISOR_SOFTWARE, true);
  }

  @Override
  public void clearIpi(int hart) {
    board.harts().get(hart).set(SUPERVISOR_SOFTWARE, false);
  }

  @Override
  public void remoteFence(int hart) {
    board.vcpus().get(hart).post(cpu -> board.harts().get(hart).port().flushTlb());
  }

  @Override
  public boolean startHart(int hart, long address, long opaque) {
    if (!started.compareAndSet(hart, 0, 1)) {
      return false;
    }
    Hart target = board.harts().get(hart);
    board
        .vcpus()
        .get(hart)
        .post(cpu -> {
          target.reset();
          target.startSupervisor(address, hart, opaque);
        });
    board.vcpus().get(hart).resume();
    return true;
  }

  @Override
  public void stopHart(int hart) {
    started.set(hart, 0);
    board.vcpus().get(hart).stopHere();
  }

  @Override
  public boolean isStarted(int hart) {
    return started.get(hart) != 0;
  }

  @Override
  public void suspendHart(int hart) {
    board.harts().get(hart).port().waitForInterrupt();
  }

  @Override
  public boolean isRam(long address, long length) {
    return board.memory().ramAddress(address, length) != 0;
  }

  @Override
  public void shutdown(int exitCode) {
    board.lock().lock();
    try {
      board.power().guestShutdown(exitCode);
    } finally {
      board.lock().unlock();
    }
  }

  @Override
  public void reboot() {
    board.lock().lock();
    try {
      board.power().guestReset();
    } finally {
      board.lock().unlock();
    }
  }

  /**
   * The firmware's console is a terminal: lines end with a carriage return, too, as other firmware
   * sends them.
   */
  @Override
  public void putConsole(int value) {
    board.lock().lock();
    try {
      if (value == '\n') {
        board.ports().serial().send('\r');
      }
      board.ports().serial().send(value);
    } finally {
      board.lock().unlock();
    }
  }

  @Override
  public int getConsole() {
    return -1; // Input goes to the serial port, where the kernel's driver finds it.
  }

  @Override
  public byte read(long address) {
    return RawMemory.getByte(board.memory().ramAddress(address, 1));
  }

  @Override
  public void write(long address, byte value) {
    RawMemory.putByte(board.memory().ramAddress(address, 1), value);
    board.memory().ramWritten(address, 1);
  }
}
