package org.javisor.backend.tls;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Keys by user, a line {@code USER:HEX} each. */
record PskFile(Map<String, byte[]> keys) {
  /** Lines that are not of that form are left out: whoever they are for is unknown. */
  static PskFile parse(String text) {
    Map<String, byte[]> keys = new LinkedHashMap<>();
    for (String line : text.split("\n", -1)) {
      int colon = line.lastIndexOf(':');
      if (colon > 0) {
        try {
          byte[] key = HexFormat.of().parseHex(line.substring(colon + 1).strip());
          keys.putIfAbsent(line.substring(0, colon), key);
        } catch (IllegalArgumentException e) {
          keys.putIfAbsent(line.substring(0, colon), new byte[0]);
        }
      }
    }
    return new PskFile(keys);
  }
}
