package org.javisor.system.image;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.javisor.backend.block.ImageNames;
import org.javisor.backend.image.Formats;
import org.javisor.backend.image.NewImage;
import org.javisor.backend.image.OpenImage;

/** Makes an image. */
final class CreateCommand implements Command {
  private static final int SECTOR = 512;

  @Override
  public OptionTable options() {
    return new OptionTable("FILENAME [SIZE]")
        .quiet()
        .value('f', "format", "FMT", "the format, raw otherwise")
        .value('o', "options", "OPTIONS", "what it is to be like; 'help' lists them")
        .value('b', "backing", "FILENAME", "the image behind it")
        .value('F', "backing-format", "FMT", "the format of that")
        .flag('u', "backing-unsafe", "do not look at the image behind it")
        .value((char) 0, "object", "OBJECT", "not supported: encrypted images are refused");
  }

  @Override
  public int run(Arguments arguments, Console console) throws ToolException, IOException {
    String format = arguments.value("format").orElse(Formats.RAW);
    List<String> lists = arguments.values("options");
    if (lists.contains("help") || lists.contains("?")) {
      console.print(FormatOptions.help(format));
      return 0;
    }
    List<String> operands = arguments.operands();
    if (operands.isEmpty()) {
      throw ToolException.usage("Expecting image file name");
    }
    if (operands.size() > 2) {
      throw ToolException.usage("Unexpected argument: " + operands.get(2));
    }
    String filename = operands.getFirst();
    OptionalLong size = OptionalLong.empty();
    if (operands.size() == 2) {
      size = ImageSize.parse(operands.get(1));
      if (size.isEmpty()) {
        throw new ToolException("Invalid image size specified: '" + operands.get(1) + "'.");
      }
    }
    FormatOptions options = FormatOptions.parse(format, filename, lists);
    if (arguments.has("backing")) {
      options.put("backing_file", arguments.value("backing").orElseThrow());
    }
    if (arguments.has("backing-format")) {
      options.put("backing_fmt", arguments.value("backing-format").orElseThrow());
    }
    if (size.isEmpty()) {
      size = options.size();
    }
    long bytes = size(filename, options, size, arguments.has("backing-unsafe"));
    console.tell(options.text(filename, bytes));
    try {
      NewImage.create(filename, options.plan(bytes));
    } catch (IOException e) {
      throw new ToolException(filename + ": " + Images.problem(filename, e));
    }
    return 0;
  }

  /** The bytes of the disk: as wanted, or as those of the image behind it. */
  private static long size(
      String filename, FormatOptions options, OptionalLong wanted, boolean unsafe)
      throws ToolException {
    OptionalLong size = wanted;
    Optional<String> backing = options.get("backing_file");
    if (backing.isPresent() && !unsafe) {
      OptionalLong behind = sizeBehind(filename, backing.get(), options.get("backing_fmt"));
      size = size.isPresent() ? size : behind;
    }
    if (size.isEmpty()) {
      throw new ToolException(filename + ": Image creation needs a size parameter");
    }
    long bytes = size.getAsLong();
    if (bytes > Long.MAX_VALUE - SECTOR) {
      throw new ToolException(filename + ": Image size must be less than 8 EiB!");
    }
    return bytes;
  }

  private static OptionalLong sizeBehind(String filename, String backing, Optional<String> format)
      throws ToolException {
    try {
      String full = ImageNames.resolve(filename, backing);
      OpenImage.Source source = new OpenImage.Source(full, format);
      try (OpenImage image = OpenImage.open(source, OpenImage.Access.READ.alone())) {
        if (format.isEmpty()) {
          throw new ToolException(
              filename
                  + ": Backing file specified without backing format\nDetected format of "
                  + image.format()
                  + ".");
        }
        return OptionalLong.of(image.disk().sizeBytes());
      }
    } catch (IOException e) {
      throw new ToolException(
          filename + ": " + Images.problem(backing, e) + "\nCould not open backing image.");
    }
  }
}
