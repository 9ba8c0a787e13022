package org.javisor.system.image;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.javisor.backend.block.qcow2.Qcow2Image;
import org.javisor.backend.block.qcow2.Snapshot;
import org.javisor.backend.image.OpenImage;
import org.javisor.qmp.wire.JsonValue;

/** Lists, takes, applies and drops snapshots inside an image. */
final class SnapshotCommand implements Command {
  private static final List<String> ACTIONS = List.of("list", "create", "apply", "delete");

  @Override
  public OptionTable options() {
    return new OptionTable("FILENAME")
        .quiet()
        .image()
        .shared()
        .flag('l', "list", "list the snapshots, which is done if nothing else is asked for")
        .value('c', "create", "SNAPSHOT", "keep the disk as it is under that name")
        .value('a', "apply", "SNAPSHOT", "make the disk what it was")
        .value('d', "delete", "SNAPSHOT", "drop a snapshot");
  }

  @Override
  public int run(Arguments arguments, Console console) throws ToolException, IOException {
    List<String> actions = arguments.given().stream().filter(ACTIONS::contains).toList();
    if (actions.size() > 1) {
      throw ToolException.usage("Cannot mix '-l', '-a', '-c', '-d'");
    }
    String filename = arguments.operands(1, "Expecting one image file name").getFirst();
    String action = actions.isEmpty() ? "list" : actions.getFirst();
    OpenImage.Source source = Images.source(arguments, filename);
    if (action.equals("list")) {
      try (OpenImage image = Images.open(source, Images.reading(arguments).alone())) {
        list(image, console);
      }
      return 0;
    }
    String name = arguments.value(action).orElseThrow();
    OpenImage.Access access =
        arguments.has("force-share") ? OpenImage.Access.WRITE.shared() : OpenImage.Access.WRITE;
    try (OpenImage image = Images.open(source, access)) {
      Images.warnOfProbing(image, console);
      change(image, action, name);
    }
    return 0;
  }

  private static void list(OpenImage image, Console console) throws IOException {
    if (image.qcow2().isPresent()) {
      List<JsonValue> snapshots = InfoCommand.snapshots(image.qcow2().get().snapshots());
      if (!snapshots.isEmpty()) {
        console.print(SnapshotText.of(snapshots));
      }
    }
  }

  private static void change(OpenImage image, String action, String name) throws ToolException {
    String failed = "Could not " + action + " snapshot '" + name + "': ";
    Qcow2Image disk =
        image.qcow2().orElseThrow(() -> new ToolException(failed + "Operation not supported"));
    try {
      if (action.equals("create")) {
        Snapshot _ = disk.createSnapshot(name, Instant.now());
        return;
      }
      Optional<Snapshot> found = find(disk, name);
      if (action.equals("apply")) {
        disk.applySnapshot(
            found.orElseThrow(() ->
                new ToolException(failed + "Failed to load snapshot: No such file or directory")));
      } else {
        disk.deleteSnapshot(
            found.orElseThrow(() -> new ToolException(failed + "snapshot not found")));
      }
    } catch (IOException e) {
      throw new ToolException(failed + Images.problem(image.filename(), e));
    }
  }

  /** By {@code snapshot.id=..,snapshot.name=..}, or by either of them. */
  static Optional<Snapshot> select(Qcow2Image disk, String text) throws IOException {
    if (!text.startsWith("snapshot.")) {
      return find(disk, text);
    }
    for (Snapshot snapshot : disk.snapshots()) {
      boolean wanted = true;
      for (String part : text.split(",", -1)) {
        wanted &=
            part.equals("snapshot.id=" + snapshot.id())
                || part.equals("snapshot.name=" + snapshot.name());
      }
      if (wanted) {
        return Optional.of(snapshot);
      }
    }
    return Optional.empty();
  }

  /** By its short name, or else by its name. */
  static Optional<Snapshot> find(Qcow2Image disk, String name) throws IOException {
    List<Snapshot> all = disk.snapshots();
    return all.stream()
        .filter(snapshot -> snapshot.id().equals(name))
        .findFirst()
        .or(() -> all.stream().filter(snapshot -> snapshot.name().equals(name)).findFirst());
  }
}
