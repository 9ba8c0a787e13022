package org.javisor.backend.tls;

import java.util.List;

/** Rules about identities: the first that matches decides, and a policy when none does. */
public record AccessList(List<Rule> rules, boolean allowedElse) implements Authorization {
  /**
   * One rule.
   *
   * @param pattern with {@code *} for any text and {@code ?} for a character when it is a glob
   */
  public record Rule(String pattern, boolean glob, boolean allows) {
    private boolean matches(String identity) {
      return glob ? globMatches(pattern, identity) : pattern.equals(identity);
    }
  }

  /** Keeps a copy of the rules. */
  public AccessList {
    rules = List.copyOf(rules);
  }

  /** Allows one identity only. */
  public static AccessList only(String identity) {
    return new AccessList(List.of(new Rule(identity, false, true)), false);
  }

  @Override
  public boolean allows(String identity) {
    for (Rule rule : rules) {
      if (rule.matches(identity)) {
        return rule.allows;
      }
    }
    return allowedElse;
  }

  /** In linear steps back to the last star, however many stars there are. */
  private static boolean globMatches(String pattern, String text) {
    int at = 0;
    int in = 0;
    int star = -1;
    int retry = 0;
    while (in < text.length()) {
      if (at < pattern.length() && pattern.charAt(at) == '*') {
        star = at++;
        retry = in;
      } else if (at < pattern.length()
          && (pattern.charAt(at) == '?' || pattern.charAt(at) == text.charAt(in))) {
        at++;
        in++;
      } else if (star >= 0) {
        at = star + 1;
        in = ++retry;
      } else {
        return false;
      }
    }
    while (at < pattern.length() && pattern.charAt(at) == '*') {
      at++;
    }
    return at == pattern.length();
  }
}
