package org.javisor.system.monitor.human;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.javisor.bus.memory.Region;
import org.javisor.qmp.api.Balloon;
import org.javisor.qmp.api.ChardevRemove;
import org.javisor.qmp.api.ChardevSendBreak;
import org.javisor.qmp.api.Closefd;
import org.javisor.qmp.api.Cont;
import org.javisor.qmp.api.Getfd;
import org.javisor.qmp.api.InjectNmi;
import org.javisor.qmp.api.QmpCommand;
import org.javisor.qmp.api.Quit;
import org.javisor.qmp.api.RingbufRead;
import org.javisor.qmp.api.RingbufWrite;
import org.javisor.qmp.api.Stop;
import org.javisor.qmp.api.SystemPowerdown;
import org.javisor.qmp.api.SystemReset;
import org.javisor.qmp.api.SystemWakeup;
import org.javisor.qmp.api.WatchdogAction;
import org.javisor.qmp.api.WatchdogSetAction;
import org.javisor.qmp.api.XExitPreconfig;
import org.javisor.qmp.server.HumanCall;
import org.javisor.qmp.server.QmpServer;
import org.javisor.qmp.wire.QmpException;
import org.javisor.system.board.BoardView;
import org.javisor.system.lifecycle.Machine;
import org.javisor.system.lifecycle.NoBoardException;
import org.javisor.system.qom.PluggedDevices;

/** Carries out lines. */
final class HumanSession {
  /**
   * What lines are about.
   *
   * @param server runs commands
   * @param call the monitor that they come through
   * @param history the lines so far
   */
  record Surroundings(
      QmpServer server, HumanSubjects subjects, HumanCall call, Supplier<List<String>> history) {

    Machine machine() {
      return subjects.machine();
    }

    PluggedDevices devices() {
      return subjects.devices();
    }

    CharacterCommands characters() {
      return subjects.characters();
    }

    DebugCommands debug() {
      return subjects.debug();
    }

    DiskShell disks() {
      return subjects.disks();
    }

    /** What a command answers. */
    <R> R ask(QmpCommand<R> command) throws QmpException {
      return server.run(command, call);
    }

    /** Runs a command that has nothing to say. */
    <R> String run(QmpCommand<R> command) throws QmpException {
      R _ = ask(command);
      return "";
    }

    /** How many CPUs there are. */
    int cpus() {
      return machine().board().map(board -> new BoardView(board).cpus()).orElse(0);
    }

    /** The physical memory map, ascending. */
    List<Region> regions() {
      return machine().board().map(board -> new BoardView(board).regions()).orElse(List.of());
    }
  }

  private static final String NO_BOOT_ORDER =
      "no function defined to set boot device list for this architecture";

  private final Surroundings around;
  private final InfoCommands info;
  private final MemoryCommands memory;
  private final ObjectLines objects;
  private final FileLines files;
  private final JobLines jobs;
  private int cpu;

  HumanSession(Surroundings around) {
    this.around = around;
    this.info = new InfoCommands(around);
    this.memory = new MemoryCommands(around.machine());
    this.objects = new ObjectLines(around);
    this.files = new FileLines(around);
    this.jobs = new JobLines(around);
  }

  /** The CPU that commands are about. */
  void setCpu(int chosen) {
    cpu = chosen;
  }

  /** Carries out a line; what it says, in lines that end with LF. */
  String execute(String line) {
    String stripped = line.strip();
    if (stripped.isEmpty() || stripped.startsWith("#")) {
      return "";
    }
    int end = 0;
    while (end < stripped.length()
        && !Character.isWhitespace(stripped.charAt(end))
        && stripped.charAt(end) != '/') {
      end++;
    }
    String name = stripped.substring(0, end);
    Optional<HmpCommand> command = HmpCommand.of(name);
    if (command.isEmpty()) {
      return "unknown command: '" + stripped.split("\\s", 2)[0] + "'\n";
    }
    if (isTooEarly(command.get())) {
      return "Command '"
          + name
          + "' not available with -preconfig until machine initialization has completed.\n";
    }
    try {
      return run(command.get(), new Arguments(command.get().names(), stripped.substring(end)));
    } catch (HumanException | NoBoardException e) {
      return e.getMessage() + "\n";
    } catch (QmpException e) {
      return "Error: " + e.getMessage() + "\n";
    }
  }

