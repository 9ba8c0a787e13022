package org.javisor.supervisor.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;
import org.javisor.supervisor.api.ErrorCode;
import org.javisor.supervisor.api.VmException;

/** Directories that nobody else may enter. */
public final class PrivateDirectory {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private PrivateDirectory() {}

  /** The user that this process runs as. */
  public static int ownUid() throws IOException {
    return uid(Path.of("/proc/self"));
  }

  /** Creates a directory with mode 0700, or makes sure that the one that is there is such. */
  public static Path ensure(Path directory, String purpose) throws IOException {
    try {
      Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    } catch (FileAlreadyExistsException _) {
      // Whoever made it, the checks below decide.
    }
    requireOwn(directory, purpose);
    Set<PosixFilePermission> mode =
        Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS);
    if (!mode.equals(OWNER_ONLY)) {
      throw unsafe(
          purpose
              + " '"
              + directory
              + "' has mode "
              + PosixFilePermissions.toString(mode)
              + ", expected rwx------: run 'chmod 700' on it");
    }
    return directory;
  }

  /** Refuses what is not a directory of our own. */
  static void requireOwn(Path directory, String purpose) throws IOException {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw unsafe(purpose + " '" + directory + "' is not a directory");
    }
    int owner = uid(directory);
    int own = ownUid();
    if (owner != own) {
      throw unsafe(
          purpose
              + " '"
              + directory
              + "' belongs to user "
              + owner
              + ", expected your own (user "
              + own
              + ")");
    }
  }

  /** Deletes a directory and what is in it; nothing happens when it is not there. */
  public static void delete(Path directory) throws IOException {
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  private static int uid(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }

  private static VmException unsafe(String message) {
    return new VmException(ErrorCode.UNSAFE_DIRECTORY, message);
  }
}
