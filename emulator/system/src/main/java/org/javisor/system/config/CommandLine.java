package org.javisor.system.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.javisor.isa.riscv64.CpuConfig;
import org.javisor.isa.riscv64.CpuModel;

/** Parses the command line. One use. */
public final class CommandLine {
  private static final long MIB = 1L << 20;
  private static final long PAGE = 4096;
  private static final long DEFAULT_MEMORY = 128 * MIB;
  private static final int MAX_CPUS = 1;
  private static final String DEVICES =
      "name \"loader\", desc \"Generic Loader\"\nname \"virtio-blk-device\", bus virtio-bus\nname \"virtio-rng-device\", bus virtio-bus\n";

  private final String program;
  private final String version;

  private long memory = DEFAULT_MEMORY;
  private int cpus = 1;
  private final MachineOptions machine = new MachineOptions();
  private CpuConfig cpu = CpuModel.RV64.plain();
  private Optional<String> name = Optional.empty();
  private String uuid = "00000000-0000-0000-0000-000000000000";
  private boolean paused;
  private boolean noReboot;
  private boolean noShutdown;
  private boolean nographic;
  private Optional<String> information = Optional.empty();
  private final CharacterArguments characters;
  private final List<EmulatorConfig.Disk> disks = new ArrayList<>();
  private final List<EmulatorConfig.Device> devices = new ArrayList<>();

  /** What a command line comes to. */
  public sealed interface Result {
    /** Run a machine. */
    record Run(EmulatorConfig config) implements Result {}

    /** Print {@code text} and end. */
    record Show(String text) implements Result {}
  }

  public CommandLine(String program, String version) {
    this.program = program;
    this.version = version;
    this.characters = new CharacterArguments(program);
  }

  /** What to tell about old ways to say things, without the program's name. */
  public List<String> warnings() {
    return characters.warnings();
  }

  /**
   * Parses {@code arguments}.
   *
   * @throws ConfigException with a message that names the option
   */
  public Result parse(String[] arguments) throws ConfigException {
    for (int i = 0; i < arguments.length && information.isEmpty(); i++) {
      String text = arguments[i];
      if (!text.startsWith("-") || text.equals("-")) {
        addDisk("file=" + text.replace(",", ",,"), text);
        continue;
      }
      Option option = Option.of(text);
      String argument = "";
      if (option.takesArgument()) {
        if (i + 1 == arguments.length) {
          throw new ConfigException(text + ": requires an argument");
        }
        argument = arguments[++i];
      }
      apply(option, text, argument);
    }
    if (information.isPresent()) {
      return new Result.Show(information.get());
    }
    return new Result.Run(finish());
  }

  private void apply(Option option, String text, String argument) throws ConfigException {
    try {
      switch (option) {
        case ACCEL -> accelerator(argument);
        case APPEND -> machine.append(argument);
        case BIOS -> machine.bios(argument);
        case BLOCKDEV -> blockdev(argument, text + " " + argument);
        case CHARDEV -> information = characters.chardev(argument, text + " " + argument);
        case CPU -> cpu(argument);
        case DEVICE -> device(argument, text + " " + argument);
        case DISPLAY ->
            require(
                argument.equals("none"),
                "Parameter 'type' does not accept value '" + argument + "'");
        case DTB -> machine.deviceTree(argument);
        case DRIVE -> addDisk(argument, text + " " + argument);
        case H, HELP -> information = Optional.of(help());
        case INITRD -> machine.initrd(argument);
        case KERNEL -> machine.kernel(argument);
        case M, MACHINE -> information = machine.machine(argument);
        case MEMORY -> memory(argument);
        case MON -> characters.monitor(argument, text + " " + argument);
        case MONITOR ->
            require(
                argument.equals("none"),
                "the human monitor is not there yet: use -monitor none, and -qmp for control");
        case MSG, OVERCOMMIT, RTC -> KeyValues.parse(argument, "").ignoreRest();
        case NAME -> name(argument);
        case NODEFAULTS, NO_USER_CONFIG -> {
          // There are no defaults to leave out but the serial port of -nographic, and no files.
        }
        case NOGRAPHIC -> nographic = true;
        case NO_REBOOT -> noReboot = true;
        case NO_SHUTDOWN -> noShutdown = true;
        case OBJECT -> object(argument);
        case QMP -> characters.control(argument, text + " " + argument);
        case S -> paused = true;
        case SERIAL -> characters.serial(argument, text + " " + argument);
        case SMP -> smp(argument);
        case UUID -> uuid(argument);
        case VERSION -> information = Optional.of(versionText());
      }
    } catch (UnknownModelException e) {
      throw e; // Said without the option, as clients know it.
    } catch (ConfigException e) {
      throw new ConfigException(text + " " + argument + ": " + e.getMessage(), e);
    }
  }

  private static void require(boolean condition, String message) throws ConfigException {
    if (!condition) {
      throw new ConfigException(message);
    }
  }

  private String versionText() {
    return "QEMU emulator version " + version + " (Javisor)\n";
  }

  private String help() {
    return versionText()
        + "usage: "
        + program
        + " [options] [disk_image]\n\n"
        + Option.helpText()
        + "\nExample: "
        + program
        + " -M virt -m 512M -nographic -kernel Image -initrd initrd.gz -append console=ttyS0\n";
  }

