package org.javisor.system.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The options of a command. */
final class OptionTable {
  /**
   * An option.
   *
   * @param letter its short name, 0 if it has none
   * @param name its long name, by which the command asks for it
   * @param argument what its argument is called in the help; none if empty
   */
  record Row(char letter, String name, String argument, String help) {
    boolean hasArgument() {
      return !argument.isEmpty();
    }
  }

  private final String operands;
  private final List<Row> rows = new ArrayList<>();
  private boolean numbers;

  /**
   * @param operands what comes besides options
   */
  OptionTable(String operands) {
    this.operands = operands;
    flag('h', "help", "say this");
  }

  OptionTable flag(char letter, String name, String help) {
    rows.add(new Row(letter, name, "", help));
    return this;
  }

  OptionTable value(char letter, String name, String argument, String help) {
    rows.add(new Row(letter, name, argument, help));
    return this;
  }

  /** What nearly all commands have that open an image. */
  OptionTable image() {
    return value('f', "format", "FMT", "the image's format, which is found out otherwise")
        .flag((char) 0, "image-opts", "the name is a list of a node's options")
        .value((char) 0, "object", "OBJECT", "not supported: encrypted images are refused");
  }

  OptionTable quiet() {
    return flag('q', "quiet", "say nothing but errors");
  }

  OptionTable progress() {
    return flag('p', "progress", "show how far it has come");
  }

  OptionTable output() {
    return value((char) 0, "output", "human|json", "the form of what is told");
  }

  /** Operands may begin as negative numbers do. */
  OptionTable takesNumbers() {
    numbers = true;
    return this;
  }

  boolean isNumber(String word) {
    return numbers && word.length() > 1 && Character.isDigit(word.charAt(1));
  }

  OptionTable shared() {
    return flag('U', "force-share", "others may write to the image meanwhile");
  }

  /** The option with a short name. */
  Optional<Row> find(char letter) {
    return rows.stream().filter(row -> row.letter == letter && letter != 0).findFirst();
  }

  /** The options that {@code name}, which may be cut short, stands for. */
  List<Row> find(String name) {
    List<Row> exact = rows.stream().filter(row -> row.name.equals(name)).toList();
    return exact.isEmpty()
        ? rows.stream().filter(row -> row.name.startsWith(name)).toList()
        : exact;
  }

  /** The help for the command called {@code verb}. */
  String help(String program, String verb, String purpose) {
    StringBuilder out = new StringBuilder(purpose + ".\n\n");
    out.append("Usage: ").append(program).append(' ').append(verb).append(" [OPTIONS] ");
    out.append(operands).append("\n\nOptions:\n");
    for (Row row : rows) {
      String names = (row.letter == 0 ? "    " : "-" + row.letter + ", ") + "--" + row.name;
      String left = "  " + names + (row.hasArgument() ? " " + row.argument : "");
      out.append(left).append(" ".repeat(Math.max(36 - left.length(), 1))).append(row.help);
      out.append('\n');
    }
    return out.toString();
  }
}
