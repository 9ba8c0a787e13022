package org.javisor.system.config;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.javisor.qmp.wire.JsonValue;
import org.javisor.system.qom.MachineModel;
import org.javisor.system.qom.MachineProperty;
import org.javisor.system.qom.PropertyException;

/** What the command line says about the board and what it starts with. One use. */
final class MachineOptions {
  private static final int MAX_DATA = 8;
  private static final int MAX_NAME = 55;

  private MachineModel model = MachineModel.VIRT;
  private final Map<String, JsonValue> given = new TreeMap<>();
  private String bios = "default";
  private Optional<Path> kernel = Optional.empty();
  private Optional<Path> initrd = Optional.empty();
  private String append = "";
  private Optional<Path> deviceTree = Optional.empty();
  private Optional<Path> dumpTree = Optional.empty();
  private boolean aclint;
  private boolean semihosting;
  private final List<String> words = new ArrayList<>();
  private final List<Optional<String>> flash =
      new ArrayList<>(List.of(Optional.empty(), Optional.empty()));
  private final List<EmulatorConfig.Loader> loaders = new ArrayList<>();
  private final List<EmulatorConfig.ConfigFile> files = new ArrayList<>();

  void bios(String argument) {
    bios = argument;
  }

  void kernel(String argument) throws ConfigException {
    kernel = Optional.of(Paths.parse(argument));
  }

  void initrd(String argument) throws ConfigException {
    initrd = Optional.of(Paths.parse(argument));
  }

  void append(String argument) {
    append = argument;
  }

  void deviceTree(String argument) throws ConfigException {
    deviceTree = Optional.of(Paths.parse(argument));
  }

  /** {@code -machine}; text to show instead of running, when it asks for help. */
  Optional<String> machine(String argument) throws ConfigException {
    KeyValues values = KeyValues.parse(argument, "type");
    String type = values.take("type").orElse(model.text());
    if (type.equals("help") || type.equals("?")) {
      StringBuilder all = new StringBuilder("Supported machines are:\n");
      for (MachineModel each : MachineModel.values()) {
        all.append(each.helpLine());
      }
      return Optional.of(all.toString());
    }
    model =
        MachineModel.of(type)
            .orElseThrow(() ->
                new UnknownModelException(
                    "unsupported machine type: \""
                        + type
                        + "\"\nUse -machine help to list supported machines"));
    Optional<String> _ = values.take("accel");
    for (Map.Entry<String, String> entry : values.left().entrySet()) {
      set(entry.getKey(), entry.getValue());
    }
    return Optional.empty();
  }

  private void set(String name, String text) throws ConfigException {
    Optional<MachineProperty> row = MachineProperty.of(name);
    if (row.isEmpty() || (row.get().isOfVirt() && model != MachineModel.VIRT)) {
      throw new PlainException("Property '" + model.typeName() + "." + name + "' not found");
    }
    JsonValue value;
    try {
      value = row.get().property().parse(model.typeName(), text);
    } catch (PropertyException e) {
      throw new PlainException(e.getMessage(), e);
    }
    given.put(name, value);
    boolean on = value instanceof JsonValue.Bool flag && flag.value();
    switch (row.get()) {
      case ACLINT -> aclint = on;
      case AIA -> {
        if (!text.equals("none")) {
          throw new PlainException("Invalid AIA interrupt controller type");
        }
      }
      case APPEND -> append(text);
      case DTB -> deviceTree(text);
      case DUMPDTB -> dumpTree = Optional.of(Paths.parse(text));
      case FIRMWARE -> bios(text);
      case INITRD -> initrd(text);
      case KERNEL -> kernel(text);
      case PFLASH0 -> flash.set(0, Optional.of(text));
      case PFLASH1 -> flash.set(1, Optional.of(text));
      case MEMORY_BACKEND -> {
        // Whether there is such an object is known when all have been made.
      }
      case ACPI, DUMP_GUEST_CORE, GRAPHICS, MEM_MERGE, SUPPRESS_VMDESC, USB -> {
        // This machine has no ACPI tables, no display and no USB, and memory as the host has it.
      }
      case MEMORY, SMP -> throw new IllegalStateException(name);
    }
  }

  /** The bank for a {@code -drive if=pflash}: the one it asks for, or the first without a disk. */
  void flash(Optional<String> unit, String node) throws ConfigException {
    int bank = flash.get(0).isEmpty() ? 0 : 1;
    if (unit.isPresent()) {
      bank = Sizes.parseInt("unit", unit.get());
    }
    require(bank >= 0 && bank < flash.size(), "machine has no pflash unit " + bank);
    require(flash.get(bank).isEmpty(), "drive with bus=0, unit=" + bank + " exists");
    flash.set(bank, Optional.of(node));
  }

  /** {@code -semihosting}. */
  void semihosting() {
    semihosting = true;
  }

