package org.javisor.qmp.wire;

import java.util.ArrayList;
import java.util.List;

/** Makes one value out of balanced tokens. Recursion is bounded by the parser's nesting limit. */
final class TokenReader {
  private final TokenBuffer tokens;
  private int next;

  TokenReader(TokenBuffer tokens) {
    this.tokens = tokens;
  }

  JsonValue read() throws JsonSyntaxException {
    JsonValue value = value();
    if (next != tokens.count()) {
      throw new IllegalStateException("tokens after a balanced value");
    }
    return value;
  }

  private JsonValue value() throws JsonSyntaxException {
    int token = next++;
    return switch (tokens.kind(token)) {
      case '{' -> object();
      case '[' -> array();
      case TokenBuffer.STRING -> new JsonValue.Text(string(token));
      case TokenBuffer.INTEGER -> integer(text(token));
      case TokenBuffer.FLOAT -> new JsonValue.Real(Double.parseDouble(text(token)));
      case TokenBuffer.KEYWORD -> keyword(text(token));
      case TokenBuffer.END -> throw new JsonSyntaxException("premature EOI");
      default -> throw new JsonSyntaxException("expecting value");
    };
  }

  private String text(int token) {
    return tokens.text(tokens.start(token), tokens.end(token));
  }

  private String string(int token) throws JsonSyntaxException {
    return new StringDecoder(tokens, tokens.start(token) + 1, tokens.end(token) - 1).decode();
  }

  private JsonObject object() throws JsonSyntaxException {
    JsonObject object = new JsonObject();
    if (accept('}')) {
      return object;
    }
    member(object);
    while (!accept('}')) {
      expect(',', "expected separator in dict");
      member(object);
    }
    return object;
  }

  private void member(JsonObject object) throws JsonSyntaxException {
    if (!(value() instanceof JsonValue.Text key)) {
      throw new JsonSyntaxException("key is not a string in object");
    }
    expect(':', "missing : in object pair");
    JsonValue value = value();
    if (object.has(key.value())) {
      throw new JsonSyntaxException("duplicate key");
    }
    object.put(key.value(), value);
  }

  private JsonValue array() throws JsonSyntaxException {
    List<JsonValue> elements = new ArrayList<>();
    if (!accept(']')) {
      elements.add(value());
      while (!accept(']')) {
        expect(',', "expected separator in list");
        elements.add(value());
      }
    }
    return new JsonValue.Array(elements);
  }

  private boolean accept(char wanted) {
    boolean found = tokens.kind(next) == wanted;
    if (found) {
      next++;
    }
    return found;
  }

  private void expect(char wanted, String problem) throws JsonSyntaxException {
    if (!accept(wanted)) {
      throw new JsonSyntaxException(problem);
    }
  }

  private static JsonValue keyword(String word) throws JsonSyntaxException {
    return switch (word) {
      case "true" -> new JsonValue.Bool(true);
      case "false" -> new JsonValue.Bool(false);
      case "null" -> JsonValue.Null.NULL;
      default -> throw new JsonSyntaxException("invalid keyword '" + word + "'");
    };
  }

  /** Signed 64 bits if they suffice, else unsigned 64 bits, else a floating-point number. */
  private static JsonValue integer(String digits) {
    boolean negative = digits.charAt(0) == '-';
    long value = 0;
    for (int i = negative ? 1 : 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      if (Long.compareUnsigned(value, Long.divideUnsigned(-1L - digit, 10)) > 0) {
        return new JsonValue.Real(Double.parseDouble(digits));
      }
      value = value * 10 + digit;
    }
    if (negative) {
      return value >= 0 || value == Long.MIN_VALUE
          ? new JsonValue.Int(-value)
          : new JsonValue.Real(Double.parseDouble(digits));
    }
    return new JsonValue.Int(value, value < 0);
  }
}
