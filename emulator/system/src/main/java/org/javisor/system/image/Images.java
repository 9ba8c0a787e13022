package org.javisor.system.image;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.javisor.backend.block.file.LockedException;
import org.javisor.backend.image.Formats;
import org.javisor.backend.image.OpenImage;

/** Opens the images that a command line names. */
final class Images {
  private static final Set<String> CACHE_MODES =
      Set.of("none", "off", "writeback", "writethrough", "directsync", "unsafe");

  private Images() {}

  /** The image that is called {@code name}, by the options that all commands have. */
  static OpenImage.Source source(Arguments arguments, String name) throws ToolException {
    return source(arguments, name, "format");
  }

  /**
   * @param option the one that has the format
   */
  static OpenImage.Source source(Arguments arguments, String name, String option)
      throws ToolException {
    if (arguments.has("image-opts")) {
      if (arguments.has(option)) {
        throw new ToolException("--image-opts and --format are mutually exclusive");
      }
      return described(name);
    }
    Optional<String> format = arguments.value(option);
    if (format.isPresent() && !Formats.KNOWN.contains(format.get())) {
      throw new ToolException(
          "Could not open '" + name + "': Unknown driver '" + format.get() + "'");
    }
    return new OpenImage.Source(name, format);
  }

  /** A node's options: the driver, and the file that it or the node below it has. */
  static OpenImage.Source described(String text) throws ToolException {
    Map<String, String> values = new LinkedHashMap<>();
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals < 0) {
        values.put("driver", part);
      } else {
        values.put(part.substring(0, equals), part.substring(equals + 1));
      }
    }
    String driver = Optional.ofNullable(values.remove("driver")).orElse("");
    String below = Optional.ofNullable(values.remove("file.driver")).orElse("file");
    String own = values.remove("filename");
    String filename = own == null ? values.remove("file.filename") : own;
    for (String key : values.keySet()) {
      throw new ToolException("Could not open '" + text + "': Invalid parameter '" + key + "'");
    }
    if (filename == null || !below.equals("file")) {
      throw new ToolException("Could not open '" + text + "': the file has to be named");
    }
    return switch (driver) {
      case "" -> OpenImage.Source.of(filename);
      case "file" -> new OpenImage.Source(filename, Optional.of(Formats.RAW));
      case Formats.RAW, Formats.QCOW2 -> new OpenImage.Source(filename, Optional.of(driver));
      default ->
          throw new ToolException("Could not open '" + text + "': Unknown driver '" + driver + "'");
    };
  }

  /** Read, by the options that all commands have. */
  static OpenImage.Access reading(Arguments arguments) {
    return arguments.has("force-share") ? OpenImage.Access.READ.shared() : OpenImage.Access.READ;
  }

  /**
   * Opens an image.
   *
   * @throws ToolException that names it
   */
  static OpenImage open(OpenImage.Source source, OpenImage.Access access) throws ToolException {
    try {
      return OpenImage.open(source, access);
    } catch (IOException e) {
      String problem = problem(source.filename(), e);
      throw new ToolException("Could not open '" + source.filename() + "': " + problem);
    }
  }

  /**
   * Opens an image for those who look at its own bytes: what is behind it does not matter.
   *
   * @throws ToolException that names it
   */
  static OpenImage file(OpenImage.Source source, OpenImage.Access access) throws ToolException {
    try {
      return OpenImage.fileOnly(source, access);
    } catch (IOException e) {
      String problem = problem(source.filename(), e);
      throw new ToolException("Could not open '" + source.filename() + "': " + problem);
    }
  }

  /** A raw image that is going to change should be one by its user's word. */
  static void warnOfProbing(OpenImage image, Console console) {
    if (image.isProbed() && image.format().equals(Formats.RAW)) {
      console.complain(
          "WARNING: Image format was not specified for '"
              + image.filename()
              + "' and probing guessed raw.\n"
              + "         Automatically detecting the format is dangerous for raw images:"
              + " a guest can make its disk look like another format.\n"
              + "         Specify the 'raw' format explicitly.\n");
    }
  }

  /** What went wrong, without the image's name in front; a line more where that helps. */
  static String problem(String filename, IOException e) {
    String message = String.valueOf(LockedException.explain(e));
    String prefix = "image '" + filename + "': ";
    return message.startsWith(prefix) ? message.substring(prefix.length()) : message;
  }

  /**
   * The cache mode of an option is one that exists.
   *
   * @param what messages call it
   */
  static void requireCache(Arguments arguments, String option, String what) throws ToolException {
    String mode = arguments.value(option).orElse("writeback");
    if (!CACHE_MODES.contains(mode)) {
      throw new ToolException("Invalid " + what + " option: " + mode);
    }
  }

  /** The cache mode of an option is one that exists. */
  static String cache(Arguments arguments, String option, String missing) throws ToolException {
    String mode = arguments.value(option).orElse(missing);
    if (!CACHE_MODES.contains(mode)) {
      throw new ToolException("Invalid cache mode");
    }
    return mode;
  }
}
