package org.javisor.system.monitor.human;

import java.util.List;
import org.javisor.bus.memory.Region;
import org.javisor.device.firmware.BootRom;
import org.javisor.qmp.api.ObjectPropertyInfo;
import org.javisor.qmp.api.QomGet;
import org.javisor.qmp.api.QomList;
import org.javisor.qmp.wire.JsonValue;
import org.javisor.qmp.wire.QmpException;
import org.javisor.system.monitor.human.HumanSession.Surroundings;

/** "info mtree" and "info qom-tree": the address spaces, and the objects. */
final class MapText {
  private static final String CHILD = "child<";
  private static final int STEP = 2;

  private MapText() {}

  /** The address spaces; flat with the flag f. */
  static String memory(Surroundings around, Arguments in) throws HumanException {
    String flags = in.flags("fdoD");
    in.end();
    int cpus = around.cpus();
    List<Region> regions = around.regions();
    return flags.indexOf('f') >= 0 ? flat(regions, cpus) : nested(regions, cpus);
  }

  private static String nested(List<Region> regions, int cpus) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < cpus; i++) {
      text.append("address-space: cpu-memory-").append(i).append('\n');
    }
    text.append("address-space: memory\n");
    text.append("  0000000000000000-ffffffffffffffff (prio 0, i/o): system\n");
    for (Region region : regions) {
      text.append("  ").append(line(region));
    }
    return text.append("\naddress-space: I/O\n").append(ports()).append("\n").toString();
  }

  private static String flat(List<Region> regions, int cpus) {
    StringBuilder text = new StringBuilder("FlatView #0\n AS \"I/O\", root: io\n");
    text.append(" Root memory region: io\n").append(ports());
    text.append("\nFlatView #1\n AS \"memory\", root: system\n");
    for (int i = 0; i < cpus; i++) {
      text.append(" AS \"cpu-memory-").append(i).append("\", root: system\n");
    }
    text.append(" Root memory region: system\n");
    for (Region region : regions) {
      text.append(line(region));
    }
    return text.append("\n").toString();
  }

  private static String ports() {
    return "  0000000000000000-000000000000ffff (prio 0, i/o): io\n";
  }

  private static String line(Region region) {
    String kind =
        switch (region) {
          case Region.Ram _ -> "ram";
          case Region.Rom rom -> rom.handler() instanceof BootRom ? "rom" : "romd";
          case Region.Mmio _, Region.Unassigned _ -> "i/o";
        };
    long last = region.base() + region.size() - 1;
    return String.format(
        "  %016x-%016x (prio 0, %s): %s%n", region.base(), last, kind, region.name());
  }

  /** The objects below a path, by name. */
  static String objects(Surroundings around, Arguments in) throws HumanException, QmpException {
    String path = in.atEnd() ? "/machine" : in.word("string");
    in.end();
    JsonValue type;
    try {
      type = around.ask(new QomGet(path, "type"));
    } catch (QmpException e) {
      throw new HumanException("Path '" + path + "' could not be resolved.");
    }
    StringBuilder text = new StringBuilder();
    String name = "/" + path.substring(path.lastIndexOf('/') + 1);
    String typeName = type instanceof JsonValue.Text word ? word.value() : "";
    objects(around, new Place(path, 0), text, name + " (" + typeName + ")\n");
    return text.toString();
  }

  private record Place(String path, int indent) {}

  private static void objects(Surroundings around, Place place, StringBuilder text, String line)
      throws QmpException {
    text.append(" ".repeat(place.indent())).append(line);
    List<ObjectPropertyInfo> below =
        around.ask(new QomList(place.path())).stream()
            .filter(property -> property.type().startsWith(CHILD))
            .sorted((a, b) -> a.name().compareTo(b.name()))
            .toList();
    for (ObjectPropertyInfo child : below) {
      String type = child.type().substring(CHILD.length(), child.type().length() - 1);
      Place next = new Place(place.path() + "/" + child.name(), place.indent() + STEP);
      objects(around, next, text, "/" + child.name() + " (" + type + ")\n");
    }
  }
}
