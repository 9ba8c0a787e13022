package org.javisor.backend.job;

import java.io.IOException;

/**
 * What a job does.
 *
 * <p>Spec: none, the phases of QEMU's jobs.
 */
public interface JobWork {
  /**
   * Does the work, on a thread of its own; asks {@code job} again and again whether it may go on.
   *
   * @throws IOException when it cannot be done; the message is for the client
   */
  void run(Job job) throws IOException;

  /**
   * The work is done, and so is that of those that belong together: it takes effect.
   *
   * @throws IOException when it cannot; then all of them have failed
   */
  default void takeEffect() throws IOException {}

  /** The end, whatever it is; gives up what it holds. */
  void end();
}
