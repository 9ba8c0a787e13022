package org.javisor.system.lifecycle;

/** Somebody wants to look at the board of a machine that has none. */
public final class NoBoardException extends RuntimeException {
  NoBoardException() {
    super("No CPU available");
  }
}
