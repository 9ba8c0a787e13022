package org.javisor.backend.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Private keys from PEM. Spec: [RFC5958], [RFC8018] (encrypted), [RFC8017] A.1.2, [RFC5915]. */
final class PrivateKeys {
  private static final List<String> ALGORITHMS =
      List.of("RSA", "EC", "Ed25519", "Ed448", "RSASSA-PSS");

  // DER
  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 4;
  private static final int CURVE = 0xA0;
  private static final byte[] VERSION = {2, 1, 0};
  private static final byte[] RSA = {
    0x30, 13, 6, 9, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 13, 1, 1, 1, 5, 0
  };
  private static final byte[] EC = {6, 7, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 2, 1};

  private PrivateKeys() {}

  /**
   * The first key among the blocks.
   *
   * @param password for an encrypted one
   * @throws GeneralSecurityException when there is none, or it cannot be read
   */
  static PrivateKey first(List<Pem.Block> blocks, Optional<String> password)
      throws GeneralSecurityException {
    for (Pem.Block block : blocks) {
      switch (block.label()) {
        case "PRIVATE KEY" -> {
          return decode(new PKCS8EncodedKeySpec(block.content()));
        }
        case "ENCRYPTED PRIVATE KEY" -> {
          return decode(decrypt(block.content(), password));
        }
        case "RSA PRIVATE KEY" -> {
          return decode(wrap(RSA, block.content()));
        }
        case "EC PRIVATE KEY" -> {
          return decode(wrap(der(SEQUENCE, EC, curve(block.content())), block.content()));
        }
        default -> {
          // Parameters, or a certificate in the same file.
        }
      }
    }
    throw new GeneralSecurityException("The requested data were not available.");
  }

  private static PrivateKey decode(PKCS8EncodedKeySpec spec) throws GeneralSecurityException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (GeneralSecurityException e) {
        // Of another kind.
      }
    }
    throw new GeneralSecurityException("Error in parsing.");
  }

  private static PKCS8EncodedKeySpec decrypt(byte[] content, Optional<String> password)
      throws GeneralSecurityException {
    try {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(content);
      String algorithm =
          info.getAlgName().equals("PBES2")
              ? info.getAlgParameters().toString()
              : info.getAlgName();
      PBEKeySpec key = new PBEKeySpec(password.orElse("").toCharArray());
      Cipher cipher = Cipher.getInstance(algorithm);
      cipher.init(
          Cipher.DECRYPT_MODE,
          SecretKeyFactory.getInstance(algorithm).generateSecret(key),
          info.getAlgParameters());
      return info.getKeySpec(cipher);
    } catch (IOException | GeneralSecurityException e) {
      throw new GeneralSecurityException("Decryption has failed.", e);
    }
  }

  private static PKCS8EncodedKeySpec wrap(byte[] algorithm, byte[] key) {
    return new PKCS8EncodedKeySpec(der(SEQUENCE, VERSION, algorithm, der(OCTETS, key)));
  }

  /** The name of the curve inside a key: [0] after the version and the number. */
  private static byte[] curve(byte[] key) throws GeneralSecurityException {
    int at = start(key, 0);
    while (at < key.length) {
      int tag = key[at] & 0xFF;
      int from = start(key, at);
      int end = from + length(key, at);
      if (end > key.length || end <= at) {
        break;
      }
      if (tag == CURVE) {
        return Arrays.copyOfRange(key, from, end);
      }
      at = end;
    }
    throw new GeneralSecurityException("The curve is not supported.");
  }

  private static int length(byte[] data, int at) throws GeneralSecurityException {
    if (at + 1 >= data.length) {
      throw new GeneralSecurityException("Error in parsing.");
    }
    int first = data[at + 1] & 0xFF;
    if (first < 0x80) {
      return first;
    }
    int bytes = first & 0x7F;
    if (bytes > 3 || at + 2 + bytes > data.length) {
      throw new GeneralSecurityException("Error in parsing.");
    }
    int value = 0;
    for (int i = 0; i < bytes; i++) {
      value = value << 8 | data[at + 2 + i] & 0xFF;
    }
    return value;
  }

  private static int start(byte[] data, int at) throws GeneralSecurityException {
    int _ = length(data, at);
    int first = data[at + 1] & 0xFF;
    return at + 2 + (first < 0x80 ? 0 : first & 0x7F);
  }

  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    int size = content.size();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(tag);
    if (size < 0x80) {
      all.write(size);
    } else {
      int bytes = size < 1 << 8 ? 1 : size < 1 << 16 ? 2 : 3;
      all.write(0x80 | bytes);
      for (int i = bytes - 1; i >= 0; i--) {
        all.write(size >>> 8 * i);
      }
    }
    all.writeBytes(content.toByteArray());
    return all.toByteArray();
  }
}
