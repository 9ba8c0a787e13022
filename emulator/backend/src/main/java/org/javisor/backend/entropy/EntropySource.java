package org.javisor.backend.entropy;

/** Gives random bytes. */
@FunctionalInterface
public interface EntropySource {
  /** Fills {@code bytes}. */
  void fill(byte[] bytes);
}
