package org.javisor.system.main;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.javisor.backend.chardev.CharacterDevices;
import org.javisor.backend.chardev.Chardev;
import org.javisor.backend.chardev.ChardevConfig;
import org.javisor.backend.chardev.ChardevException;
import org.javisor.backend.chardev.ChardevScope;
import org.javisor.backend.tls.Authorization;
import org.javisor.backend.tls.TlsCredentials;
import org.javisor.host.HostException;
import org.javisor.host.fd.Fd;
import org.javisor.system.config.ConfigException;
import org.javisor.system.config.EmulatorConfig.CharacterDevice;
import org.javisor.system.monitor.TlsObjects;

/** The character devices of the command line. */
final class StartupDevices implements ChardevScope {
  private final CharacterDevices characters;
  private final TlsObjects objects;
  private final Consumer<String> say;

  StartupDevices(CharacterDevices characters, TlsObjects objects, Consumer<String> say) {
    this.characters = characters;
    this.objects = objects;
    this.say = say;
  }

  /** Opens them all, in order. */
  void open(List<CharacterDevice> devices) throws ConfigException {
    for (CharacterDevice device : devices) {
      try {
        for (ChardevConfig part : device.parts()) {
          announce(characters.add(part, this));
        }
      } catch (ChardevException e) {
        String more = device.failure().isPresent() ? "\n" + device.failure().get() : "";
        throw new ConfigException(device.source() + ": " + e.getMessage() + more, e);
      }
    }
  }

  private static void announce(Chardev device) {
    Optional<String> terminal = CharacterDevices.terminal(device);
    if (terminal.isPresent()) {
      System.out.println(
          "char device redirected to " + terminal.get() + " (label " + device.id() + ")");
    }
  }

  /** Waits for the first client of each device that wants one, or for {@code end}. */
  void awaitClients(List<CharacterDevice> devices, CompletableFuture<?> end) {
    for (CharacterDevice device : devices) {
      if (device.awaits()) {
        Chardev chardev = characters.find(device.parts().getFirst().id()).orElseThrow();
        say.accept(
            device.source() + ": info: QEMU waiting for connection on: " + chardev.filename());
        CompletableFuture<Boolean> arrived = new CompletableFuture<>();
        Thread.ofPlatform()
            .daemon(true)
            .start(() -> {
              chardev.awaitClient();
              boolean _ = arrived.complete(true);
            });
        Object _ = CompletableFuture.anyOf(arrived, end).join();
      }
    }
  }

  /** The socket whose number was given; numbers only, never names, on a command line. */
  @Override
  public Fd descriptor(String text) throws ChardevException {
    long number = number(text);
    try {
      if (number >= 0) {
        Fd fd = Fd.adopt((int) number);
        if (fd.isSocket()) {
          fd.setCloseOnExec(true);
          return fd;
        }
      }
    } catch (HostException e) {
      throw new ChardevException("File descriptor '" + text + "' is not a socket", e);
    }
    throw new ChardevException("File descriptor '" + text + "' is not a socket");
  }

  /** A decimal number, perhaps with blanks and a sign before it and nothing behind. */
  private static long number(String text) throws ChardevException {
    String problem = "Unable to parse FD number " + text;
    String digits = text.stripLeading();
    boolean signed = digits.startsWith("-") || digits.startsWith("+");
    String unsigned = signed ? digits.substring(1) : digits;
    if (unsigned.isEmpty()) {
      throw new ChardevException(problem);
    }
    for (int i = 0; i < unsigned.length(); i++) {
      if (unsigned.charAt(i) < '0' || unsigned.charAt(i) > '9') {
        throw new ChardevException(problem);
      }
    }
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      throw new ChardevException(problem + ": Numerical result out of range", e);
    }
  }

  @Override
  public TlsCredentials credentials(String id) throws ChardevException {
    return objects.credentials(id);
  }

  @Override
  public Authorization authorization(String id) {
    return objects.authorization(id);
  }
}
