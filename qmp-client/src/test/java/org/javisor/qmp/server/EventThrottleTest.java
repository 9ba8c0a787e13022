package org.javisor.qmp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.javisor.qmp.wire.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events that come often: the first at once, then at most one in a second. */
class EventThrottleTest {
  private final List<Runnable> later = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private final EventThrottle throttle =
      new EventThrottle(
          (time, action) -> later.add(action),
          message -> told.add(message.get("data").map(Object::toString).orElse("")));

  private void emit(String name, String member, String value) {
    JsonObject data = new JsonObject();
    if (!member.isEmpty()) {
      data.put(member, value);
    }
    throttle.emit(name, new JsonObject().put("event", name).put("data", data));
  }

  private void second() {
    List<Runnable> due = new ArrayList<>(later);
    later.clear();
    due.forEach(Runnable::run);
  }

  @ParameterizedTest
  @CsvSource({
    "RTC_CHANGE,''",
    "WATCHDOG,''",
    "BALLOON_CHANGE,''",
    "QUORUM_REPORT_BAD,node-name",
    "QUORUM_FAILURE,''",
    "VSERPORT_CHANGE,id",
    "MEMORY_DEVICE_SIZE_CHANGE,qom-path",
    "HV_BALLOON_STATUS_REPORT,''",
    "BLOCK_IO_ERROR,qom-path",
  })
  void theFirstIsToldAtOnceAndOfTheOthersTheLast(String name, String subject) {
    throttle.emit(name, message(name, subject, 1));
    throttle.emit(name, message(name, subject, 2));
    throttle.emit(name, message(name, subject, 3));
    assertEquals(1, told.size());
    second();
    assertEquals(2, told.size());
    assertEquals(message(name, subject, 3).get("data").orElseThrow().toString(), told.get(1));
    throttle.emit(name, message(name, subject, 4));
    assertEquals(2, told.size(), "still within a second of the last one");
    second();
    second();
    assertEquals(3, told.size());
    assertEquals(0, later.size());
    throttle.emit(name, message(name, subject, 5));
    assertEquals(4, told.size());
  }

  private static JsonObject message(String name, String subject, int count) {
    JsonObject data = new JsonObject().put("count", count);
    if (!subject.isEmpty()) {
      data.put(subject, "one");
    }
    return new JsonObject().put("event", name).put("data", data);
  }

  @Test
  void subjectsAreCountedApart() {
    emit("VSERPORT_CHANGE", "id", "a");
    emit("VSERPORT_CHANGE", "id", "b");
    emit("VSERPORT_CHANGE", "id", "a");
    assertEquals(2, told.size());
    second();
    assertEquals(3, told.size());
  }

  @Test
  void anErrorThatStopsTheMachineIsNeverHeldBack() {
    for (int i = 0; i < 3; i++) {
      emit("BLOCK_IO_ERROR", "action", "stop");
    }
    assertEquals(3, told.size());
    assertEquals(0, later.size());
  }

  @Test
  void otherEventsAreToldEachTime() {
    for (int i = 0; i < 5; i++) {
      emit("STOP", "", "");
    }
    assertEquals(5, told.size());
  }
}