  /** Whether the command needs a machine and clients still configure it. */
  private boolean isTooEarly(HmpCommand command) {
    return !around.machine().configuration().isDone()
        && command != HmpCommand.EXIT_PRECONFIG
        && command != HmpCommand.HELP
        && command != HmpCommand.QUIT;
  }

  private String run(HmpCommand command, Arguments in) throws HumanException, QmpException {
    return switch (command) {
      case ANNOUNCE_SELF -> nothing(in.rest());
      case BALLOON -> balloon(in);
      case BLOCK_JOB_CANCEL -> jobs.cancel(in);
      case BLOCK_JOB_COMPLETE -> jobs.complete(in);
      case BLOCK_JOB_PAUSE -> jobs.pause(in);
      case BLOCK_JOB_RESUME -> jobs.resume(in);
      case BLOCK_JOB_SET_SPEED -> jobs.limit(in);
      case BLOCK_RESIZE -> jobs.resize(in);
      case BLOCK_STREAM -> jobs.stream(in);
      case BOOT_SET -> absent(in, NO_BOOT_ORDER);
      case CHARDEV_ADD -> around.characters().add(in.line("string"), around.call());
      case CHARDEV_CHANGE ->
          around.characters().change(in.word("string"), in.line("string"), around.call());
      case CHARDEV_REMOVE -> ask(new ChardevRemove(last(in)));
      case CHARDEV_SEND_BREAK -> ask(new ChardevSendBreak(last(in)));
      case CLOSEFD -> ask(new Closefd(last(in)));
      case CONT -> alone(in, new Cont());
      case CPU -> chooseCpu(in);
      case DEVICE_ADD -> objects.addDevice(in);
      case DEVICE_DEL -> objects.removeDevice(in);
      case DUMPDTB -> files.deviceTree(in);
      case DUMP_GUEST_MEMORY -> files.dump(in, this::register);
      case EXIT_PRECONFIG -> alone(in, new XExitPreconfig());
      case GDBSERVER -> around.debug().serve(in);
      case GETFD -> ask(new Getfd(last(in)));
      case GPA2HVA -> memory.hostAddress(in, this::register);
      case GVA2GPA -> memory.translate(in, cpu, this::register);
      case HELP -> help(in);
      case INFO -> information(in);
      case LOG -> around.debug().show(in);
      case LOGFILE -> around.debug().writeTo(in);
      case MEMSAVE -> files.save(in, Optional.of(cpu), this::register);
      case MOUSE_SET -> noMouse(in);
      case NETDEV_DEL, SET_LINK -> noNetwork(in);
      case NMI -> alone(in, new InjectNmi());
      case OBJECT_ADD -> objects.addObject(in);
      case OBJECT_DEL -> objects.removeObject(in);
      case PMEMSAVE -> files.save(in, Optional.empty(), this::register);
      case PRINT -> print(in);
      case QEMU_IO -> around.disks().execute(in.word("block device name"), in.word("string"));
      case QOM_GET -> objects.get(in);
      case QOM_LIST -> objects.list(in);
      case QOM_SET -> objects.set(in);
      case QUIT -> alone(in, new Quit());
      case RINGBUF_READ -> readRing(in);
      case RINGBUF_WRITE -> ask(new RingbufWrite(in.word("string"), last(in), Optional.empty()));
      case SCREENDUMP -> noScreen(in);
      case SNAPSHOT_BLKDEV -> jobs.snapshot(in);
      case STOP -> alone(in, new Stop());
      case SUM -> memory.sum(in, this::register);
      case SYSTEM_POWERDOWN -> alone(in, new SystemPowerdown());
      case SYSTEM_RESET -> alone(in, new SystemReset());
      case SYSTEM_WAKEUP -> alone(in, new SystemWakeup());
      case WATCHDOG_ACTION -> watchdog(last(in));
      case X -> memory.dump(in, Optional.of(cpu), this::register);
      case XP -> memory.dump(in, Optional.empty(), this::register);
    };
  }

  private <R> String alone(Arguments in, QmpCommand<R> command)
      throws HumanException, QmpException {
    in.end();
    return ask(command);
  }

  private <R> String ask(QmpCommand<R> command) throws QmpException {
    return around.run(command);
  }

  private static String last(Arguments in) throws HumanException {
    String word = in.word("string");
    in.end();
    return word;
  }

  private static String nothing(String ignored) {
    return "";
  }

  private static String absent(Arguments in, String answer) throws HumanException {
    String _ = last(in);
    throw new HumanException(answer);
  }

