package org.javisor.backend.net;

/**
 * Who stands behind a port: a card or a back end. All methods may be called on any thread, without
 * locks, also while a {@link NetPort#send} of its own is under way.
 *
 * <p>Spec: none, the seam between cards and back ends.
 */
public interface NetEndpoint {
  /**
   * A frame for it, which it copies if it keeps it.
   *
   * @return false when there is no room for it now: it has not been taken, and {@link
   *     NetPort#ready} of its own port follows when there is room. What is of no use is taken and
   *     dropped.
   */
  boolean receive(Frame frame);

  /**
   * The other end has room again. It may come before the {@link NetPort#send} that was refused has
   * returned: who gets {@code false} notes that it waits, and then tries once more.
   */
  default void peerReady() {
    // Who drops what is refused need not know.
  }

  /** The cable is plugged in, or drawn: a frame gets through while it is in. */
  default void linkChanged(boolean up) {
    // Frames are lost meanwhile; that is all that many need.
  }
}
