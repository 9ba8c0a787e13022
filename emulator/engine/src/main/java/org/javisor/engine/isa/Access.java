package org.javisor.engine.isa;

/** Why memory is touched. */
public enum Access {
  FETCH,
  READ,
  WRITE
}
