package org.javisor.system.image;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.javisor.backend.block.qcow2.Qcow2Image;
import org.javisor.backend.image.Merge;
import org.javisor.backend.image.OpenImage;

/** Writes what an image has into one behind it. */
final class CommitCommand implements Command {
  @Override
  public OptionTable options() {
    return new OptionTable("FILENAME")
        .quiet()
        .progress()
        .image()
        .value('t', "cache", "MODE", "how images are cached")
        .value('b', "base", "FILENAME", "which one behind it; the next otherwise")
        .flag('d', "drop", "the image keeps what it has; it does if -b is given")
        .value('r', "rate-limit", "BYTES", "so many bytes a second at most");
  }

  @Override
  public int run(Arguments arguments, Console console) throws ToolException, IOException {
    String filename = arguments.operands(1, "Expecting one image file name").getFirst();
    Images.requireCache(arguments, "cache", "cache");
    long speed = speed(arguments);
    OpenImage.Source source = Images.source(arguments, filename);
    try (OpenImage image = Images.open(source, OpenImage.Access.WRITE)) {
      Images.warnOfProbing(image, console);
      int depth = depth(arguments, image);
      try (ProgressText progress = new ProgressText(arguments, console)) {
        Merge.run(image, depth, speed, progress);
        if (!arguments.has("drop") && !arguments.has("base")) {
          empty(image);
        }
      } catch (IOException e) {
        throw new ToolException(Images.problem(filename, e));
      }
      console.tell("Image committed.\n");
    }
    return 0;
  }

  private static long speed(Arguments arguments) throws ToolException {
    if (!arguments.has("rate-limit")) {
      return 0;
    }
    String text = arguments.value("rate-limit").orElseThrow();
    OptionalLong bytes = ImageSize.parse(text);
    return bytes.orElseThrow(
        () -> new ToolException("Invalid rate limit specified: '" + text + "'."));
  }

  private static int depth(Arguments arguments, OpenImage image) throws ToolException, IOException {
    List<String> chain = image.chain();
    if (arguments.has("base")) {
      String name = arguments.value("base").orElseThrow();
      int depth = Merge.depth(chain, name);
      if (depth == 0) {
        throw new ToolException(
            "Did not find '" + name + "' in the backing chain of '" + image.filename() + "'");
      }
      return depth;
    }
    if (chain.size() < 2) {
      throw new ToolException("Image does not have a backing file");
    }
    return 1;
  }

  private static void empty(OpenImage image) throws ToolException, IOException {
    Qcow2Image disk = image.qcow2().orElseThrow(); // No other format has something behind it.
    try {
      disk.makeEmpty();
    } catch (IOException e) {
      throw new ToolException(
          "Could not empty " + image.filename() + ": " + Images.problem(image.filename(), e));
    }
  }
}
