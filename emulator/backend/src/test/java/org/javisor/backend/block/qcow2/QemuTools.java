package org.javisor.backend.block.qcow2;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** QEMU's tool for images, where it is installed. */
public final class QemuTools {
  private static final Path IMG = Path.of("/usr/bin/qemu-img");

  private QemuTools() {}

  public static boolean present() {
    return Files.isExecutable(IMG);
  }

  /** Skips the test where there is none. */
  public static void require() {
    Assumptions.assumeTrue(present(), "qemu-img is not installed (Debian: qemu-utils)");
  }

  /** What the tool, run in {@code folder}, says unless it succeeds. */
  public static String complaints(Path folder, String... arguments)
      throws IOException, InterruptedException {
    Result result = run(folder, arguments);
    return result.status() == 0 ? "" : result.status() + ": " + result.output();
  }

  /** How a run ended. */
  public record Result(int status, String output) {}

  /** Runs the tool in {@code folder}. */
  public static Result run(Path folder, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(IMG.toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }
}
