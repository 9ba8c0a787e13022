package org.javisor.qmp.codegen;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads one schema file: objects, lists, single-quoted words, true and false; comments from {@code
 * #} to the end of the line; a comment between two lines of {@code ##} documents the definition
 * after it.
 */
final class SchemaReader {
  private final String file;
  private final String text;
  private int at;
  private int line = 1;

  /** Documentation that waits for its definition. */
  private Optional<Documentation> documentation = Optional.empty();

  SchemaReader(String file, String text) {
    this.file = file;
    this.text = text;
  }

  List<Stanza> read() throws SchemaException {
    List<Stanza> stanzas = new ArrayList<>();
    skip();
    while (at < text.length()) {
      Place place = place();
      Optional<Documentation> before = documentation;
      documentation = Optional.empty();
      stanzas.add(new Stanza(place, object(), before));
      skip();
    }
    if (documentation.isPresent()) {
      throw new SchemaException(documentation.get().place(), "documentation of nothing");
    }
    return stanzas;
  }

  private Place place() {
    return new Place(file, line);
  }

  private SchemaException wrong(String problem) {
    return new SchemaException(place(), problem);
  }

  private char peek() throws SchemaException {
    skip();
    if (at == text.length()) {
      throw wrong("unexpected end of file");
    }
    return text.charAt(at);
  }

  private void expect(char wanted) throws SchemaException {
    char found = peek();
    if (found != wanted) {
      throw wrong("expected '" + wanted + "' but found '" + found + "'");
    }
    at++;
  }

  private boolean accept(char wanted) throws SchemaException {
    boolean found = peek() == wanted;
    if (found) {
      at++;
    }
    return found;
  }

  private Map<String, Object> object() throws SchemaException {
    Map<String, Object> members = new LinkedHashMap<>();
    expect('{');
    if (accept('}')) {
      return members;
    }
    do {
      String name = word();
      expect(':');
      if (members.put(name, value()) != null) {
        throw wrong("member '" + name + "' given twice");
      }
    } while (accept(','));
    expect('}');
    return members;
  }

  private List<Object> list() throws SchemaException {
    List<Object> elements = new ArrayList<>();
    expect('[');
    if (accept(']')) {
      return elements;
    }
    do {
      elements.add(value());
    } while (accept(','));
    expect(']');
    return elements;
  }

  private Object value() throws SchemaException {
    return switch (peek()) {
      case '{' -> object();
      case '[' -> list();
      case '\'' -> word();
      default -> truth();
    };
  }

  private Object truth() throws SchemaException {
    for (boolean candidate : new boolean[] {true, false}) {
      String word = Boolean.toString(candidate);
      if (text.startsWith(word, at)) {
        at += word.length();
        return candidate;
      }
    }
    throw wrong("expected a value but found '" + text.charAt(at) + "'");
  }

  private String word() throws SchemaException {
    expect('\'');
    int end = text.indexOf('\'', at);
    int lineEnd = text.indexOf('\n', at);
    if (end < 0 || (lineEnd >= 0 && lineEnd < end)) {
      throw wrong("word without closing quote");
    }
    String word = text.substring(at, end);
    at = end + 1;
    return word;
  }

  /** Skips blanks and comments; keeps documentation. */
  private void skip() throws SchemaException {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\n') {
        line++;
        at++;
      } else if (Character.isWhitespace(c)) {
        at++;
      } else if (c != '#') {
        return;
      } else if (restOfLine().equals("##")) {
        document();
      }
    }
  }

  private void document() throws SchemaException {
    Place start = place();
    if (documentation.isPresent()) {
      throw new SchemaException(documentation.get().place(), "documentation of nothing");
    }
    List<String> lines = new ArrayList<>();
    while (at < text.length()) {
      at++;
      line++;
      String next = restOfLine();
      if (next.equals("##")) {
        documentation = Optional.of(Documentation.read(start, lines));
        return;
      }
      if (!next.startsWith("#")) {
        throw wrong("documentation without closing '##'");
      }
      lines.add(next.substring(1));
    }
    throw new SchemaException(start, "documentation without closing '##'");
  }

  private String restOfLine() {
    int end = text.indexOf('\n', at);
    String rest = text.substring(at, end < 0 ? text.length() : end);
    at += rest.length();
    return rest.trim();
  }
}
