package org.javisor.system.monitor;

import java.util.List;
import org.javisor.backend.chardev.CharFrontend;
import org.javisor.backend.chardev.Chardev;
import org.javisor.host.fd.Fd;
import org.javisor.qmp.server.QmpServer;
import org.javisor.qmp.server.QmpSession;

/** A QMP monitor on a character device. */
final class ControlMonitor implements CharFrontend {
  private final Chardev chardev;
  private final QmpSession session;
  private final Monitors monitors;

  ControlMonitor(QmpServer server, Chardev chardev, boolean pretty, Monitors monitors) {
    this.chardev = chardev;
    this.monitors = monitors;
    this.session = server.open(new QmpSession.Config(pretty, true), new Replies());
  }

  private final class Replies implements QmpSession.Output {
    /** A client that does not read loses its connection rather than a message. */
    @Override
    public void send(byte[] message) {
      if (!chardev.write(message, 0, message.length)) {
        chardev.disconnect();
      }
    }

    @Override
    public void ended() {
      monitors.quitAnswered();
    }
  }

  @Override
  public void opened() {
    monitors.connected();
    session.connected();
  }

  /** With much still to be read by the client, no more commands are taken. */
  @Override
  public int room() {
    return chardev.ready() ? PLENTY : 0;
  }

  @Override
  public void writable() {
    chardev.inputWanted();
  }

  @Override
  public void received(byte[] data, int length, List<Fd> descriptors) {
    boolean _ = session.receive(data, 0, length, descriptors);
  }

  @Override
  public void closed() {
    session.disconnected();
    monitors.disconnected();
  }
}
