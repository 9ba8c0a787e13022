package org.javisor.system.monitor.human;

import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import org.javisor.system.image.ImageSize;

/** What follows a command's name, taken piece by piece. */
final class Arguments {
  private final String command;
  private final String help;
  private final String text;
  private int at;

  /** What follows a command with these names. */
  Arguments(String names, String text) {
    this(names, names.indexOf('|') < 0 ? names : names.substring(0, names.indexOf('|')), text);
  }

  private Arguments(String command, String help, String text) {
    this.command = command;
    this.help = help;
    this.text = text;
  }

  /** What follows the name of something that "info" shows. */
  static Arguments ofInfo(String name, String text) {
    return new Arguments(name, "info " + name, text);
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

  /**
   * The flags that come next, each a letter after a dash.
   *
   * @param allowed the letters that there are
   */
  String flags(String allowed) throws HumanException {
    StringBuilder flags = new StringBuilder();
    while (!atEnd() && text.charAt(at) == '-' && at + 1 < text.length()) {
      char flag = text.charAt(at + 1);
      boolean single = at + 2 == text.length() || Character.isWhitespace(text.charAt(at + 2));
      if (allowed.indexOf(flag) < 0 || !single) {
        throw wrong(command + ": unsupported option -" + flag);
      }
      flags.append(flag);
      at += 2;
    }
    return flags.toString();
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

  /**
   * A size: a number, which may have a fraction, and a letter.
   *
   * @param unit bytes that it is counted in without a letter
   */
  long size(long unit) throws HumanException {
    String word = atEnd() ? "" : word("size");
    boolean plain = !word.isEmpty() && Character.isDigit(word.charAt(word.length() - 1));
    OptionalLong size = ImageSize.parse(word);
    if (size.isEmpty() || plain && size.getAsLong() > Long.MAX_VALUE / unit) {
      throw wrong("invalid size");
    }
    return plain ? size.getAsLong() * unit : size.getAsLong();
  }

  /** All that is left, which must be something. */
  String line(String what) throws HumanException {
    if (atEnd()) {
      throw wrong(command + ": " + what + " expected");
    }
    return rest();
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

  /** A mistake in what was typed, with the way to the help. */
  HumanException wrong(String problem) {
    return new HumanException(problem + "\nTry \"help " + help + "\" for more information");
  }
}
