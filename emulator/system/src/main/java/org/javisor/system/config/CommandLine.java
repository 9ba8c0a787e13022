package org.javisor.system.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javisor.isa.riscv64.CpuConfig;
import org.javisor.isa.riscv64.CpuModel;
import org.javisor.system.config.EmulatorConfig.MonitorMode;

/** Parses the command line. One use. */
public final class CommandLine {
  private static final long MIB = 1L << 20;
  private static final long PAGE = 4096;
  private static final long DEFAULT_MEMORY = 128 * MIB;
  private static final String DEVICES =
      """
      name "loader", desc "Generic Loader"
      name "pcie-root-port", bus PCI, desc "PCI Express Root Port"
      name "virtio-blk-pci", bus PCI, alias "virtio-blk"
      name "virtio-rng-pci", bus PCI, alias "virtio-rng"
      name "virtio-blk-device", bus virtio-bus
      name "virtio-rng-device", bus virtio-bus
      """;

  private final String program;
  private final String version;

  private long memory = DEFAULT_MEMORY;
  private SmpOptions.Topology topology = SmpOptions.Topology.SINGLE;
  private final MachineOptions machine = new MachineOptions();
  private CpuConfig cpu = CpuModel.RV64.plain();
  private final LifeOptions life = new LifeOptions();
  private final ObjectOptions objects = new ObjectOptions();
  private final FdOptions fds = new FdOptions();
  private boolean nographic;
  private boolean noDefaults;
  private EmulatorConfig.Acceleration acceleration = EmulatorConfig.Acceleration.JIT;
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
      apply(option, argument, option.takesArgument() ? text + " " + argument : text);
    }
    if (information.isPresent()) {
      return new Result.Show(information.get());
    }
    return new Result.Run(finish());
  }

  /**
   * @param source the option as it was given, for messages
   */
  private void apply(Option option, String argument, String source) throws ConfigException {
    try {
      switch (option) {
        case ACCEL -> accelerator(argument);
        case ACTION -> life.action(argument);
        case ADD_FD -> fds.add(argument, source);
        case APPEND -> machine.append(argument);
        case BIOS -> machine.bios(argument);
        case BLOCKDEV -> blockdev(argument, source);
        case CHARDEV -> information = characters.chardev(argument, source);
        case CPU -> cpu(argument);
        case D -> information = life.logItems(argument);
        case DAEMONIZE -> life.daemonize();
        case DEVICE -> device(argument, source);
        case DISPLAY -> display(argument);
        case DRIVE -> addDisk(argument, source);
        case DTB -> machine.deviceTree(argument);
        case FW_CFG -> machine.configFile(argument, source);
        case GLOBAL -> global(argument);
        case H, HELP -> information = Optional.of(help());
        case INCOMING -> life.incoming(argument);
        case INITRD -> machine.initrd(argument);
        case KERNEL -> machine.kernel(argument);
        case LIBRARY, MEM_PREALLOC, NO_USER_CONFIG -> accept();
        case LOGFILE -> life.log(argument);
        case M, MACHINE -> information = machine.machine(argument);
        case MEMORY -> memory(argument);
        case MON -> characters.monitor(argument, source);
        case MONITOR -> characters.monitor(argument, MonitorMode.READLINE, source);
        case MSG -> life.messages(argument);
        case NAME -> life.name(argument);
        case NODEFAULTS -> noDefaults = true;
        case NOGRAPHIC -> nographic = true;
        case NO_REBOOT -> life.choose("reboot", "shutdown");
        case NO_SHUTDOWN -> life.choose("shutdown", "pause");
        case OBJECT -> objects.add(argument, source);
        case OVERCOMMIT -> checkKeys(argument, "mem-lock", "cpu-pm");
        case PIDFILE -> life.pidfile(argument);
        case PRECONFIG -> life.preconfig();
        case QMP -> characters.monitor(argument, MonitorMode.CONTROL, source);
        case QMP_PRETTY -> characters.prettyMonitor(argument, source);
        case READCONFIG -> readConfig(argument, source);
        case RTC -> checkKeys(argument, "base", "clock", "driftfix");
        case S -> life.paused();
        case SANDBOX -> sandbox(argument);
        case SEMIHOSTING -> machine.semihosting();
        case SEMIHOSTING_CONFIG -> machine.semihosting(argument);
        case SERIAL -> characters.serial(argument, source);
        case SMP -> topology = SmpOptions.parse(argument);
        case UUID -> life.uuid(argument);
        case VERSION -> information = Optional.of(versionText());
        case WATCHDOG_ACTION -> life.choose("watchdog", argument);
      }
    } catch (UnknownModelException | PlainException e) {
      throw e; // Said without the option, as clients know it.
    } catch (ConfigException e) {
      throw new ConfigException(source + ": " + e.getMessage(), e);
    }
  }

  /** For options that have nothing to act on here. */
  private static void accept() {
    // There is nothing that they could change.
  }

  private static void display(String argument) throws ConfigException {
    require(argument.equals("none"), "Parameter 'type' does not accept value '" + argument + "'");
  }

  /** Accepts these keys, which have no effect. */
  private static void checkKeys(String argument, String... keys) throws ConfigException {
    KeyValues values = KeyValues.parse(argument, "");
    for (String key : keys) {
      Optional<String> _ = values.take(key);
    }
    values.end();
  }

  /** The JVM needs what a sandbox forbids: the option is accepted, checked, and has no effect. */
  private static void sandbox(String argument) throws ConfigException {
    KeyValues values = KeyValues.parse(argument, "enable");
    boolean _ = values.flag("enable", false);
    for (String key : new String[] {"obsolete", "elevateprivileges", "spawn", "resourcecontrol"}) {
      String value = values.take(key).orElse("allow");
      boolean known = value.equals("allow") || value.equals("deny");
      if (key.equals("elevateprivileges")) {
        known |= value.equals("children");
      }
      require(known, "invalid argument for " + key);
    }
    values.end();
  }

  /** A default for devices' properties; none of ours has one that could be set this way. */
  private static void global(String argument) throws ConfigException {
    int dot = argument.indexOf('.');
    int equals = argument.indexOf('=');
    if (dot > 0 && equals > dot) {
      return;
    }
    KeyValues values = KeyValues.parse(argument, "");
    for (String key : new String[] {"driver", "property", "value"}) {
      Optional<String> _ = values.take(key);
    }
    values.end();
  }

  private void readConfig(String path, String source) throws ConfigException {
    for (ConfigFile.Entry entry : ConfigFile.read(path)) {
      try {
        apply(entry.option(), entry.argument(), source);
      } catch (UnknownModelException | PlainException e) {
        throw e;
      } catch (ConfigException e) {
        throw new PlainException(e.getMessage(), e); // Names this option already.
      }
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

  private void accelerator(String argument) throws ConfigException {
    KeyValues values = KeyValues.parse(argument, "accel");
    String kind = values.require("accel");
    acceleration =
        switch (kind) {
          case "jit", "tcg" -> EmulatorConfig.Acceleration.JIT;
          case "interp" -> EmulatorConfig.Acceleration.INTERPRETER;
          default -> throw new ConfigException("invalid accelerator " + kind);
        };
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
    String id = values.take("id").orElse(how + disks.size());
    Optional<String> unit = values.take("unit");
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
                  "virtio-blk-pci",
                  Optional.of(id),
                  Optional.of(id),
                  EmulatorConfig.Slot.ANY,
                  source));
      case "pflash" -> machine.flash(unit, id);
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
    EmulatorConfig.Slot slot = slot(values);
    values.end();
    devices.add(new EmulatorConfig.Device(driver, id, drive, slot, source));
  }

  /** {@code bus=}, {@code addr=DEVICE[.FUNCTION]} in hexadecimal, and what root ports have. */
  private static EmulatorConfig.Slot slot(KeyValues values) throws ConfigException {
    Optional<String> bus = values.take("bus");
    Optional<String> address = values.take("addr");
    boolean multifunction = values.flag("multifunction", false);
    Optional<String> chassis = values.take("chassis");
    Optional<String> number = values.take("slot");
    Optional<String> _ = values.take("port");
    boolean _ = values.flag("hotplug", false);
    boolean _ = values.flag("disable-legacy", false);
    Optional<Integer> device = Optional.empty();
    int function = 0;
    if (address.isPresent()) {
      String[] parts = address.get().split("\\.", 2);
      device = Optional.of(hexadecimal(parts[0], 31));
      function = parts.length == 2 ? hexadecimal(parts[1], 7) : 0;
    }
    int slot = Sizes.parseInt("slot", number.or(() -> chassis).orElse("0"));
    require(slot >= 0 && slot <= 255, "Parameter 'chassis' expects a number up to 255");
    return new EmulatorConfig.Slot(bus, device, function, multifunction, slot);
  }

  private static int hexadecimal(String text, int most) throws ConfigException {
    String digits = text.startsWith("0x") ? text.substring(2) : text;
    boolean good = digits.matches("[0-9a-fA-F]{1,2}");
    require(
        good && Integer.parseInt(digits, 16) <= most,
        "Parameter 'addr' expects a PCI device and function, such as 1f.7");
    return Integer.parseInt(digits, 16);
  }

  private EmulatorConfig finish() throws ConfigException {
    EmulatorConfig.ProcessOptions process = life.process();
    if (nographic && !characters.serialGiven() && !noDefaults) {
      if (process.daemonize()) {
        throw new PlainException("-nographic cannot be used with -daemonize");
      }
      characters.serial("mon:stdio", "-nographic");
    }
    for (EmulatorConfig.CharacterDevice device : characters.devices()) {
      if (process.daemonize() && device.usesStandardStreams()) {
        throw new PlainException(device.source() + ": cannot use stdio with -daemonize");
      }
    }
    life.check();
    return new EmulatorConfig(
        new EmulatorConfig.Machine(
            memory,
            topology.cpus(),
            cpu,
            machine.boot(topology.cpus()),
            machine.board(),
            acceleration),
        life.identity(),
        life.behaviour(),
        process,
        objects.objects(),
        fds.members(),
        characters.devices(),
        characters.monitors(),
        characters.firstSerial(),
        List.copyOf(disks),
        List.copyOf(devices));
  }
}
