package org.javisor.system.board;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.javisor.backend.entropy.EntropySource;

/** Random numbers from a device of the host. */
final class HostEntropy implements EntropySource {
  /** The device when none is named. */
  static final String DEFAULT = "/dev/urandom";

  private final InputStream stream;
  private final SecureRandom instead = new SecureRandom();

  /** Opens {@code name}. */
  HostEntropy(String name) throws DeviceException {
    try {
      stream = Files.newInputStream(Path.of(name));
    } catch (IOException | InvalidPathException e) {
      throw new DeviceException("Could not open '" + name + "': " + e.getMessage());
    }
  }

  /** A device that ends or fails is made up for: the guest has asked and cannot be told. */
  @Override
  public synchronized void fill(byte[] bytes) {
    int done = 0;
    try {
      done = stream.readNBytes(bytes, 0, bytes.length);
    } catch (IOException e) {
      done = 0;
    }
    if (done < bytes.length) {
      instead.nextBytes(bytes);
    }
  }
}
