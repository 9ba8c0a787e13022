package org.javisor.backend.chardev;

import java.util.List;
import org.javisor.host.fd.Fd;

/**
 * What uses a character device: a serial port, a monitor. Called by one thread at a time, usually
 * the device's reader thread, but for {@link #breakReceived} and {@link #writable}.
 */
public interface CharFrontend {
  /** What {@link #room} says when there is no limit. */
  int PLENTY = 4096;

  /** Somebody is at the other end. */
  void opened();

  /**
   * How many bytes it takes now. With none the device does not read, so that the other end feels
   * it, until {@link Chardev#inputWanted}.
   */
  default int room() {
    return PLENTY;
  }

  /**
   * The first {@code length} bytes of {@code data} have arrived, usually not more than {@link
   * #room} said.
   *
   * @param descriptors came with them; the frontend owns them now
   */
  void received(byte[] data, int length, List<Fd> descriptors);

  /** The line was held in the break state. Any thread. */
  default void breakReceived() {}

  /** The device is {@link Chardev#ready} again after it was not. Any thread. */
  default void writable() {}

  /** Of several users of one device this one now has, or has no longer, the keyboard. */
  default void focused(boolean has) {}

  /** Nobody is at the other end any more. */
  void closed();

  /** Whether it wants to be asked for {@link #room} whenever input is wanted. */
  default boolean wakesReader() {
    return false;
  }
}
