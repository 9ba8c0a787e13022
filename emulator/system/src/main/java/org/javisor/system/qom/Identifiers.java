package org.javisor.system.qom;

/** Names that clients give to what they make. */
public final class Identifiers {
  /** What a name is, for whoever gave something else. */
  public static final String RULE =
      "Identifiers consist of letters, digits, '-', '.', '_', starting with a letter.";

  private Identifiers() {}

  /** Whether {@code text} is one: a letter, then letters, digits, '-', '.', '_'. */
  public static boolean isIdentifier(String text) {
    boolean good = !text.isEmpty() && isLetter(text.charAt(0));
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      good &= isLetter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
    }
    return good;
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
