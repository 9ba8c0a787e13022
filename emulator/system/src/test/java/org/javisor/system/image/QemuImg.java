package org.javisor.system.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** QEMU's own tool, the newest that is there. */
final class QemuImg {
  private static final List<Path> PLACES =
      List.of(Path.of("/usr/local/bin/qemu10-img"), Path.of("/usr/bin/qemu-img"));

  private final Path tool;
  private final int major;

  /** How a run ended. */
  record Outcome(int status, String out, String err) {}

  private QemuImg(Path tool, int major) {
    this.tool = tool;
    this.major = major;
  }

  /** Skips the test where there is none that is new enough. */
  static QemuImg require(int atLeast) throws IOException, InterruptedException {
    for (Path place : PLACES) {
      if (Files.isExecutable(place)) {
        String text = new QemuImg(place, 0).run(Path.of("."), "--version").out();
        int major = Integer.parseInt(text.replaceAll("(?s).*?version (\\d+)\\..*", "$1"));
        Assumptions.assumeTrue(
            major >= atLeast, "qemu-img is older than " + atLeast + ": its texts are others");
        return new QemuImg(place, major);
      }
    }
    return Assumptions.abort("qemu-img is not installed (Debian: qemu-utils)");
  }

  int major() {
    return major;
  }

  Outcome run(Path folder, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(tool.toString()));
    command.addAll(List.of(arguments));
    Path err = Files.createTempFile("qemu-img", "");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectError(err.toFile())
              .start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Outcome(process.waitFor(), out, Files.readString(err));
    } finally {
      Files.delete(err);
    }
  }
}
