package org.javisor.supervisor.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecordsTest {
  private static final VmSpec SPEC =
      new VmSpec(
          "debian",
          new VmSpec.Hardware(512, 1),
          new VmSpec.Boot("/k", "/i", "console=ttyS0"),
          List.of(new DiskRequest("/d", true)),
          true);

  @Test
  void everyRecordSurvivesTheWire() throws BadMessageException {
    ExitReport exit = new ExitReport(false, "boom", -1, 9, 1234, "tail");
    VmInfo info =
        new VmInfo(
            SPEC,
            "u",
            VmState.SHUT_OFF,
            7,
            8,
            new VmInfo.ConsoleInfo("/log", 2, new ConsoleSize(80, 25)),
            Optional.of(exit));
    StopRequest stop = new StopRequest("x", true, 5);
    ConsoleRequest console = new ConsoleRequest("x", false, ConsoleSize.UNKNOWN);
    VersionInfo version = new VersionInfo("1", 1, 2, "/r", "/s");
    assertEquals(info, VmInfo.fromJson(wire(info.toJson())));
    assertEquals(stop, StopRequest.fromJson(wire(stop.toJson())));
    assertEquals(console, ConsoleRequest.fromJson(wire(console.toJson())));
    assertEquals(version, VersionInfo.fromJson(wire(version.toJson())));
  }

  @Test
  void failureSurvivesTheWire() throws BadMessageException {
    Problem problem = new Problem(ErrorCode.HOST_LIMIT, "memory", "too much", "less");
    VmException failure = VmException.invalid("VM 'x'", List.of(problem, problem));
    VmException read = VmException.fromJson(failure.code().wireName(), wire(failure.toJson()));
    assertEquals(ErrorCode.HOST_LIMIT, read.code());
    assertEquals("VM 'x': too much (and 1 more)", read.getMessage());
    assertEquals(List.of(problem, problem), read.problems());
  }

  @Test
  void exitCodesAreDistinctAndNeverZero() {
    Set<Integer> codes = new HashSet<>(Set.of(0));
    for (ErrorCode code : ErrorCode.values()) {
      assertEquals(true, codes.add(code.exitCode()), code.name());
      assertEquals(code, ErrorCode.ofWireName(code.wireName()));
    }
  }

  @Test
  void methodsAreFoundByTheirWireName() {
    for (Method method : Method.values()) {
      assertEquals(Optional.of(method), Method.ofWireName(method.wireName()));
    }
    assertEquals(Optional.empty(), Method.ofWireName("org.javisor.v1.Nothing"));
  }

  @Test
  void timeoutOutOfRangeIsRefused() {
    JsonObject json = new JsonObject().put("name", "x").put("timeoutSeconds", 0);
    assertThrows(BadMessageException.class, () -> StopRequest.fromJson(json));
  }

  private static JsonObject wire(JsonObject json) throws BadMessageException {
    return Json.parse(Json.bytes(json));
  }
}
