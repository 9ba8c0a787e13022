package org.javisor.backend.tls;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

/**
 * Looks at certificates before they are used, so that mistakes are found when credentials are made
 * and not by the first client. Spec: [RFC5280] 4.1.2.5, 4.2.1.3, 4.2.1.9, 4.2.1.12.
 */
record X509Checks(CredentialFiles files, boolean server) {
  private static final String KEY_USAGE = "2.5.29.15";
  private static final String EXTENDED_USAGE = "2.5.29.37";
  private static final String SERVER_PURPOSE = "1.3.6.1.5.5.7.3.1";
  private static final String CLIENT_PURPOSE = "1.3.6.1.5.5.7.3.2";
  private static final String ANY_PURPOSE = "2.5.29.37.0";
  private static final int DIGITAL_SIGNATURE = 0;
  private static final int CERTIFICATE_SIGNING = 5;

  private String role() {
    return server ? "server" : "client";
  }

  /** Refuses a certificate of our own that nobody would accept. */
  void own(X509Certificate certificate, String file) throws CredentialsException {
    String name = files.nameOf(file);
    times(certificate, "The " + role() + " certificate " + name);
    if (certificate.getBasicConstraints() >= 0) {
      throw new CredentialsException(
          "The certificate "
              + name
              + " basic constraints show a CA, but we need one for a "
              + role());
    }
    if (!usage(certificate, DIGITAL_SIGNATURE)) {
      throw new CredentialsException(
          "Certificate " + name + " usage does not permit digital signature");
    }
    purpose(certificate, name);
  }

  /** Refuses a certificate that cannot be anybody's issuer. */
  void authority(X509Certificate certificate, String file) throws CredentialsException {
    String name = files.nameOf(file);
    times(certificate, "The CA certificate " + name);
    if (certificate.getBasicConstraints() < 0) {
      throw new CredentialsException(
          "The certificate " + name + " basic constraints do not show a CA");
    }
    if (!usage(certificate, CERTIFICATE_SIGNING)) {
      throw new CredentialsException(
          "Certificate " + name + " usage does not permit certificate signing");
    }
  }

  /** Refuses a certificate of our own that the other end, with the same authorities, would. */
  void issued(List<X509Certificate> chain, X509Trust trust, String own, String authorities)
      throws CredentialsException {
    try {
      trust.validate(chain);
    } catch (GeneralSecurityException e) {
      throw new CredentialsException(
          "Our own certificate "
              + files.nameOf(own)
              + " failed validation against "
              + files.nameOf(authorities)
              + ": "
              + reason(e),
          e);
    }
  }

  private static String reason(GeneralSecurityException problem) {
    if (problem instanceof CertPathValidatorException path) {
      if (path.getReason() == BasicReason.REVOKED) {
        return "The certificate has been revoked";
      }
      if (path.getReason() == BasicReason.ALGORITHM_CONSTRAINED) {
        return "The certificate uses an insecure algorithm";
      }
      if (path.getReason() == BasicReason.INVALID_SIGNATURE) {
        return "The certificate is not trusted";
      }
    }
    return "The certificate hasn't got a known issuer";
  }

  private static void times(X509Certificate certificate, String what) throws CredentialsException {
    try {
      certificate.checkValidity();
    } catch (CertificateExpiredException e) {
      throw new CredentialsException(what + " has expired", e);
    } catch (CertificateNotYetValidException e) {
      throw new CredentialsException(what + " is not yet active", e);
    }
  }

  /** What is not said at all, or not said to be critical, is permitted. */
  private static boolean usage(X509Certificate certificate, int bit) {
    boolean[] bits = certificate.getKeyUsage();
    return bits == null || bits[bit] || !isCritical(certificate, KEY_USAGE);
  }

  private void purpose(X509Certificate certificate, String name) throws CredentialsException {
    List<String> purposes;
    try {
      purposes = certificate.getExtendedKeyUsage();
    } catch (CertificateParsingException e) {
      throw new CredentialsException("Unable to query certificate " + name + " key purpose", e);
    }
    String wanted = server ? SERVER_PURPOSE : CLIENT_PURPOSE;
    if (purposes != null
        && isCritical(certificate, EXTENDED_USAGE)
        && !purposes.contains(wanted)
        && !purposes.contains(ANY_PURPOSE)) {
      throw new CredentialsException(
          "Certificate " + name + " purpose does not allow use with a TLS " + role());
    }
  }

  private static boolean isCritical(X509Certificate certificate, String extension) {
    Set<String> critical = certificate.getCriticalExtensionOIDs();
    return critical != null && critical.contains(extension);
  }
}
