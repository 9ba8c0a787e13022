package org.javisor.backend.block;

/**
 * What can be done with a node, in the order of the bytes by which images are locked.
 *
 * <p>Spec: none, permissions as QEMU's nodes have them.
 */
public enum Permission {
  CONSISTENT_READ("consistent read"),
  WRITE("write"),
  WRITE_UNCHANGED("write unchanged"),
  RESIZE("resize");

  private final String text;

  Permission(String text) {
    this.text = text;
  }

  /** QEMU's words for it. */
  public String text() {
    return text;
  }
}
