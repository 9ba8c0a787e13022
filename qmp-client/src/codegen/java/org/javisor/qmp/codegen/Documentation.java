package org.javisor.qmp.codegen;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A definition's comment.
 *
 * @param place of its first line
 * @param subject what it says it is about
 * @param text what is said before the first member
 * @param members what is said about each member and feature
 * @param sections what follows {@code Returns:}, {@code Since:} and so on
 */
record Documentation(
    Place place,
    String subject,
    String text,
    Map<String, String> members,
    Map<String, String> sections) {
  private static final List<String> SECTIONS =
      List.of("Returns", "Errors", "Features", "Since", "Example");

  /** Reads the lines between the two lines of {@code ##}, their {@code #} removed. */
  static Documentation read(Place place, List<String> lines) throws SchemaException {
    String first = lines.isEmpty() ? "" : lines.get(0).trim();
    if (!first.startsWith("@") || !first.endsWith(":")) {
      throw new SchemaException(place, "documentation must begin with '@NAME:'");
    }
    Map<String, StringBuilder> members = new LinkedHashMap<>();
    Map<String, StringBuilder> sections = new LinkedHashMap<>();
    StringBuilder text = new StringBuilder();
    StringBuilder current = text;
    for (String line : lines.subList(1, lines.size())) {
      String words = line.trim();
      int colon = words.indexOf(':');
      String head = colon < 0 ? "" : words.substring(0, colon);
      if (head.startsWith("@") && head.indexOf(' ') < 0) {
        current = new StringBuilder();
        if (members.put(head.substring(1), current) != null) {
          throw new SchemaException(place, "'" + head.substring(1) + "' documented twice");
        }
        words = words.substring(colon + 1).trim();
      } else if (SECTIONS.contains(head)) {
        current = new StringBuilder();
        sections.put(head, current);
        words = words.substring(colon + 1).trim();
      }
      append(current, words);
    }
    return new Documentation(
        place,
        first.substring(1, first.length() - 1),
        text.toString(),
        finished(members),
        finished(sections));
  }

  private static void append(StringBuilder text, String words) {
    if (!words.isEmpty()) {
      text.append(text.length() == 0 ? "" : " ").append(words);
    }
  }

  private static Map<String, String> finished(Map<String, StringBuilder> texts) {
    Map<String, String> done = new LinkedHashMap<>();
    texts.forEach((name, text) -> done.put(name, text.toString()));
    return done;
  }
}
