package org.javisor.backend.block;

import java.io.IOException;

/**
 * Hears of every change of a node's contents, on the thread that makes it. It uses no lock under
 * which nodes are changed.
 *
 * <p>Spec: none, what copies of a disk in use need.
 */
public interface WriteWatcher {
  /**
   * The contents are about to change.
   *
   * @throws IOException when they must not; whoever changes them is told
   */
  default void before(long offset, long length) throws IOException {}

  /** They have changed, or part of them if that failed. */
  default void after(long offset, long length) {}
}
