package org.javisor.bench;

/** A measurement that came to nothing; the message says why. */
public final class BenchException extends Exception {
  private static final long serialVersionUID = 1;

  BenchException(String message) {
    super(message);
  }
}
