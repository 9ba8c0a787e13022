package org.javisor.backend.chardev;

import java.util.List;
import org.javisor.host.fd.Fd;

/** What uses a character device: a serial port, a monitor. Called on the device's reader thread. */
public interface CharFrontend {
  /** Somebody is at the other end. */
  void opened();

  /**
   * The first {@code length} bytes of {@code data} have arrived. May block: no more is read
   * meanwhile.
   *
   * @param descriptors came with them; the frontend owns them now
   */
  void received(byte[] data, int length, List<Fd> descriptors);

  /** Nobody is at the other end any more. */
  void closed();
}
