package org.javisor.backend.tls;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Text with binary objects between lines of dashes. Spec: [RFC7468] section 3. */
final class Pem {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  private Pem() {}

  /** One object. */
  record Block(String label, byte[] content) {}

  /** All objects, in order; what is between them and what cannot be decoded is left out. */
  static List<Block> blocks(String text) {
    List<Block> all = new ArrayList<>();
    int at = text.indexOf(BEGIN);
    while (at >= 0) {
      int labelEnd = text.indexOf(DASHES, at + BEGIN.length());
      if (labelEnd < 0) {
        return all;
      }
      String label = text.substring(at + BEGIN.length(), labelEnd);
      int start = labelEnd + DASHES.length();
      int end = text.indexOf(END + label + DASHES, start);
      if (end < 0) {
        return all;
      }
      try {
        all.add(new Block(label, Base64.getMimeDecoder().decode(text.substring(start, end))));
      } catch (IllegalArgumentException e) {
        // Not what it says it is: as good as absent.
      }
      at = text.indexOf(BEGIN, end);
    }
    return all;
  }
}
