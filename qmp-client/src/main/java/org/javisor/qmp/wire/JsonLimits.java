package org.javisor.qmp.wire;

/**
 * How much of one JSON value a parser holds before it refuses the value.
 *
 * @param tokenBytes sum of the lengths of its tokens
 * @param tokens number of its tokens
 * @param depth objects and lists inside one another
 */
public record JsonLimits(int tokenBytes, int tokens, int depth) {
  /** What QMP peers expect: 64 MiB, 2 Mi tokens, 1,024 levels. */
  public static final JsonLimits STANDARD = new JsonLimits(64 << 20, 2 << 20, 1024);
}
