package org.javisor.system.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.javisor.isa.riscv64.CpuConfig;
import org.javisor.isa.riscv64.CpuModel;
import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.JsonValue;
import org.javisor.system.config.EmulatorConfig.MonitorMode;
import org.javisor.system.qom.DeviceModel;
import org.javisor.system.qom.PluggedDevices;
import org.javisor.system.qom.PropertyException;

/** Parses the command line. One use. */
public final class CommandLine {
  private static final long MIB = 1L << 20;
  private static final long PAGE = 4096;
  private static final long DEFAULT_MEMORY = 128 * MIB;

  private final String program;
  private final String version;

  private OptionalLong memory = OptionalLong.empty();
  private SmpOptions.Topology topology = SmpOptions.Topology.SINGLE;
  private final MachineOptions machine = new MachineOptions();
  private String cpu = CpuModel.RV64.text();
  private final LifeOptions life = new LifeOptions();
  private final ObjectArguments objects = new ObjectArguments();
  private final FdOptions fds = new FdOptions();
  private final GlobalArguments globals = new GlobalArguments();
  private boolean nographic;
  private boolean noDefaults;
  private final AcceleratorOptions accelerator = new AcceleratorOptions();
  private Optional<String> information = Optional.empty();
  private final CharacterArguments characters;
  private final List<String> warnings = new ArrayList<>();
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
    List<String> all = new ArrayList<>(warnings);
    all.addAll(globals.all().warnings());
    return all;
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
      warn(option, argument, source);
      act(option, argument, source);
    } catch (UnknownModelException | PlainException e) {
      throw e; // Said without the option, as clients know it.
    } catch (ConfigException e) {
      throw new ConfigException(source + ": " + e.getMessage(), e);
    }
  }

  /** About booleans without a value, which are no longer written so. */
  private void warn(Option option, String argument, String source) {
    Optional<String> implied =
        switch (option) {
          case ACCEL -> Optional.of("accel");
          case ACTION, ADD_FD, DRIVE, MSG, OVERCOMMIT, RTC, RUN_WITH, SEMIHOSTING_CONFIG ->
              Optional.of("");
          case CHARDEV -> Optional.of("backend");
          case DEVICE -> argument.startsWith("{") ? Optional.empty() : Optional.of("driver");
          case FW_CFG, NAME -> Optional.of(option == Option.NAME ? "guest" : "name");
          case GLOBAL -> argument.contains(".") ? Optional.empty() : Optional.of("");
          case MEMORY -> Optional.of("size");
          case MON -> Optional.of("chardev");
          case SANDBOX -> Optional.of("enable");
          default -> Optional.empty();
        };
    if (implied.isPresent()) {
      for (String warning : KeyValues.parse(argument, implied.get()).warnings()) {
        warnings.add(source + ": " + warning);
      }
    }
  }

  private void act(Option option, String argument, String source) throws ConfigException {
    switch (option) {
      case ACCEL -> information = accelerator.accelerator(argument);
      case ACTION -> life.action(argument);
      case ADD_FD -> fds.add(argument, source);
      case APPEND -> machine.append(argument);
      case AUDIODEV, BOOT, OVERCOMMIT, RTC, RUN_WITH, SANDBOX ->
          AcceptedOptions.check(option, argument);
      case BIOS -> machine.bios(argument);
      case BLOCKDEV -> blockdev(argument, source);
      case CHARDEV -> information = characters.chardev(argument, source);
      case CPU -> cpu(argument);
      case D -> information = life.logItems(argument);
      case DAEMONIZE -> life.daemonize();
      case DEVICE -> device(argument, source);
      case DFILTER -> life.logRanges(argument);
      case DISPLAY -> display(argument);
      case DRIVE -> addDisk(argument, source);
      case DTB -> machine.deviceTree(argument);
      case ECHR -> life.escape(argument);
      case FW_CFG -> machine.configFile(argument, source);
      case GDB, GDB_USUAL -> characters.debugger(argument, source);
      case GLOBAL -> globals.add(argument);
      case H, HELP -> information = Optional.of(help());
      case INCOMING -> life.incoming(argument);
      case INITRD -> machine.initrd(argument);
      case KERNEL -> machine.kernel(argument);
      case ENABLE_KVM -> information = accelerator.accelerator("kvm");
      case K, LIBRARY, MEM_PREALLOC, NO_USER_CONFIG, USB -> accept();
      case LOGFILE -> life.log(argument);
      case M, MACHINE -> information = machine.machine(argument);
      case MEMORY -> memory(argument);
      case MON -> characters.monitor(argument, source);
      case MONITOR -> monitor(argument, source);
      case MSG -> life.messages(argument);
      case NAME -> life.name(argument);
      case NODEFAULTS -> noDefaults = true;
      case NOGRAPHIC -> nographic = true;
      case NO_REBOOT -> life.choose("reboot", "shutdown");
      case NO_SHUTDOWN -> life.choose("shutdown", "pause");
      case OBJECT -> objects.add(argument, source);
      case PARALLEL -> characters.parallel(argument, source);
      case PIDFILE -> life.pidfile(argument);
      case PRECONFIG -> life.preconfig();
      case QMP -> characters.monitor(argument, MonitorMode.CONTROL, source);
      case QMP_PRETTY -> characters.prettyMonitor(argument, source);
      case READCONFIG -> readConfig(argument, source);
      case S -> life.paused();
      case SEMIHOSTING -> machine.semihosting();
      case SEMIHOSTING_CONFIG -> machine.semihosting(argument);
      case SERIAL -> characters.serial(argument, source);
      case SMP -> topology = SmpOptions.parse(argument);
      case TRACE -> trace(argument, source);
      case UUID -> life.uuid(argument);
      case VERSION -> information = Optional.of(versionText());
      case VGA -> vga(argument);
      case WATCHDOG_ACTION -> life.choose("watchdog", argument);
    }
  }

  /** For options that have nothing to act on here. */
  private static void accept() {
    // There is nothing that they could change.
  }

  private void monitor(String argument, String source) throws ConfigException {
    if (!argument.equals("none")) {
      characters.monitor(argument, MonitorMode.READLINE, source);
    }
  }

  private void trace(String argument, String source) {
    String pattern = KeyValues.parse(argument, "enable").take("enable").orElse("");
    if (!pattern.isEmpty() && !pattern.contains("*")) {
      warnings.add(source + ": warning: trace event '" + pattern + "' does not exist");
    }
  }

  private void vga(String argument) throws ConfigException {
    if (!argument.equals("none")) {
      if (!List.of("std", "cirrus", "virtio", "qxl", "vmware").contains(argument)) {
        throw new PlainException("unknown vga type: " + argument);
      }
      warnings.add(
          "warning: A -vga option was passed but this machine type does not use that option; No VGA"
              + " device has been created");
    }
  }

  private static void display(String argument) throws ConfigException {
    require(argument.equals("none"), "Parameter 'type' does not accept value '" + argument + "'");
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

  private void cpu(String argument) {
    if (argument.equals("help") || argument.equals("?")) {
      information = Optional.of(CpuOptions.models());
      return;
    }
    cpu = argument;
  }

  private void memory(String argument) throws ConfigException {
    KeyValues values = KeyValues.parse(argument, "size");
    Optional<String> size = values.take("size");
    memory =
        size.isPresent()
            ? OptionalLong.of(Sizes.parseRounded("size", size.get(), MIB, PAGE))
            : memory;
    memory = memory.orElse(0) == 0 ? OptionalLong.empty() : memory;
    Optional<String> slots = values.take("slots");
    Optional<String> most = values.take("maxmem");
    values.end();
    if (most.isPresent()) {
      checkMost(Sizes.parse("maxmem", most.get(), MIB));
    } else if (slots.isPresent()) {
      throw new PlainException("slots specified but no max-size");
    }
  }

  /** Memory is never added later, so that there is nothing to remember of what could be. */
  private void checkMost(long most) throws ConfigException {
    long now = memory.orElse(DEFAULT_MEMORY);
    if (most < now) {
      throw new PlainException(
          "invalid value of maxmem: maximum memory size (0x"
              + Long.toHexString(most)
              + ") must be at least the initial memory size (0x"
              + Long.toHexString(now)
              + ")");
    }
  }

  private void blockdev(String argument, String source) throws ConfigException {
    disks.add(new EmulatorConfig.Disk(BlockdevArguments.parse(argument), source));
  }

  private void addDisk(String argument, String source) throws ConfigException {
    KeyValues values = KeyValues.parse(argument, "");
    Optional<String> given = values.take("file");
    require(given.isPresent(), "Must specify either driver or file");
    String file = given.orElseThrow();
    String format = values.take("format").orElse("raw");
    require(format.equals("raw") || format.equals("qcow2"), "Unknown driver '" + format + "'");
    String how = values.take("if").orElse("virtio");
    String id = values.take("id").orElse(how + disks.size());
    Optional<String> unit = values.take("unit");
    values.take("readonly").ifPresent(value -> values.set("read-only", value));
    JsonObject node =
        new JsonObject().put("node-name", id).put("read-only", values.flag("read-only", false));
    Optional<String> discard = values.take("discard");
    if (discard.isPresent()) {
      node.put("discard", discard(discard.get()));
    }
    values.end();
    disks.add(new EmulatorConfig.Disk(BlockdevArguments.file(node, format, file), source));
    switch (how) {
      case "none" -> {
        // A -device refers to it.
      }
      case "virtio" ->
          addDevice(
              new PluggedDevices.Plugged(
                  DeviceModel.VIRTIO_BLK_PCI,
                  Optional.of(id),
                  Optional.empty(),
                  Map.of("drive", new JsonValue.Text(id))),
              source);
      case "pflash" -> machine.flash(unit, id);
      default -> throw new ConfigException("unsupported bus type '" + how + "'");
    }
  }

  /** What {@code blockdev-add} calls it. */
  private static String discard(String word) throws ConfigException {
    return switch (word) {
      case "unmap", "on" -> "unmap";
      case "ignore", "off" -> "ignore";
      default -> throw new ConfigException("Invalid discard option");
    };
  }

  private void device(String argument, String source) throws ConfigException {
    String driver = DeviceArguments.driver(argument).orElse("");
    if (driver.equals("help") || driver.equals("?")) {
      StringBuilder all = new StringBuilder();
      for (DeviceModel model : DeviceModel.values()) {
        all.append(model.helpLine());
      }
      information = Optional.of(all.toString());
    } else if (driver.equals(DeviceModel.LOADER.text())) {
      boolean json = argument.startsWith("{");
      KeyValues values = json ? KeyValues.json(argument) : KeyValues.parse(argument, "driver");
      Optional<String> _ = values.take("driver");
      machine.loader(values, source);
    } else {
      PluggedDevices.Plugged device = DeviceArguments.parse(argument);
      checkNew(device.id());
      addDevice(device, source);
    }
  }

  private void checkNew(Optional<String> id) throws ConfigException {
    for (EmulatorConfig.Device other : devices) {
      if (id.isPresent() && other.device().id().equals(id)) {
        throw new ConfigException("Duplicate ID '" + id.get() + "' for device");
      }
    }
  }

  private void addDevice(PluggedDevices.Plugged device, String source) {
    devices.add(new EmulatorConfig.Device(device, source));
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
        String more = device.failure().map(line -> "\n" + line).orElse("");
        throw new PlainException(device.source() + ": cannot use stdio with -daemonize" + more);
      }
    }
    life.check();
    checkGlobals();
    CpuConfig processor = CpuOptions.parse(cpu, globals.all());
    return new EmulatorConfig(
        new EmulatorConfig.Machine(
            memory.orElseGet(this::usualMemory),
            topology.cpus(),
            processor,
            machine.boot(topology.cpus()),
            machine.board(),
            accelerator.chosen()),
        life.identity(),
        life.behaviour(),
        process,
        objects.objects(),
        fds.members(),
        characters.devices(),
        characters.monitors(),
        characters.firstSerial(),
        characters.debugger(),
        List.copyOf(disks),
        globalDevices(),
        globals.all());
  }

  /** As much as the object that it is made of has, if one is named. */
  private long usualMemory() {
    return machine.memoryBackend().flatMap(objects::memoryBytes).orElse(DEFAULT_MEMORY);
  }

  private void checkGlobals() throws ConfigException {
    try {
      globals.all().check(machine.board().model());
    } catch (PropertyException e) {
      throw new PlainException(e.getMessage(), e);
    }
  }

  /** The devices, with what holds for all of their kinds. */
  private List<EmulatorConfig.Device> globalDevices() throws ConfigException {
    List<EmulatorConfig.Device> all = new ArrayList<>();
    for (EmulatorConfig.Device device : devices) {
      try {
        PluggedDevices.Plugged whole = globals.all().apply(device.device());
        all.add(new EmulatorConfig.Device(whole, device.source()));
      } catch (PropertyException e) {
        throw new ConfigException(device.source() + ": " + e.getMessage(), e);
      }
    }
    return all;
  }
}
