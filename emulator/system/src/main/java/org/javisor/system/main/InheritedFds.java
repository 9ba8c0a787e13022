package org.javisor.system.main;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javisor.backend.fdset.FdSetException;
import org.javisor.backend.fdset.FdSets;
import org.javisor.host.HostException;
import org.javisor.host.fd.Fd;
import org.javisor.system.config.ConfigException;
import org.javisor.system.config.EmulatorConfig.SetMember;

/** Puts descriptors that this process was started with into sets, by their numbers. */
final class InheritedFds {
  private InheritedFds() {}

  /**
   * Duplicates all of them into their sets; only then are the originals closed, so that one
   * descriptor may go into several sets.
   */
  static void addTo(FdSets sets, List<SetMember> members) throws ConfigException {
    List<Fd> originals = new ArrayList<>();
    for (SetMember member : members) {
      try {
        originals.add(add(sets, member));
      } catch (FdSetException e) {
        throw new ConfigException(member.source() + ": " + e.getMessage(), e);
      } catch (HostException e) {
        throw new ConfigException(member.source() + ": fd is not valid or already in use", e);
      }
    }
    for (Fd original : originals) {
      original.close();
    }
  }

  private static Fd add(FdSets sets, SetMember member)
      throws HostException, FdSetException, ConfigException {
    if (member.fd() > Integer.MAX_VALUE) {
      throw invalid(member);
    }
    Fd original = Fd.adopt((int) member.fd());
    if (original.isCloseOnExec() || isOwn(original)) {
      throw invalid(member);
    }
    if (member.set() < 0) {
      throw new ConfigException(
          member.source() + ": set option is required and must be non-negative");
    }
    FdSets.Added _ = sets.add(original.duplicate(), Optional.of(member.set()), member.opaque());
    return original;
  }

  private static ConfigException invalid(SetMember member) {
    return new ConfigException(member.source() + ": fd is not valid or already in use");
  }

  /** Whether the virtual machine has it open for itself; it closes some of them at exec only. */
  private static boolean isOwn(Fd fd) {
    try {
      String file = Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd.number())).toString();
      return file.startsWith(System.getProperty("java.home"))
          || System.getProperty("java.class.path").contains(file);
    } catch (IOException e) {
      return false;
    }
  }
}
