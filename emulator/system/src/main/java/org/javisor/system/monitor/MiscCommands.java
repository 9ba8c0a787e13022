package org.javisor.system.monitor;

import java.util.ArrayList;
import java.util.List;
import org.javisor.backend.chardev.CharacterDevices;
import org.javisor.host.HostException;
import org.javisor.host.fd.Fd;
import org.javisor.qmp.api.AddClient;
import org.javisor.qmp.api.CommandLineOptionInfo;
import org.javisor.qmp.api.IOThreadInfo;
import org.javisor.qmp.api.MiscHandler;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.api.QueryCommandLineOptions;
import org.javisor.qmp.wire.QmpErrorClass;
import org.javisor.qmp.wire.QmpException;
import org.javisor.system.config.OptionGroup;
import org.javisor.system.qom.EventLoops;
import org.javisor.system.qom.HostObjects;

/** Commands about what fits nowhere else. */
final class MiscCommands implements MiscHandler {
  private final CharacterDevices characters;
  private final HostObjects objects;

  MiscCommands(CharacterDevices characters, HostObjects objects) {
    this.characters = characters;
    this.objects = objects;
  }

  @Override
  public List<IOThreadInfo> queryIothreads(QmpCall call) {
    return EventLoops.list(objects);
  }

  @Override
  public List<CommandLineOptionInfo> queryCommandLineOptions(
      QmpCall call, QueryCommandLineOptions command) throws QmpException {
    List<CommandLineOptionInfo> all = new ArrayList<>();
    for (OptionGroup group : OptionGroup.values()) {
      if (command.option().isEmpty() || command.option().get().equals(group.option())) {
        all.add(group.info());
      }
    }
    if (all.isEmpty()) {
      throw QmpException.generic("invalid option name: " + command.option().orElseThrow());
    }
    return all;
  }

  /** The connection is the command's, whatever comes of it. */
  @Override
  public void addClient(QmpCall call, AddClient command) throws QmpException {
    String protocol = command.protocol();
    try (Fd fd = call.takeNamedFd(command.fdname())) {
      if (!isSocket(fd)) {
        throw QmpException.generic("parameter @fdname must name a socket");
      }
    }
    if (protocol.equals("spice")) {
      throw new QmpException(QmpErrorClass.DEVICE_NOT_ACTIVE, "SPICE is not in use");
    }
    throw QmpException.generic(
        characters.find(protocol).isPresent()
            ? "failed to add client"
            : "protocol '" + protocol + "' is invalid");
  }

  private static boolean isSocket(Fd fd) {
    try {
      return fd.isSocket();
    } catch (HostException e) {
      return false;
    }
  }
}
