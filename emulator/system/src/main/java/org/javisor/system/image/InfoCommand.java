package org.javisor.system.image;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javisor.backend.block.ImageNames;
import org.javisor.backend.block.file.FileNode;
import org.javisor.backend.block.qcow2.Details;
import org.javisor.backend.block.qcow2.Qcow2Image;
import org.javisor.backend.block.qcow2.Snapshot;
import org.javisor.backend.image.Formats;
import org.javisor.backend.image.OpenImage;
import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.JsonValue;
import org.javisor.qmp.wire.JsonWriter;

/** Tells what images are. */
final class InfoCommand implements Command {
  private static final int MAX_CHAIN = 200;
  private static final long SECTOR = 512;
  private static final int NANOS = 1_000_000_000;

  @Override
  public OptionTable options() {
    return new OptionTable("FILENAME")
        .image()
        .flag('b', "backing-chain", "also tell of the images behind it")
        .shared()
        .output();
  }

  @Override
  public int run(Arguments arguments, Console console) throws ToolException, IOException {
    boolean json = arguments.json();
    String filename = arguments.operands(1, "Expecting one image file name").getFirst();
    List<JsonObject> found = new ArrayList<>();
    Optional<OpenImage.Source> next = Optional.of(Images.source(arguments, filename));
    while (next.isPresent()) {
      if (found.size() == MAX_CHAIN) {
        throw new ToolException("Backing file '" + filename + "' creates an infinite loop.");
      }
      try (OpenImage image = Images.file(next.get(), Images.reading(arguments))) {
        JsonObject info = describe(image);
        found.add(info);
        next = arguments.has("backing-chain") ? behind(info) : Optional.empty();
      } catch (IOException e) {
        String name = next.orElseThrow().filename();
        throw new ToolException("Could not open '" + name + "': " + Images.problem(name, e));
      }
      for (JsonObject other : found.subList(0, found.size() - 1)) {
        if (other.get("filename").equals(found.getLast().get("filename"))) {
          throw new ToolException("Backing file '" + filename + "' creates an infinite loop.");
        }
      }
    }
    if (json) {
      JsonValue value =
          arguments.has("backing-chain")
              ? new JsonValue.Array(List.copyOf(found))
              : found.getFirst();
      console.print(JsonWriter.pretty(value) + "\n");
    } else {
      List<String> texts = found.stream().map(InfoText::of).toList();
      console.print(String.join("\n", texts));
    }
    return 0;
  }

  private static Optional<OpenImage.Source> behind(JsonObject info) {
    return info.text("full-backing-filename")
        .map(name -> new OpenImage.Source(name, info.text("backing-filename-format")));
  }

  private static JsonObject describe(OpenImage image) throws IOException {
    JsonObject info = new JsonObject();
    info.put("filename", image.filename()).put("format", image.format());
    info.put("dirty-flag", false);
    info.put("actual-size", image.file().allocatedBytes());
    long bytes = image.file().sizeBytes();
    info.put("virtual-size", (bytes + SECTOR - 1) / SECTOR * SECTOR);
    if (image.format().equals(Formats.QCOW2)) {
      Details details = Qcow2Image.details(image.file(), image.filename());
      info.put("virtual-size", details.size());
      describe(info, details, image.filename());
    }
    return info.put("children", List.of(child("file", image.file())));
  }

  private static JsonObject child(String role, FileNode file) throws IOException {
    JsonObject info =
        new JsonObject()
            .put("filename", file.toString())
            .put("format", "file")
            .put("dirty-flag", false)
            .put("actual-size", file.allocatedBytes())
            .put("virtual-size", file.sizeBytes())
            .put(
                "format-specific",
                new JsonObject().put("type", "file").put("data", new JsonObject()))
            .put("children", List.of());
    return new JsonObject().put("name", role).put("info", info);
  }

  private static void describe(JsonObject info, Details details, String filename) {
    info.put("dirty-flag", details.dirty());
    info.put("cluster-size", details.clusterSize());
    if (details.backing().isPresent()) {
      String backing = details.backing().get();
      info.put("backing-filename", backing);
      String full;
      try {
        full = ImageNames.resolve(filename, backing);
      } catch (IOException e) {
        full = backing; // whoever wants to open it is told
      }
      info.put("full-backing-filename", full);
      details.backingFormat().ifPresent(format -> info.put("backing-filename-format", format));
    }
    if (!details.snapshots().isEmpty()) {
      info.put("snapshots", snapshots(details.snapshots()));
    }
    info.put("format-specific", specific(details));
  }

  /** What JSON says of snapshots. */
  static List<JsonValue> snapshots(List<Snapshot> snapshots) {
    List<JsonValue> all = new ArrayList<>();
    snapshots.forEach(snapshot -> all.add(describe(snapshot)));
    return all;
  }

  private static JsonObject describe(Snapshot snapshot) {
    JsonObject info = new JsonObject();
    info.put("id", snapshot.id()).put("name", snapshot.name());
    info.put("vm-state-size", snapshot.stateSize());
    Instant when = snapshot.when();
    info.put("date-sec", when.getEpochSecond());
    info.put("date-nsec", when.getNano());
    info.put("vm-clock-sec", snapshot.clockNanos() / NANOS);
    info.put("vm-clock-nsec", snapshot.clockNanos() % NANOS);
    if (snapshot.instructions() != -1) {
      info.put("icount", snapshot.instructions());
    }
    return info;
  }

  private static JsonObject specific(Details details) {
    JsonObject data = new JsonObject();
    data.put("compat", details.version() == 2 ? "0.10" : "1.1");
    if (details.version() > 2) {
      details.dataFile().ifPresent(name -> data.put("data-file", name));
      if (details.dataFile().isPresent()) {
        data.put("data-file-raw", details.rawData());
      }
      data.put("extended-l2", details.extendedL2());
      data.put("lazy-refcounts", details.lazyRefcounts());
      data.put("corrupt", details.corrupt());
    }
    data.put("refcount-bits", details.refcountBits());
    if (!details.bitmaps().isEmpty()) {
      List<JsonValue> bitmaps = new ArrayList<>();
      details.bitmaps().forEach(bitmap -> bitmaps.add(describe(bitmap)));
      data.put("bitmaps", bitmaps);
    }
    data.put("compression-type", details.compression().text());
    return new JsonObject().put("type", Formats.QCOW2).put("data", data);
  }

  private static JsonObject describe(Details.Bitmap bitmap) {
    List<JsonValue> flags = new ArrayList<>();
    if (bitmap.inUse()) {
      flags.add(new JsonValue.Text("in-use"));
    }
    if (bitmap.enabled()) {
      flags.add(new JsonValue.Text("auto"));
    }
    return new JsonObject()
        .put("name", bitmap.name())
        .put("granularity", bitmap.granularity())
        .put("flags", flags);
  }
}
