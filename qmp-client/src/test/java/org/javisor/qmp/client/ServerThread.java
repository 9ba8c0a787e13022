package org.javisor.qmp.client;

import java.util.concurrent.atomic.AtomicReference;
import org.javisor.host.HostException;
import org.javisor.host.fd.Fd;
import org.javisor.host.socket.Ancillary;
import org.javisor.host.socket.Received;
import org.javisor.qmp.server.FakeMachine;
import org.javisor.qmp.server.QmpSession;

/** Serves one client over a real socket, as an emulator's monitor does. */
final class ServerThread {
  private final Thread thread;
  private final AtomicReference<HostException> failure = new AtomicReference<>();

  ServerThread(FakeMachine machine, Fd socket) {
    thread = Thread.ofPlatform().unstarted(() -> serve(machine, socket));
    thread.start();
  }

  private void serve(FakeMachine machine, Fd socket) {
    QmpSession session =
        machine.server.open(new QmpSession.Config(false, true), message -> send(socket, message));
    session.connected();
    byte[] buffer = new byte[512];
    try (socket) {
      boolean on = true;
      while (on) {
        Received received = Ancillary.receive(socket, buffer);
        on =
            received.bytes() >= 0 && session.receive(buffer, 0, received.bytes(), received.adopt());
      }
    } catch (HostException e) {
      failure.set(e);
    } finally {
      session.close();
    }
  }

  private void send(Fd socket, byte[] message) {
    try {
      socket.writeFully(message);
    } catch (HostException e) {
      failure.set(e);
    }
  }

  /** Waits for the end of service; returns what went wrong, or null. */
  HostException join() throws InterruptedException {
    thread.join();
    return failure.get();
  }
}
