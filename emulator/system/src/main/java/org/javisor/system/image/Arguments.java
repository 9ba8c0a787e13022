package org.javisor.system.image;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a command was given: options by their long names, and operands. */
final class Arguments {
  private final Map<String, List<String>> options = new LinkedHashMap<>();
  private final List<String> operands = new ArrayList<>();

  private Arguments() {}

  /**
   * Reads a command line, options and operands in any order.
   *
   * @throws ToolException when an option is unknown or incomplete
   */
  static Arguments parse(OptionTable table, List<String> words) throws ToolException {
    Arguments arguments = new Arguments();
    int at = 0;
    while (at < words.size()) {
      String word = words.get(at++);
      if (word.equals("--")) {
        arguments.operands.addAll(words.subList(at, words.size()));
        break;
      }
      if (word.startsWith("--")) {
        at = arguments.longOption(table, word, words, at);
      } else if (word.startsWith("-") && word.length() > 1 && !table.isNumber(word)) {
        at = arguments.letters(table, word, words, at);
      } else {
        arguments.operands.add(word);
      }
    }
    return arguments;
  }

  private int longOption(OptionTable table, String word, List<String> words, int next)
      throws ToolException {
    int equals = word.indexOf('=');
    String name = word.substring(2, equals < 0 ? word.length() : equals);
    List<OptionTable.Row> found = table.find(name);
    if (found.size() > 1) {
      throw ToolException.option("option '" + word + "' is ambiguous");
    }
    if (found.isEmpty() || equals >= 0 && !found.getFirst().hasArgument()) {
      throw ToolException.option("unrecognized option '" + word + "'");
    }
    OptionTable.Row row = found.getFirst();
    if (!row.hasArgument()) {
      add(row, "");
      return next;
    }
    if (equals >= 0) {
      add(row, word.substring(equals + 1));
      return next;
    }
    return take(row, "option '" + word + "' requires an argument", words, next);
  }

  private int letters(OptionTable table, String word, List<String> words, int next)
      throws ToolException {
    for (int i = 1; i < word.length(); i++) {
      Optional<OptionTable.Row> row = table.find(word.charAt(i));
      if (row.isEmpty()) {
        throw ToolException.option("invalid option -- '" + word.charAt(i) + "'");
      }
      if (row.get().hasArgument()) {
        if (i + 1 < word.length()) {
          add(row.get(), word.substring(i + 1));
          return next;
        }
        String refusal = "option requires an argument -- '" + word.charAt(i) + "'";
        return take(row.get(), refusal, words, next);
      }
      add(row.get(), "");
    }
    return next;
  }

  private int take(OptionTable.Row row, String refusal, List<String> words, int next)
      throws ToolException {
    if (next == words.size()) {
      throw ToolException.option(refusal);
    }
    add(row, words.get(next));
    return next + 1;
  }

  private void add(OptionTable.Row row, String value) {
    options.computeIfAbsent(row.name(), name -> new ArrayList<>()).add(value);
  }

  boolean has(String name) {
    return options.containsKey(name);
  }

  /** The last value of an option. */
  Optional<String> value(String name) {
    return Optional.ofNullable(options.get(name)).map(List::getLast);
  }

  /** All values of an option. */
  List<String> values(String name) {
    return options.getOrDefault(name, List.of());
  }

  /** The options that were given, each once, in that order. */
  List<String> given() {
    return List.copyOf(options.keySet());
  }

  List<String> operands() {
    return operands;
  }

  /** The operands when there have to be {@code count} of them. */
  List<String> operands(int count, String refusal) throws ToolException {
    if (operands.size() != count) {
      throw ToolException.usage(refusal);
    }
    return operands;
  }

  /** Whether the output is to be JSON. */
  boolean json() throws ToolException {
    String form = value("output").orElse("human");
    return switch (form) {
      case "human" -> false;
      case "json" -> true;
      default -> throw ToolException.usage("--output expects 'human' or 'json' not '" + form + "'");
    };
  }
}
