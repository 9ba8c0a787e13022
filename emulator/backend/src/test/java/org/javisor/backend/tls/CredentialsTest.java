package org.javisor.backend.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with credentials is said when they are made, in the words that operators know. */
class CredentialsTest {
  @TempDir private Path folder;

  private static void load(Path files, boolean server, boolean check, String password)
      throws CredentialsException {
    X509Credentials loaded =
        X509Credentials.load(
            new X509Credentials.Config(
                server,
                Optional.of(files.toString()),
                true,
                check,
                Optional.empty(),
                Optional.of(password)));
    assertEquals(server, loaded.server());
  }

  private static void refused(String message, Path files) {
    assertEquals(
        message,
        assertThrows(CredentialsException.class, () -> load(files, true, true, "secret"))
            .getMessage());
  }

  @Test
  void missingFilesAreNamed() throws Exception {
    refused(
        "Unable to access credentials " + folder + "/ca-cert.pem: No such file or directory",
        folder);
    TestCertificates made = new TestCertificates(folder);
    made.authority("ca");
    Path only = made.credentials("only", "ca", Optional.empty(), "server");
    refused(
        "Unable to access credentials " + only + "/server-cert.pem: No such file or directory",
        only);
    load(only, false, true, "");
    X509Credentials.Config nowhere =
        new X509Credentials.Config(
            true, Optional.empty(), true, true, Optional.empty(), Optional.empty());
    assertEquals(
        "Missing 'dir' property value",
        assertThrows(CredentialsException.class, () -> X509Credentials.load(nowhere)).getMessage());
  }

  @Test
  void certificatesThatNobodyWouldAcceptAreRefused() throws Exception {
    TestCertificates made = new TestCertificates(folder);
    made.authority("ca");
    made.authority("ca2");
    made.certificate("good", "ca", "/CN=localhost");
    made.certificate("sign", "ca", "/CN=x", "keyUsage=critical,keyAgreement");
    made.certificate("purpose", "ca", "/CN=x", "extendedKeyUsage=critical,clientAuth");
    Path sign = made.credentials("sign", "ca", Optional.of("sign"), "server");
    refused(
        "Certificate " + sign + "/server-cert.pem usage does not permit digital signature", sign);
    Path purpose = made.credentials("purpose", "ca", Optional.of("purpose"), "server");
    refused(
        "Certificate " + purpose + "/server-cert.pem purpose does not allow use with a TLS server",
        purpose);
    Path foreign = made.credentials("foreign", "ca2", Optional.of("good"), "server");
    refused(
        "Our own certificate "
            + foreign
            + "/server-cert.pem failed validation against "
            + foreign
            + "/ca-cert.pem: The certificate hasn't got a known issuer",
        foreign);
    load(foreign, true, false, "");
    Path noCa = made.credentials("noCa", "good", Optional.of("good"), "server");
    refused("The certificate " + noCa + "/ca-cert.pem basic constraints do not show a CA", noCa);
    Path isCa = made.credentials("isCa", "ca", Optional.of("ca"), "server");
    refused(
        "The certificate "
            + isCa
            + "/server-cert.pem basic constraints show a CA, but we need one for a server",
        isCa);
    Path garbled = made.credentials("garbled", "ca", Optional.of("good"), "server");
    Files.writeString(garbled.resolve("ca-cert.pem"), "hello\n");
    refused("Unable to import CA certificate list " + garbled + "/ca-cert.pem", garbled);
  }

