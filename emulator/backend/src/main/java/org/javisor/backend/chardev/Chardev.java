package org.javisor.backend.chardev;

/** A character device. Any thread. */
public interface Chardev extends AutoCloseable {
  /** Its name among all character devices. */
  String id();

  /** Whether somebody serves it. */
  boolean inUse();

  /**
   * Whether one more may serve it.
   *
   * @throws ChardevException with the reason if not
   */
  void checkFree() throws ChardevException;

  /** Serves {@code frontend} from now on; only when it is free. */
  void attach(CharFrontend frontend);

  /** Serves {@code frontend} no longer; nothing of it is running when this returns. */
  void detach(CharFrontend frontend);

  /** Input has {@link CharFrontend#room} again. */
  void inputWanted();

  /**
   * Sends bytes, without blocking; with nobody at the other end they are dropped.
   *
   * @return false when the reader is too slow and the bytes were dropped
   */
  boolean write(byte[] data, int offset, int length);

  /**
   * Whether the reader keeps up. Whoever can wait should, until {@link CharFrontend#writable}, and
   * will then never see bytes dropped.
   */
  boolean ready();

  /** Tells the frontend of a break. */
  void sendBreak();

  /** Returns when somebody is, or was, at the other end. */
  default void awaitClient() {}

  /** Ends the connection there is, as if the other end had closed it. */
  void disconnect();

  /** What {@code query-chardev} calls its file name. */
  String filename();

  /** Sends what is queued, for at most a second, and ends. */
  @Override
  void close();
}
