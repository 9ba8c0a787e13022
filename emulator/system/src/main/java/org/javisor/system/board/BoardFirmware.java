package org.javisor.system.board;

import java.util.BitSet;
import java.util.Map;
import org.javisor.device.serial.SerialOutput;
import org.javisor.host.memory.RawMemory;
import org.javisor.isa.riscv64.Firmware;
import org.javisor.isa.riscv64.Hart;
import org.javisor.isa.riscv64.HartRegisters;
import org.javisor.system.firmware.Sbi;
import org.javisor.system.firmware.SbiHart;
import org.javisor.system.firmware.SbiMachine;

/** The built-in SBI over a board's harts. */
final class BoardFirmware implements Firmware, SbiMachine {
  private static final int A0 = 10;
  private static final int SUPERVISOR_SOFTWARE = 1;

  private final VirtBoard board;
  private final Sbi sbi;
  private final RemoteFences fences;

  BoardFirmware(VirtBoard board, int harts) {
    this.board = board;
    this.sbi = new Sbi(this, harts);
    this.fences = new RemoteFences(board, harts);
  }

  /**
   * Resets {@code hart} and makes it begin at the kernel's entry when it runs; the others stay
   * stopped.
   */
  void bootHart(int hart, long entry, long deviceTree) {
    sbi.reset();
    HartStates states = board.hartStates();
    for (int i = 0; i < states.count(); i++) {
      states.set(i, i == hart ? HartStates.STARTED : HartStates.STOPPED);
      powerOn(i);
    }
    Hart first = board.harts().get(hart);
    board.vcpus().get(hart).post(cpu -> first.startSupervisor(entry, hart, deviceTree));
  }

  private void powerOn(int number) {
    Hart hart = board.harts().get(number);
    hart.set(SUPERVISOR_SOFTWARE, false);
    board.vcpus().get(number).post(cpu -> hart.reset());
  }

  /**
   * Resets all harts and makes them begin in M-mode when they run: at the boot ROM, or where {@code
   * starts} says.
   */
  void leaveToGuest(Map<Integer, Long> starts) {
    HartStates states = board.hartStates();
    for (int i = 0; i < states.count(); i++) {
      states.set(i, HartStates.STARTED);
      powerOn(i);
      Hart hart = board.harts().get(i);
      long start = starts.getOrDefault(i, Hart.RESET_ADDRESS);
      board.vcpus().get(i).post(cpu -> hart.port().setPc(start));
    }
  }

  @Override
  public boolean supervisorCall(Hart hart) {
    if (!sbi.call(new Caller(hart))) {
      hart.repeatCall();
    }
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
    public long register(int number) {
      return new HartRegisters(hart).read(HartRegisters.FIRST_CSR + number).orElse(0);
    }

    @Override
    public void setRegister(int number, long value) {
      boolean _ = new HartRegisters(hart).write(HartRegisters.FIRST_CSR + number, value);
    }

    @Override
    public void resumeAt(long pc, long opaque) {
      hart.resumeSupervisor(pc, opaque);
    }

    @Override
    public void setTimer(long ticks) {
      hart.setTimer(ticks);
    }
  }

  @Override
  public int hartCount() {
    return board.harts().size();
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
  public boolean remoteFence(int caller, BitSet harts, Fence what) {
    return fences.fence(board.harts().get(caller), harts, what);
  }

  @Override
  public boolean startHart(int hart, long address, long opaque) {
    Hart target = board.harts().get(hart);
    return board
        .hartStates()
        .start(
            hart,
            cpu -> {
              target.reset();
              target.startSupervisor(address, hart, opaque);
            });
  }

  /** Whoever finds it stopped may start it at once: its interrupts are gone before. */
  @Override
  public void stopHart(int hart) {
    clearIpi(hart);
    board.hartStates().stop(hart);
  }

  @Override
  public int hartState(int hart) {
    return board.hartStates().get(hart);
  }

  @Override
  public boolean suspendHart(int hart) {
    board.hartStates().set(hart, HartStates.SUSPENDED);
    Hart sleeper = board.harts().get(hart);
    sleeper.port().waitForInterrupt();
    boolean woken = sleeper.wakeUp();
    if (woken) {
      board.hartStates().set(hart, HartStates.STARTED);
    }
    return woken;
  }

  @Override
  public boolean isRam(long address, long length) {
    return board.memory().ramAddress(address, length) != 0;
  }

  @Override
  public void shutdown(int exitCode) {
    board.lock().lock();
    try {
      if (exitCode == 0) {
        board.power().guestShutdown();
      } else {
        board.power().guestFailed(exitCode);
      }
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
  public boolean putConsole(int value) {
    board.lock().lock();
    try {
      SerialOutput serial = board.ports().serial();
      return (value != '\n' || serial.send('\r')) && serial.send(value);
    } finally {
      board.lock().unlock();
    }
  }

  @Override
  public int getConsole() {
    board.lock().lock();
    try {
      return board.uart().take();
    } finally {
      board.lock().unlock();
    }
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
