package org.javisor.qmp.wire;

/** Decodes what stands between the quotes of one string token. */
final class StringDecoder {
  private static final int INVALID = -1;

  private final TokenBuffer bytes;
  private final int end;
  private final StringBuilder out;
  private int at;

  StringDecoder(TokenBuffer bytes, int start, int end) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
    this.out = new StringBuilder(end - start);
  }

  String decode() throws JsonSyntaxException {
    while (at < end) {
      int c = bytes.at(at) & 0xFF;
      if (c == '\\') {
        escape();
      } else if (c < 0x80) {
        out.append((char) c);
        at++;
      } else {
        multibyte(c);
      }
    }
    return out.toString();
  }

  private void escape() throws JsonSyntaxException {
    char c = (char) (bytes.at(at + 1) & 0xFF);
    if (c == 'u') {
      unicode();
      return;
    }
    int index = "bfnrt".indexOf(c);
    if (index >= 0) {
      out.append("\b\f\n\r\t".charAt(index));
    } else if (c == '"' || c == '\'' || c == '\\' || c == '/') {
      out.append(c);
    } else {
      throw new JsonSyntaxException("invalid escape sequence in string");
    }
    at += 2;
  }

  /** A unicode escape, two of them for a character beyond 16 bits. */
  private void unicode() throws JsonSyntaxException {
    int from = at;
    int code = hex(at + 2);
    at = Math.min(end, at + 6);
    if (code >= 0xD800 && code <= 0xDBFF && at + 1 < end && isEscapeU(at)) {
      int low = hex(at + 2);
      if (low >= 0xDC00 && low <= 0xDFFF) {
        code = Character.toCodePoint((char) code, (char) low);
        at += 6;
      } else {
        code = INVALID;
      }
    }
    if (!isCharacter(code)) {
      int shown = Math.max(at, Math.min(end + 1, from + 6)); // with the quote, should it end early
      throw new JsonSyntaxException(bytes.text(from, shown) + " is not a valid Unicode character");
    }
    out.appendCodePoint(code);
  }

  private boolean isEscapeU(int offset) {
    return bytes.at(offset) == '\\' && bytes.at(offset + 1) == 'u';
  }

  private int hex(int offset) {
    if (offset + 4 > end) {
      return INVALID;
    }
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit((char) (bytes.at(offset + i) & 0x7F), 16);
      if (digit < 0 || bytes.at(offset + i) < 0) {
        return INVALID;
      }
      code = code << 4 | digit;
    }
    return code;
  }

  /** UTF-8, plus the two-byte form of NUL. */
  private void multibyte(int first) throws JsonSyntaxException {
    int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
    int code = first & (0x3F >> more);
    boolean valid = first >= 0xC0 && first < 0xF8 && at + more < end;
    for (int i = 1; valid && i <= more; i++) {
      int c = bytes.at(at + i) & 0xFF;
      valid = (c & 0xC0) == 0x80;
      code = code << 6 | (c & 0x3F);
    }
    int least = more == 1 ? 0x80 : more == 2 ? 0x800 : 0x10000;
    boolean longNul = more == 1 && code == 0;
    if (!valid || (code < least && !longNul) || !isCharacter(code)) {
      throw new JsonSyntaxException("invalid UTF-8 sequence in string");
    }
    out.appendCodePoint(code);
    at += more + 1;
  }

  /** Whether Unicode assigns the number to characters: no surrogate and no noncharacter. */
  private static boolean isCharacter(int code) {
    return code >= 0
        && code <= Character.MAX_CODE_POINT
        && (code < 0xD800 || code > 0xDFFF)
        && (code < 0xFDD0 || code > 0xFDEF)
        && (code & 0xFFFE) != 0xFFFE;
  }
}
