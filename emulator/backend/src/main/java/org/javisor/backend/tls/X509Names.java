package org.javisor.backend.tls;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/** The names in certificates. Spec: [RFC6125] section 6, [RFC4514]. */
final class X509Names {
  private static final int DNS = 2;
  private static final int ADDRESS = 7;
  private static final Map<String, String> KEYWORDS =
      Map.of(
          "1.2.840.113549.1.9.1", "EMAIL",
          "2.5.4.4", "SN",
          "2.5.4.5", "serialNumber",
          "2.5.4.12", "title",
          "2.5.4.42", "givenName");

  private X509Names() {}

  /** Whom it is about, as lists of allowed clients write it: in the certificate's own order. */
  static String identity(X509Certificate certificate) {
    List<String> parts = parts(certificate);
    StringBuilder text = new StringBuilder();
    for (String part : parts.reversed()) {
      text.append(text.isEmpty() ? "" : ",").append(part);
    }
    return text.toString();
  }

  private static List<String> parts(X509Certificate certificate) {
    String name = certificate.getSubjectX500Principal().getName(X500Principal.RFC2253, KEYWORDS);
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) == '\\') {
        i++; // What follows is no separator.
      } else if (name.charAt(i) == ',') {
        parts.add(name.substring(start, i));
        start = i + 1;
      }
    }
    if (start < name.length()) {
      parts.add(name.substring(start));
    }
    return parts;
  }

  /** Whether the certificate is one of {@code host}, a name or an address. */
  static boolean matches(X509Certificate certificate, String host) {
    Optional<byte[]> address = address(host);
    boolean named = false;
    for (List<?> alternative : alternatives(certificate)) {
      int kind = (Integer) alternative.get(0);
      if (kind == ADDRESS && address.isPresent() && alternative.get(1) instanceof String text) {
        Optional<byte[]> other = address(text);
        if (other.isPresent() && Arrays.equals(address.get(), other.get())) {
          return true;
        }
      } else if (kind == DNS && alternative.get(1) instanceof String pattern) {
        named = true;
        if (address.isEmpty() && nameMatches(pattern, host)) {
          return true;
        }
      }
    }
    return !named && commonNameMatches(certificate, host);
  }

  private static Collection<List<?>> alternatives(X509Certificate certificate) {
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      return all == null ? List.of() : all;
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  private static boolean commonNameMatches(X509Certificate certificate, String host) {
    for (String part : parts(certificate)) {
      if (part.startsWith("CN=")) {
        return nameMatches(part.substring(3), host);
      }
    }
    return false;
  }

  /** A star stands for one whole label, the first; never for a name's last two. */
  private static boolean nameMatches(String pattern, String host) {
    String wanted = host.toLowerCase(Locale.ROOT);
    String given = pattern.toLowerCase(Locale.ROOT);
    if (!given.startsWith("*.")) {
      return given.equals(wanted);
    }
    int dot = wanted.indexOf('.');
    String rest = given.substring(1);
    return dot > 0 && rest.indexOf('.', 1) > 0 && wanted.substring(dot).equals(rest);
  }

  private static Optional<byte[]> address(String host) {
    boolean literal = host.indexOf(':') >= 0 || host.matches("[0-9]+(\\.[0-9]+){3}");
    if (!literal) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(host).getAddress());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
