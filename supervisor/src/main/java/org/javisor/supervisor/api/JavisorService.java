package org.javisor.supervisor.api;

import java.util.List;

/**
 * What can be asked of the daemon; the daemon and its client both have this shape. Every failure is
 * a {@link VmException}. Consoles are not here: they turn a connection into a byte stream.
 */
public interface JavisorService {
  /** Defines and starts a machine; on failure nothing of it is left. */
  VmInfo run(VmSpec request);

  /** Starts a machine that is defined and does not run. */
  VmInfo start(String name);

  /** All machines, by name; never waits for an emulator. */
  List<VmInfo> list();

  /** One machine; never waits for an emulator. */
  VmInfo info(String name);

  /** Ends a machine in order and waits for it. */
  VmInfo stop(StopRequest request);

  /** Ends the emulator process at once and waits for it. */
  VmInfo kill(String name);

  /** Forgets a machine that does not run, with its logs; its disks are left alone. */
  void remove(String name);

  /** Waits until the present run has ended; at once when there is none. Name or UUID. */
  ExitReport await(String nameOrUuid);

  /** Notes the size of the terminal at the machine's console. */
  void resizeConsole(String name, ConsoleSize size);

  /** What the daemon is. */
  VersionInfo version();
}
