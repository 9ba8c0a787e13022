package org.javisor.system.monitor;

import org.javisor.qmp.api.IdentityHandler;
import org.javisor.qmp.api.NameInfo;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.api.UuidInfo;
import org.javisor.system.config.EmulatorConfig;

/** Commands about what the machine is called. */
final class IdentityCommands implements IdentityHandler {
  private final EmulatorConfig.Identity identity;

  IdentityCommands(EmulatorConfig.Identity identity) {
    this.identity = identity;
  }

  @Override
  public NameInfo queryName(QmpCall call) {
    return new NameInfo(identity.name());
  }

  @Override
  public UuidInfo queryUuid(QmpCall call) {
    return new UuidInfo(identity.uuid());
  }
}
