package org.javisor.supervisor.provision.debian;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What a disk shall have.
 *
 * @param packages what is wanted besides Debian's essential packages, kernel, systemd, udev and apt
 * @param hostName the system's name
 * @param rootPassword the administrator's password as in the shadow file: a hash, or "*" for none
 * @param sizeBytes of the disk, which is sparse; a multiple of 1 MiB, of 2 MiB to 2 TiB
 */
public record DebianSpec(
    List<String> packages, String hostName, String rootPassword, long sizeBytes) {
  /** Changes whenever other contents are made of the same specification. */
  private static final int EDITION = 2;

  private static final long MIN_SIZE = 2L << 20;

  /** What the partition table can say. */
  private static final long MAX_SIZE = 2L << 40;

  private static final int KEY_LENGTH = 12;
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9.+-]*";

  /** Checks what becomes arguments of programs and lines of files. */
  public DebianSpec {
    packages = List.copyOf(packages);
    for (String name : packages) {
      if (!name.matches(NAME)) {
        throw new IllegalArgumentException("'" + name + "' is not the name of a package");
      }
    }
    if (!hostName.matches(NAME)) {
      throw new IllegalArgumentException("'" + hostName + "' is not the name of a host");
    }
    if (sizeBytes < MIN_SIZE || sizeBytes > MAX_SIZE || sizeBytes % (1 << 20) != 0) {
      throw new IllegalArgumentException("no disk has " + sizeBytes + " bytes");
    }
    if (rootPassword.contains(":") || rootPassword.contains("\n")) {
      throw new IllegalArgumentException("a password's hash has neither colons nor lines");
    }
  }

  /** The same for equal specifications, different for others. */
  String key() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest((EDITION + toString()).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, KEY_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
