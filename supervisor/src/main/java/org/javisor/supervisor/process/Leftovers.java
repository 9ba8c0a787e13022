package org.javisor.supervisor.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.javisor.supervisor.api.BadMessageException;
import org.javisor.supervisor.store.PrivateDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends emulators that a killed daemon left behind. Their monitor was connected once, by that
 * daemon; nobody can talk to them any more.
 */
public final class Leftovers {
  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
  private static final int PATIENCE_SECONDS = 5;

  private Leftovers() {}

  /** Ends what is left, empties the machines' run directories, and names whose runs were lost. */
  public static Set<String> clear(Path machines) throws IOException, InterruptedException {
    List<Path> directories;
    try (Stream<Path> entries = Files.list(machines)) {
      directories = entries.toList();
    }
    Set<String> lost = new TreeSet<>();
    for (Path directory : directories) {
      lost.add(directory.getFileName().toString());
      Optional<ProcessRecord> process = record(directory);
      if (process.isPresent() && process.get().alive()) {
        LOG.warn(
            "ending emulator {} of '{}', left by a daemon that was killed",
            process.get().pid(),
            directory.getFileName());
        end(process.get().pid());
      }
      PrivateDirectory.delete(directory);
    }
    return lost;
  }

  private static Optional<ProcessRecord> record(Path directory) throws IOException {
    try {
      return ProcessRecord.load(directory);
    } catch (BadMessageException bad) {
      LOG.warn("process record in '{}' is not used: {}", directory, bad.getMessage());
      return Optional.empty();
    }
  }

  private static void end(long pid) throws InterruptedException {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    if (process.isEmpty()) {
      return;
    }
    process.get().destroy();
    try {
      process.get().onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException _) {
      LOG.warn("emulator {} did not end in {} s and is killed", pid, PATIENCE_SECONDS);
      process.get().destroyForcibly();
    }
  }
}
