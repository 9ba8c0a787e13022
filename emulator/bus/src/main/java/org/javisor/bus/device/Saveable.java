package org.javisor.bus.device;

/**
 * A device whose guest-visible state can be taken out and put back.
 *
 * @param <S> the state, a record of plain values
 */
public interface Saveable<S extends Record> {
  /** The state now. */
  S save();

  /**
   * Makes {@code state} the device's.
   *
   * @throws IllegalArgumentException when it does not fit this device's configuration; nothing has
   *     changed then
   */
  void restore(S state);
}
