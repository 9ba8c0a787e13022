package org.javisor.backend.block.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.javisor.backend.block.filter.DebugRule.Action;
import org.javisor.backend.block.filter.DebugRule.Event;
import org.javisor.backend.block.filter.DebugRule.Request;
import org.junit.jupiter.api.Test;

class DebugRulesTest {
  private static final OptionalInt NONE = OptionalInt.empty();

  private static DebugRule fail(Event event, int state, int errno, long offset, boolean once) {
    OptionalLong at = offset < 0 ? OptionalLong.empty() : OptionalLong.of(offset);
    return new DebugRule(event, state, new Action.Fail(errno, Set.of(Request.WRITE), at, once));
  }

  @Test
  void aRuleWithoutAnEventCountsFromTheBeginning() {
    DebugRules rules = new DebugRules(List.of(fail(Event.NONE, 0, 5, 1024, false)));
    assertEquals(NONE, rules.failure(Request.WRITE, 0, 1024));
    assertEquals(OptionalInt.of(5), rules.failure(Request.WRITE, 0, 1025));
    assertEquals(OptionalInt.of(5), rules.failure(Request.WRITE, 1024, 1));
    assertEquals(NONE, rules.failure(Request.WRITE, 1025, 100));
    assertEquals(NONE, rules.failure(Request.READ, 0, 2000));
    assertEquals(NONE, rules.failure(Request.WRITE, 2000, Long.MAX_VALUE - 2000));
  }

  @Test
  void afterAnEventRequestsFailOnceOrAlways() {
    DebugRules once = new DebugRules(List.of(fail(Event.PWRITEV, 0, 28, -1, true)));
    assertEquals(NONE, once.failure(Request.WRITE, 0, 1));
    long _ = once.happens(Event.PWRITEV);
    assertEquals(OptionalInt.of(28), once.failure(Request.WRITE, 0, 1));
    long _ = once.happens(Event.PWRITEV);
    assertEquals(NONE, once.failure(Request.WRITE, 0, 1));
    DebugRules always = new DebugRules(List.of(fail(Event.PWRITEV, 0, 28, -1, false)));
    long _ = always.happens(Event.PWRITEV);
    for (int i = 0; i < 3; i++) {
      assertEquals(OptionalInt.of(28), always.failure(Request.WRITE, i, 1));
    }
  }

  @Test
  void statesFollowOneAnother() {
    DebugRules rules =
        new DebugRules(
            List.of(
                new DebugRule(Event.WRITE_AIO, 1, new Action.Enter(2)),
                new DebugRule(Event.WRITE_AIO, 2, new Action.Enter(3)),
                fail(Event.WRITE_AIO, 3, 5, -1, false)));
    for (int i = 0; i < 2; i++) {
      long _ = rules.happens(Event.WRITE_AIO);
      assertEquals(NONE, rules.failure(Request.WRITE, 0, 1), "write " + i);
    }
    long _ = rules.happens(Event.WRITE_AIO);
    assertEquals(OptionalInt.of(5), rules.failure(Request.WRITE, 0, 1));
  }

  @Test
  void anEventWithFailuresReplacesThoseOfTheOneBefore() {
    DebugRules rules =
        new DebugRules(
            List.of(
                fail(Event.WRITE_AIO, 0, 5, 0, false), fail(Event.FLUSH_TO_OS, 0, 28, 512, false)));
    long _ = rules.happens(Event.WRITE_AIO);
    long _ = rules.happens(Event.FLUSH_TO_OS);
    assertEquals(NONE, rules.failure(Request.WRITE, 0, 512));
    assertEquals(OptionalInt.of(28), rules.failure(Request.WRITE, 0, 513));
  }

  @Test
  void delaysAddUp() {
    DebugRules rules =
        new DebugRules(
            List.of(
                new DebugRule(Event.READ_AIO, 0, new Action.Delay(5)),
                new DebugRule(Event.READ_AIO, 1, new Action.Delay(7)),
                new DebugRule(Event.READ_AIO, 2, new Action.Delay(100))));
    assertEquals(12, rules.happens(Event.READ_AIO));
    assertEquals(0, rules.happens(Event.WRITE_AIO));
  }
}
