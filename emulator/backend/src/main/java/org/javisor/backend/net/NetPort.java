package org.javisor.backend.net;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * One end of a cable. Any thread, and without locks held: a call goes through to the other end.
 *
 * <p>What the other end cannot finish is finished here: checksums are added, and segments cut.
 *
 * <p>Spec: none, QEMU's network clients and peers.
 */
public final class NetPort {
  private final String name;
  private final NetEndpoint owner;
  private volatile Offload.Support takes;
  private volatile boolean linkUp = true;
  private volatile Optional<NetPort> peer = Optional.empty();

  /** Pieces of a frame that the other end had no room for: of one frame at most, mostly. */
  private final Deque<Frame> left = new ArrayDeque<>();

  /**
   * A port that is not connected.
   *
   * @param name the back end's or the card's id
   * @param takes what {@code owner} can do itself
   */
  public NetPort(String name, NetEndpoint owner, Offload.Support takes) {
    this.name = name;
    this.owner = owner;
    this.takes = takes;
  }

  /** The back end's or the card's id. */
  public String name() {
    return name;
  }

  /** What is at the other end. */
  public Optional<NetPort> peer() {
    return peer;
  }

  /** From now on its owner gets frames with so much left to do. */
  public void setTakes(Offload.Support support) {
    takes = support;
  }

  /**
   * Joins two ports, neither of which has a peer.
   *
   * @throws IllegalStateException if one has
   */
  public static void connect(NetPort one, NetPort other) {
    if (one.peer.isPresent() || other.peer.isPresent()) {
      throw new IllegalStateException(one.name + " or " + other.name + " is connected");
    }
    one.peer = Optional.of(other);
    other.peer = Optional.of(one);
    one.changed();
    other.changed();
  }

  /** Parts it from its peer, if it has one: both lose what they send from now on. */
  public void disconnect() {
    Optional<NetPort> other = peer;
    peer = Optional.empty();
    drop();
    if (other.isPresent()) {
      NetPort that = other.get();
      that.peer = Optional.empty();
      that.drop();
      changed();
      that.changed();
      that.owner.peerReady();
    }
  }

  /** Whether this end's own switch is on; it is at first. */
  public boolean linkIsUp() {
    return linkUp;
  }

  /** Turns this end's own switch. */
  public void setLink(boolean up) {
    if (linkUp == up) {
      return;
    }
    linkUp = up;
    if (!up) {
      drop();
    }
    changed();
    Optional<NetPort> other = peer;
    if (other.isPresent()) {
      if (!up) {
        other.get().drop();
      }
      other.get().changed();
      other.get().owner.peerReady();
    }
    owner.peerReady();
  }

  /** Whether frames get through: both ends are there and on. */
  public boolean isUp() {
    Optional<NetPort> other = peer;
    return linkUp && other.isPresent() && other.get().linkUp;
  }

  private void changed() {
    owner.linkChanged(isUp());
  }

  private void drop() {
    synchronized (left) {
      left.clear();
    }
  }

  /**
   * Sends a frame of this end's owner. With nobody at the other end it is lost, and taken.
   *
   * @return false when the other end has no room: the frame has not been taken, and {@link
   *     NetEndpoint#peerReady} follows
   */
  public boolean send(Frame frame) {
    Optional<NetPort> other = peer;
    if (other.isEmpty() || !linkUp || !other.get().linkUp) {
      return true;
    }
    NetPort to = other.get();
    if (!flush(to)) {
      return false;
    }
    if (to.takes.covers(frame.offload())) {
      return to.owner.receive(frame);
    }
    List<Frame> pieces = SoftwareOffload.finish(frame, to.takes);
    for (int i = 0; i < pieces.size(); i++) {
      if (!to.owner.receive(pieces.get(i))) {
        if (i == 0) {
          return false;
        }
        synchronized (left) {
          left.addAll(pieces.subList(i, pieces.size()));
        }
        return true;
      }
    }
    return true;
  }

  /** Whether nothing waits any more. */
  private boolean flush(NetPort to) {
    while (true) {
      Frame next;
      synchronized (left) {
        next = left.poll();
      }
      if (next == null) {
        return true;
      }
      if (!to.owner.receive(next)) {
        synchronized (left) {
          left.addFirst(next);
        }
        return false;
      }
    }
  }

  /** This end's owner has room again, after it has refused a frame. */
  public void ready() {
    Optional<NetPort> other = peer;
    if (other.isPresent() && other.get().flush(this)) {
      other.get().owner.peerReady();
    }
  }
}
