package org.javisor.system.image;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.javisor.backend.block.NodeConfig;
import org.javisor.backend.image.Formats;
import org.javisor.backend.image.NewImage;
import org.javisor.backend.image.OpenImage;
import org.javisor.host.memory.Mapping;

/** Copies a part of an image into a new one, block by block. */
final class DdCommand implements Command {
  private static final int SECTOR = 512;
  private static final int CHUNK = 2 << 20;
  private static final Set<String> NAMES = Set.of("bs", "count", "if", "of", "skip");
  private static final Quantity BLOCK = new Quantity("bs", SECTOR, 1, Integer.MAX_VALUE);
  private static final Quantity COUNT = new Quantity("count", 0, 0, Long.MAX_VALUE);
  private static final Quantity SKIP = new Quantity("skip", 0, 0, Long.MAX_VALUE);

  @Override
  public OptionTable options() {
    return new OptionTable("[bs=BYTES] [count=BLOCKS] [skip=BLOCKS] if=SOURCE of=TARGET")
        .image()
        .shared()
        .value('O', "target-format", "FMT", "the target's format, raw otherwise");
  }

  @Override
  public int run(Arguments arguments, Console console) throws ToolException, IOException {
    Map<String, String> given = operands(arguments);
    if (!given.containsKey("if") || !given.containsKey("of")) {
      throw new ToolException("Must specify both input and output files");
    }
    String format = arguments.value("target-format").orElse(Formats.RAW);
    if (!Formats.KNOWN.contains(format)) {
      throw new ToolException("Unknown file format");
    }
    OpenImage.Source source = Images.source(arguments, given.get("if"));
    try (OpenImage image = Images.open(source, Images.reading(arguments))) {
      copy(image, given, format, console);
    }
    return 0;
  }

  private static Map<String, String> operands(Arguments arguments) throws ToolException {
    Map<String, String> given = new HashMap<>();
    for (String operand : arguments.operands()) {
      int equals = operand.indexOf('=');
      String name = equals < 0 ? operand : operand.substring(0, equals);
      if (equals < 0 || !NAMES.contains(name)) {
        throw new ToolException("unrecognized operand " + name);
      }
      given.put(name, operand.substring(equals + 1));
    }
    long _ = BLOCK.of(Optional.ofNullable(given.get("bs")));
    long _ = COUNT.of(Optional.ofNullable(given.get("count")));
    long _ = SKIP.of(Optional.ofNullable(given.get("skip")));
    return given;
  }

  private static void copy(
      OpenImage image, Map<String, String> given, String format, Console console)
      throws ToolException, IOException {
    long block = BLOCK.of(Optional.ofNullable(given.get("bs")));
    long end = image.disk().sizeBytes();
    if (given.containsKey("count")) {
      end = Math.min(end, product(block, COUNT.of(Optional.ofNullable(given.get("count")))));
    }
    long skip = product(block, SKIP.of(Optional.ofNullable(given.get("skip"))));
    long size = Math.max(end - skip, 0);
    if (skip > end) {
      console.error("", image.filename() + ": cannot skip to specified offset");
    }
    String name = given.get("of");
    try {
      FormatOptions options = FormatOptions.parse(format, name, List.of());
      NewImage.create(name, options.plan((size + SECTOR - 1) / SECTOR * SECTOR));
    } catch (IOException e) {
      throw new ToolException(
          name + ": error while creating output image: " + Images.problem(name, e));
    }
    var access = new OpenImage.Access(true, true, new NodeConfig.Backing.None());
    OpenImage.Source target = new OpenImage.Source(name, Optional.of(format));
    try (OpenImage copy = Images.open(target, access);
        Mapping buffer = Mapping.anonymous(CHUNK)) {
      for (long done = 0; done < size; done += CHUNK) {
        long length = Math.min(CHUNK, size - done);
        image.disk().read(skip + done, buffer.address(), length);
        copy.disk().write(done, buffer.address(), length);
      }
      copy.disk().flush();
    }
  }

  private static long product(long block, long count) {
    return count > Long.MAX_VALUE / block ? Long.MAX_VALUE : block * count;
  }
}
