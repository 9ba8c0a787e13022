package org.javisor.system.main;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.javisor.backend.chardev.CharacterDevices;
import org.javisor.backend.chardev.Chardev;
import org.javisor.device.serial.SerialOutput;
import org.javisor.host.fd.Fd;
import org.javisor.system.board.VirtBoard;

/**
 * Connects the board's serial port with a character device, which may be exchanged. Both directions
 * are slowed down by whoever is slow: input stays with the sender while the port has no room, and
 * the port does not take the guest's next byte while the reader does not keep up.
 */
final class SerialConsole implements CharacterDevices.HotSwap, SerialOutput {
  private volatile Optional<Chardev> chardev;
  private volatile Optional<VirtBoard> board = Optional.empty();

  // Guarded by the machine lock.
  private final byte[] one = new byte[1];
  private byte[] kept = new byte[0];

  /**
   * @param chardev where the port leads; nowhere if absent
   */
  SerialConsole(Optional<Chardev> chardev) {
    this.chardev = chardev;
  }

  /** Takes the device, so that nobody else does; input waits for {@link #connect}. */
  void attach() {
    if (chardev.isPresent()) {
      chardev.get().attach(this);
    }
  }

  /** Input goes to {@code built} from now on. */
  void connect(VirtBoard built) {
    board = Optional.of(built);
    roomAgain();
  }

  @Override
  public void swapped(Chardev device) {
    chardev = Optional.of(device);
    writable();
  }

  /** Called with the machine lock held, so that one buffer is enough. */
  @Override
  public boolean send(int value) {
    Optional<Chardev> device = chardev;
    if (device.isEmpty()) {
      return true;
    }
    if (!device.get().ready()) {
      return false;
    }
    one[0] = (byte) value;
    return device.get().write(one, 0, 1);
  }

  @Override
  public void writable() {
    Optional<VirtBoard> built = board;
    if (built.isPresent()) {
      built.get().lock().lock();
      try {
        built.get().uart().outputRoom();
      } finally {
        built.get().lock().unlock();
      }
    }
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
  public void breakReceived() {
    Optional<VirtBoard> built = board;
    if (built.isPresent()) {
      built.get().lock().lock();
      try {
        built.get().uart().receiveBreak();
      } finally {
        built.get().lock().unlock();
      }
    }
  }

  @Override
  public int room() {
    Optional<VirtBoard> there = board;
    if (there.isEmpty()) {
      return 0;
    }
    VirtBoard built = there.get();
    built.lock().lock();
    try {
      deliverKept(built);
      return kept.length > 0 ? 0 : built.uart().room();
    } finally {
      built.lock().unlock();
    }
  }

  @Override
  public void received(byte[] data, int length, List<Fd> descriptors) {
    for (Fd descriptor : descriptors) {
      descriptor.close();
    }
    VirtBoard built = board.orElseThrow();
    built.lock().lock();
    try {
      int before = kept.length;
      kept = Arrays.copyOf(kept, before + length);
      System.arraycopy(data, 0, kept, before, length);
      deliverKept(built);
    } finally {
      built.lock().unlock();
    }
  }

  /** The port's room may have shrunk since it was asked: then the rest waits here. */
  private void deliverKept(VirtBoard built) {
    int done = 0;
    while (done < kept.length && built.uart().room() > 0) {
      built.uart().accept(kept[done++] & 0xFF);
    }
    kept = done == 0 ? kept : Arrays.copyOfRange(kept, done, kept.length);
  }

  /** The port takes input again; the machine lock is held. */
  void roomAgain() {
    Optional<Chardev> device = chardev;
    if (device.isPresent()) {
      device.get().inputWanted();
    }
  }
}
