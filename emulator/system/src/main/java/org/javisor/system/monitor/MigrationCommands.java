package org.javisor.system.monitor;

import java.util.List;
import java.util.Optional;
import org.javisor.qmp.api.MigrateRecover;
import org.javisor.qmp.api.MigrateSetCapabilities;
import org.javisor.qmp.api.MigrationCapability;
import org.javisor.qmp.api.MigrationCapabilityStatus;
import org.javisor.qmp.api.MigrationInfo;
import org.javisor.qmp.api.MigrationHandler;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.wire.QmpException;

/** Commands about moving a machine, which this emulator does not do: none is ever in progress. */
final class MigrationCommands implements MigrationHandler {
  private volatile boolean events;

  @Override
  public void migrateSetCapabilities(QmpCall call, MigrateSetCapabilities command) {
    for (MigrationCapabilityStatus wanted : command.capabilities()) {
      events =
          switch (wanted.capability()) {
            case EVENTS -> wanted.state();
          };
    }
  }

  @Override
  public MigrationInfo queryMigrate(QmpCall call) {
    return new MigrationInfo(Optional.empty());
  }

  @Override
  public List<MigrationCapabilityStatus> queryMigrateCapabilities(QmpCall call) {
    return List.of(new MigrationCapabilityStatus(MigrationCapability.EVENTS, events));
  }

  @Override
  public void migratePause(QmpCall call) throws QmpException {
    throw QmpException.generic(
        "migrate-pause is currently only supported during postcopy-active or postcopy-recover"
            + " state");
  }

  @Override
  public void migrateRecover(QmpCall call, MigrateRecover command) throws QmpException {
    throw QmpException.generic("Migrate recover can only be run when postcopy is paused.");
  }
}
