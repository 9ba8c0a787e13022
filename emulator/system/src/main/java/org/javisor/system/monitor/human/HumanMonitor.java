package org.javisor.system.monitor.human;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.javisor.backend.chardev.CharFrontend;
import org.javisor.backend.chardev.Chardev;
import org.javisor.host.fd.Fd;
import org.javisor.qmp.server.HumanCall;
import org.javisor.qmp.server.QmpServer;
import org.javisor.system.lifecycle.Machine;

/** A monitor for people on a character device. */
public final class HumanMonitor implements CharFrontend {
  /**
   * What monitors are told of.
   *
   * @param version for the greeting
   */
  public record Setup(QmpServer server, Machine machine, String version) {}

  /** Who counts clients and ends the machine. */
  public interface Host {
    void connected();

    void disconnected();

    /** "quit" has been carried out. */
    void quitAnswered();
  }

  private final Setup setup;
  private final Chardev chardev;
  private final Host host;
  private final HumanCall call = new HumanCall();
  private final LineEditor editor = new LineEditor(new Terminal());
  private final HumanSession session;

  public HumanMonitor(Setup setup, Chardev chardev, Host host) {
    this.setup = setup;
    this.chardev = chardev;
    this.host = host;
    this.session =
        new HumanSession(
            new HumanSession.Surroundings(setup.server(), setup.machine(), call, editor::history));
  }

  @Override
  public void opened() {
    host.connected();
    show("QEMU " + setup.version() + " monitor - type 'help' for more information\r\n");
    editor.start();
  }

  @Override
  public void received(byte[] data, int length, List<Fd> descriptors) {
    call.arrived(descriptors);
    editor.type(data, length);
  }

  @Override
  public void closed() {
    call.disconnected();
    host.disconnected();
  }

  private void show(String text) {
    show(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A client that does not read loses its connection rather than a part of the text. */
  private void show(byte[] bytes) {
    if (!chardev.write(bytes, 0, bytes.length)) {
      chardev.disconnect();
    }
  }

  private final class Terminal implements LineEditor.Owner {
    @Override
    public void line(String text) {
      if (!call.isEnded()) {
        HumanMonitor.this.show(session.execute(text).replace("\n", "\r\n"));
        if (call.isEnded()) {
          host.quitAnswered();
        }
      }
    }

    @Override
    public List<String> completions(String start) {
      return HumanSession.completions(start);
    }

    @Override
    public void show(byte[] bytes) {
      HumanMonitor.this.show(bytes);
    }
  }
}
