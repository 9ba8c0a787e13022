package org.javisor.system.qom;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.JsonValue;

/** The devices that have been added to the machine, in that order. Any thread. */
public final class PluggedDevices {
  /** The bus where PCI functions go when none is named. */
  public static final String ROOT_BUS = "pcie.0";

  private static final String NAMED = "/machine/peripheral/";
  private static final String BACKEND = "/virtio-backend";

  private final List<Plugged> devices = new ArrayList<>();

  /**
   * A device.
   *
   * @param bus the bus that it was put on, if one was named
   * @param properties what was said about it
   */
  public record Plugged(
      DeviceModel model,
      Optional<String> id,
      Optional<String> bus,
      Map<String, JsonValue> properties) {

    /** How messages call it. */
    public String name() {
      return id.orElse(model.text());
    }

    /**
     * How others are told who uses what it has: behind a PCI function it has no name of its own.
     */
    public String user() {
      return id.isPresent() && model.backend().isPresent() ? NAMED + id.get() + BACKEND : name();
    }

    /** The text of a property, if it was given. */
    public Optional<String> text(String property) {
      return properties.get(property) instanceof JsonValue.Text text
          ? Optional.of(text.value())
          : Optional.empty();
    }

    /** The number of a property, if it was given. */
    public Optional<Long> number(String property) {
      return properties.get(property) instanceof JsonValue.Int number
          ? Optional.of(number.value())
          : Optional.empty();
    }

    /** The same with this value of a property. */
    public Plugged with(String property, JsonValue value) {
      Map<String, JsonValue> all = new LinkedHashMap<>(properties);
      all.put(property, value);
      return new Plugged(model, id, bus, all);
    }

    /** As "device_add" has it. */
    public JsonObject toJson() {
      JsonObject all = new JsonObject().put("driver", model.text());
      id.ifPresent(name -> all.put("id", name));
      bus.ifPresent(name -> all.put("bus", name));
      properties.forEach(all::put);
      return all;
    }

    /** Whether a property was given as true. */
    public boolean flag(String property) {
      return properties.get(property) instanceof JsonValue.Bool flag && flag.value();
    }
  }

  /** Remembers a device that has been added. */
  public synchronized void add(Plugged device) {
    devices.add(device);
  }

  /** Forgets a device that has been taken out. */
  @SuppressWarnings("ReferenceEquality") // two devices may be described alike
  public synchronized void remove(Plugged device) {
    devices.removeIf(each -> each == device);
  }

  /** All of them. */
  public synchronized List<Plugged> all() {
    return List.copyOf(devices);
  }

  /** A device and the place of its object. */
  public record Placed(Plugged device, String path) {
    /** The place of the device without the way it is reached. */
    public String backendPath() {
      return device.model().backend().isPresent() ? path + BACKEND : path;
    }
  }

  /** All of them, with their places in the tree. */
  public synchronized List<Placed> placed() {
    List<Placed> all = new ArrayList<>();
    int unnamed = 0;
    for (Plugged device : devices) {
      String path =
          device.id().isPresent()
              ? NAMED + device.id().get()
              : "/machine/peripheral-anon/device[" + unnamed++ + "]";
      all.add(new Placed(device, path));
    }
    return all;
  }

  /**
   * The name of the bus that a device is on, or will be put on if it comes next; nothing when all
   * are taken.
   */
  @SuppressWarnings("ReferenceEquality") // two devices may be described alike
  public synchronized Optional<String> bus(Plugged device) {
    if (device.model().bus() != DeviceModel.Bus.VIRTIO) {
      return Optional.of(device.bus().orElse(ROOT_BUS));
    }
    int slot = MachineModel.VIRTIO_SLOTS - 1; // the last one is taken first
    for (Plugged other : devices) {
      if (other == device) {
        break;
      }
      slot -= other.model().bus() == DeviceModel.Bus.VIRTIO ? 1 : 0;
    }
    return slot < 0 ? Optional.empty() : Optional.of("virtio-mmio-bus." + slot);
  }

  /** Whether there is a device of that name. */
  public synchronized boolean has(String id) {
    return devices.stream().anyMatch(device -> device.id().equals(Optional.of(id)));
  }
}
