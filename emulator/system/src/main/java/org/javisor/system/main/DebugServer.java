package org.javisor.system.main;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.javisor.backend.chardev.CharacterDevices;
import org.javisor.backend.chardev.Chardev;
import org.javisor.backend.chardev.ChardevException;
import org.javisor.qmp.api.RunState;
import org.javisor.system.config.CharacterOptions;
import org.javisor.system.config.ConfigException;
import org.javisor.system.config.EmulatorConfig;
import org.javisor.system.gdb.Debuggee;
import org.javisor.system.gdb.GdbServer;
import org.javisor.system.lifecycle.Machine;
import org.javisor.system.monitor.human.DebugCommands;

/** The server for debuggers, of which there is one at a time, and its device. */
final class DebugServer implements DebugCommands.Server {
  private static final String NO_CPU =
      "gdbstub: meaningless to attach gdb to a machine without any CPU.";

  private final Machine machine;
  private final CharacterDevices characters;
  private final StartupDevices devices;
  private final Consumer<RunState> listener = this::guestStopped;
  private Optional<Debuggee> guest = Optional.empty();
  private Optional<GdbServer> server = Optional.empty();

  /** Whether the device was made for the server and goes with it. */
  private boolean own;

  DebugServer(Machine machine, CharacterDevices characters, StartupDevices devices) {
    this.machine = machine;
    this.characters = characters;
    this.devices = devices;
  }

  /** What is to be debugged. */
  synchronized void begin(Debuggee debugged) {
    guest = Optional.of(debugged);
    machine.onStop(listener);
  }

  private synchronized void guestStopped(RunState state) {
    server.ifPresent(serving -> serving.guestStopped(state));
  }

  /** Serves on a device that there is. */
  synchronized void serve(Chardev chardev) throws ConfigException {
    if (guest.isEmpty()) {
      throw new ConfigException(NO_CPU);
    }
    GdbServer made = new GdbServer(guest.orElseThrow(), chardev);
    server = Optional.of(made);
    own = chardev.id().equals(CharacterOptions.DEBUGGER);
    chardev.attach(made);
  }

  @Override
  public synchronized void serve(String device) throws ConfigException {
    if (guest.isEmpty()) {
      throw new ConfigException(NO_CPU);
    }
    stop();
    if (device.equals("none")) {
      return;
    }
    String wanted = device;
    if (device.startsWith("chardev:")) {
      wanted = device.substring("chardev:".length());
    } else {
      EmulatorConfig.CharacterDevice made = CharacterOptions.debugger(device, "", "warning: ");
      devices.open(List.of(made));
      wanted = made.id();
    }
    Optional<Chardev> found = characters.find(wanted);
    if (found.isEmpty()) {
      throw new ConfigException("chardev \"" + wanted + "\" not found");
    }
    try {
      found.get().checkFree();
    } catch (ChardevException e) {
      throw new ConfigException(e.getMessage(), e);
    }
    serve(found.get());
  }

  private void stop() throws ConfigException {
    if (server.isPresent()) {
      server.get().close();
      server = Optional.empty();
      if (own) {
        try {
          characters.remove(CharacterOptions.DEBUGGER);
        } catch (ChardevException e) {
          throw new ConfigException(e.getMessage(), e);
        }
      }
    }
  }

  /** The emulator ends: a debugger that waits for the guest is told. */
  void end(int code) {
    machine.removeStopListener(listener);
    Optional<GdbServer> last;
    synchronized (this) {
      last = server;
      server = Optional.empty();
    }
    // Waits for the server's thread, which may wait for the machine's, and that for this lock.
    last.ifPresent(serving -> serving.guestEnded(code));
  }
}
