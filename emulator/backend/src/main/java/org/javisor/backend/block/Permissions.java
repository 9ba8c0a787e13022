package org.javisor.backend.block;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a user of a node does with it, and what it lets others do.
 *
 * <p>Spec: none, permissions as QEMU's nodes have them.
 *
 * @param used what it does
 * @param shared what others may do meanwhile
 */
public record Permissions(Set<Permission> used, Set<Permission> shared) {
  /** Of those who do nothing, and do not mind. */
  public static final Permissions NONE = of(Set.of(), EnumSet.allOf(Permission.class));

  /** Of a device: others may read, and make what they find longer. */
  static Permissions device(boolean writes) {
    return of(
        writes
            ? Set.of(Permission.CONSISTENT_READ, Permission.WRITE)
            : Set.of(Permission.CONSISTENT_READ),
        Set.of(Permission.CONSISTENT_READ, Permission.WRITE_UNCHANGED, Permission.RESIZE));
  }

  /** These. */
  public static Permissions of(Set<Permission> used, Set<Permission> shared) {
    return new Permissions(Set.copyOf(used), Set.copyOf(shared));
  }

  /** Of both together. */
  Permissions and(Permissions other) {
    return new Permissions(
        only(each -> used.contains(each) || other.used.contains(each)),
        only(each -> shared.contains(each) && other.shared.contains(each)));
  }

  /** What this does that {@code other} does not let it do, in QEMU's words; empty for nothing. */
  String refusedBy(Permissions other) {
    return Arrays.stream(Permission.values())
        .filter(each -> used.contains(each) && !other.shared.contains(each))
        .map(Permission::text)
        .collect(Collectors.joining(", "));
  }

  private static Set<Permission> only(Predicate<Permission> wanted) {
    return Arrays.stream(Permission.values())
        .filter(wanted)
        .collect(Collectors.toUnmodifiableSet());
  }
}