  @Test
  void keysOfEveryFormAreRead() throws Exception {
    TestCertificates made = new TestCertificates(folder);
    made.authority("ca");
    made.certificate("good", "ca", "/CN=localhost");
    made.certificate("other", "ca", "/CN=localhost");
    Path files = made.credentials("files", "ca", Optional.of("good"), "server");
    Path key = files.resolve("server-key.pem");
    load(files, true, true, "");
    made.openssl("ec -in good.key -out " + key);
    assertTrue(Files.readString(key).contains("EC PRIVATE KEY"));
    load(files, true, true, "");
    made.openssl("pkcs8 -topk8 -in good.key -passout pass:secret -v2 aes-256-cbc -out " + key);
    load(files, true, true, "secret");
    assertEquals(
        "Cannot load certificate '"
            + files
            + "/server-cert.pem' & key '"
            + key
            + "': Decryption has failed.",
        assertThrows(CredentialsException.class, () -> load(files, true, true, "wrong"))
            .getMessage());
    Files.copy(folder.resolve("other.key"), key, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    refused(
        "Cannot load certificate '"
            + files
            + "/server-cert.pem' & key '"
            + key
            + "': The certificate and the given key do not match.",
        files);
  }

  @Test
  void keysOfRsaAreRead() throws Exception {
    TestCertificates made = new TestCertificates(folder);
    made.authority("ca");
    made.certificate("good", "ca", "/CN=localhost");
    made.openssl("genrsa -traditional -out good.key 2048");
    made.openssl("req -new -key good.key -subj /CN=localhost -out good.csr");
    made.openssl("x509 -req -in good.csr -CA ca.pem -CAkey ca.key -days 10 -out good.pem");
    assertTrue(Files.readString(folder.resolve("good.key")).contains("RSA PRIVATE KEY"));
    load(made.credentials("rsa", "ca", Optional.of("good"), "server"), true, true, "");
  }

  @Test
  void usersOfKeysAreFound() throws Exception {
    Files.writeString(folder.resolve("keys.psk"), "a:00ff\nqemu:zz\nb:c:0102");
    assertEquals(2, PskFile.parse("a:00ff\nb:c:0102").keys().get("b:c").length);
    Optional<String> here = Optional.of(folder.toString());
    assertEquals(
        "Username me not found in PSK file " + folder + "/keys.psk",
        assertThrows(
                CredentialsException.class,
                () ->
                    PskCredentials.load(new PskCredentials.Config(false, here, Optional.of("me"))))
            .getMessage());
    assertEquals(
        "Cannot set PSK client credentials: Error in parsing.",
        assertThrows(
                CredentialsException.class,
                () -> PskCredentials.load(new PskCredentials.Config(false, here, Optional.empty())))
            .getMessage());
    assertEquals(
        "username should not be set when endpoint=server",
        assertThrows(
                CredentialsException.class,
                () -> PskCredentials.load(new PskCredentials.Config(true, here, Optional.of("me"))))
            .getMessage());
  }

  @Test
  void prioritiesChooseVersions() throws Exception {
    assertEquals(List.of("TLSv1.3", "TLSv1.2"), Priority.parse(Optional.empty()).versions());
    assertEquals(List.of("TLSv1.2"), Priority.parse(Optional.of("NORMAL:-VERS-TLS1.3")).versions());
    assertEquals(List.of("TLSv1.3"), Priority.parse(Optional.of("NONE:+VERS-TLS1.3")).versions());
    for (String bad : new String[] {"NORMAL:+ARCFOUR-128", "FOO", "NONE", ""}) {
      assertThrows(CredentialsException.class, () -> Priority.parse(Optional.of(bad)));
    }
  }

  @Test
  void theFirstRuleDecides() {
    AccessList list =
        new AccessList(
            List.of(
                new AccessList.Rule("fred", false, false),
                new AccessList.Rule("f*d?*", true, true),
                new AccessList.Rule("*", true, false)),
            true);
    assertFalse(list.allows("fred"));
    assertTrue(list.allows("freddy"));
    assertFalse(list.allows("bob"));
    assertTrue(new AccessList(List.of(), true).allows("bob"));
    assertFalse(AccessList.only("a").allows("b"));
    AccessList.Rule stars = new AccessList.Rule("*a".repeat(30) + "b", true, true);
    assertFalse(new AccessList(List.of(stars), false).allows("a".repeat(5000)), "and soon");
  }
}
