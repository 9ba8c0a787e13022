package org.javisor.backend.chardev;

import java.io.IOException;
import java.util.List;
import org.javisor.host.HostException;
import org.javisor.host.fd.Fd;
import org.javisor.host.socket.Ancillary;
import org.javisor.host.socket.Received;
import org.javisor.host.socket.UnixSocket;

/** A connected socket; those of the unix domain bring descriptors. */
final class SocketLink implements Link {
  private final Fd socket;
  private final boolean unix;

  SocketLink(Fd socket, boolean unix) {
    this.socket = socket;
    this.unix = unix;
  }

  /** Whoever passed a descriptor may have had it otherwise; threads that wait need it so. */
  static void makeBlocking(Fd passed) {
    try {
      passed.setNonBlocking(false);
    } catch (HostException e) {
      // Of a kind that has no such flag.
    }
  }

  @Override
  public int receive(byte[] buffer, List<Fd> descriptors) throws IOException {
    if (!unix) {
      return socket.read(buffer, 0, buffer.length);
    }
    Received received = Ancillary.receive(socket, buffer);
    for (Fd passed : received.adopt()) {
      makeBlocking(passed);
      descriptors.add(passed);
    }
    return received.bytes();
  }

  @Override
  public void send(byte[] data, int offset, int length) throws IOException {
    socket.writeFully(data, offset, length);
  }

  @Override
  public int sendNow(byte[] data, int offset, int length) throws IOException {
    return UnixSocket.sendNow(socket, data, offset, length);
  }

  @Override
  public void abort() {
    try {
      UnixSocket.shutdown(socket);
    } catch (HostException e) {
      // It is gone already.
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
