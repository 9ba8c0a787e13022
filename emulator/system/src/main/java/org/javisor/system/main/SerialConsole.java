package org.javisor.system.main;

import java.util.List;
import java.util.concurrent.locks.Condition;
import org.javisor.backend.chardev.CharFrontend;
import org.javisor.backend.chardev.Chardev;
import org.javisor.device.serial.SerialOutput;
import org.javisor.host.fd.Fd;
import org.javisor.system.board.VirtBoard;

/**
 * Connects the board's serial port with a character device. Input waits here, on the device's
 * reader thread, until the port has room; on a terminal the key Ctrl-a begins a command of ours.
 */
final class SerialConsole implements CharFrontend, SerialOutput {
  private static final int ESCAPE = 1;

  /** A reset makes room without saying so. */
  private static final long RECHECK_NANOS = 100_000_000;

  private final Chardev chardev;
  private final boolean terminal;
  private final Runnable quit;
  private final byte[] one = new byte[1];
  private VirtBoard board;
  private Condition roomAgain;
  private boolean escaped;

  /**
   * @param terminal whether a person types: the escape key works
   * @param quit what Ctrl-a x does
   */
  SerialConsole(Chardev chardev, boolean terminal, Runnable quit) {
    this.chardev = chardev;
    this.terminal = terminal;
    this.quit = quit;
  }

  /** Input goes to {@code built} from now on. */
  void connect(VirtBoard built) {
    board = built;
    roomAgain = built.lock().newCondition();
    chardev.attach(this);
  }

  /**
   * Called with the machine lock held, so that one buffer is enough. Bytes that a slow reader has
   * no room for are lost.
   */
  @Override
  public void send(int value) {
    one[0] = (byte) value;
    boolean _ = chardev.write(one, 0, 1);
  }

  @Override
  public void opened() {
    // A serial line has no notion of it.
  }

  @Override
  public void closed() {
    // Likewise.
  }

  @Override
  public void received(byte[] data, int length, List<Fd> descriptors) {
    for (Fd descriptor : descriptors) {
      descriptor.close();
    }
    for (int i = 0; i < length; i++) {
      int key = data[i] & 0xFF;
      if (!terminal || !command(key)) {
        deliver(key);
      }
    }
  }

  /** Whether {@code key} was for us. */
  private boolean command(int key) {
    if (!escaped) {
      escaped = key == ESCAPE;
      return escaped;
    }
    escaped = false;
    switch (key) {
      case 'x' -> quit.run();
      case 'h', '?' ->
          show("\r\nC-a h    this help\r\nC-a x    end the emulator\r\nC-a C-a  send C-a\r\n");
      case ESCAPE -> {
        return false;
      }
      default -> show("\r\nC-a h shows what C-a can do\r\n");
    }
    return true;
  }

  private void show(String text) {
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    boolean _ = chardev.write(bytes, 0, bytes.length);
  }

  private void deliver(int value) {
    board.lock().lock();
    try {
      while (board.uart().room() == 0) {
        long _ = roomAgain.awaitNanos(RECHECK_NANOS);
      }
      board.uart().accept(value);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      board.lock().unlock();
    }
  }

  /** The port takes input again; the machine lock is held. */
  void roomAgain() {
    if (roomAgain != null) {
      roomAgain.signalAll();
    }
  }
}
