package org.javisor.system.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.javisor.isa.riscv64.CpuConfig;
import org.javisor.backend.chardev.ChardevConfig;

/** What the command line asks for. */
public record EmulatorConfig(
    Machine machine,
    Identity identity,
    Behaviour behaviour,
    List<CharacterDevice> chardevs,
    List<Monitor> monitors,
    Optional<String> serial,
    List<Disk> disks,
    List<Device> devices) {

  /** The machine itself. */
  public record Machine(long memoryBytes, int cpus, CpuConfig cpu, Boot boot, Board board) {}

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
   * @param dumpTree where the device tree is to be written, instead of running anything
   */
  public record Board(Optional<Path> dumpTree) {}

  /** What the machine is called. */
  public record Identity(Optional<String> name, String uuid) {}

  /** How its life goes. */
  public record Behaviour(boolean paused, boolean noReboot, boolean noShutdown) {}

  /**
   * A character device.
   *
   * @param parts what to open: the device and perhaps a multiplexer over it, which has its name
   * @param source the option it comes from, for messages: {@code -chardev socket,id=a}
   * @param failure a second message when it cannot be opened
   */
  public record CharacterDevice(
      String id, List<ChardevConfig> parts, String source, Optional<String> failure) {

    /** Whether start-up waits for the first client. */
    public boolean awaits() {
      return parts.getFirst() instanceof ChardevConfig.Socket socket && socket.options().awaits();
    }
  }

  /** A control monitor on a character device. */
  public record Monitor(String chardev, boolean pretty, String source) {}

  /** A disk by node name. */
  public record Disk(String node, String filename, boolean readOnly, String source) {}

  /** A device; {@code drive} names its disk. */
  public record Device(String driver, Optional<String> id, Optional<String> drive, String source) {}
}
