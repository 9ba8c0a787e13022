package org.javisor.backend.block;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a node is to the one that stands on it, and so what that one needs of it.
 *
 * <p>Spec: none, permissions as QEMU's nodes have them.
 */
enum ChildRole {
  /** The same bytes. */
  FILTERED("file"),

  /** The same bytes, which are stored when they are read from behind it. */
  COPIED("file"),

  /** The bytes are a part of it. */
  PART("file"),

  /** An image's own structures are there. */
  METADATA("file"),

  /** Only what the guest wrote is there. */
  DATA("data-file"),

  /** What is read where an image has nothing. */
  BACKING("backing");

  private final String text;

  ChildRole(String text) {
    this.text = text;
  }

  /** QEMU's name of such a child. */
  String text() {
    return text;
  }

  /**
   * What a node does with this child.
   *
   * @param asked what its own users do, all together
   * @param writes whether it may write at all
   */
  Permissions below(Permissions asked, boolean writes) {
    Set<Permission> used = EnumSet.noneOf(Permission.class);
    used.addAll(asked.used());
    Set<Permission> shared = EnumSet.noneOf(Permission.class);
    shared.addAll(asked.shared());
    switch (this) {
      case FILTERED -> {
        // As asked.
      }
      case COPIED -> {
        if (writes && used.contains(Permission.CONSISTENT_READ)) {
          used.add(Permission.WRITE_UNCHANGED);
        }
      }
      case PART, DATA -> {
        used.add(Permission.CONSISTENT_READ);
        if (used.contains(Permission.WRITE)) {
          used.add(Permission.RESIZE);
        }
        shared.remove(Permission.RESIZE);
      }
      case METADATA -> {
        // An image may change what describes it when nobody writes to what is described.
        used.add(Permission.CONSISTENT_READ);
        if (writes) {
          used.add(Permission.WRITE);
          used.add(Permission.RESIZE);
        }
        shared.remove(Permission.WRITE);
        shared.remove(Permission.RESIZE);
      }
      case BACKING -> {
        used.retainAll(Set.of(Permission.CONSISTENT_READ));
        boolean changing = shared.contains(Permission.WRITE);
        shared.clear();
        shared.add(Permission.CONSISTENT_READ);
        shared.add(Permission.WRITE_UNCHANGED);
        if (changing) {
          shared.add(Permission.WRITE);
          shared.add(Permission.RESIZE);
        }
      }
    }
    return Permissions.of(used, shared);
  }
}
