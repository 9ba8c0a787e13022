package org.javisor.system.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.NodeConfig;
import org.javisor.backend.block.qcow2.Qcow2Image;
import org.javisor.backend.image.Convert;
import org.javisor.backend.image.Formats;
import org.javisor.backend.image.NewImage;
import org.javisor.backend.image.OpenImage;

/** Copies images into a new one. */
final class ConvertCommand implements Command {
  private static final int SECTOR = 512;
  private static final int SPARSE = 4096;
  private static final int MAX_SPARSE = 1 << 24;
  private static final int MAX_THREADS = 16;
  private static final String UNSAFE = "unsafe";

  @Override
  public OptionTable options() {
    return new OptionTable("SOURCE... TARGET")
        .quiet()
        .progress()
        .value('f', "source-format", "FMT", "the sources' format, found out otherwise")
        .flag((char) 0, "image-opts", "the sources are lists of a node's options")
        .value('l', "source-snapshot", "SNAPSHOT", "copy what a snapshot inside the source has")
        .value('T', "source-cache", "MODE", "how sources are cached")
        .value('O', "target-format", "FMT", "the target's format, raw otherwise")
        .flag((char) 0, "target-image-opts", "the target is a list of a node's options")
        .value('o', "target-options", "OPTIONS", "what the target is to be like")
        .flag('c', "compress", "compress the target's clusters")
        .value('t', "target-cache", "MODE", "how the target is cached, unsafe otherwise")
        .value('B', "backing", "FILENAME", "what is behind the target; only differences are copied")
        .value('F', "backing-format", "FMT", "the format of that")
        .flag('n', "no-create", "the target is there already")
        .flag((char) 0, "target-is-zero", "and all of it is zero")
        .value('S', "sparse-size", "SIZE", "so many zeroes in a row are not stored, 4k otherwise")
        .shared()
        .value('m', "parallel", "NUMBER", "how many parts are read at the same time")
        .flag('C', "copy-range-offloading", "accepted: the target is written as usual")
        .flag('W', "oob-writes", "accepted: the target is written in order")
        .flag((char) 0, "salvage", "what cannot be read is taken for zeroes")
        .value((char) 0, "object", "OBJECT", "not supported: encrypted images are refused");
  }

  @Override
  public int run(Arguments arguments, Console console) throws ToolException, IOException {
    String format = arguments.value("target-format").orElse(Formats.RAW);
    List<String> lists = arguments.values("target-options");
    if (lists.contains("help") || lists.contains("?")) {
      console.print(FormatOptions.help(format));
      return 0;
    }
    List<String> operands = arguments.operands();
    if (operands.size() < 2) {
      throw new ToolException("Must specify image file name");
    }
    requireSense(arguments);
    String cache = Images.cache(arguments, "target-cache", UNSAFE);
    String _ = Images.cache(arguments, "source-cache", "writeback");
    List<OpenImage> sources = new ArrayList<>();
    try {
      for (String name : operands.subList(0, operands.size() - 1)) {
        OpenImage.Source source = Images.source(arguments, name, "source-format");
        sources.add(Images.open(source, Images.reading(arguments)));
      }
      convert(arguments, sources, cache.equals(UNSAFE), console);
    } finally {
      for (OpenImage source : sources) {
        source.close();
      }
    }
    return 0;
  }

  private static void requireSense(Arguments arguments) throws ToolException {
    boolean given = arguments.has("no-create");
    if (arguments.has("target-is-zero") && !given) {
      throw new ToolException("--target-is-zero requires use of -n flag");
    }
    if (arguments.has("target-image-opts") && !given) {
      throw new ToolException("--target-image-opts requires use of -n flag");
    }
    if (arguments.has("target-image-opts") && arguments.has("target-format")) {
      throw new ToolException("Cannot use -O and --target-image-opts together");
    }
  }