  /** {@code -semihosting-config}. */
  void semihosting(String argument) throws ConfigException {
    KeyValues values = KeyValues.parse(argument, "");
    semihosting = values.flag("enable", true);
    String target = values.take("target").orElse("auto");
    require(
        target.equals("auto") || target.equals("native"),
        "unsupported semihosting-config " + argument);
    require(!values.flag("userspace", false), "user mode may not call: there is no userspace=on");
    values.take("arg").ifPresent(words::add);
    values.end();
  }

  /** {@code -fw_cfg}. */
  void configFile(String argument, String source) throws ConfigException {
    KeyValues values = KeyValues.parse(argument, "name");
    String name = values.take("name").orElse("");
    Optional<String> file = values.take("file");
    Optional<String> text = values.take("string");
    values.end();
    require(
        !name.isEmpty() && file.isPresent() != text.isPresent(),
        "name, plus exactly one of file, string and gen_id, are needed");
    require(!name.isEmpty() && name.length() <= MAX_NAME, "name too long (max. 55 char)");
    require(name.chars().allMatch(c -> c > ' ' && c < 0x7F), "name is not plain ASCII");
    for (EmulatorConfig.ConfigFile other : files) {
      require(!other.name().equals(name), "duplicate name '" + name + "'");
    }
    Optional<Path> path =
        file.isPresent() ? Optional.of(Paths.parse(file.get())) : Optional.empty();
    files.add(new EmulatorConfig.ConfigFile(name, path, text, source));
  }

  /** {@code -device loader}, its driver taken. */
  void loader(KeyValues values, String source) throws ConfigException {
    Optional<String> name = values.take("file");
    Optional<Path> file =
        name.isPresent() ? Optional.of(Paths.parse(name.get())) : Optional.empty();
    OptionalLong address = number(values, "addr");
    OptionalLong data = number(values, "data");
    OptionalLong length = number(values, "data-len");
    boolean bigEndian = values.flag("data-be", false);
    boolean raw = values.flag("force-raw", false);
    OptionalLong cpu = number(values, "cpu-num");
    Optional<String> _ = values.take("id");
    values.end();
    if (data.isPresent()) {
      require(file.isEmpty(), "Specifying a file is not supported when setting memory values");
      require(cpu.isEmpty(), "Specifying a cpu-num is not supported when setting memory values");
      require(length.isPresent(), "Both data and data-len must be specified");
      require(
          length.getAsLong() >= 1 && length.getAsLong() <= MAX_DATA,
          "data-len must be between 1 and 8 bytes");
    } else {
      require(length.isEmpty() && !bigEndian, "data is missing");
      require(file.isPresent() || cpu.isPresent(), "please include valid arguments");
      require(file.isPresent() || address.isPresent(), "addr is missing");
    }
    Optional<byte[]> bytes =
        data.isPresent()
            ? Optional.of(bytes(data.getAsLong(), (int) length.getAsLong(), bigEndian))
            : Optional.empty();
    OptionalInt hart =
        cpu.isPresent() ? OptionalInt.of((int) cpu.getAsLong()) : OptionalInt.empty();
    loaders.add(new EmulatorConfig.Loader(file, address, raw, bytes, hart, source));
  }

  private static byte[] bytes(long value, int length, boolean bigEndian) {
    ByteOrder order = bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    byte[] all = ByteBuffer.allocate(Long.BYTES).order(order).putLong(value).array();
    int from = bigEndian ? Long.BYTES - length : 0;
    return java.util.Arrays.copyOfRange(all, from, from + length);
  }

  private static OptionalLong number(KeyValues values, String key) throws ConfigException {
    Optional<String> text = values.take(key);
    return text.isPresent()
        ? OptionalLong.of(Sizes.parseNumber(key, text.get()))
        : OptionalLong.empty();
  }

  private static void require(boolean condition, String message) throws ConfigException {
    if (!condition) {
      throw new ConfigException(message);
    }
  }

  /** The object that the machine's memory is made of, if one is named. */
  Optional<String> memoryBackend() {
    return given.get("memory-backend") instanceof JsonValue.Text name
        ? Optional.of(name.value())
        : Optional.empty();
  }

  EmulatorConfig.Boot boot(int cpus) throws ConfigException {
    if (kernel.isEmpty() && !append.isEmpty()) {
      throw new PlainException("-append only allowed with -kernel option");
    }
    if (kernel.isEmpty() && initrd.isPresent()) {
      throw new PlainException("-initrd only allowed with -kernel option");
    }
    for (EmulatorConfig.Loader loader : loaders) {
      if (loader.cpu().isPresent() && loader.cpu().getAsInt() >= cpus) {
        throw new ConfigException(
            loader.source()
                + ": Specified boot CPU#"
                + loader.cpu().getAsInt()
                + " is nonexistent");
      }
    }
    return new EmulatorConfig.Boot(bios, kernel, initrd, append, deviceTree, List.copyOf(loaders));
  }

  EmulatorConfig.Board board() {
    return new EmulatorConfig.Board(
        model,
        Map.copyOf(given),
        dumpTree,
        aclint,
        List.copyOf(flash),
        List.copyOf(files),
        semihosting ? Optional.of(String.join(" ", words)) : Optional.empty());
  }
}
