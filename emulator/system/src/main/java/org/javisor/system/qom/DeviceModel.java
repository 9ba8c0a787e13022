package org.javisor.system.qom;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The devices that can be added: how {@code -device} calls them and what it can say about them.
 * Properties that several have are those of their {@link BaseType}.
 */
public enum DeviceModel {
  LOADER(
      new Row("loader", "device", Bus.NONE, "Generic Loader"),
      Property.text("file"),
      Property.number("addr", "uint64").or(0),
      Property.number("data", "uint64").or(0),
      Property.number("data-len", "uint8").or(0),
      Property.flag("data-be", false),
      Property.flag("force-raw", false),
      Property.number("cpu-num", "uint32").or(0xFFFFFFFFL)),
  PCIE_ROOT_PORT(
      new Row("pcie-root-port", "pcie-root-port-base", Bus.PCI, "PCI Express Root Port")),
  VIRTIO_BALLOON_DEVICE(
      new Row("virtio-balloon-device", "virtio-device", Bus.VIRTIO, ""), balloon()),
  VIRTIO_BALLOON_PCI(
      new Row("virtio-balloon-pci", "virtio-balloon-pci-base", Bus.PCI, ""), balloon()),
  VIRTIO_BALLOON_PCI_NON_TRANSITIONAL(
      new Row("virtio-balloon-pci-non-transitional", "virtio-balloon-pci-base", Bus.PCI, ""),
      balloon()),
  VIRTIO_BALLOON_PCI_TRANSITIONAL(
      new Row("virtio-balloon-pci-transitional", "virtio-balloon-pci-base", Bus.PCI, ""),
      balloon()),
  VIRTIO_BLK_DEVICE(new Row("virtio-blk-device", "virtio-device", Bus.VIRTIO, ""), disk()),
  VIRTIO_BLK_PCI(new Row("virtio-blk-pci", "virtio-blk-pci-base", Bus.PCI, ""), disk()),
  VIRTIO_BLK_PCI_NON_TRANSITIONAL(
      new Row("virtio-blk-pci-non-transitional", "virtio-blk-pci-base", Bus.PCI, ""), disk()),
  VIRTIO_BLK_PCI_TRANSITIONAL(
      new Row("virtio-blk-pci-transitional", "virtio-blk-pci-base", Bus.PCI, ""), disk()),
  VIRTIO_RNG_DEVICE(new Row("virtio-rng-device", "virtio-device", Bus.VIRTIO, ""), entropy()),
  VIRTIO_RNG_PCI(new Row("virtio-rng-pci", "virtio-rng-pci-base", Bus.PCI, ""), entropy()),
  VIRTIO_RNG_PCI_NON_TRANSITIONAL(
      new Row("virtio-rng-pci-non-transitional", "virtio-rng-pci-base", Bus.PCI, ""), entropy()),
  VIRTIO_RNG_PCI_TRANSITIONAL(
      new Row("virtio-rng-pci-transitional", "virtio-rng-pci-base", Bus.PCI, ""), entropy());

  /** A balloon's property: what the guest does with its memory. */
  public static final String GUEST_STATS = "guest-stats";

  /** A balloon's property: how often its driver is asked for that, in seconds. */
  public static final String GUEST_STATS_INTERVAL = "guest-stats-polling-interval";

  /** What a device is plugged into. */
  public enum Bus {
    NONE(""),
    PCI("PCI"),
    VIRTIO("virtio-bus");

    private final String text;

    Bus(String text) {
      this.text = text;
    }

    /** As the list of devices has it. */
    public String text() {
      return text;
    }
  }

  /** Short names of devices that have a long one. */
  private static final Map<String, DeviceModel> ALIASES =
      Map.of(
          "virtio-balloon", VIRTIO_BALLOON_PCI,
          "virtio-blk", VIRTIO_BLK_PCI,
          "virtio-rng", VIRTIO_RNG_PCI);

  private record Row(String name, String parent, Bus bus, String description) {}

  @SuppressWarnings("ImmutableEnumChecker") // a record of immutable parts
  private final Row row;

  @SuppressWarnings("ImmutableEnumChecker") // a record of immutable parts
  private final QomType type;

  DeviceModel(Row row, Property... own) {
    this(row, List.of(own));
  }

  DeviceModel(Row row, List<Property> own) {
    this.row = row;
    this.type = new QomType(row.name(), Optional.of(row.parent()), false, own);
  }

  private static List<Property> balloon() {
    return List.of(
        Property.flag("deflate-on-oom", false),
        Property.of(GUEST_STATS, "guest statistics", Property.Kind.STRUCTURE),
        Property.of(GUEST_STATS_INTERVAL, "int", Property.Kind.STRUCTURE));
  }

  private static List<Property> disk() {
    return List.of(
        Property.text("drive").described("Node name or ID of a block device to use as a backend"),
        Property.number("bootindex", "int32"),
        Property.link("iothread", "iothread"),
        Property.onError("rerror"),
        Property.onError("werror"),
        Property.text("serial"));
  }

  private static List<Property> entropy() {
    return List.of(Property.link("rng", "rng-backend"));
  }

  /** The device of that name, or with that name in short. */
  public static Optional<DeviceModel> of(String name) {
    for (DeviceModel model : values()) {
      if (model.row.name().equals(name)) {
        return Optional.of(model);
      }
    }
    return Optional.ofNullable(ALIASES.get(name));
  }

  /** Its full name. */
  public String text() {
    return row.name();
  }

  /** The device behind a PCI function: the same without the way it is reached. */
  Optional<DeviceModel> backend() {
    return switch (this) {
      case LOADER, PCIE_ROOT_PORT, VIRTIO_BALLOON_DEVICE, VIRTIO_BLK_DEVICE, VIRTIO_RNG_DEVICE ->
          Optional.empty();
      case VIRTIO_BALLOON_PCI,
          VIRTIO_BALLOON_PCI_NON_TRANSITIONAL,
          VIRTIO_BALLOON_PCI_TRANSITIONAL ->
          Optional.of(VIRTIO_BALLOON_DEVICE);
      case VIRTIO_BLK_PCI, VIRTIO_BLK_PCI_NON_TRANSITIONAL, VIRTIO_BLK_PCI_TRANSITIONAL ->
          Optional.of(VIRTIO_BLK_DEVICE);
      case VIRTIO_RNG_PCI, VIRTIO_RNG_PCI_NON_TRANSITIONAL, VIRTIO_RNG_PCI_TRANSITIONAL ->
          Optional.of(VIRTIO_RNG_DEVICE);
    };
  }

  /** Whether it is a balloon, however it is reached. */
  public boolean isBalloon() {
    return this == VIRTIO_BALLOON_DEVICE || backend().equals(Optional.of(VIRTIO_BALLOON_DEVICE));
  }

  /** What it is plugged into. */
  public Bus bus() {
    return row.bus();
  }

  QomType type() {
    return type;
  }

  /** A line of {@code -device help}. */
  public String helpLine() {
    StringBuilder line = new StringBuilder("name \"").append(text()).append('"');
    if (row.bus() != Bus.NONE) {
      line.append(", bus ").append(row.bus().text());
    }
    for (Map.Entry<String, DeviceModel> alias : ALIASES.entrySet()) {
      if (alias.getValue() == this) {
        line.append(", alias \"").append(alias.getKey()).append('"');
      }
    }
    if (!row.description().isEmpty()) {
      line.append(", desc \"").append(row.description()).append('"');
    }
    return line.append('\n').toString();
  }
}
