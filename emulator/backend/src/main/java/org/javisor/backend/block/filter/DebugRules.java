package org.javisor.backend.block.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.javisor.backend.block.filter.DebugRule.Action;
import org.javisor.backend.block.filter.DebugRule.Event;
import org.javisor.backend.block.filter.DebugRule.Request;

/**
 * Rules, and what they have led to so far. Any thread.
 *
 * <p>Spec: none, QEMU's blkdebug.
 */
final class DebugRules {
  /** Whoever resets a device waits for what it has begun. */
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final List<DebugRule> rules;

  /** The failures that the last event with any has brought. */
  private final List<DebugRule> active = new ArrayList<>();

  private int state = 1;

  DebugRules(List<DebugRule> rules) {
    this.rules = new ArrayList<>(rules);
    long _ = happens(Event.NONE);
  }

  /**
   * Something happens.
   *
   * @return how long it is to take, in nanoseconds
   */
  synchronized long happens(Event event) {
    int next = state;
    long nanos = 0;
    boolean first = true;
    for (DebugRule rule : rules) {
      if (rule.event() != event || rule.state() != 0 && rule.state() != state) {
        continue;
      }
      switch (rule.action()) {
        case Action.Fail _ -> {
          if (first) {
            active.clear();
            first = false;
          }
          active.add(rule);
        }
        case Action.Enter enter -> next = enter.state();
        case Action.Delay delay -> nanos += delay.nanos();
      }
    }
    state = next;
    return Math.min(nanos, MOST_NANOS);
  }

  /** The error that a request ends with, if it is to fail. */
  synchronized OptionalInt failure(Request request, long offset, long length) {
    for (DebugRule rule : List.copyOf(active)) {
      if (rule.action() instanceof Action.Fail fail && matches(fail, request, offset, length)) {
        if (fail.once()) {
          active.remove(rule);
          rules.remove(rule);
        }
        return fail.errno() == 0 ? OptionalInt.empty() : OptionalInt.of(fail.errno());
      }
    }
    return OptionalInt.empty();
  }

  private static boolean matches(Action.Fail fail, Request request, long offset, long length) {
    long at = fail.offset().orElse(offset);
    return fail.requests().contains(request)
        && (fail.offset().isEmpty() || at >= offset && at - offset < length);
  }
}
