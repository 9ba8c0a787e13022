package org.javisor.system.qom;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.javisor.isa.riscv64.CpuModel;
import org.javisor.qmp.api.ObjectOptions;
import org.javisor.qmp.api.ObjectType;
import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.JsonValue;

/** The tree of all objects, made anew from what there is when somebody looks. */
public final class ObjectTree {
  private final Source source;

  /** A character device: its name and the kind of its back end. */
  public record Port(String id, String backend) {}

  /**
   * The machine.
   *
   * @param given what was said about it, by property
   */
  public record MachineFacts(
      MachineModel model, CpuModel cpu, int cpus, long memoryBytes, Map<String, JsonValue> given) {}

  /** What there is. */
  public interface Source {
    MachineFacts machine();

    List<PluggedDevices.Plugged> devices();

    List<ObjectOptions> objects();

    List<Port> characters();

    /** What a device's properties are now, of those that change by themselves. */
    Map<String, JsonValue> live(PluggedDevices.Plugged device);
  }

  public ObjectTree(Source source) {
    this.source = source;
  }

  /** The path of a CPU's object. */
  public static String cpuPath(int index) {
    return "/machine/soc0/harts[" + index + "]";
  }

  /** The root of the tree. */
  public QomObject root() {
    QomObject characters = container();
    for (Port character : source.characters()) {
      characters.put(character.id(), new QomObject(TypeCatalogue.chardevType(character.backend())));
    }
    QomObject objects = container();
    for (ObjectOptions options : source.objects()) {
      objects.put(options.id(), object(options));
    }
    return container()
        .put("backend", container())
        .put("machine", machine())
        .put("objects", objects)
        .put("chardevs", characters);
  }

  private static QomObject container() {
    return new QomObject(BoardType.CONTAINER.text());
  }

  private QomObject object(ObjectOptions options) {
    Map<String, JsonValue> given = options.toJson().members();
    if (options.qomType() == ObjectType.MEMORY_BACKEND_MEMFD) {
      given = new LinkedHashMap<>(given);
      given.putIfAbsent("share", new JsonValue.Bool(true));
    }
    return filled(options.qomType().wireName(), given);
  }

  /** An object with all properties of its type: as given, or as they are when not given. */
  private QomObject filled(String typeName, Map<String, JsonValue> given) {
    QomObject object = new QomObject(typeName);
    for (Property property : TypeCatalogue.properties(TypeCatalogue.find(typeName).orElseThrow())) {
      if (property.name().equals("type")) {
        continue;
      }
      Optional<JsonValue> value =
          Optional.ofNullable(given.get(property.name()))
              .map(said -> property.isLink() ? linked(said) : said)
              .or(property::fallback);
      if (value.isPresent()) {
        object.put(property.name(), property.type(), value.get());
      } else {
        object.put(property.name(), property.type(), unset(property));
      }
    }
    return object;
  }

  /** The path of the object that a name means; empty when it has been removed meanwhile. */
  private JsonValue linked(JsonValue name) {
    return source.objects().stream()
        .filter(each -> name.equals(new JsonValue.Text(each.id())))
        .findAny()
        .map(each -> new JsonValue.Text("/objects/" + each.id()))
        .orElse(new JsonValue.Text(""));
  }

  private static JsonValue unset(Property property) {
    return switch (property.kind()) {
      case FLAG -> new JsonValue.Bool(false);
      case NUMBER, SIGNED, UNSIGNED, SIZE, PCI_ADDRESS -> new JsonValue.Int(-1);
      case TEXT -> new JsonValue.Text("");
      case AUTOMATIC, ON_ERROR -> new JsonValue.Text("auto");
      case STRUCTURE -> new JsonObject();
    };
  }

  private QomObject device(String typeName, Map<String, JsonValue> given) {
    return filled(typeName, given)
        .put("realized", "bool", new JsonValue.Bool(true))
        .put("hotplugged", "bool", new JsonValue.Bool(false))
        .put("hotpluggable", "bool", new JsonValue.Bool(false));
  }

  private QomObject machine() {
    MachineFacts facts = source.machine();
    QomObject machine = filled(facts.model().typeName(), facts.given());
    machine.put(
        "memory", "MemorySizeConfiguration", new JsonObject().put("size", facts.memoryBytes()));
    machine.put("smp", "SMPConfiguration", topology(facts.cpus()));
    if (!facts.given().containsKey("mem-merge")) {
      machine.put("mem-merge", "bool", new JsonValue.Bool(true));
    }
    addDevices(machine);
    if (facts.model() == MachineModel.VIRT) {
      machine.put("aia", "string", new JsonValue.Text("none"));
      machine.put("fw_cfg", device(BoardType.FW_CFG_MEM.text(), Map.of()));
      machine.put("soc0", harts(facts));
      machine.put("virt.flash0", device(BoardType.CFI_PFLASH01.text(), Map.of()));
      machine.put("virt.flash1", device(BoardType.CFI_PFLASH01.text(), Map.of()));
    }
    return machine;
  }

