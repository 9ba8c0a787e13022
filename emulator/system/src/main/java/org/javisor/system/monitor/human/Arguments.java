package org.javisor.system.monitor.human;

import java.util.function.ToLongFunction;

/** What follows a command's name, taken piece by piece. */
final class Arguments {
  private final String command;
  private final String text;
  private int at;

  /**
   * @param command as messages call it
   */
  Arguments(String command, String text) {
    this.command = command;
    this.text = text;
  }

  private void skip() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  boolean atEnd() {
    skip();
    return at == text.length();
  }

  /** The next word, or what stands between quotes. */
  String word(String what) throws HumanException {
    if (atEnd()) {
      throw wrong(command + ": " + what + " expected");
    }
    StringBuilder word = new StringBuilder();
    if (text.charAt(at) != '"') {
      while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
        word.append(text.charAt(at++));
      }
      return word.toString();
    }
    at++;
    while (at < text.length() && text.charAt(at) != '"') {
      if (text.charAt(at) == '\\' && at + 1 < text.length()) {
        at++;
      }
      word.append(text.charAt(at++));
    }
    if (at == text.length()) {
      throw wrong("unterminated string");
    }
    at++;
    return word.toString();
  }

  /** All that is left. */
  String rest() {
    skip();
    String rest = text.substring(at).stripTrailing();
    at = text.length();
    return rest;
  }

  /** The format after a slash; the one that is given where there is none. */
  MemoryFormat format(MemoryFormat missing) throws HumanException {
    if (atEnd() || text.charAt(at) != '/') {
      return missing;
    }
    at++;
    int start = at;
    while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    try {
      return MemoryFormat.parse(text.substring(start, at), missing);
    } catch (HumanException e) {
      throw wrong(e.getMessage());
    }
  }

  /**
   * A number or an expression of numbers and registers.
   *
   * @param registers a register's value by its name; a name that is none fails with {@link
   *     java.util.NoSuchElementException}
   */
  long expression(ToLongFunction<String> registers) throws HumanException {
    skip();
    Expression expression = new Expression(text, at, registers);
    try {
      long value = expression.value();
      at = expression.end();
      return value;
    } catch (HumanException e) {
      throw wrong(e.getMessage());
    }
  }

  /** Nothing more may follow. */
  void end() throws HumanException {
    if (!atEnd()) {
      throw wrong(command + ": extraneous characters at the end of line");
    }
  }

  private HumanException wrong(String problem) {
    String name = command.indexOf('|') < 0 ? command : command.substring(0, command.indexOf('|'));
    return new HumanException(problem + "\nTry \"help " + name + "\" for more information");
  }
}
