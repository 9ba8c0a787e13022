package org.javisor.system.image;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.Extent;
import org.javisor.backend.block.Layers;
import org.javisor.backend.block.qcow2.Create;
import org.javisor.backend.block.qcow2.SizeEstimate;
import org.javisor.backend.image.Formats;
import org.javisor.backend.image.OpenImage;
import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.JsonWriter;

/** Tells how much room an image would take. */
final class MeasureCommand implements Command {
  private static final int SECTOR = 512;

  /**
   * Sizes in bytes.
   *
   * @param required what a copy takes at most
   * @param full what it takes when all of the disk is there
   * @param bitmaps what the bitmaps take, where the format can have some
   */
  private record Sizes(long required, long full, OptionalLong bitmaps) {}

  @Override
  public OptionTable options() {
    return new OptionTable("FILENAME | --size SIZE")
        .image()
        .shared()
        .value('O', "target-format", "FMT", "the format of the image that would be made")
        .value('o', "target-options", "OPTIONS", "what it would be like")
        .value('l', "snapshot", "SNAPSHOT", "what a snapshot inside the image has")
        .value('s', "size", "SIZE", "of a disk without contents")
        .output();
  }

  @Override
  public int run(Arguments arguments, Console console) throws ToolException, IOException {
    boolean json = arguments.json();
    if (arguments.operands().size() > 1) {
      throw new ToolException("At most one filename argument is allowed.");
    }
    boolean named = !arguments.operands().isEmpty();
    if (named && arguments.has("size")) {
      throw new ToolException("--size N cannot be used together with a filename.");
    }
    if (!named && !arguments.has("size")) {
      throw new ToolException("Either --size N or one filename must be specified.");
    }
    String format = arguments.value("target-format").orElse(Formats.RAW);
    FormatOptions options = options(arguments, format, console);
    Sizes sizes =
        named ? measured(arguments, options, format) : measured(options, format, size(arguments));
    console.print(json ? json(sizes) : text(sizes));
    return 0;
  }

  private static FormatOptions options(Arguments arguments, String format, Console console)
      throws ToolException {
    try {
      return FormatOptions.parse(format, "", arguments.values("target-options"));
    } catch (ToolException e) {
      if (!Formats.KNOWN.contains(format)) {
        throw e;
      }
      throw new ToolException(
          e.getMessage()
              + "\n"
              + console.program()
              + ": Invalid options for file format '"
              + format
              + "'");
    }
  }

  private static long size(Arguments arguments) throws ToolException {
    String text = arguments.value("size").orElseThrow();
    return ImageSize.parse(text)
        .orElseThrow(() -> new ToolException("Invalid image size specified: '" + text + "'."));
  }

  private static Sizes measured(Arguments arguments, FormatOptions options, String format)
      throws ToolException, IOException {
    String filename = arguments.operands().getFirst();
    OpenImage.Source source = Images.source(arguments, filename);
    try (OpenImage image = Images.open(source, Images.reading(arguments))) {
      return measured(options, format, image, contents(arguments, image));
    }
  }

  private static BlockNode contents(Arguments arguments, OpenImage image)
      throws ToolException, IOException {
    Optional<String> name = arguments.value("snapshot");
    if (name.isEmpty()) {
      return image.disk();
    }
    ToolException missing = new ToolException("Failed to load snapshot: Can't find snapshot");
    var disk = image.qcow2().orElseThrow(() -> missing);
    return disk.at(SnapshotCommand.select(disk, name.get()).orElseThrow(() -> missing));
  }

  /** Of a disk without contents. */
  private static Sizes measured(FormatOptions options, String format, long size)
      throws ToolException {
    if (format.equals(Formats.RAW)) {
      long whole = (size + SECTOR - 1) / SECTOR * SECTOR;
      return new Sizes(whole, whole, OptionalLong.empty());
    }
    Create.Options wanted = options.options(size);
    SizeEstimate estimate = estimate(wanted, size);
    long full = estimate.allocated(size);
    long data = isPreallocated(wanted) ? estimate.whole(size) : 0;
    return new Sizes(full - estimate.whole(size) + data, full, OptionalLong.empty());
  }

  /** Of a disk as it is. */
  private static Sizes measured(
      FormatOptions options, String format, OpenImage image, BlockNode disk)
      throws ToolException, IOException {
    long size = disk.sizeBytes();
    if (format.equals(Formats.RAW)) {
      return new Sizes(size, size, OptionalLong.empty());
    }
    Create.Options wanted = options.options(size);
    SizeEstimate estimate = estimate(wanted, size);
    long full = estimate.allocated(size);
    boolean all = isPreallocated(wanted) || wanted.backing().isPresent();
    long data = all ? estimate.whole(size) : stored(disk, wanted.clusterSize());
    boolean bitmaps = wanted.version() >= 3 && image.qcow2().isPresent();
    return new Sizes(
        full - estimate.whole(size) + data,
        full,
        bitmaps ? OptionalLong.of(0) : OptionalLong.empty());
  }

  private static SizeEstimate estimate(Create.Options wanted, long size) throws ToolException {
    SizeEstimate estimate = new SizeEstimate(wanted);
    if (!estimate.isPossible(size)) {
      throw new ToolException("The image size is too large (try using a larger cluster size)");
    }
    return estimate;
  }

  private static boolean isPreallocated(Create.Options wanted) {
    return switch (wanted.preallocation()) {
      case OFF, METADATA -> false;
      case FALLOC, FULL -> true;
    };
  }

  /** Bytes of clusters with something in them. */
  private static long stored(BlockNode disk, int cluster) throws IOException {
    Layers layers = Layers.of(disk);
    long sum = 0;
    for (long at = 0; at < disk.sizeBytes(); ) {
      Extent extent = layers.find(at, disk.sizeBytes() - at).extent();
      long length = extent.length();
      if (extent.kind() == Extent.Kind.DATA || extent.kind() == Extent.Kind.COMPRESSED) {
        length = (at + length + cluster - 1) / cluster * cluster - at;
        sum += at % cluster + length;
      }
      at += length;
    }
    return sum;
  }

  private static String text(Sizes sizes) {
    String text =
        "required size: " + sizes.required + "\nfully allocated size: " + sizes.full + "\n";
    return sizes.bitmaps.isPresent()
        ? text + "bitmaps size: " + sizes.bitmaps.getAsLong() + "\n"
        : text;
  }

  private static String json(Sizes sizes) {
    JsonObject out = new JsonObject();
    sizes.bitmaps.ifPresent(bytes -> out.put("bitmaps", bytes));
    out.put("required", sizes.required).put("fully-allocated", sizes.full);
    return JsonWriter.pretty(out) + "\n";
  }
}
