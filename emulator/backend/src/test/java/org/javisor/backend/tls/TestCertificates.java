package org.javisor.backend.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Authorities and certificates, made by openssl; without one the test is skipped. */
public final class TestCertificates {
  private static final String EXTENSIONS = "basicConstraints=critical,CA:FALSE\n";

  private final Path folder;

  public TestCertificates(Path folder) {
    this.folder = folder;
    assumeTrue(Tool.isInstalled("openssl"), "openssl is not installed");
  }

  /** Makes the authority {@code name}. */
  public void authority(String name) throws Exception {
    openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj /CN="
            + name
            + " -addext basicConstraints=critical,CA:TRUE"
            + " -addext keyUsage=critical,keyCertSign,cRLSign"
            + (" -keyout " + name + ".key -out " + name + ".pem"));
  }

  /**
   * Makes the certificate {@code name}, issued by {@code authority}.
   *
   * @param subject with slashes; a blank is written as a plus
   * @param more extensions, a line each
   */
  public void certificate(String name, String authority, String subject, String... more)
      throws Exception {
    Files.writeString(folder.resolve(name + ".ext"), EXTENSIONS + String.join("\n", more));
    openssl(
        "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "
            + subject
            + (" -keyout " + name + ".key -out " + name + ".csr"));
    openssl(
        "x509 -req -days 3650 -CAcreateserial -CA "
            + authority
            + (".pem -CAkey " + authority + ".key -in " + name + ".csr")
            + (" -extfile " + name + ".ext -out " + name + ".pem"));
  }

  /** Runs openssl in the folder; the words of its command line have no blanks of their own. */
  public void openssl(String words) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    for (String word : words.split(" ", -1)) {
      command.add(word.replace('+', ' '));
    }
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), () -> words + ": " + said);
  }

  /** A folder of credentials: an authority and, if one is named, a certificate with its key. */
  public Path credentials(String name, String authority, Optional<String> certificate, String role)
      throws IOException {
    Path target = Files.createDirectories(folder.resolve(name));
    copy(authority + ".pem", target.resolve("ca-cert.pem"));
    if (certificate.isPresent()) {
      copy(certificate.get() + ".pem", target.resolve(role + "-cert.pem"));
      copy(certificate.get() + ".key", target.resolve(role + "-key.pem"));
    }
    return target;
  }

  private void copy(String from, Path to) throws IOException {
    Files.copy(folder.resolve(from), to, StandardCopyOption.REPLACE_EXISTING);
  }
}
