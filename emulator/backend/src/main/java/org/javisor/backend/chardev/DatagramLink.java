package org.javisor.backend.chardev;

import java.io.IOException;
import java.util.List;
import org.javisor.host.Errno;
import org.javisor.host.HostException;
import org.javisor.host.fd.EventFd;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.Poller;
import org.javisor.host.socket.UnixSocket;

/** Datagrams as a stream: what arrives is cut into what the reader takes, losses stay losses. */
final class DatagramLink implements Link {
  private static final int LARGEST = 1 << 16;

  private final Fd socket;
  private final EventFd readerWake;
  private final byte[] datagram = new byte[LARGEST];
  private int at;
  private int end;

  DatagramLink(Fd socket, EventFd readerWake) {
    this.socket = socket;
    this.readerWake = readerWake;
  }

  @Override
  public int receive(byte[] buffer, List<Fd> descriptors) throws IOException {
    if (at == end) {
      if (Poller.await(socket, Poller.Interest.READ, readerWake, -1).isEmpty()) {
        boolean _ = readerWake.lower();
        return 0;
      }
      at = 0;
      end = 0;
      try {
        end = Math.max(0, socket.read(datagram, 0, LARGEST));
      } catch (HostException e) {
        if (!e.is(Errno.ECONNREFUSED)) { // Nobody was there for the last one sent.
          throw e;
        }
      }
    }
    int some = Math.min(buffer.length, end - at);
    System.arraycopy(datagram, at, buffer, 0, some);
    at += some;
    return some;
  }

  @Override
  public void send(byte[] data, int offset, int length) throws IOException {
    try {
      int _ = socket.write(data, offset, length);
    } catch (HostException e) {
      if (!e.is(Errno.ECONNREFUSED)) {
        throw e;
      }
    }
  }

  @Override
  public int sendNow(byte[] data, int offset, int length) throws IOException {
    try {
      return UnixSocket.sendNow(socket, data, offset, length);
    } catch (HostException e) {
      if (e.is(Errno.ECONNREFUSED) || e.is(Errno.EMSGSIZE)) {
        return length; // Lost, as any datagram may be.
      }
      throw e;
    }
  }

  @Override
  public void abort() {
    // Sending never waits for a peer.
  }

  @Override
  public void close() {
    socket.close();
  }
}
