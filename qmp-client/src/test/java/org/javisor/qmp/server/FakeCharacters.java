package org.javisor.qmp.server;

import java.util.List;
import java.util.Optional;
import org.javisor.qmp.api.CharHandler;
import org.javisor.qmp.api.ChardevAdd;
import org.javisor.qmp.api.ChardevBackendInfo;
import org.javisor.qmp.api.ChardevChange;
import org.javisor.qmp.api.ChardevInfo;
import org.javisor.qmp.api.ChardevRemove;
import org.javisor.qmp.api.ChardevReturn;
import org.javisor.qmp.api.ChardevSendBreak;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.api.RingbufRead;
import org.javisor.qmp.api.RingbufWrite;

/** A machine without character devices. */
final class FakeCharacters implements CharHandler {
  @Override
  public List<ChardevInfo> queryChardev(QmpCall call) {
    return List.of();
  }

  @Override
  public List<ChardevBackendInfo> queryChardevBackends(QmpCall call) {
    return List.of();
  }

  @Override
  public void ringbufWrite(QmpCall call, RingbufWrite command) {}

  @Override
  public String ringbufRead(QmpCall call, RingbufRead command) {
    return "";
  }

  @Override
  public ChardevReturn chardevAdd(QmpCall call, ChardevAdd command) {
    return new ChardevReturn(Optional.empty());
  }

  @Override
  public ChardevReturn chardevChange(QmpCall call, ChardevChange command) {
    return new ChardevReturn(Optional.empty());
  }

  @Override
  public void chardevRemove(QmpCall call, ChardevRemove command) {}

  @Override
  public void chardevSendBreak(QmpCall call, ChardevSendBreak command) {}
}
