package org.javisor.backend.chardev;

import java.util.Optional;

/** What all devices with one frontend share: its place, and the log of what goes out. */
abstract class BackendChardev implements Chardev {
  private final String id;
  private final FrontendSlot slot;
  private final Optional<OutputLog> log;

  BackendChardev(Base base) {
    this.id = base.id();
    this.slot = base.slot();
    this.log = base.log();
  }

  /** What each is made with. */
  record Base(String id, FrontendSlot slot, Optional<OutputLog> log) {
    /** Closes what is open in it, when the device itself cannot be opened. */
    void abandon() {
      slot.release();
      if (log.isPresent()) {
        log.get().close();
      }
    }
  }

  @Override
  public final String id() {
    return id;
  }

  final FrontendSlot slot() {
    return slot;
  }

  /** Whom it serves; somebody who takes nothing if nobody. */
  final CharFrontend frontend() {
    return slot.frontend();
  }

  @Override
  public final boolean inUse() {
    return slot.inUse();
  }

  @Override
  public final void checkFree() throws ChardevException {
    if (slot.inUse()) {
      throw new ChardevException("chardev '" + id + "' is already in use");
    }
  }

  @Override
  public final void attach(CharFrontend frontend) {
    slot.attach(frontend);
  }

  @Override
  public final void detach(CharFrontend frontend) {
    slot.detach(frontend);
  }

  @Override
  public final void inputWanted() {
    slot.inputWanted();
  }

  @Override
  public final void sendBreak() {
    slot.breakReceived();
  }

  @Override
  public final boolean write(byte[] data, int offset, int length) {
    boolean taken = send(data, offset, length);
    if (taken && log.isPresent()) {
      log.get().write(data, offset, length);
    }
    return taken;
  }

  /** As {@link Chardev#write}. */
  abstract boolean send(byte[] data, int offset, int length);

  @Override
  public boolean ready() {
    return true;
  }

  @Override
  public void disconnect() {
    // Most kinds are always connected.
  }

  @Override
  public final void close() {
    end();
    if (log.isPresent()) {
      log.get().close();
    }
  }

  /** Sends what is queued, for at most a second, and closes what the kind has open. */
  abstract void end();
}
