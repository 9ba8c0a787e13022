package org.javisor.system.qom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.javisor.qmp.api.ObjectOptions;
import org.javisor.qmp.api.QCryptoSecretFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets that hide others. Texts are those of QEMU 10.0.13; openssl encrypted the values. */
class SecretsTest {
  private static final String VECTOR = "AAECAwQFBgcICQoLDA0ODw==";
  private static final String ZEROS = "AAAAAAAAAAAAAAAAAAAAAA==";
  private static final String WORD = "QhtWZ1SmQI751/oSU/q1dQ==";
  private static final Set<String> OTHERS = Set.of("tls1");

  private final Secrets secrets = new Secrets();

  @TempDir private Path files;

  private static ObjectOptions.Secret secret(
      String id, String data, boolean letters, Optional<String> key, Optional<String> vector) {
    return new ObjectOptions.Secret(
        id,
        Optional.of(data),
        Optional.empty(),
        Optional.of(letters ? QCryptoSecretFormat.BASE64 : QCryptoSecretFormat.RAW),
        key,
        vector);
  }

  private void add(ObjectOptions.Secret secret) throws HostObjectException {
    secrets.add(secret, OTHERS::contains);
  }

  private void refused(String message, ObjectOptions.Secret secret) {
    assertEquals(message, assertThrows(HostObjectException.class, () -> add(secret)).getMessage());
  }

  private static ObjectOptions.Secret hidden(String data, String key, String vector) {
    return secret("e", data, true, Optional.of(key), Optional.of(vector));
  }

  private String text(String id) throws HostObjectException {
    return secrets.text(id, OTHERS::contains);
  }

  @BeforeEach
  void makeKeys() throws HostObjectException {
    add(
        secret(
            "k",
            "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
            true,
            Optional.empty(),
            Optional.empty()));
    add(secret("short", "abcd", false, Optional.empty(), Optional.empty()));
  }

  @Test
  void oneIsTheKeyOfAnother() throws HostObjectException {
    assertEquals("0123456789abcdef0123456789abcdef", text("k"));
    add(hidden(WORD, "k", VECTOR));
    assertEquals("pass w\u00f6rd", text("e"));
    add(hidden("", "k", VECTOR));
    assertEquals("", text("e"));
  }

  @Test
  void whatIsNoTextIsNoPassword() throws HostObjectException {
    add(hidden("dPYWJv0bFOy8SdOg4qw6FQ==", "k", VECTOR));
    assertEquals(
        "Data from secret e is not valid UTF-8",
        assertThrows(HostObjectException.class, () -> text("e")).getMessage());
    secrets.remove("e");
    assertEquals(
        "No secret with id 'e'",
        assertThrows(HostObjectException.class, () -> text("e")).getMessage());
  }

  @Test
  void aFileIsReadOnce() throws Exception {
    Path file = Files.writeString(files.resolve("word"), "before");
    add(
        new ObjectOptions.Secret(
            "f",
            Optional.empty(),
            Optional.of(file.toString()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
    Files.writeString(file, "after");
    assertEquals("before", text("f"));
  }

  @Test
  void lettersThatMakeNoGroupCountForNothing() throws HostObjectException {
    add(secret("d", "YWJj\r\nZA=", true, Optional.empty(), Optional.empty()));
    assertEquals("abc", text("d"));
    add(secret("d", "YWJj\r\nZA==", true, Optional.empty(), Optional.empty()));
    assertEquals("abcd", text("d"));
  }

  @Test
  void mistakesAreToldInTheOrderInWhichTheyAreLookedFor() {
    Optional<String> none = Optional.empty();
    refused("No secret with id 'nope'", hidden("abcd", "nope", ZEROS));
    refused("Object with id 'tls1' is not a secret", hidden(ZEROS, "tls1", ZEROS));
    refused("Key should be 32 bytes in length", secret("e", "!", true, Optional.of("short"), none));
    refused("IV is required to decrypt secret", secret("e", "!", true, Optional.of("k"), none));
    refused("IV should be 16 bytes in length not 3", hidden("!", "k", "AAAA"));
    refused("Base64 data contains invalid characters", hidden(ZEROS, "k", "AAA!"));
    refused("Base64 data contains invalid characters", hidden("a!bcd", "k", ZEROS));
    refused("Length 3 must be a multiple of block size 16", hidden("abcd", "k", ZEROS));
    refused(
        "Length 24 must be a multiple of block size 16",
        secret("e", ZEROS, false, Optional.of("k"), Optional.of(ZEROS)));
    refused(
        "Incorrect number of padding bytes (36) found on decrypted data",
        hidden(ZEROS, "k", ZEROS));
  }
}