  private static void accelerator(String argument) throws ConfigException {
    KeyValues values = KeyValues.parse(argument, "accel");
    String kind = values.require("accel");
    require(
        kind.equals("tcg") || kind.equals("interp"),
        kind.equals("jit")
            ? "the machine-code engine is not there yet: use interp"
            : "invalid accelerator " + kind);
    values.ignoreRest();
  }

  private void cpu(String argument) throws ConfigException {
    if (argument.equals("help") || argument.equals("?")) {
      information = Optional.of(CpuOptions.models());
      return;
    }
    cpu = CpuOptions.parse(argument);
  }

  private void memory(String argument) throws ConfigException {
    KeyValues values = KeyValues.parse(argument, "size");
    memory = Sizes.parseRounded("size", values.require("size"), MIB, PAGE);
    values.end();
    require(memory > 0, "guest memory must be more than 0");
  }

  private void smp(String argument) throws ConfigException {
    KeyValues values = KeyValues.parse(argument, "cpus");
    cpus = Sizes.parseInt("cpus", values.take("cpus").orElse("1"));
    values.ignoreRest();
    require(cpus >= 1, "Invalid CPU topology: CPU count must be greater than zero");
    require(
        cpus <= MAX_CPUS,
        "Invalid SMP CPUs " + cpus + ". The max CPUs supported by machine 'virt' is " + MAX_CPUS);
  }

  private void name(String argument) throws ConfigException {
    KeyValues values = KeyValues.parse(argument, "guest");
    name = values.take("guest");
    Optional<String> _ = values.take("process");
    boolean _ = values.flag("debug-threads", false);
    values.end();
  }

  private void uuid(String argument) throws ConfigException {
    try {
      require(argument.length() == 36, "failed to parse UUID string: wrong format");
      uuid = UUID.fromString(argument).toString();
      require(uuid.equalsIgnoreCase(argument), "failed to parse UUID string: wrong format");
    } catch (IllegalArgumentException e) {
      throw new ConfigException("failed to parse UUID string: wrong format", e);
    }
  }

  private static void object(String argument) throws ConfigException {
    KeyValues values = KeyValues.parse(argument, "qom-type");
    String type = values.require("qom-type");
    require(
        type.equals("rng-random") || type.equals("rng-builtin"),
        "Parameter 'qom-type' does not accept value '" + type + "'");
    values.require("id");
    values.ignoreRest();
  }

  private void blockdev(String argument, String source) throws ConfigException {
    require(!argument.startsWith("{"), "JSON is not understood here yet: use key=value");
    KeyValues values = KeyValues.parse(argument, "driver");
    String driver = values.require("driver");
    require(
        driver.equals("file") || driver.equals("raw"),
        "Parameter 'driver' does not accept value '" + driver + "'");
    String node = values.require("node-name");
    String prefix = driver.equals("raw") ? "file." : "";
    Optional<String> _ = driver.equals("raw") ? values.take("file.driver") : Optional.empty();
    String filename = values.require(prefix + "filename");
    boolean readOnly = values.flag("read-only", false);
    boolean _ = values.flag("auto-read-only", false);
    values.end();
    disks.add(new EmulatorConfig.Disk(node, filename, readOnly, source));
  }

  private void addDisk(String argument, String source) throws ConfigException {
    KeyValues values = KeyValues.parse(argument, "");
    String file = values.require("file");
    String format = values.take("format").orElse("raw");
    require(format.equals("raw"), "Unknown driver '" + format + "'");
    String how = values.take("if").orElse("virtio");
    String id = values.take("id").orElse("virtio" + disks.size());
    boolean readOnly = values.flag("readonly", false);
    values.end();
    disks.add(new EmulatorConfig.Disk(id, file, readOnly, source));
    switch (how) {
      case "none" -> {
        // A -device refers to it.
      }
      case "virtio" ->
          devices.add(
              new EmulatorConfig.Device(
                  "virtio-blk-device", Optional.of(id), Optional.of(id), source));
      default -> throw new ConfigException("unsupported bus type '" + how + "'");
    }
  }

  private void device(String argument, String source) throws ConfigException {
    KeyValues values = KeyValues.parse(argument, "driver");
    String driver = values.require("driver");
    if (driver.equals("help") || driver.equals("?")) {
      information = Optional.of(DEVICES);
      return;
    }
    if (driver.equals("loader")) {
      machine.loader(values, source);
      return;
    }
    Optional<String> id = values.take("id");
    Optional<String> drive = values.take("drive");
    Optional<String> _ = values.take("rng");
    values.end();
    devices.add(new EmulatorConfig.Device(driver, id, drive, source));
  }

  private EmulatorConfig finish() throws ConfigException {
    if (nographic && !characters.serialGiven()) {
      characters.serial("mon:stdio", "-nographic");
    }
    return new EmulatorConfig(
        new EmulatorConfig.Machine(memory, cpus, cpu, machine.boot(cpus), machine.board()),
        new EmulatorConfig.Identity(name, uuid),
        new EmulatorConfig.Behaviour(paused, noReboot, noShutdown),
        characters.devices(),
        characters.monitors(),
        characters.firstSerial(),
        List.copyOf(disks),
        List.copyOf(devices));
  }
}
