package org.javisor.engine.differential;

import java.util.Arrays;

/** Where two outcomes differ, in words. */
final class Comparison {
  private Comparison() {}

  /** Empty when they are the same. */
  static String differences(ScriptMachine.Outcome expected, ScriptMachine.Outcome actual) {
    StringBuilder text = new StringBuilder();
    journal(expected.journal(), actual.journal(), text);
    for (int i = 0; i < expected.slots().length; i++) {
      if (expected.slots()[i] != actual.slots()[i]) {
        line(text, "r" + i, expected.slots()[i], actual.slots()[i]);
      }
    }
    if (expected.flags() != actual.flags()) {
      line(text, "flags", expected.flags(), actual.flags());
    }
    int at = Arrays.mismatch(expected.ram(), actual.ram());
    if (at >= 0) {
      line(text, "RAM at " + Integer.toHexString(at), expected.ram()[at], actual.ram()[at]);
    }
    return text.toString();
  }

  private static void journal(long[] expected, long[] actual, StringBuilder text) {
    int at = Arrays.mismatch(expected, actual);
    if (at >= 0) {
      int event = at / 4;
      text.append("event ").append(event).append(": expected ").append(event(expected, event));
      text.append(", got ").append(event(actual, event)).append('\n');
    }
  }

  private static String event(long[] journal, int event) {
    if (4 * event >= journal.length) {
      return "none";
    }
    StringBuilder text = new StringBuilder();
    for (int i = 4 * event; i < 4 * event + 4; i++) {
      text.append(i == 4 * event ? "" : " ").append(Long.toHexString(journal[i]));
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String what, long expected, long actual) {
    text.append(what).append(": expected 0x").append(Long.toHexString(expected));
    text.append(", got 0x").append(Long.toHexString(actual)).append('\n');
  }
}
