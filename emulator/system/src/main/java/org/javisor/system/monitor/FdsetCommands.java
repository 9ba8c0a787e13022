package org.javisor.system.monitor;

import java.util.ArrayList;
import java.util.List;
import org.javisor.backend.fdset.FdSetException;
import org.javisor.backend.fdset.FdSets;
import org.javisor.host.fd.Fd;
import org.javisor.qmp.api.AddFd;
import org.javisor.qmp.api.AddfdInfo;
import org.javisor.qmp.api.FdsetFdInfo;
import org.javisor.qmp.api.FdsetHandler;
import org.javisor.qmp.api.FdsetInfo;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.api.RemoveFd;
import org.javisor.qmp.wire.QmpException;

/** Commands about sets of descriptors. */
final class FdsetCommands implements FdsetHandler {
  private final FdSets sets;

  FdsetCommands(FdSets sets) {
    this.sets = sets;
  }

  @Override
  public AddfdInfo addFd(QmpCall call, AddFd command) throws QmpException {
    Fd fd = call.takePassedFd();
    try {
      FdSets.Added added = sets.add(fd, command.fdsetId(), command.opaque());
      return new AddfdInfo(added.setId(), added.fd());
    } catch (FdSetException e) {
      fd.close();
      throw QmpException.generic(e.getMessage());
    }
  }

  @Override
  public void removeFd(QmpCall call, RemoveFd command) throws QmpException {
    try {
      sets.remove(command.fdsetId(), command.fd());
    } catch (FdSetException e) {
      throw QmpException.generic(e.getMessage());
    }
  }

  @Override
  public List<FdsetInfo> queryFdsets(QmpCall call) {
    List<FdsetInfo> all = new ArrayList<>();
    for (FdSets.Snapshot set : sets.query()) {
      List<FdsetFdInfo> members = new ArrayList<>();
      for (FdSets.Member member : set.members()) {
        members.add(new FdsetFdInfo(member.fd().number(), member.opaque()));
      }
      all.add(new FdsetInfo(set.id(), members));
    }
    return all;
  }
}
