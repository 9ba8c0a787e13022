package org.javisor.backend.block;

import java.io.IOException;

/**
 * An image is not as its format asks; the message names the image, the structure and its place.
 *
 * <p>Spec: none, see the format that throws it.
 */
public final class ImageException extends IOException {
  public ImageException(String image, String problem) {
    super("image '" + image + "': " + problem);
  }

  /**
   * @param structure what is wrong, for example {@code L2 table}
   * @param offset where it is in the image's file
   */
  public ImageException(String image, String structure, long offset, String problem) {
    this(image, structure + " at 0x" + Long.toHexString(offset) + ": " + problem);
  }
}
