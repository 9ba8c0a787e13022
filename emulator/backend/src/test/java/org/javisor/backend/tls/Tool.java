package org.javisor.backend.tls;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Another program as the peer of a test. */
public final class Tool implements AutoCloseable {
  private final Process process;
  private final StringBuilder said = new StringBuilder();

  private Tool(Process process) {
    this.process = process;
  }

  /** Whether it can be run here. */
  public static boolean isInstalled(String program) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      if (Files.isExecutable(Path.of(folder).resolve(program))) {
        return true;
      }
    }
    return false;
  }

  /** Starts it; what it says on both its streams is read by {@link #until}. */
  public static Tool start(List<String> command) throws IOException {
    return new Tool(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** Writes to its standard input. */
  public void type(String text) throws IOException {
    process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** Ends its standard input. */
  public void endInput() throws IOException {
    process.getOutputStream().close();
  }

  /** Waits for {@code wanted} and takes it and all before it; the text before it. */
  public String until(String wanted) throws IOException {
    InputStream output = process.getInputStream();
    byte[] buffer = new byte[4096];
    while (said.indexOf(wanted) < 0) {
      int count = output.read(buffer);
      assertTrue(count > 0, () -> "it ended before '" + wanted + "': " + said);
      said.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
    }
    int at = said.indexOf(wanted);
    String before = said.substring(0, at);
    said.delete(0, at + wanted.length());
    return before;
  }

  /** Waits for its end; all that it still said. */
  public String rest() throws IOException {
    String last = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    return said + last;
  }

  /** Ends it at once. */
  public void end() {
    process.destroyForcibly();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
