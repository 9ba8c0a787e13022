package org.javisor.system.monitor.human;

import java.util.NoSuchElementException;
import java.util.function.ToLongFunction;

/** Numbers of 64 bits, registers, operators and parentheses, to a bounded depth. */
final class Expression {
  private static final int MAX_DEPTH = 64;

  private final String text;
  private final ToLongFunction<String> registers;
  private int at;
  private int depth;

  Expression(String text, int start, ToLongFunction<String> registers) {
    this.text = text;
    this.at = start;
    this.registers = registers;
  }

  /** Where it ended. */
  int end() {
    return at;
  }

  long value() throws HumanException {
    return sum();
  }

  private char next() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : 0;
  }

  private long sum() throws HumanException {
    long value = logic();
    char operator = next();
    while (operator == '+' || operator == '-') {
      at++;
      long more = logic();
      value = operator == '+' ? value + more : value - more;
      operator = next();
    }
    return value;
  }

  private long logic() throws HumanException {
    long value = product();
    char operator = next();
    while (operator == '&' || operator == '|' || operator == '^') {
      at++;
      long more = product();
      value =
          switch (operator) {
            case '&' -> value & more;
            case '|' -> value | more;
            default -> value ^ more;
          };
      operator = next();
    }
    return value;
  }

  private long product() throws HumanException {
    long value = unary();
    char operator = next();
    while (operator == '*' || operator == '/' || operator == '%') {
      at++;
      long more = unary();
      if (operator == '*') {
        value *= more;
      } else if (more == 0) {
        throw new HumanException("division by zero");
      } else {
        value =
            operator == '/'
                ? Long.divideUnsigned(value, more)
                : Long.remainderUnsigned(value, more);
      }
      operator = next();
    }
    return value;
  }

  private long unary() throws HumanException {
    if (++depth > MAX_DEPTH) {
      throw new HumanException("expression is nested too deeply");
    }
    char first = next();
    long value =
        switch (first) {
          case '+' -> after();
          case '-' -> -after();
          case '~' -> ~after();
          case '(' -> parentheses();
          case '$' -> register();
          case '\'' -> character();
          case 0 -> throw new HumanException("unexpected end of expression");
          default -> number(first);
        };
    depth--;
    return value;
  }

  private long after() throws HumanException {
    at++;
    return unary();
  }

  private long parentheses() throws HumanException {
    at++;
    long value = sum();
    if (next() != ')') {
      throw new HumanException("')' expected");
    }
    at++;
    return value;
  }

  private long register() throws HumanException {
    int start = ++at;
    while (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
      at++;
    }
    try {
      return registers.applyAsLong(text.substring(start, at));
    } catch (NoSuchElementException e) {
      throw new HumanException("unknown register");
    }
  }

  private long character() throws HumanException {
    if (at + 2 >= text.length() || text.charAt(at + 2) != '\'') {
      throw new HumanException("missing terminating ' character");
    }
    at += 3;
    return text.charAt(at - 2);
  }

  private long number(char first) throws HumanException {
    boolean hex = text.startsWith("0x", at) || text.startsWith("0X", at);
    int start = hex ? at + 2 : at;
    int radix = hex ? 16 : first == '0' ? 8 : 10;
    int end = start;
    while (end < text.length() && Character.digit(text.charAt(end), radix) >= 0) {
      end++;
    }
    if (end == start) {
      throw new HumanException("invalid char '" + text.charAt(at) + "' in expression");
    }
    try {
      long value = Long.parseUnsignedLong(text.substring(start, end), radix);
      at = end;
      return value;
    } catch (NumberFormatException e) {
      throw new HumanException("number too large");
    }
  }
}
