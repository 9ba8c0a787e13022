package org.javisor.system.image;

import java.io.IOException;
import java.util.Optional;
import org.javisor.backend.image.Formats;
import org.javisor.backend.image.OpenImage;
import org.javisor.backend.image.Rebase;

/** Puts another image behind an image. */
final class RebaseCommand implements Command {
  @Override
  public OptionTable options() {
    return new OptionTable("FILENAME")
        .quiet()
        .progress()
        .image()
        .shared()
        .value('t', "cache", "MODE", "how the image is cached")
        .value('b', "backing", "FILENAME", "what is to be behind it; nothing if empty")
        .value('B', "backing-file", "FILENAME", "the same")
        .value('F', "backing-format", "FMT", "the format of that")
        .value('T', "backing-cache", "MODE", "how that is cached")
        .flag('u', "backing-unsafe", "only the name changes, and what the image shows perhaps")
        .flag('c', "compress", "compress what has to be stored in the image");
  }

  @Override
  public int run(Arguments arguments, Console console) throws ToolException, IOException {
    String filename = arguments.operands(1, "Expecting one image file name").getFirst();
    boolean unsafe = arguments.has("backing-unsafe");
    Optional<String> name = arguments.value("backing").or(() -> arguments.value("backing-file"));
    if (name.isEmpty() && !unsafe) {
      throw ToolException.usage("Must specify backing file (-b) or use unsafe mode (-u)");
    }
    Images.requireCache(arguments, "cache", "cache");
    Images.requireCache(arguments, "backing-cache", "source cache");
    Optional<String> format = arguments.value("backing-format");
    OpenImage.Source source = Images.source(arguments, filename);
    OpenImage.Access access =
        arguments.has("force-share") ? OpenImage.Access.WRITE.shared() : OpenImage.Access.WRITE;
    try (OpenImage image = Images.open(source, unsafe ? access.alone() : access)) {
      Images.warnOfProbing(image, console);
      boolean compress = arguments.has("compress");
      if (compress && image.qcow2().isEmpty()) {
        throw new ToolException("Compression not supported for this file format");
      }
      if (format.isPresent() && !Formats.KNOWN.contains(format.get())) {
        throw new ToolException("Invalid format name: '" + format.get() + "'");
      }
      Optional<String> behind = name.filter(given -> !given.isEmpty());
      if (!unsafe && image.qcow2().isPresent()) {
        try (ProgressText progress = new ProgressText(arguments, console)) {
          Optional<OpenImage> other =
              behind.isPresent()
                  ? Optional.of(open(filename, behind.get(), format))
                  : Optional.empty();
          keepContents(image, other, compress, progress);
        }
      }
      nameBacking(image, behind, format);
    }
    return 0;
  }

  private static void keepContents(
      OpenImage image, Optional<OpenImage> behind, boolean compress, ProgressText progress)
      throws IOException {
    try {
      Rebase.run(image.qcow2().orElseThrow(), behind.map(OpenImage::disk), compress, progress);
    } finally {
      if (behind.isPresent()) {
        behind.get().close();
      }
    }
  }

  /** The image that is going to be behind; its name is relative to the image's. */
  private static OpenImage open(String image, String name, Optional<String> format)
      throws ToolException {
    String filename = java.nio.file.Path.of(image).resolveSibling(name).toString();
    try {
      return OpenImage.open(new OpenImage.Source(filename, format), OpenImage.Access.READ);
    } catch (IOException e) {
      throw new ToolException(
          "Could not open new backing file '" + name + "': " + Images.problem(filename, e));
    }
  }

  private static void nameBacking(OpenImage image, Optional<String> behind, Optional<String> format)
      throws ToolException {
    String failed = "Could not change the backing file to '" + behind.orElse("") + "': ";
    if (image.qcow2().isEmpty()) {
      throw new ToolException(failed + "Operation not supported");
    }
    if (behind.isPresent() && format.isEmpty()) {
      throw new ToolException(failed + "backing format must be specified");
    }
    try {
      image.qcow2().get().nameBacking(behind, behind.isPresent() ? format : Optional.empty());
    } catch (IOException e) {
      throw new ToolException(failed + Images.problem(image.filename(), e));
    }
  }
}
