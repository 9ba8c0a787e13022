package org.javisor.supervisor.api;

/** Every kind of failure that a client can meet: its stable name on the wire and its exit code. */
public enum ErrorCode {
  /** The name, a definition or a state is taken by somebody else. */
  CONFLICT("Conflict", 9),
  /** The daemon cannot be reached or started. */
  DAEMON_UNREACHABLE("DaemonUnreachable", 8),
  /** The emulator could not be started, or ended by itself. */
  EMULATOR_EXITED("EmulatorExited", 7),
  /** Anything else, our own bugs included. */
  FAILED("Failed", 1),
  /** A kernel, initrd or disk is missing, truncated, not readable or of a wrong format. */
  FILE_UNUSABLE("FileUnusable", 10),
  /** More is asked than this host has. */
  HOST_LIMIT("HostLimit", 11),
  /** A command line, request or definition is wrong in itself. */
  INVALID("Invalid", 2),
  /** There is no virtual machine of that name. */
  NOT_FOUND("NotFound", 3),
  /** A definition or record cannot be written. */
  STORE_FAILED("StoreFailed", 14),
  /** The guest or the emulator did not do in time what was asked. */
  TIMEOUT("Timeout", 5),
  /** A directory that must be private belongs to someone else or is open to others. */
  UNSAFE_DIRECTORY("UnsafeDirectory", 12),
  /** The kernel is for another processor. */
  WRONG_CPU("WrongCpu", 13),
  /** The virtual machine is not in a state in which this can be done. */
  WRONG_STATE("WrongState", 4);

  private static final String PREFIX = "org.javisor.v1.";

  private final String name;
  private final int exitCode;

  ErrorCode(String name, int exitCode) {
    this.name = name;
    this.exitCode = exitCode;
  }

  /** The name on the wire, such as {@code org.javisor.v1.NotFound}. */
  public String wireName() {
    return PREFIX + name;
  }

  /** The short name that {@code -o json} prints, such as {@code NotFound}. */
  public String shortName() {
    return name;
  }

  /** The exit code of a command that fails for this reason; distinct for each constant. */
  public int exitCode() {
    return exitCode;
  }

  /** The constant of a wire name; {@link #FAILED} for a name of a newer daemon. */
  public static ErrorCode ofWireName(String wireName) {
    for (ErrorCode code : values()) {
      if (code.wireName().equals(wireName)) {
        return code;
      }
    }
    return FAILED;
  }
}
