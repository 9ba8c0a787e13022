package org.javisor.system.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.javisor.backend.chardev.ChardevConfig;
import org.javisor.engine.translate.EngineTrace;
import org.javisor.isa.riscv64.CpuConfig;
import org.javisor.qmp.api.BlockdevOptions;
import org.javisor.qmp.api.ObjectOptions;
import org.javisor.qmp.api.SetAction;
import org.javisor.qmp.wire.JsonValue;
import org.javisor.system.qom.Globals;
import org.javisor.system.qom.MachineModel;
import org.javisor.system.qom.PluggedDevices;

/**
 * What the command line asks for.
 *
 * @param serial the character device of the serial port
 * @param debugger the one that debuggers come to
 * @param globals what devices that are added later have; the others have it already
 */
public record EmulatorConfig(
    Machine machine,
    Identity identity,
    Behaviour behaviour,
    ProcessOptions process,
    List<HostObject> objects,
    List<SetMember> fdSets,
    List<CharacterDevice> chardevs,
    List<Monitor> monitors,
    Optional<String> serial,
    Optional<String> debugger,
    List<Disk> disks,
    List<Device> devices,
    Globals globals) {

  /** The machine itself. */
  public record Machine(
      long memoryBytes,
      int cpus,
      CpuConfig cpu,
      Boot boot,
      Board board,
      Acceleration acceleration) {}

  /**
   * How guest code is executed: as machine code made from it, or by interpretation.
   *
   * @param takesTurns whether only one CPU at a time executes guest code
   * @param codeBytes the room for machine code, where it was said
   * @param singleInstructions for finding bugs: no unit of machine code is more than one of the
   *     guest's instructions
   * @param checked likewise: machine code checks each address that it uses
   */
  public record Acceleration(
      Kind kind,
      boolean takesTurns,
      OptionalLong codeBytes,
      boolean singleInstructions,
      boolean checked) {
    /** What comes without options. */
    public static final Acceleration USUAL =
        new Acceleration(Kind.JIT, false, OptionalLong.empty(), false, false);

    /** What executes. */
    public enum Kind {
      JIT,
      INTERPRETER
    }
  }

  /**
   * What it starts with.
   *
   * @param bios {@code default}, {@code none} or a file's name
   */
  public record Boot(
      String bios,
      Optional<Path> kernel,
      Optional<Path> initrd,
      String arguments,
      Optional<Path> deviceTree,
      List<Loader> loaders) {}

  /**
   * Something for the guest's memory.
   *
   * @param data contents that need no file
   * @param cpu the hart that begins there
   * @param source the option it comes from, for messages
   */
  public record Loader(
      Optional<Path> file,
      OptionalLong address,
      boolean raw,
      Optional<byte[]> data,
      OptionalInt cpu,
      String source) {}

  /**
   * How the board is built.
   *
   * @param model the kind of machine
   * @param given what was said about it, by property
   * @param dumpTree where the device tree is to be written, instead of running anything
   * @param aclint whether the interruptor has all its parts
   * @param flash the disks by node name that keep the two flash banks' contents
   * @param files for the configuration device
   * @param semihosting a bare program's command line, when it may use the host
   */
  public record Board(
      MachineModel model,
      Map<String, JsonValue> given,
      Optional<Path> dumpTree,
      boolean aclint,
      List<Optional<String>> flash,
      List<ConfigFile> files,
      Optional<String> semihosting) {
    /** A board with nothing special. */
    public static final Board PLAIN =
        new Board(
            MachineModel.VIRT,
            Map.of(),
            Optional.empty(),
            false,
            List.of(Optional.empty(), Optional.empty()),
            List.of(),
            Optional.empty());
  }

  /** A file for the configuration device: a host's file or a text. */
  public record ConfigFile(
      String name, Optional<Path> file, Optional<String> text, String source) {}

  /** What the machine is called. */
  public record Identity(Optional<String> name, String uuid) {}

  /**
   * How its life goes.
   *
   * @param paused it does not run until it is told to
   * @param preconfig clients configure it before it is built
   * @param incoming it waits for its state from elsewhere
   * @param actions what follows from what happens to the guest
   * @param escape the control character that begins a multiplexer's commands
   */
  public record Behaviour(
      boolean paused, boolean preconfig, boolean incoming, SetAction actions, int escape) {}

  /**
   * The process around it.
   *
   * @param daemonize whether whoever started it waits only until it is ready
   * @param pidfile where to leave the process's number
   * @param log takes log lines instead of standard error
   * @param logRanges the guest addresses that code is logged of; none: all
   */
  public record ProcessOptions(
      boolean daemonize,
      Optional<String> pidfile,
      Optional<Path> log,
      LogItems logItems,
      List<EngineTrace.Range> logRanges,
      MessageForm messages) {}

  /** What error messages begin with. */
  public record MessageForm(boolean timestamps, boolean guestName) {}

  /** An object that others refer to. */
  public record HostObject(ObjectOptions options, String source) {}

  /** A descriptor for a set; a set below 0 was not given. */
  public record SetMember(long fd, long set, Optional<String> opaque, String source) {}

  /**
   * A character device.
   *
   * @param parts what to open: the device and perhaps a multiplexer over it, which has its name
   * @param source the option it comes from, for messages: {@code -chardev socket,id=a}
   * @param failure a second message when it cannot be opened
   */
  public record CharacterDevice(
      String id, List<ChardevConfig> parts, String source, Optional<String> failure) {

    /** Whether it reads and writes this process's own streams. */
    public boolean usesStandardStreams() {
      return parts.getFirst() instanceof ChardevConfig.Stdio;
    }

    /** Whether start-up waits for the first client. */
    public boolean awaits() {
      return parts.getFirst() instanceof ChardevConfig.Socket socket && socket.options().awaits();
    }
  }

  /** Who a monitor is for. */
  public enum MonitorMode {
    CONTROL,
    READLINE
  }

  /**
   * A monitor on a character device.
   *
   * @param pretty several lines per message, on a control monitor
   */
  public record Monitor(String chardev, MonitorMode mode, boolean pretty, String source) {}

  /** A block node. */
  public record Disk(BlockdevOptions options, String source) {}

  /** A device. */
  public record Device(PluggedDevices.Plugged device, String source) {}
}