  private String balloon(Arguments in) throws HumanException, QmpException {
    long mebibytes = in.expression(this::register);
    in.end();
    return ask(new Balloon(mebibytes << 20));
  }

  private String noMouse(Arguments in) throws HumanException, QmpException {
    long index = in.expression(this::register);
    in.end();
    throw QmpException.generic("Mouse at index '" + index + "' not found");
  }

  private static String noNetwork(Arguments in) throws HumanException, QmpException {
    String name = in.word("string");
    String _ = in.rest();
    throw QmpException.generic("Device '" + name + "' not found");
  }

  private static String noScreen(Arguments in) throws HumanException, QmpException {
    String _ = in.word("filename");
    throw QmpException.generic("There is no console to take a screendump from");
  }

  private String chooseCpu(Arguments in) throws HumanException {
    long index = in.expression(this::register);
    in.end();
    int cpus = around.machine().inspect(board -> new BoardView(board).cpus());
    if (index < 0 || index >= cpus) {
      throw new HumanException("invalid CPU index");
    }
    cpu = (int) index;
    return "";
  }

  private String readRing(Arguments in) throws HumanException, QmpException {
    String device = in.word("string");
    long size = in.expression(this::register);
    in.end();
    String text =
        around.server().run(new RingbufRead(device, size, Optional.empty()), around.call());
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> shown.append("\\\\");
        case '\n', '\t' -> shown.append(c);
        default -> {
          if (c < ' ' || c == 0x7F) {
            shown.append("\\u00").append(c < 16 ? "0" : "").append(Integer.toHexString(c));
          } else {
            shown.append(c);
          }
        }
      }
    }
    return shown.append('\n').toString();
  }

  private String watchdog(String word) throws QmpException {
    for (WatchdogAction action : WatchdogAction.values()) {
      if (action.wireName().equals(word)) {
        return ask(new WatchdogSetAction(action));
      }
    }
    throw QmpException.generic("invalid parameter value: " + word);
  }

  private static String help(Arguments in) throws HumanException {
    if (in.atEnd()) {
      StringBuilder all = new StringBuilder();
      for (HmpCommand command : HmpCommand.values()) {
        all.append(command.helpLine());
      }
      return all.toString();
    }
    String name = in.word("command");
    Optional<HmpCommand> command = HmpCommand.of(name);
    if (command.isEmpty()) {
      return "unknown command: '" + name + "'\n";
    }
    if (command.get() != HmpCommand.INFO) {
      return command.get().helpLine();
    }
    if (in.atEnd()) {
      return InfoCommands.help();
    }
    String what = in.word("subcommand");
    Optional<HmpInfo> info = HmpInfo.of(what);
    return info.isPresent()
        ? info.get().helpLine()
        : "unknown command: '" + name + " " + what + "'\n";
  }

  private String information(Arguments in) throws HumanException, QmpException {
    if (in.atEnd()) {
      return InfoCommands.help();
    }
    String what = in.word("subcommand");
    Optional<HmpInfo> wanted = HmpInfo.of(what);
    if (wanted.isEmpty()) {
      return "unknown command: 'info " + what + "'\n";
    }
    return info.show(wanted.get(), Arguments.ofInfo(what, in.rest()), cpu);
  }

  private String print(Arguments in) throws HumanException {
    MemoryFormat format = in.format(new MemoryFormat(1, 'd', Long.BYTES));
    long value = in.expression(this::register);
    in.end();
    String text =
        switch (format.form()) {
          case 'x' -> (value == 0 ? "" : "0x") + Long.toHexString(value);
          case 'o' -> (value == 0 ? "" : "0") + Long.toOctalString(value);
          default -> format.show(value);
        };
    return text + "\n";
  }

  /** A register of the chosen CPU. */
  private long register(String name) {
    OptionalLong value =
        around.machine().inspect(board -> new BoardView(board).register(cpu, name));
    if (value.isEmpty()) {
      throw new NoSuchElementException(name);
    }
    return value.getAsLong();
  }

  /** What the last word of {@code start} can become, sorted. */
  static List<String> completions(String start) {
    int space = start.lastIndexOf(' ');
    String before = start.substring(0, space + 1).strip();
    String word = start.substring(space + 1);
    List<String> all =
        switch (before) {
          case "", "help", "?" -> HmpCommand.allNames();
          case "info", "help info", "? info" -> HmpInfo.allNames();
          default -> List.of();
        };
    return all.stream().filter(name -> name.startsWith(word)).toList();
  }
}
