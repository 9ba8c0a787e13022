package org.javisor.supervisor.provision.debian;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.javisor.supervisor.api.ErrorCode;
import org.javisor.supervisor.api.VmException;

/** Programs of this machine that a build uses. */
public final class HostTools {
  private static final int TAIL_LINES = 8;

  private HostTools() {}

  /** Runs a program to its end; gives what it printed. */
  static String run(Path folder, List<String> command) throws IOException, InterruptedException {
    List<String> found = new ArrayList<>(command);
    found.set(0, required(command.getFirst()).toString());
    ProcessBuilder builder =
        new ProcessBuilder(found)
            .directory(folder.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true);
    builder.environment().putAll(Map.of("LC_ALL", "C", "DEBIAN_FRONTEND", "noninteractive"));
    Process process = builder.start();
    try {
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      int status = process.waitFor();
      if (status != 0) {
        throw new VmException(
            ErrorCode.FAILED,
            "'" + command.getFirst() + "' ended with status " + status + ": " + tail(output));
      }
      return output;
    } finally {
      process.destroy();
    }
  }

  /** Where a program is, also in the administrator's folders. */
  public static Optional<Path> find(String name) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
    for (String folder : path.split(":")) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, name))) {
        return Optional.of(Path.of(folder, name));
      }
    }
    return Optional.empty();
  }

  /** Throws a {@link VmException} unless all of {@code names} are there. */
  static void require(List<String> names) {
    names.forEach(HostTools::required);
  }

  private static Path required(String name) {
    return find(name)
        .orElseThrow(() ->
            new VmException(
                ErrorCode.HOST_LIMIT,
                "this machine has no '" + name + "', which a Debian disk is built with"));
  }

  private static String tail(String output) {
    List<String> lines = output.strip().lines().toList();
    return String.join("; ", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
  }
}
