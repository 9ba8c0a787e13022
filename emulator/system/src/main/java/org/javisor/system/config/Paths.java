package org.javisor.system.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Names of files. */
public final class Paths {
  private Paths() {}

  /** The path that {@code text} names, which this host may be unable to have. */
  public static Path parse(String text) throws ConfigException {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new ConfigException("'" + text + "' is no file name here: " + e.getReason(), e);
    }
  }
}