  private static JsonObject topology(int cpus) {
    JsonObject all = new JsonObject().put("cpus", cpus).put("maxcpus", cpus);
    for (String level : List.of("books", "clusters", "cores", "dies", "drawers", "modules")) {
      all.put(level, 1);
    }
    return all.put("sockets", cpus).put("threads", 1);
  }

  private QomObject harts(MachineFacts facts) {
    String cpuType = TypeCatalogue.cpuType(facts.cpu());
    QomObject array =
        device(
            BoardType.RISCV_HART_ARRAY.text(),
            Map.of(
                "num-harts",
                new JsonValue.Int(facts.cpus()),
                "cpu-type",
                new JsonValue.Text(cpuType)));
    for (int i = 0; i < facts.cpus(); i++) {
      array.put("harts[" + i + "]", device(cpuType, Map.of()));
    }
    return array;
  }

  private void addDevices(QomObject machine) {
    QomObject named = container();
    QomObject unnamed = container();
    int anonymous = 0;
    for (PluggedDevices.Plugged plugged : source.devices()) {
      Map<String, JsonValue> live = source.live(plugged);
      Map<String, JsonValue> properties = new LinkedHashMap<>(plugged.properties());
      properties.putAll(live);
      QomObject device = device(plugged.model().text(), properties);
      backend(plugged, device, live);
      if (plugged.id().isPresent()) {
        named.put(plugged.id().get(), device);
      } else {
        unnamed.put("device[" + anonymous++ + "]", device);
      }
    }
    machine.put("peripheral", named);
    machine.put("peripheral-anon", unnamed);
    QomObject unattached = container();
    if (source.machine().model() == MachineModel.VIRT) {
      int number = 0;
      for (BoardType type : virtDevices()) {
        unattached.put("device[" + number++ + "]", device(type.text(), Map.of()));
      }
    }
    machine.put("unattached", unattached);
  }

  /** What stands behind a PCI function: the device without the way it is reached. */
  private void backend(
      PluggedDevices.Plugged plugged, QomObject device, Map<String, JsonValue> live) {
    Optional<DeviceModel> below = plugged.model().backend();
    if (below.isPresent()) {
      device.put("virtio-backend", device(below.get().text(), live));
    }
  }

  /** What stands on {@code virt} without being asked for, in the order of its making. */
  private static List<BoardType> virtDevices() {
    List<BoardType> all = new ArrayList<>();
    all.add(BoardType.RISCV_ACLINT_SWI);
    all.add(BoardType.RISCV_ACLINT_MTIMER);
    all.add(BoardType.RISCV_SIFIVE_PLIC);
    all.add(BoardType.RISCV_SIFIVE_TEST);
    for (int i = 0; i < MachineModel.VIRTIO_SLOTS; i++) {
      all.add(BoardType.VIRTIO_MMIO);
    }
    all.add(BoardType.GPEX_PCIHOST);
    all.add(BoardType.SERIAL_MM);
    all.add(BoardType.GOLDFISH_RTC);
    return all;
  }

  /**
   * The object at a path; without a slash at its beginning the path may be the end of one.
   *
   * @return nothing when there is none
   * @throws PropertyException when several end so
   */
  public Optional<QomObject> find(String path) throws PropertyException {
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/", -1)) {
      if (!part.isEmpty()) {
        parts.add(part);
      }
    }
    QomObject root = root();
    if (path.startsWith("/") || parts.isEmpty()) {
      return path.isEmpty() ? Optional.empty() : below(root, parts);
    }
    List<QomObject> found = new ArrayList<>();
    search(root, parts, found);
    if (found.size() > 1) {
      throw new PropertyException("Path '" + path + "' is ambiguous");
    }
    return found.stream().findFirst();
  }

  private static Optional<QomObject> below(QomObject from, List<String> parts) {
    Optional<QomObject> at = Optional.of(from);
    for (String part : parts) {
      at =
          at.flatMap(object -> Optional.ofNullable(object.entries().get(part)))
              .flatMap(QomObject.Entry::child);
    }
    return at;
  }

  private static void search(QomObject from, List<String> parts, List<QomObject> found) {
    below(from, parts).ifPresent(found::add);
    for (QomObject.Entry entry : from.entries().values()) {
      if (entry.child().isPresent()) {
        search(entry.child().get(), parts, found);
      }
    }
  }

  /** The value of a property: of an object below, its path. */
  public static JsonValue value(String path, String property, QomObject.Entry entry) {
    if (entry.child().isPresent()) {
      String base = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
      return new JsonValue.Text(base + "/" + property);
    }
    return entry.value().orElse(JsonValue.Null.NULL);
  }
}
