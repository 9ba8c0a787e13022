package org.javisor.rules;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Sources are formatted by google-java-format. {@code mvn -q test-compile -Pformat} puts them
 * right.
 */
class FormattingTest {
  @Test
  void everySourceIsFormatted() throws IOException, FormatterException {
    List<Path> sources = Project.sources();
    assertFalse(sources.isEmpty());
    List<String> wrong = new ArrayList<>();
    for (Path source : sources) {
      String text = Files.readString(source);
      if (!text.equals(formatted(text))) {
        wrong.add(Project.root().relativize(source).toString());
      }
    }
    assertTrue(
        wrong.isEmpty(),
        () -> "not formatted (mvn -q test-compile -Pformat puts it right): " + wrong);
  }

  @Test
  void theCheckNoticesBadFormatting() throws FormatterException {
    String text = "class  A{int b ;}";
    assertFalse(text.equals(formatted(text)));
  }

  /** Formats all sources in place: the {@code format} profile runs it. */
  static void main() throws IOException, FormatterException {
    for (Path source : Project.sources()) {
      String text = Files.readString(source);
      String formatted = formatted(text);
      if (!text.equals(formatted)) {
        Files.writeString(source, formatted);
      }
    }
  }

  private static String formatted(String text) throws FormatterException {
    return new Formatter().formatSource(RemoveUnusedImports.removeUnusedImports(text));
  }
}
