package org.javisor.system.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.Extent;
import org.javisor.backend.block.qcow2.Qcow2Image;
import org.javisor.backend.block.Layers;
import org.javisor.backend.image.OpenImage;

/** Tells where an image has what. */
final class MapCommand implements Command {
  /** A part of the disk; {@code place} is in {@code file}. */
  private record Row(
      long start, long length, int depth, Extent.Kind kind, OptionalLong place, String file) {
    boolean continues(Row before) {
      return depth == before.depth
          && kind == before.kind
          && place.isPresent() == before.place.isPresent()
          && file.equals(before.file)
          && (place.isEmpty() || place.getAsLong() == before.place.getAsLong() + before.length);
    }

    Row and(Row next) {
      return new Row(start, length + next.length, depth, kind, place, file);
    }

    boolean isZero() {
      return switch (kind) {
        case ZERO, UNALLOCATED -> true;
        case DATA, COMPRESSED -> false;
      };
    }
  }

  @Override
  public OptionTable options() {
    return new OptionTable("FILENAME")
        .image()
        .value((char) 0, "start-offset", "OFFSET", "where to begin")
        .value((char) 0, "max-length", "LENGTH", "how far to look")
        .output()
        .shared();
  }

  @Override
  public int run(Arguments arguments, Console console) throws ToolException, IOException {
    boolean json = arguments.json();
    String filename = arguments.operands(1, "Expecting one image file name").getFirst();
    long start = ImageSize.option(arguments, "start-offset", 0);
    long length = ImageSize.option(arguments, "max-length", Long.MAX_VALUE);
    OpenImage.Source source = Images.source(arguments, filename);
    try (OpenImage image = Images.open(source, Images.reading(arguments))) {
      long size = image.disk().sizeBytes();
      long end = length > size - start ? size : start + length;
      console.print(json ? "[" : "Offset          Length          Mapped to       File\n");
      boolean first = true;
      for (Row row : rows(Layers.of(image.disk()), start, end)) {
        console.print(json ? json(row, first) : text(row));
        first = false;
      }
      console.print(json ? "]\n" : "");
    }
    return 0;
  }

  private static List<Row> rows(Layers layers, long start, long end) throws IOException {
    List<Row> rows = new ArrayList<>();
    for (long at = start; at < end; ) {
      Layers.Found found = layers.find(at, end - at);
      Extent extent = found.extent();
      String file = file(layers.nodes().get(found.depth()));
      Row row = new Row(at, extent.length(), found.depth(), extent.kind(), extent.offset(), file);
      if (!rows.isEmpty() && row.continues(rows.getLast())) {
        row = rows.removeLast().and(row);
      }
      rows.add(row);
      at += extent.length();
    }
    return rows;
  }

  private static String file(BlockNode layer) {
    if (layer instanceof Qcow2Image image && image.dataFile().isPresent()) {
      return image.dataFile().get().toString();
    }
    return layer.toString();
  }

  private static String text(Row row) throws ToolException {
    if (row.isZero()) {
      return "";
    }
    if (row.place.isEmpty()) {
      throw new ToolException("File contains external, encrypted or compressed clusters.");
    }
    return String.format(
        "%-16s%-16s%-16s%s\n",
        hex(row.start), hex(row.length), hex(row.place.getAsLong()), row.file);
  }

  private static String hex(long value) {
    return value == 0 ? "0" : "0x" + Long.toHexString(value);
  }

  private static String json(Row row, boolean first) {
    StringBuilder out = new StringBuilder(first ? "" : ",\n");
    out.append("{ \"start\": ").append(row.start);
    out.append(", \"length\": ").append(row.length);
    out.append(", \"depth\": ").append(row.depth);
    out.append(", \"present\": ").append(row.kind != Extent.Kind.UNALLOCATED);
    out.append(", \"zero\": ").append(row.isZero());
    out.append(", \"data\": ").append(!row.isZero());
    out.append(", \"compressed\": ").append(row.kind == Extent.Kind.COMPRESSED);
    row.place.ifPresent(place -> out.append(", \"offset\": ").append(place));
    return out.append('}').toString();
  }
}
