package org.javisor.backend.tls;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The authorities that certificates must come from, and what those have taken back. */
record X509Trust(List<X509Certificate> authorities, List<X509CRL> revoked) {
  private static Set<TrustAnchor> anchors(List<X509Certificate> authorities) {
    Set<TrustAnchor> all = new HashSet<>();
    for (X509Certificate authority : authorities) {
      all.add(new TrustAnchor(authority, null));
    }
    return all;
  }

  /**
   * Refuses a chain that does not lead to an authority, whatever its certificates are meant for.
   *
   * @param chain the end's own certificate first
   */
  void validate(List<X509Certificate> chain) throws GeneralSecurityException {
    if (chain.isEmpty()) {
      throw new CertificateException("no certificate");
    }
    X509CertSelector end = new X509CertSelector();
    end.setCertificate(chain.getFirst());
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors(authorities), end);
    parameters.setRevocationEnabled(false);
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
    CertPathBuilder builder = CertPathBuilder.getInstance("PKIX");
    var path = builder.build(parameters).getCertPath();
    if (path.getCertificates().isEmpty()) {
      authorityItself(chain.getFirst());
      return;
    }
    // Without a revocation check: that needs a list from every authority, and there may be few.
    var _ = CertPathValidator.getInstance("PKIX").validate(path, parameters);
    for (X509Certificate certificate : chain) {
      for (X509CRL list : revoked) {
        if (list.isRevoked(certificate)
            && list.getIssuerX500Principal().equals(certificate.getIssuerX500Principal())) {
          throw new CertPathValidatorException(
              "revoked", null, path, -1, CertPathValidatorException.BasicReason.REVOKED);
        }
      }
    }
  }

  private static void authorityItself(X509Certificate certificate) throws CertificateException {
    certificate.checkValidity();
  }

  /** The factory of certificates that every Java platform has. */
  static CertificateFactory factory() throws CertificateException {
    return CertificateFactory.getInstance("X.509");
  }
}
