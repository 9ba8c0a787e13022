package org.javisor.backend.block;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.javisor.backend.fdset.FdSets;

/**
 * Names of files that an image mentions: nobody but the image vouches for them.
 *
 * <p>Spec: none, our own rule.
 */
public final class ImageNames {
  private static final Pattern PROTOCOL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*");
  private static final String FILE = "file:";

  private ImageNames() {}

  /**
   * Where the file is that {@code image} calls {@code name}: an absolute path, or one below the
   * image's own folder.
   *
   * @throws ImageException for what leads elsewhere
   */
  public static String resolve(String image, String name) throws IOException {
    String path = name.startsWith(FILE) ? name.substring(FILE.length()) : name;
    if (PROTOCOL.matcher(path).matches()) {
      throw new ImageException(image, "the file '" + name + "' that it names is not a path");
    }
    if (path.startsWith("/")) {
      return path;
    }
    if (FdSets.isName(image)) {
      throw new ImageException(
          image,
          "the file '" + name + "' that it names cannot be found from a descriptor: name the node");
    }
    for (Path part : Path.of(path)) {
      if (part.toString().equals("..")) {
        throw new ImageException(
            image,
            "the file '"
                + name
                + "' that it names is outside its folder: name the node, or an absolute path");
      }
    }
    return Path.of(image).resolveSibling(path).toString();
  }
}
