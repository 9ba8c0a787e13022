package org.javisor.system.monitor.human;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.javisor.backend.chardev.CharFrontend;
import org.javisor.backend.chardev.Chardev;
import org.javisor.host.fd.Fd;
import org.javisor.qmp.server.HumanCall;
import org.javisor.qmp.server.QmpServer;

/** A monitor for people on a character device. */
public final class HumanMonitor implements CharFrontend {
  /**
   * What monitors are told of.
   *
   * @param version for the greeting
   */
  public record Setup(QmpServer server, HumanSubjects subjects, String version) {}

  /** Who counts clients and ends the machine. */
  public interface Host {
    void connected();

    void disconnected();

    /** "quit" has been carried out. */
    void quitAnswered();
  }

  private static final int MAX_WAITING = 1 << 16;

  private final Setup setup;
  private final Chardev chardev;
  private final Host host;
  private final HumanCall call = new HumanCall();
  private final LineEditor editor = new LineEditor(new Terminal());
  private final HumanSession session;

  // Of a monitor that shares its terminal; guarded by this.
  private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
  private boolean muted;
  private boolean shown;

  public HumanMonitor(Setup setup, Chardev chardev, Host host) {
    this.setup = setup;
    this.chardev = chardev;
    this.host = host;
    this.session =
        new HumanSession(
            new HumanSession.Surroundings(setup.server(), setup.subjects(), call, editor::history));
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

  /** While somebody else has the terminal, what there is to say waits. */
  @Override
  public synchronized void focused(boolean has) {
    muted = !has;
    if (!has) {
      return;
    }
    if (waiting.size() > 0) {
      byte[] all = waiting.toByteArray();
      waiting.reset();
      show(all);
    } else if (shown) {
      editor.start();
    }
  }

  private void show(String text) {
    show(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A client that does not read loses its connection rather than a part of the text. */
  private synchronized void show(byte[] bytes) {
    if (muted) {
      int some = Math.min(bytes.length, MAX_WAITING - waiting.size());
      waiting.write(bytes, 0, some);
      return;
    }
    shown = true;
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
