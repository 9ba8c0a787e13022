package org.javisor.backend.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The files in a folder of credentials. */
record CredentialFiles(Path folder) {
  private static final long MAX_BYTES = 1 << 20;

  /**
   * The folder that an object names.
   *
   * @throws CredentialsException when it names none
   */
  static CredentialFiles in(Optional<String> folder) throws CredentialsException {
    if (folder.isEmpty()) {
      throw new CredentialsException("Missing 'dir' property value");
    }
    try {
      return new CredentialFiles(Path.of(folder.get()));
    } catch (InvalidPathException e) {
      throw new CredentialsException(
          "Unable to access credentials " + folder.get() + ": " + e.getReason(), e);
    }
  }

  String nameOf(String file) {
    return folder.resolve(file).toString();
  }

  /** Whether there is such a file. */
  boolean has(String file) {
    return Files.exists(folder.resolve(file));
  }

  /** Refuses unless the file is there. */
  void require(String file) throws CredentialsException {
    if (!has(file)) {
      throw inaccessible(file, "No such file or directory");
    }
  }

  /** What is in it. */
  String read(String file) throws CredentialsException {
    Path path = folder.resolve(file);
    try {
      if (Files.size(path) > MAX_BYTES) {
        throw inaccessible(file, "File too large");
      }
      return Files.readString(path, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new CredentialsException(
          inaccessible(file, "No such file or directory").getMessage(), e);
    } catch (IOException e) {
      throw new CredentialsException(inaccessible(file, "Permission denied").getMessage(), e);
    }
  }

  private CredentialsException inaccessible(String file, String reason) {
    return new CredentialsException("Unable to access credentials " + nameOf(file) + ": " + reason);
  }
}
