package org.javisor.system.qom;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.javisor.qmp.api.ObjectOptions;
import org.javisor.qmp.api.QCryptoSecretFormat;

/**
 * What secrets keep: read, decoded and decrypted once, when they are made. One secret can be the
 * key of others (AES-256 in CBC mode), which is how libvirt passes passwords. Not thread-safe.
 */
final class Secrets {
  private static final int MAX_BYTES = 1 << 20;
  private static final int KEY_BYTES = 32;
  private static final int BLOCK_BYTES = 16;
  private static final int SEXTETS = 4;
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  private final Map<String, byte[]> values = new HashMap<>();

  /** Makes one; {@code others} says whether some other object has a name. */
  void add(ObjectOptions.Secret secret, Predicate<String> others) throws HostObjectException {
    if (secret.file().isPresent() == secret.data().isPresent()) {
      throw new HostObjectException(
          secret.file().isPresent()
              ? "'file' and 'data' are mutually exclusive"
              : "Either 'file' or 'data' must be provided");
    }
    byte[] given =
        secret.file().isPresent()
            ? contents(secret.file().get())
            : secret.data().orElseThrow().getBytes(StandardCharsets.UTF_8);
    boolean letters = secret.format().orElse(QCryptoSecretFormat.RAW) == QCryptoSecretFormat.BASE64;
    byte[] value;
    if (secret.keyid().isPresent()) {
      byte[] key = key(secret.keyid().get(), others);
      byte[] vector = vector(secret.iv());
      value = decrypt(key, vector, letters ? decode(given) : given);
    } else {
      value = letters ? decode(given) : given;
    }
    values.put(secret.id(), value);
  }

  void remove(String id) {
    values.remove(id);
  }

  /** What the secret {@code id} keeps, as text. */
  String text(String id, Predicate<String> others) throws HostObjectException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(find(id, others)))
          .toString();
    } catch (CharacterCodingException e) {
      throw new HostObjectException("Data from secret " + id + " is not valid UTF-8", e);
    }
  }

  private byte[] find(String id, Predicate<String> others) throws HostObjectException {
    byte[] value = values.get(id);
    if (value == null) {
      throw new HostObjectException(
          others.test(id)
              ? "Object with id '" + id + "' is not a secret"
              : "No secret with id '" + id + "'");
    }
    return value;
  }

  private byte[] key(String id, Predicate<String> others) throws HostObjectException {
    byte[] key = find(id, others);
    if (key.length != KEY_BYTES) {
      throw new HostObjectException("Key should be " + KEY_BYTES + " bytes in length");
    }
    return key;
  }

  private static byte[] vector(Optional<String> text) throws HostObjectException {
    if (text.isEmpty()) {
      throw new HostObjectException("IV is required to decrypt secret");
    }
    byte[] vector = decode(text.get().getBytes(StandardCharsets.UTF_8));
    if (vector.length != BLOCK_BYTES) {
      throw new HostObjectException(
          "IV should be " + BLOCK_BYTES + " bytes in length not " + vector.length);
    }
    return vector;
  }

  private static byte[] decrypt(byte[] key, byte[] vector, byte[] hidden)
      throws HostObjectException {
    if (hidden.length % BLOCK_BYTES != 0) {
      throw new HostObjectException(
          "Length " + hidden.length + " must be a multiple of block size " + BLOCK_BYTES);
    }
    byte[] padded;
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
      cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(vector));
      padded = cipher.doFinal(hidden);
    } catch (GeneralSecurityException e) {
      throw new HostObjectException("Unable to decrypt secret: " + e.getMessage(), e);
    }
    int padding = padded.length == 0 ? 0 : padded[padded.length - 1] & 0xff;
    if (padding > BLOCK_BYTES) {
      throw new HostObjectException(
          "Incorrect number of padding bytes (" + padding + ") found on decrypted data");
    }
    return Arrays.copyOf(padded, padded.length - padding);
  }

  /** Reads whole groups of four letters; what is left over at the end counts for nothing. */
  private static byte[] decode(byte[] text) throws HostObjectException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int group = 0;
    int count = 0;
    int last = 0;
    for (byte each : text) {
      int value = ALPHABET.indexOf(each & 0xff);
      if (value < 0 && each != '=' && each != '\r' && each != '\n') {
        throw new HostObjectException("Base64 data contains invalid characters");
      }
      if (value >= 0 || each == '=') {
        group = group << 6 | Math.max(value, 0);
        if (++count % SEXTETS == 0) {
          bytes.write(group >> 16);
          if (last != '=') {
            bytes.write(group >> 8);
          }
          if (each != '=') {
            bytes.write(group);
          }
        }
        last = each;
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] contents(String name) throws HostObjectException {
    // A device, or a file that grows, tells no size that counts.
    try (InputStream file = Files.newInputStream(HostObjects.path(name))) {
      byte[] all = file.readNBytes(MAX_BYTES + 1);
      if (all.length > MAX_BYTES) {
        throw new HostObjectException("Unable to read " + name + ": longer than a secret may be");
      }
      return all;
    } catch (NoSuchFileException e) {
      throw new HostObjectException(
          "Unable to read "
              + name
              + ": Failed to open file \u201c"
              + name
              + "\u201d: No such file or directory",
          e);
    } catch (IOException e) {
      throw new HostObjectException("Unable to read " + name + ": " + e.getMessage(), e);
    }
  }
}
