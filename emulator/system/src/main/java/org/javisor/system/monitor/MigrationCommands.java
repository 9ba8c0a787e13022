package org.javisor.system.monitor;

import org.javisor.qmp.api.MigrateRecover;
import org.javisor.qmp.api.MigrationHandler;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.wire.QmpException;

/** Commands about moving a machine, which this emulator does not do: none is ever in progress. */
final class MigrationCommands implements MigrationHandler {
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
