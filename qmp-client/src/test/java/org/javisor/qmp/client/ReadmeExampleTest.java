package org.javisor.qmp.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows can be compiled as it stands there. */
class ReadmeExampleTest {
  private static final String FENCE = "```";

  @TempDir private Path files;

  private static String example() throws Exception {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("LICENSE"))) {
      folder = folder.getParent();
    }
    String text = Files.readString(folder.resolve("README.md"));
    int begin = text.indexOf(FENCE + "java\n") + FENCE.length() + "java\n".length();
    return text.substring(begin, text.indexOf(FENCE, begin));
  }

  @Test
  void theExampleCompiles() throws Exception {
    Path source = Files.writeString(files.resolve("Example.java"), example());
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      boolean done =
          compiler
              .getTask(
                  said,
                  manager,
                  null,
                  List.of(
                      "-proc:none",
                      "-cp",
                      System.getProperty("java.class.path"),
                      "-d",
                      files.toString()),
                  null,
                  manager.getJavaFileObjects(source))
              .call();
      assertEquals("", said.toString());
      assertTrue(done);
    }
  }
}
