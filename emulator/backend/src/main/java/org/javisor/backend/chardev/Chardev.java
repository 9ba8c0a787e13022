package org.javisor.backend.chardev;

/** A character device. Any thread. */
public interface Chardev extends AutoCloseable {
  /** Its name among all character devices. */
  String id();

  /** Begins to serve {@code frontend}: input is read from now on. Called once. */
  void attach(CharFrontend frontend);

  /**
   * Sends bytes, without blocking; with nobody at the other end they are dropped.
   *
   * @return false when the reader is too slow and the bytes were dropped
   */
  boolean write(byte[] data, int offset, int length);

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
