package org.javisor.backend.chardev;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.javisor.host.HostException;
import org.javisor.host.fd.EventFd;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.Poller;

/** The place of a device's frontend, which may come and go while the device lives. */
@SuppressWarnings("ReferenceEquality") // it is about this frontend, not one like it
final class FrontendSlot {
  /** Takes nothing. */
  static final CharFrontend NOBODY =
      new CharFrontend() {
        @Override
        public void opened() {}

        @Override
        public int room() {
          return 0;
        }

        @Override
        public void received(byte[] data, int length, List<Fd> descriptors) {}

        @Override
        public void closed() {}
      };

  /** Held while the frontend is told something that it must be told in order. */
  private final ReentrantLock calls = new ReentrantLock();

  private final EventFd wake;
  private volatile CharFrontend frontend = NOBODY;
  private volatile boolean waiting;
  private volatile boolean ended;
  private boolean open; // guarded by calls

  FrontendSlot() throws HostException {
    this.wake = EventFd.create();
  }

  boolean inUse() {
    return !frontend.equals(NOBODY);
  }

  /** The frontend; one that takes nothing if there is none. */
  CharFrontend frontend() {
    return frontend;
  }

  boolean ended() {
    return ended;
  }

  /** Raised when the reader has to look again. */
  EventFd wake() {
    return wake;
  }

  void attach(CharFrontend added) {
    calls.lock();
    try {
      frontend = added;
      if (open) {
        added.opened();
      }
    } finally {
      calls.unlock();
    }
    raise();
  }

  void detach(CharFrontend removed) {
    calls.lock();
    try {
      if (frontend.equals(removed)) {
        frontend = NOBODY;
      }
    } finally {
      calls.unlock();
    }
  }

  void opened() {
    calls.lock();
    try {
      open = true;
      frontend.opened();
    } finally {
      calls.unlock();
    }
  }

  void closed() {
    calls.lock();
    try {
      if (open) {
        open = false;
        frontend.closed();
      }
    } finally {
      calls.unlock();
    }
  }

  void breakReceived() {
    frontend.breakReceived();
  }

  void writable() {
    frontend.writable();
  }

  void inputWanted() {
    if (waiting || frontend.wakesReader()) {
      raise();
    }
  }

  /** Whether the reader must wait for data and for {@link #wake} together. */
  boolean polls() {
    return frontend.wakesReader();
  }

  /**
   * Waits until the frontend takes something.
   *
   * @param peer whose hanging up ends the waiting
   * @return how much; 0 when the device ends or the peer hung up
   */
  int awaitRoom(Optional<Fd> peer) throws HostException {
    waiting = true;
    try {
      while (!ended) {
        int room = frontend.room();
        if (room > 0) {
          return room;
        }
        if (hungUp(peer)) {
          return 0;
        }
      }
      return 0;
    } finally {
      waiting = false;
    }
  }

  private boolean hungUp(Optional<Fd> peer) throws HostException {
    if (peer.isEmpty()) {
      boolean _ = Poller.awaitReadable(wake.fd(), -1);
      boolean _ = wake.lower();
      return false;
    }
    Optional<Poller.Ready> ready = Poller.await(peer.get(), Poller.Interest.NONE, wake, -1);
    if (ready.isEmpty()) {
      boolean _ = wake.lower();
      return false;
    }
    return ready.get().hangup() || ready.get().error();
  }

  /** Hands over what arrived, waiting for a frontend if there is none just now. */
  void deliver(byte[] data, int length, List<Fd> descriptors) throws HostException {
    boolean delivered = false;
    waiting = true;
    try {
      while (!ended && !delivered) {
        delivered = handOver(data, length, descriptors);
        if (!delivered) {
          boolean _ = Poller.awaitReadable(wake.fd(), -1);
          boolean _ = wake.lower();
        }
      }
    } finally {
      waiting = false;
      if (!delivered) {
        for (Fd descriptor : descriptors) {
          descriptor.close();
        }
      }
    }
  }

  private boolean handOver(byte[] data, int length, List<Fd> descriptors) {
    calls.lock();
    try {
      if (frontend.equals(NOBODY)) {
        return false;
      }
      frontend.received(data, length, descriptors);
      return true;
    } finally {
      calls.unlock();
    }
  }

  /** Makes the reader end. */
  void end() {
    ended = true;
    raise();
  }

  /** Closes what is open; a reader that still runs finds out. */
  void release() {
    wake.close();
  }

  private void raise() {
    try {
      wake.raise();
    } catch (HostException e) {
      // Released: nobody waits any more.
    }
  }
}
