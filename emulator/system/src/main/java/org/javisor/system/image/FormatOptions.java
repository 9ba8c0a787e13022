package org.javisor.system.image;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.javisor.backend.block.qcow2.Compression;
import org.javisor.backend.block.qcow2.Create;
import org.javisor.backend.image.Formats;
import org.javisor.backend.image.NewImage;

/** What an image that is made is to be like: the argument of {@code -o}. */
final class FormatOptions {
  /** Names in the order in which they are told, with what helps. */
  private static final Map<String, String> QCOW2 = qcow2();

  private static final Map<String, String> RAW =
      Map.of("preallocation", "off, falloc or full", "size", "of the disk, in bytes");
  private static final List<String> RAW_ORDER = List.of("size", "preallocation");

  private final String format;
  private final String image;
  private final Map<String, String> given = new LinkedHashMap<>();

  private FormatOptions(String format, String image) {
    this.format = format;
    this.image = image;
  }

  private static Map<String, String> qcow2() {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("cluster_size", "bytes of a cluster, 512 to 2M");
    rows.put("extended_l2", "on: clusters have subclusters");
    rows.put("preallocation", "off, metadata, falloc or full");
    rows.put("compression_type", "zlib or zstd");
    rows.put("size", "of the disk, in bytes");
    rows.put("compat", "0.10 (v2) or 1.1 (v3)");
    rows.put("backing_file", "the image behind it");
    rows.put("backing_fmt", "the format of that");
    rows.put("data_file", "a file for the guest's data");
    rows.put("data_file_raw", "on: that file alone is the disk, too");
    rows.put("lazy_refcounts", "on: reference counts may be written late");
    rows.put("refcount_bits", "bits of a reference count, 1 to 64");
    return rows;
  }

  /** Help for the options of a format. */
  static String help(String format) throws ToolException {
    requireFormat(format, "");
    StringBuilder out = new StringBuilder("Supported " + format + " options:\n");
    (format.equals(Formats.RAW) ? RAW : QCOW2)
        .forEach((name, text) -> out.append("  " + name + " - " + text + "\n"));
    return out.toString();
  }

  private static void requireFormat(String format, String prefix) throws ToolException {
    if (!Formats.KNOWN.contains(format)) {
      throw new ToolException(prefix + "Unknown file format '" + format + "'");
    }
  }

  /**
   * Reads options, several lists of them.
   *
   * @param image its name in messages
   */
  static FormatOptions parse(String format, String image, List<String> lists) throws ToolException {
    requireFormat(format, image.isEmpty() ? "" : image + ": ");
    FormatOptions options = new FormatOptions(format, image);
    for (String list : lists) {
      for (String part : split(list)) {
        int equals = part.indexOf('=');
        String name = equals < 0 ? part : part.substring(0, equals);
        options.put(name, equals < 0 ? "on" : part.substring(equals + 1));
      }
    }
    return options;
  }

  /** At commas; two of them are one that does not split. */
  private static List<String> split(String list) {
    return List.of(list.replace(",,", "\0").split(",")).stream()
        .map(part -> part.replace('\0', ','))
        .filter(part -> !part.isEmpty())
        .toList();
  }

  void put(String name, String value) throws ToolException {
    boolean backing = name.startsWith("backing_");
    if (format.equals(Formats.RAW) && backing) {
      throw wrong("Backing file not supported for file format 'raw'");
    }
    if (name.startsWith("encrypt")) {
      throw wrong("encryption is not supported");
    }
    if (!(format.equals(Formats.RAW) ? RAW : QCOW2).containsKey(name)) {
      throw wrong("Invalid parameter '" + name + "'");
    }
    given.put(name, value);
  }

  private ToolException wrong(String problem) {
    return new ToolException((image.isEmpty() ? "" : image + ": ") + problem);
  }

  Optional<String> get(String name) {
    return Optional.ofNullable(given.get(name));
  }

  /** The size among the options. */
  OptionalLong size() throws ToolException {
    return given.containsKey("size") ? OptionalLong.of(bytes("size", 0)) : OptionalLong.empty();
  }

  private long bytes(String name, long missing) throws ToolException {
    if (!given.containsKey(name)) {
      return missing;
    }
    OptionalLong bytes = ImageSize.parse(given.get(name));
    return bytes.orElseThrow(
        () -> wrong("Parameter '" + name + "' expects a non-negative number below 2^64"));
  }

  private boolean flag(String name) throws ToolException {
    String value = given.getOrDefault(name, "off");
    return switch (value) {
      case "on" -> true;
      case "off" -> false;
      default -> throw wrong("Parameter '" + name + "' expects 'on' or 'off'");
    };
  }

  private int number(String name, int missing) throws ToolException {
    try {
      return given.containsKey(name) ? Integer.parseInt(given.get(name)) : missing;
    } catch (NumberFormatException e) {
      throw wrong("Parameter '" + name + "' expects a number");
    }
  }

  /** The plan for a disk of {@code size}. */
  NewImage.Plan plan(long size) throws ToolException {
    return format.equals(Formats.RAW)
        ? new NewImage.Plan.Raw(size, preallocation())
        : new NewImage.Plan.Qcow2(options(size));
  }

  /** For a qcow2 image. */
  Create.Options options(long size) throws ToolException {
    long cluster = bytes("cluster_size", 65536);
    if (cluster > Integer.MAX_VALUE) {
      throw wrong("Cluster size must be a power of two between 512 and 2048k");
    }
    return new Create.Options(
        size,
        version(),
        (int) cluster,
        number("refcount_bits", 16),
        flag("lazy_refcounts"),
        flag("extended_l2"),
        get("data_file"),
        flag("data_file_raw"),
        get("backing_file").map(name -> new Create.Backing(name, get("backing_fmt"))),
        preallocation(),
        compression());
  }

  private int version() throws ToolException {
    String compat = given.getOrDefault("compat", "1.1");
    return switch (compat) {
      case "0.10", "v2" -> 2;
      case "1.1", "v3" -> 3;
      default -> throw notAccepted("version", compat);
    };
  }

  private ToolException notAccepted(String name, String value) {
    return wrong("Parameter '" + name + "' does not accept value '" + value + "'");
  }

  private Create.Preallocation preallocation() throws ToolException {
    String mode = given.getOrDefault("preallocation", "off");
    for (Create.Preallocation each : Create.Preallocation.values()) {
      if (each.text().equals(mode)) {
        return each;
      }
    }
    throw notAccepted("preallocation", mode);
  }

  private Compression compression() throws ToolException {
    String type = given.getOrDefault("compression_type", "zlib");
    for (Compression each : Compression.values()) {
      if (each.text().equals(type)) {
        return each;
      }
    }
    throw notAccepted("compression-type", type);
  }

  /** What is made, in a line. */
  String text(String filename, long size) throws ToolException {
    Map<String, String> all = new LinkedHashMap<>(given);
    all.put("size", Long.toString(size));
    if (format.equals(Formats.QCOW2)) {
      all.put("cluster_size", Long.toString(bytes("cluster_size", 65536)));
      all.putIfAbsent("extended_l2", "off");
      all.putIfAbsent("compression_type", "zlib");
      all.putIfAbsent("lazy_refcounts", "off");
      all.putIfAbsent("refcount_bits", "16");
    }
    StringBuilder out = new StringBuilder("Formatting '" + filename + "', fmt=" + format);
    for (String name : format.equals(Formats.RAW) ? RAW_ORDER : QCOW2.keySet()) {
      if (all.containsKey(name)) {
        out.append(' ').append(name).append('=').append(all.get(name));
      }
    }
    return out.append('\n').toString();
  }
}
