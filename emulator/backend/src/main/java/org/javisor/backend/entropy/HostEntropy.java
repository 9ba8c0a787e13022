package org.javisor.backend.entropy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;

/**
 * The host kernel's generator, which never waits once the host has booted. Cheaper to start than
 * Java's security providers.
 */
public final class HostEntropy implements EntropySource, AutoCloseable {
  private final Fd device;

  private HostEntropy(Fd device) {
    this.device = device;
  }

  /**
   * @throws IOException when the host has no {@code /dev/urandom}
   */
  public static HostEntropy open() throws IOException {
    return new HostEntropy(Fd.open(Path.of("/dev/urandom"), AccessMode.READ_ONLY));
  }

  /**
   * {@inheritDoc}
   *
   * @throws UncheckedIOException when the host breaks its promise, or after {@link #close}
   */
  @Override
  public void fill(byte[] bytes) {
    try {
      if (device.readFully(bytes) != bytes.length) {
        throw new IOException("/dev/urandom has ended");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    device.close();
  }
}
