package org.javisor.qmp.codegen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One Java file in the making. */
final class JavaFile {
  private static final String HEAD =
      """
      // Generated from src/main/qapi; change the schema, not this.
      package org.javisor.qmp.api;

      """;

  private final String name;
  private final StringBuilder text = new StringBuilder(HEAD);
  private int depth;

  JavaFile(String name, String... imports) {
    this.name = name;
    for (String used : imports) {
      text.append("import ").append(used).append(";\n");
    }
    text.append('\n');
  }

  /** Adds a line; braces at its ends set the indentation. */
  JavaFile line(String line) {
    if (line.startsWith("}")) {
      depth--;
    }
    text.append("  ".repeat(line.isEmpty() ? 0 : depth)).append(line).append('\n');
    if (line.endsWith("{")) {
      depth++;
    }
    return this;
  }

  /** Adds a documentation comment. */
  JavaFile doc(String words) {
    return line("/** " + escape(words) + " */");
  }

  static String escape(String words) {
    return words
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("@", "&#64;")
        .replace("*/", "*&#47;");
  }

  void writeTo(Path folder) throws IOException {
    Path file = folder.resolve(name + ".java");
    String wanted = text.toString();
    if (!Files.exists(file) || !Files.readString(file).equals(wanted)) {
      Files.writeString(file, wanted);
    }
  }
}
