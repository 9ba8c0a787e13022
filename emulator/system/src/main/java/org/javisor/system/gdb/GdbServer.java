package org.javisor.system.gdb;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.javisor.backend.chardev.CharFrontend;
import org.javisor.backend.chardev.Chardev;
import org.javisor.host.fd.Fd;
import org.javisor.qmp.api.RunState;

/**
 * Serves one client at a time on a character device. All work is done on one thread: what comes in
 * and what happens to the guest wait in one queue, in their order. Input that is not served yet is
 * bounded; a client that does not read what it has asked for loses its connection.
 */
public final class GdbServer implements CharFrontend, AutoCloseable {
  private final Debuggee guest;
  private final Chardev chardev;
  private final GdbSession session;
  private final PacketReader reader = new PacketReader(new Commands());
  private final AtomicInteger waiting = new AtomicInteger();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> Thread.ofPlatform().name("gdb").daemon(true).unstarted(task));

  /** Held while something is sent, or while it changes to whom. */
  private final Object wire = new Object();

  /** The number of the client that is there, from 1; negative when it has gone. */
  private long client;

  // The thread's own.
  private long served;
  private boolean acknowledges;
  private String last = "";

  /**
   * Serves debuggers of {@code guest}; they come when the server is attached to {@code chardev}.
   */
  public GdbServer(Debuggee guest, Chardev chardev) {
    this.guest = guest;
    this.chardev = chardev;
    this.session = new GdbSession(guest, new Connection());
  }

  private void submit(Runnable action) {
    try {
      thread.execute(action);
    } catch (RejectedExecutionException e) {
      // It has been closed.
    }
  }

  /** The guest has stopped. Any thread; does not wait. */
  public void guestStopped(RunState state) {
    submit(() -> {
      if (isServed()) {
        send(session.stopped(state));
      }
    });
  }

  /** The guest is no more: a client that waits for it is told, before this returns. */
  public void guestEnded(int code) {
    submit(() -> {
      if (isServed()) {
        send(session.ended(code));
      }
    });
    thread.close();
  }

  /** Whether the client that the thread works for is there. */
  private boolean isServed() {
    synchronized (wire) {
      return served == client;
    }
  }

  @Override
  public void opened() {
    long number;
    synchronized (wire) {
      client = Math.abs(client) + 1;
      number = client;
    }
    submit(() -> {
      served = number;
      acknowledges = true;
      last = "";
      reader.reset();
      session.begin();
    });
  }

  @Override
  public void closed() {
    synchronized (wire) {
      client = -client;
    }
  }

  @Override
  public int room() {
    return Math.max(0, PLENTY - waiting.get());
  }

  @Override
  public void received(byte[] data, int length, List<Fd> descriptors) {
    for (Fd descriptor : descriptors) {
      descriptor.close();
    }
    byte[] bytes = Arrays.copyOf(data, length);
    waiting.addAndGet(length);
    submit(() -> {
      serve(bytes);
      if (waiting.addAndGet(-bytes.length) < PLENTY) {
        chardev.inputWanted();
      }
    });
  }

  private void serve(byte[] bytes) {
    for (byte b : bytes) {
      if (!isServed()) {
        return;
      }
      if (guest.isRunning()) {
        // Whatever comes now means that it shall stop; only 3 is a question that is answered.
        if (b == 3) {
          session.interrupt();
        } else if (b != '+') {
          guest.stop();
          reader.accept(b & 0xFF);
        }
      } else {
        reader.accept(b & 0xFF);
      }
    }
  }

  private final class Commands implements PacketReader.Listener {
    @Override
    public void packet(String packet) {
      if (acknowledges) {
        write("+");
      }
      send(session.execute(packet));
    }

    @Override
    public void damaged() {
      write("-");
    }

    @Override
    public void again() {
      if (!last.isEmpty() && acknowledges) {
        write(last);
      }
    }

    @Override
    public void interrupt() {
      session.interrupt();
    }
  }

  private final class Connection implements GdbSession.Wire {
    @Override
    public void send(String packet) {
      GdbServer.this.send(packet);
    }

    @Override
    public void stopAcknowledging() {
      acknowledges = false;
      reader.ignoreChecksums();
    }
  }

  private void send(String packet) {
    if (!packet.equals(GdbSession.SILENT)) {
      last = frame(packet);
      write(last);
    }
  }

  /** {@code $data#checksum}, with what would be misread escaped. */
  private static String frame(String packet) {
    StringBuilder text = new StringBuilder("$");
    int sum = 0;
    for (int i = 0; i < packet.length(); i++) {
      char c = packet.charAt(i);
      if (c == '$' || c == '#' || c == '}' || c == '*') {
        text.append('}');
        sum += '}';
        c ^= 0x20;
      }
      text.append(c);
      sum += c;
    }
    String digits = Integer.toHexString(sum & 0xFF);
    return text.append('#').append(digits.length() < 2 ? "0" : "").append(digits).toString();
  }

  private void write(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    synchronized (wire) {
      if (served == client && !chardev.write(bytes, 0, bytes.length)) {
        chardev.disconnect();
      }
    }
  }

  /** Lets the client go, whose guest stays as it is. */
  @Override
  public void close() {
    chardev.detach(this);
    thread.shutdown();
  }
}
