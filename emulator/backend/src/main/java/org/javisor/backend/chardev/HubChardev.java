package org.javisor.backend.chardev;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.javisor.host.fd.Fd;

/**
 * Several devices for one user: what the user sends goes to all of them, and what comes in from any
 * is the user's. The devices are in use only while the hub is.
 */
final class HubChardev implements Chardev {
  /** Most devices of one hub. */
  static final int MAX_DEVICES = 4;

  private final String id;
  private final List<Spoke> spokes = new ArrayList<>();

  /** Held while the user is told something; its devices' threads take turns. */
  private final ReentrantLock calls = new ReentrantLock();

  private volatile CharFrontend user = FrontendSlot.NOBODY;
  private int open; // guarded by calls

  /** Takes the devices, which are free, for itself. */
  HubChardev(String id, List<Chardev> devices) {
    this.id = id;
    for (Chardev device : devices) {
      spokes.add(new Spoke(device));
    }
  }

  /** The hub as the user of one device. */
  private final class Spoke implements CharFrontend {
    private final Chardev device;
    private boolean connected; // guarded by calls

    private Spoke(Chardev device) {
      this.device = device;
    }

    @Override
    public void opened() {
      calls.lock();
      try {
        connected = true;
        if (open++ == 0) {
          user.opened();
        }
      } finally {
        calls.unlock();
      }
    }

    @Override
    public void closed() {
      calls.lock();
      try {
        leave();
      } finally {
        calls.unlock();
      }
    }

    private void leave() {
      if (connected) {
        connected = false;
        if (--open == 0) {
          user.closed();
        }
      }
    }

    @Override
    public int room() {
      return user.room();
    }

    @Override
    public boolean wakesReader() {
      return user.wakesReader();
    }

    @Override
    public void received(byte[] data, int length, List<Fd> descriptors) {
      calls.lock();
      try {
        user.received(data, length, descriptors);
      } finally {
        calls.unlock();
      }
    }

    @Override
    public void breakReceived() {
      user.breakReceived();
    }

    /** The slowest decides. */
    @Override
    public void writable() {
      if (ready()) {
        user.writable();
      }
    }
  }

  @Override
  public String id() {
    return id;
  }

  /** Whether the device of that name is one of its own. */
  boolean has(String device) {
    for (Spoke spoke : spokes) {
      if (spoke.device.id().equals(device)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean inUse() {
    return !user.equals(FrontendSlot.NOBODY);
  }

  @Override
  public void checkFree() throws ChardevException {
    if (inUse()) {
      throw new ChardevException("chardev '" + id + "' is already in use");
    }
  }

  @Override
  public void attach(CharFrontend frontend) {
    user = frontend;
    for (Spoke spoke : spokes) {
      spoke.device.attach(spoke);
    }
  }

  @Override
  public void detach(CharFrontend frontend) {
    for (Spoke spoke : spokes) {
      spoke.device.detach(spoke);
    }
    calls.lock();
    try {
      for (Spoke spoke : spokes) {
        spoke.connected = false;
      }
      open = 0;
      user = FrontendSlot.NOBODY;
    } finally {
      calls.unlock();
    }
  }

  @Override
  public void inputWanted() {
    for (Spoke spoke : spokes) {
      spoke.device.inputWanted();
    }
  }

  @Override
  public boolean write(byte[] data, int offset, int length) {
    boolean all = true;
    for (Spoke spoke : spokes) {
      all &= spoke.device.write(data, offset, length);
    }
    return all;
  }

  @Override
  public boolean ready() {
    for (Spoke spoke : spokes) {
      if (!spoke.device.ready()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void sendBreak() {
    user.breakReceived();
  }

  @Override
  public void disconnect() {
    for (Spoke spoke : spokes) {
      spoke.device.disconnect();
    }
  }

  @Override
  public String filename() {
    return "hub";
  }

  @Override
  public void close() {
    // Its devices are devices of their own.
  }
}
