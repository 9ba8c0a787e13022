package org.javisor.system.image;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.javisor.backend.block.qcow2.Create;
import org.javisor.backend.image.OpenImage;

/** Makes an image larger or smaller. */
final class ResizeCommand implements Command {
  private static final int SECTOR = 512;

  @Override
  public OptionTable options() {
    return new OptionTable("FILENAME [+-]SIZE")
        .quiet()
        .image()
        .value((char) 0, "preallocation", "MODE", "what is given room at once: off, falloc, full")
        .flag((char) 0, "shrink", "it may become smaller, what is cut off is lost")
        .takesNumbers();
  }

  @Override
  public int run(Arguments arguments, Console console) throws ToolException, IOException {
    List<String> operands = arguments.operands(2, "Expecting image file name and size");
    String filename = operands.get(0);
    Create.Preallocation preallocation = preallocation(arguments);
    String text = operands.get(1);
    boolean relative = text.startsWith("+") || text.startsWith("-");
    OptionalLong size = ImageSize.parse(relative ? text.substring(1) : text);
    if (size.isEmpty()) {
      throw new ToolException(
          "Parameter 'size' expects a non-negative number below 2^64\nOptional suffix k, M, G, T, P"
              + " or E means kilo-, mega-, giga-, tera-, peta-\nand exabytes, respectively.");
    }
    OpenImage.Source source = Images.source(arguments, filename);
    try (OpenImage image = Images.open(source, OpenImage.Access.WRITE)) {
      Images.warnOfProbing(image, console);
      long before = image.disk().sizeBytes();
      long change = text.startsWith("-") ? -size.getAsLong() : size.getAsLong();
      long wanted = relative ? before + change : change;
      if (wanted <= 0) {
        throw new ToolException("New image size must be positive");
      }
      if (wanted <= before && preallocation != Create.Preallocation.OFF) {
        throw new ToolException("Preallocation can only be used for growing images");
      }
      if (wanted < before && !arguments.has("shrink")) {
        throw new ToolException(
            "Use the --shrink option to perform a shrink operation.\n"
                + console.program()
                + ": warning: Shrinking an image will delete all data beyond the shrunken image's"
                + " end. Before performing such an operation, make sure there is no important data"
                + " there.");
      }
      resize(image, wanted, preallocation);
      console.tell("Image resized.\n");
    }
    return 0;
  }

  private static Create.Preallocation preallocation(Arguments arguments) throws ToolException {
    Optional<String> mode = arguments.value("preallocation");
    if (mode.isEmpty()) {
      return Create.Preallocation.OFF;
    }
    for (Create.Preallocation each : Create.Preallocation.values()) {
      if (each.text().equals(mode.get())) {
        return each;
      }
    }
    throw new ToolException("Invalid preallocation mode '" + mode.get() + "'");
  }

  private static void resize(OpenImage image, long wanted, Create.Preallocation preallocation)
      throws ToolException {
    try {
      long size = image.qcow2().isPresent() ? (wanted + SECTOR - 1) / SECTOR * SECTOR : wanted;
      image.resize(size, preallocation);
      image.disk().flush();
    } catch (IOException e) {
      throw new ToolException(Images.problem(image.filename(), e));
    }
  }
}
