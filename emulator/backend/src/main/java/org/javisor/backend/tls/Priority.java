package org.javisor.backend.tls;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which versions of TLS a priority string allows. Of the language of such strings it knows the
 * levels, which all mean the platform's own choice of ciphers, and the versions.
 */
record Priority(List<String> versions) {
  private static final List<String> KNOWN = List.of("TLSv1.3", "TLSv1.2");
  private static final Set<String> LEVELS =
      Set.of(
          "NORMAL", "PERFORMANCE", "SECURE128", "SECURE192", "SECURE256", "PFS", "SYSTEM", "NONE");

  /**
   * Reads a string like {@code NORMAL:-VERS-TLS1.3}.
   *
   * @throws CredentialsException when it asks for something else
   */
  static Priority parse(Optional<String> text) throws CredentialsException {
    List<String> versions = new ArrayList<>(KNOWN);
    if (text.isEmpty()) {
      return new Priority(List.copyOf(versions));
    }
    String[] words = text.get().split(":", -1);
    for (int i = 0; i < words.length; i++) {
      boolean known = i == 0 ? level(words[0], versions) : version(words[i], versions);
      if (!known) {
        throw refused(text.get(), "'" + words[i] + "' is not supported");
      }
    }
    if (versions.isEmpty()) {
      throw refused(text.get(), "it leaves no version of TLS");
    }
    return new Priority(List.copyOf(versions));
  }

  /** Systems' names like {@code @QEMU,SYSTEM} stand for what the platform prefers. */
  private static boolean level(String word, List<String> versions) {
    if (word.equals("NONE")) {
      versions.clear();
    }
    return LEVELS.contains(word) || (word.startsWith("@") && word.length() > 1);
  }

  private static boolean version(String word, List<String> versions) {
    boolean adds = word.startsWith("+");
    if (!adds && !word.startsWith("-") && !word.startsWith("!")) {
      return false;
    }
    List<String> meant =
        switch (word.substring(1)) {
          case "VERS-ALL", "VERS-TLS-ALL" -> KNOWN;
          case "VERS-TLS1.3" -> List.of("TLSv1.3");
          case "VERS-TLS1.2" -> List.of("TLSv1.2");
          case "VERS-TLS1.1", "VERS-TLS1.0", "VERS-SSL3.0" -> List.of();
          default -> List.of("");
        };
    if (meant.contains("")) {
      return false;
    }
    versions.removeAll(meant);
    if (adds) {
      versions.addAll(meant);
    }
    return true;
  }

  private static CredentialsException refused(String text, String why) {
    return new CredentialsException("Unable to set TLS session priority " + text + ": " + why);
  }
}
