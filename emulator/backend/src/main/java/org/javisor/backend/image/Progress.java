package org.javisor.backend.image;

/** Hears how far something has come. */
public interface Progress {
  /** So much of {@code all} is done. */
  void at(long done, long all);

  /** Whether it is worth finding out. */
  boolean isHeard();
}
