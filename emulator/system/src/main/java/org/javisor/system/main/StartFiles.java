package org.javisor.system.main;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javisor.backend.fdset.FdSets;
import org.javisor.backend.file.InputFile;
import org.javisor.system.config.ConfigException;

/** What the machine starts with; what came out of a set of descriptors is kept until the end. */
final class StartFiles implements AutoCloseable {
  private final FdSets sets;
  private final List<InputFile> files = new ArrayList<>();

  StartFiles(FdSets sets) {
    this.sets = sets;
  }

  /**
   * The file at {@code path}.
   *
   * @param what it is for: {@code kernel}
   * @throws ConfigException when it is to come out of a set and cannot
   */
  InputFile file(String what, Path path) throws ConfigException {
    try {
      InputFile file = InputFile.of(path, sets);
      files.add(file);
      return file;
    } catch (IOException e) {
      throw new ConfigException("could not load " + what + " '" + path + "': " + e.getMessage(), e);
    }
  }

  Optional<InputFile> file(String what, Optional<Path> path) throws ConfigException {
    return path.isPresent() ? Optional.of(file(what, path.get())) : Optional.empty();
  }

  @Override
  public void close() {
    files.forEach(InputFile::close);
  }
}
