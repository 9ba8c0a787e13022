package org.javisor.qmp.wire;

/**
 * Cuts a stream of bytes into JSON values. It accepts what QMP peers accept: values need no
 * separator, strings may have single quotes. After a mistake it reports once, skips to a place
 * where a value can begin, and goes on.
 *
 * <p>What it reports does not depend on how the stream was cut into pieces.
 */
public final class JsonParser {
  /** Receives what the parser found, in order. */
  public interface Sink {
    /** A complete value. */
    void value(JsonValue value);

    /** A text that is no value; the message is complete. */
    void error(String message);
  }

  private enum State {
    START,
    DOUBLE_QUOTED,
    DOUBLE_ESCAPE,
    SINGLE_QUOTED,
    SINGLE_ESCAPE,
    KEYWORD,
    SIGN,
    ZERO,
    DIGITS,
    POINT,
    FRACTION,
    EXPONENT,
    EXPONENT_SIGN,
    EXPONENT_DIGITS,
    /** Skipping after a lexical error. */
    RECOVERY,
    /** Not a state that lasts: the character makes no token. */
    ERROR,
    /** Not a state that lasts: the character belongs to the next token. */
    DONE
  }

  private final Sink sink;
  private final JsonLimits limits;
  private final TokenBuffer tokens = new TokenBuffer();
  private State state = State.START;
  private int braces;
  private int brackets;

  public JsonParser(Sink sink) {
    this(sink, JsonLimits.STANDARD);
  }

  public JsonParser(Sink sink, JsonLimits limits) {
    this.sink = sink;
    this.limits = limits;
  }

  /** Takes the next piece of the stream. */
  public void feed(byte[] data, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      take(data[i]);
    }
  }

  /** Forgets the value in progress, as if the stream began anew. */
  public void reset() {
    state = State.START;
    endValue();
  }

  private void take(byte next) {
    int c = next & 0xFF;
    State following = following(state, c);
    if (following == State.DONE) {
      close(kind(state));
      following = start(c);
    } else if (state == State.RECOVERY && following != State.RECOVERY) {
      following = start(c);
    }
    if (following == State.RECOVERY) {
      state = following;
      return;
    }
    state = following;
    if (following == State.START && isBlank(c)) {
      return;
    }
    tokens.append(next);
    if (following == State.ERROR) {
      stray();
    } else if (following == State.START) {
      close(c == '"' || c == '\'' ? TokenBuffer.STRING : next);
    } else if (tokens.openLength() > limits.tokenBytes()) {
      state = State.START;
      fail("JSON token size limit exceeded");
    }
  }

  private static boolean isBlank(int c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  private static boolean isStructural(int c) {
    return c == '{' || c == '}' || c == '[' || c == ']' || c == ',' || c == ':';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /** The state after {@code c} outside any token; START after what is complete by itself. */
  private static State start(int c) {
    if (isBlank(c) || isStructural(c)) {
      return State.START;
    }
    if (c == '0') {
      return State.ZERO;
    }
    if (isDigit(c)) {
      return State.DIGITS;
    }
    if (c >= 'a' && c <= 'z') {
      return State.KEYWORD;
    }
    return switch (c) {
      case '"' -> State.DOUBLE_QUOTED;
      case '\'' -> State.SINGLE_QUOTED;
      case '-' -> State.SIGN;
      default -> State.ERROR;
    };
  }

  private static State following(State state, int c) {
    return switch (state) {
      case START -> start(c);
      case DOUBLE_QUOTED -> quoted(c, '"', state, State.DOUBLE_ESCAPE);
      case SINGLE_QUOTED -> quoted(c, '\'', state, State.SINGLE_ESCAPE);
      case DOUBLE_ESCAPE -> inString(c) ? State.DOUBLE_QUOTED : State.ERROR;
      case SINGLE_ESCAPE -> inString(c) ? State.SINGLE_QUOTED : State.ERROR;
      case KEYWORD -> c >= 'a' && c <= 'z' ? state : State.DONE;
      case SIGN -> c == '0' ? State.ZERO : isDigit(c) ? State.DIGITS : State.ERROR;
      case ZERO -> isDigit(c) ? State.ERROR : afterInteger(c);
      case DIGITS -> isDigit(c) ? state : afterInteger(c);
      case POINT -> isDigit(c) ? State.FRACTION : State.ERROR;
      case FRACTION -> isDigit(c) ? state : c == 'e' || c == 'E' ? State.EXPONENT : State.DONE;
      case EXPONENT ->
          c == '+' || c == '-'
              ? State.EXPONENT_SIGN
              : isDigit(c) ? State.EXPONENT_DIGITS : State.ERROR;
      case EXPONENT_SIGN -> isDigit(c) ? State.EXPONENT_DIGITS : State.ERROR;
      case EXPONENT_DIGITS -> isDigit(c) ? state : State.DONE;
      case RECOVERY, ERROR, DONE -> endsRecovery(c) ? State.START : State.RECOVERY;
    };
  }

  private static State quoted(int c, int quote, State same, State escape) {
    if (c == quote) {
      return State.START;
    }
    return c == '\\' ? escape : inString(c) ? same : State.ERROR;
  }

  private static boolean inString(int c) {
    return c >= 0x20 && c < 0xFE;
  }

  private static State afterInteger(int c) {
    return switch (c) {
      case '.' -> State.POINT;
      case 'e', 'E' -> State.EXPONENT;
      default -> State.DONE;
    };
  }

  private static boolean endsRecovery(int c) {
    return isStructural(c) || (c < 0x20 && c != '\t') || c >= 0xFE;
  }

  /** The kind of the token that ends in this state without a character of its own. */
  private static byte kind(State state) {
    return switch (state) {
      case KEYWORD -> TokenBuffer.KEYWORD;
      case ZERO, DIGITS -> TokenBuffer.INTEGER;
      default -> TokenBuffer.FLOAT;
    };
  }

  private void stray() {
    String text = tokens.openText();
    state = State.RECOVERY;
    fail("JSON parse error, stray '" + text + "'");
  }

  private void close(byte kind) {
    switch (kind) {
      case '{' -> braces++;
      case '}' -> braces--;
      case '[' -> brackets++;
      case ']' -> brackets--;
      default -> {}
    }
    if (tokens.closedLength() + tokens.openLength() + 1L > limits.tokenBytes()) {
      fail("JSON token size limit exceeded");
    } else if (tokens.count() + 1 > limits.tokens()) {
      fail("JSON token count limit exceeded");
    } else if (braces + brackets > limits.depth()) {
      fail("JSON nesting depth limit exceeded");
    } else {
      tokens.close(kind);
      if (braces + brackets <= 0 || braces < 0 || brackets < 0) {
        parse();
      }
    }
  }

  private void parse() {
    JsonValue value;
    try {
      value = new TokenReader(tokens).read();
    } catch (JsonSyntaxException e) {
      fail(e.getMessage());
      return;
    }
    endValue();
    sink.value(value);
  }

  private void fail(String message) {
    endValue();
    sink.error(message);
  }

  private void endValue() {
    braces = 0;
    brackets = 0;
    tokens.clear();
  }
}
