package org.javisor.supervisor.api;

import java.util.Optional;

/** The calls of the daemon, with their names on the wire. */
public enum Method {
  /** Turns the connection into the machine's serial console; parameters {@link ConsoleRequest}. */
  CONSOLE("Console"),
  /** Everything about one machine; parameter {@code name}. */
  INFO("Info"),
  /** Ends the emulator process at once; parameter {@code name}. */
  KILL("Kill"),
  /** All machines; no parameters. */
  LIST("List"),
  /** Forgets a machine that does not run; parameter {@code name}. */
  REMOVE("Remove"),
  /** Tells the size of the attached terminal; parameters of {@link ConsoleSize}. */
  RESIZE_CONSOLE("ResizeConsole"),
  /** Defines and starts a machine; parameters {@link VmSpec}. */
  RUN("Run"),
  /** Starts a machine that is defined and does not run; parameter {@code name}. */
  START("Start"),
  /** Ends a machine in order; parameters {@link StopRequest}. */
  STOP("Stop"),
  /** What the daemon is; no parameters. */
  VERSION("Version"),
  /** Answers when the present run of a machine has ended; parameter {@code name} or its UUID. */
  WAIT("Wait");

  private static final String PREFIX = "org.javisor.v1.";

  private final String name;

  Method(String name) {
    this.name = name;
  }

  /** The name on the wire, such as {@code org.javisor.v1.List}. */
  public String wireName() {
    return PREFIX + name;
  }

  /** The constant of a wire name. */
  public static Optional<Method> ofWireName(String wireName) {
    for (Method method : values()) {
      if (method.wireName().equals(wireName)) {
        return Optional.of(method);
      }
    }
    return Optional.empty();
  }
}