  private static void convert(
      Arguments arguments, List<OpenImage> sources, boolean unsafe, Console console)
      throws ToolException, IOException {
    String name = arguments.operands().getLast();
    List<BlockNode> disks = new ArrayList<>();
    long size = 0;
    for (OpenImage source : sources) {
      BlockNode disk = disk(arguments, source, sources.size());
      disks.add(disk);
      size += disk.sizeBytes();
    }
    boolean create = !arguments.has("no-create");
    Optional<String> backing = create ? make(arguments, name, size) : Optional.empty();
    boolean overlay = backing.isPresent() || arguments.has("backing");
    try (OpenImage target = target(arguments, name, overlay)) {
      if (target.disk().sizeBytes() < size) {
        throw new ToolException("Output file is smaller than input file");
      }
      boolean compress = arguments.has("compress");
      if (compress && target.qcow2().isEmpty()) {
        throw new ToolException("Compression not supported for this file format");
      }
      if (unsafe) {
        target.neverSync();
      }
      boolean zeroed = create ? !overlay : arguments.has("target-is-zero");
      var plan =
          new Convert.Plan(
              disks,
              target.disk(),
              zeroed,
              overlay,
              compress,
              sparse(arguments),
              arguments.has("salvage"),
              threads(arguments));
      try (ProgressText progress = new ProgressText(arguments, console)) {
        Convert.run(plan, progress);
      }
    }
  }

  private static BlockNode disk(Arguments arguments, OpenImage source, int count)
      throws ToolException, IOException {
    if (!arguments.has("source-snapshot")) {
      return source.disk();
    }
    if (count > 1) {
      throw new ToolException("No support for concatenating multiple snapshot");
    }
    Qcow2Image image =
        source
            .qcow2()
            .orElseThrow(() -> new ToolException("Failed to load snapshot: Can't find snapshot"));
    String name = arguments.value("source-snapshot").orElseThrow();
    return image.at(
        SnapshotCommand.select(image, name)
            .orElseThrow(() -> new ToolException("Failed to load snapshot: Can't find snapshot")));
  }

  /** Makes the target; what is behind it. */
  private static Optional<String> make(Arguments arguments, String name, long size)
      throws ToolException {
    String format = arguments.value("target-format").orElse(Formats.RAW);
    FormatOptions options = FormatOptions.parse(format, "", arguments.values("target-options"));
    if (arguments.has("backing")) {
      options.put("backing_file", arguments.value("backing").orElseThrow());
    }
    if (arguments.has("backing-format")) {
      options.put("backing_fmt", arguments.value("backing-format").orElseThrow());
    }
    if (options.get("backing_file").isPresent() && options.get("backing_fmt").isEmpty()) {
      throw new ToolException("backing file specified without backing format");
    }
    if (arguments.has("compress") && format.equals(Formats.RAW)) {
      throw new ToolException("Compression not supported for this file format");
    }
    if (arguments.has("compress") && options.get("preallocation").isPresent()) {
      throw new ToolException("Compression and preallocation not supported at the same time");
    }
    try {
      long whole = (size + SECTOR - 1) / SECTOR * SECTOR;
      NewImage.create(name, options.plan(options.size().orElse(whole)));
    } catch (IOException e) {
      throw new ToolException(
          name + ": error while converting " + format + ": " + Images.problem(name, e));
    }
    return options.get("backing_file");
  }

  private static OpenImage target(Arguments arguments, String name, boolean overlay)
      throws ToolException {
    OpenImage.Source source =
        arguments.has("target-image-opts")
            ? Images.described(name)
            : new OpenImage.Source(
                name, Optional.of(arguments.value("target-format").orElse(Formats.RAW)));
    var behind = overlay ? new NodeConfig.Backing.OfImage() : new NodeConfig.Backing.None();
    return Images.open(source, new OpenImage.Access(true, true, behind));
  }

  private static int sparse(Arguments arguments) throws ToolException {
    long size = ImageSize.option(arguments, "sparse-size", SPARSE);
    if (size % SECTOR != 0 || size > MAX_SPARSE) {
      throw new ToolException(
          "Invalid buffer size for sparse output specified. Valid sizes are multiples of 512 up to "
              + MAX_SPARSE
              + ". Select 0 to disable sparse detection (fully allocates output).");
    }
    return (int) size;
  }

  private static int threads(Arguments arguments) throws ToolException {
    int usual = Math.min(Runtime.getRuntime().availableProcessors(), MAX_THREADS);
    if (!arguments.has("parallel")) {
      return usual;
    }
    String text = arguments.value("parallel").orElseThrow();
    if (!text.matches("[1-9]|1[0-6]")) {
      throw new ToolException("Invalid number of coroutines specified. Must be between 1 and 16.");
    }
    return Math.min(Integer.parseInt(text), usual);
  }
}
