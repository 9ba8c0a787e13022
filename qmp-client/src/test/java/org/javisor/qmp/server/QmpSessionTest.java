package org.javisor.qmp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.Pipe;
import org.javisor.qmp.api.BlockdevOptions;
import org.javisor.qmp.api.BlockdevRef;
import org.junit.jupiter.api.Test;

class QmpSessionTest {
  private static final String GREETING =
      "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 13, \"minor\": 0, \"major\": 10},"
          + " \"package\": \"Fake 1\"}, \"capabilities\": [\"oob\"]}}";
  private static final String OK = "{\"return\": {}}";
  private static final String POWERDOWN =
      "{\"timestamp\": {\"seconds\": 7, \"microseconds\": 8}, \"event\": \"POWERDOWN\"}";

  private final FakeMachine machine = new FakeMachine();
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());
  private final QmpSession session = machine.server.open(config(true), this::record);

  private static QmpSession.Config config(boolean outOfBand) {
    return new QmpSession.Config(false, outOfBand);
  }

  private void record(byte[] message) {
    String text = new String(message, StandardCharsets.US_ASCII);
    assertTrue(text.endsWith("\r\n"));
    said.add(text.substring(0, text.length() - 2));
  }

  private boolean say(String text) {
    return session.receive(text.getBytes(StandardCharsets.US_ASCII));
  }

  private void negotiated() {
    session.connected();
    say("{'execute': 'qmp_capabilities'}");
    said.clear();
  }

  private void answers(String request, String... replies) {
    said.clear();
    say(request);
    assertEquals(List.of(replies), said, request);
  }

  private static String error(String description) {
    return error("GenericError", description);
  }

  private static String error(String errorClass, String description) {
    return "{\"error\": {\"class\": \"" + errorClass + "\", \"desc\": \"" + description + "\"}}";
  }

  @Test
  void aClientIsGreetedBeforeItSaysAnything() {
    session.connected();
    assertEquals(List.of(GREETING), said);
  }

  @Test
  void onlyNegotiationIsPossibleAtFirst() {
    session.connected();
    String expecting =
        error("CommandNotFound", "Expecting capabilities negotiation with 'qmp_capabilities'");
    answers("{'execute': 'query-status'}", expecting);
    answers("{'execute': 'nonsense'}", expecting);
    answers("{}", error("QMP input lacks member 'execute'"));
    answers("{'execute': 'qmp_capabilities'}", OK);
    answers(
        "{'execute': 'qmp_capabilities'}",
        error("CommandNotFound", "Capabilities negotiation is already complete, command ignored"));
  }

  @Test
  void onlyOfferedCapabilitiesCanBeEnabled() {
    session.connected();
    answers(
        "{'execute': 'qmp_capabilities', 'arguments': {'enable': ['nope']}}",
        error("Parameter 'null' does not accept value 'nope'"));
    answers("{'execute': 'qmp_capabilities', 'arguments': {'enable': ['oob', 'oob']}}", OK);
    QmpSession without = machine.server.open(config(false), this::record);
    said.clear();
    without.connected();
    assertTrue(said.get(0).endsWith("\"capabilities\": []}}"));
    without.receive(
        "{'execute': 'qmp_capabilities', 'arguments': {'enable': ['oob']}}"
            .getBytes(StandardCharsets.US_ASCII));
    assertEquals(error("Capability oob not available"), said.get(1));
  }

  @Test
  void theOuterFormIsCheckedFirst() {
    negotiated();
    answers("[1]", error("QMP input must be a JSON object"));
    answers("{'execute': 1}", error("QMP input member 'execute' must be a string"));
    answers("{'exec-oob': 'stop'}", error("QMP input member 'exec-oob' is unexpected"));
    answers(
        "{'execute': 'stop', 'exec-oob': 'stop'}",
        error("QMP input member 'exec-oob' is unexpected"));
    String arguments = error("QMP input member 'arguments' must be an object");
    answers("{'execute': 'stop', 'arguments': null}", arguments);
    answers("{'execute': 'stop', 'arguments': []}", arguments);
    answers("{'execute': 'stop', 'x': 1}", error("QMP input member 'x' is unexpected"));
    answers("{}", error("QMP input lacks member 'execute'"));
    answers("{'execute': 'nope'}", error("CommandNotFound", "The command nope has not been found"));
  }

  @Test
  void outOfBandIsForCommandsThatAllowIt() {
    session.connected();
    say("{'execute': 'qmp_capabilities', 'arguments': {'enable': ['oob']}}");
    answers("{'exec-oob': 'stop'}", error("The command stop does not support OOB"));
    said.clear();
    say("{'execute': 'stop', 'exec-oob': 'stop'}");
    expect(error("QMP input member 'execute' clashes with 'exec-oob'"));
  }

  @Test
  void outOfBandCommandsOvertakeAndOthersKeepTheirOrder() throws Exception {
    session.connected();
    say("{'execute': 'qmp_capabilities', 'arguments': {'enable': ['oob']}}");
    said.clear();
    say("{'execute': 'system_wakeup', 'id': 1} {'execute': 'query-name', 'id': 2} ]");
    machine.blocked.await();
    say("{'exec-oob': 'query-yank', 'id': 3}");
    expect("{\"return\": [{\"type\": \"chardev\", \"id\": \"c\"}], \"id\": 3}");
    machine.mayAnswer.release();
    expect(
        "{\"return\": {}, \"id\": 1}",
        "{\"return\": {}, \"id\": 2}",
        error("JSON parse error, expecting value"));
  }

  @Test
  void whatAClientThatLeftHadAskedForIsDropped() throws Exception {
    session.connected();
    say("{'execute': 'qmp_capabilities', 'arguments': {'enable': ['oob']}}");
    say("{'execute': 'system_wakeup'} {'execute': 'cont'}");
    machine.blocked.await();
    session.disconnected();
    session.connected();
    said.clear();
    machine.mayAnswer.release();
    say("{'execute': 'qmp_capabilities'}");
    say("{'execute': 'query-status'}");
    expect(OK, "{\"return\": {\"status\": \"paused\", \"running\": false}}");
  }

  @Test
  void moreThanEightWaitingRequestsMakeTheReaderWait() throws Exception {
    session.connected();
    say("{'execute': 'qmp_capabilities', 'arguments': {'enable': ['oob']}}");
    said.clear();
    Thread reader =
        Thread.ofPlatform()
            .start(
                () -> say("{'execute': 'system_wakeup'}" + "{'execute': 'query-name'}".repeat(9)));
    machine.blocked.await();
    while (reader.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    assertEquals(List.of(), said);
    machine.mayAnswer.release();
    reader.join();
    expect(Collections.nCopies(10, OK).toArray(new String[0]));
  }

  @Test
  void descriptorsBelongToTheRequestAfterThemEvenIfItWaits() throws Exception {
    session.connected();
    say("{'execute': 'qmp_capabilities', 'arguments': {'enable': ['oob']}}");
    said.clear();
    try (Pipe first = Pipe.open();
        Pipe second = Pipe.open()) {
      Fd one = first.readEnd().duplicate();
      Fd two = second.readEnd().duplicate();
      say("{'execute': 'system_wakeup'}");
      machine.blocked.await();
      byte[] getfd =
          "{'execute': 'getfd', 'arguments': {'fdname': 'a'}}".getBytes(StandardCharsets.US_ASCII);
      session.receive(getfd, 0, getfd.length, List.of(one));
      byte[] other =
          "{'execute': 'getfd', 'arguments': {'fdname': 'b'}}".getBytes(StandardCharsets.US_ASCII);
      session.receive(other, 0, other.length, List.of(two));
      machine.mayAnswer.release();
      expect(OK, OK, OK);
      assertTrue(one.isOpen() && two.isOpen());
      session.close();
      assertFalse(one.isOpen() || two.isOpen());
    }
  }

  @Test
  void beforeTheMachineIsBuiltMostCommandsAreRefused() {
    negotiated();
    machine.server.setAwaitingConfiguration(true);
    answers(
        "{'execute': 'stop'}",
        error("The command 'stop' is permitted only after machine initialization has completed"));
    answers(
        "{'execute': 'query-status'}",
        "{\"return\": {\"status\": \"paused\", \"running\": false}}");
    answers("{'execute': 'x-exit-preconfig'}", OK);
    answers("{'execute': 'system_powerdown'}", POWERDOWN, OK);
  }

  /** Waits for exactly these messages. */
  private void expect(String... messages) {
    while (said.size() < messages.length) {
      Thread.onSpinWait();
    }
    assertEquals(List.of(messages), said);
    said.clear();
  }

  @Test
  void argumentsAreCheckedInSchemaOrderThenUnexpectedOnes() {
    negotiated();
    answers("{'execute': 'getfd', 'arguments': {'x': 1}}", error("Parameter 'fdname' is missing"));
    answers(
        "{'execute': 'getfd', 'arguments': {'x': 1, 'fdname': 2}}",
        error("Invalid parameter type for 'fdname', expected: string"));
    answers(
        "{'execute': 'getfd', 'arguments': {'x': 1, 'fdname': 'a'}}",
        error("Parameter 'x' is unexpected"));
    answers("{'execute': 'stop', 'arguments': {'x': 1}}", error("Parameter 'x' is unexpected"));
    answers(
        "{'execute': 'add-fd', 'arguments': {'fdset-id': 1.5}}",
        error("Invalid parameter type for 'fdset-id', expected: integer"));
    answers(
        "{'execute': 'blockdev-add', 'arguments': {'driver': 'file', 'read-only': 1}}",
        error("Invalid parameter type for 'read-only', expected: boolean"));
    answers(
        "{'execute': 'qmp_capabilities', 'arguments': {'enable': {}}}",
        error("Invalid parameter type for 'enable', expected: array"));
    answers(
        "{'execute': 'qmp_capabilities', 'arguments': {'enable': [1]}}",
        error("Invalid parameter type for 'enable[0]', expected: string"));
  }

  @Test
  void unionsAndNestedMembersAreCheckedByPath() {
    negotiated();
    String add = "{'execute': 'blockdev-add', 'arguments': ";
    answers(add + "{}}", error("Parameter 'driver' is missing"));
    answers(add + "{'driver': 'tape'}}", error("Parameter 'driver' does not accept value 'tape'"));
    answers(
        add + "{'driver': 'raw', 'file': {'driver': 'file'}}}",
        error("Parameter 'file.filename' is missing"));
    answers(
        add + "{'driver': 'raw', 'file': {'driver': 'file', 'filename': 'a', 'b': 1}}}",
        error("Parameter 'file.b' is unexpected"));
    answers(
        add + "{'driver': 'raw', 'file': 1}}",
        error("Invalid parameter type for 'file', expected: BlockdevRef"));
    answers(
        add + "{'driver': 'raw', 'node-name': 'r', 'file': {'driver': 'file', 'filename': 'a'}}}",
        OK);
    BlockdevOptions.Raw raw = (BlockdevOptions.Raw) machine.nodes.get(0).options();
    assertEquals("r", raw.nodeName().orElseThrow());
    BlockdevRef.Definition below = (BlockdevRef.Definition) raw.file();
    assertEquals("a", ((BlockdevOptions.File) below.value()).filename());
  }

  @Test
  void deviceAddKeepsMembersThatTheSchemaDoesNotList() {
    negotiated();
    answers(
        "{'execute': 'device_add', 'arguments': {'driver': 'virtio-blk-device', 'speed': 5}}", OK);
    assertEquals(
        "{\"driver\": \"virtio-blk-device\", \"speed\": 5}",
        machine.devices.get(0).toJson().toString());
    answers("{'execute': 'device_add'}", error("Parameter 'driver' is missing"));
  }

  @Test
  void anyIdIsEchoedInSuccessAndError() {
    negotiated();
    answers("{'execute': 'query-name', 'id': 'x'}", "{\"return\": {}, \"id\": \"x\"}");
    answers("{'execute': 'query-name', 'id': null}", "{\"return\": {}, \"id\": null}");
    answers(
        "{'execute': 'nope', 'id': {'a': [1]}}",
        "{\"id\": {\"a\": [1]}, \"error\": {\"class\": \"CommandNotFound\","
            + " \"desc\": \"The command nope has not been found\"}}");
  }

  @Test
  void malformedInputIsAnsweredInOrderAndServiceGoesOn() {
    negotiated();
    answers(
        "{'execute': 'query-name'} @ {'execute': 'query-name'}",
        OK,
        error("JSON parse error, stray '@'"),
        OK);
  }

  @Test
  void anEventComesBeforeTheReplyOfTheCommandThatCausedIt() {
    negotiated();
    String time = "{\"timestamp\": {\"seconds\": 7, \"microseconds\": 8}, \"event\": ";
    answers(
        "{'execute': 'cont'}{'execute': 'stop'}", time + "\"RESUME\"}", OK, time + "\"STOP\"}", OK);
    answers(
        "{'execute': 'system_reset'}",
        time + "\"RESET\", \"data\": {\"guest\": false, \"reason\": \"host-qmp-system-reset\"}}",
        OK);
  }

  @Test
  void afterQuitNothingIsAnswered() {
    negotiated();
    assertFalse(say("{'execute': 'quit'}{'execute': 'query-name'}"));
    assertEquals(2, said.size());
    assertTrue(said.get(0).contains("SHUTDOWN"));
    assertEquals(OK, said.get(1));
  }

  @Test
  void eventsAreForNegotiatedClientsOnly() {
    session.connected();
    said.clear();
    machine.stop(new HumanCall());
    assertEquals(List.of(), said);
    say("{'execute': 'qmp_capabilities'}");
    said.clear();
    machine.stop(new HumanCall());
    assertEquals(1, said.size());
    session.disconnected();
    machine.stop(new HumanCall());
    assertEquals(1, said.size());
  }

  @Test
  void aNewClientBeginsAnew() {
    negotiated();
    say("{'execute': 'query");
    session.disconnected();
    session.connected();
    assertEquals(List.of(GREETING), said);
    answers("{'execute': 'qmp_capabilities'}", OK);
  }

  @Test
  void aPassedDescriptorWaitsForACommandThatTakesIt() throws Exception {
    negotiated();
    try (Pipe pipe = Pipe.open()) {
      Fd passed = pipe.readEnd().duplicate();
      byte[] other = "{'execute': 'query-name'}".getBytes(StandardCharsets.US_ASCII);
      session.receive(other, 0, other.length, List.of(passed));
      answers("{'execute': 'getfd', 'arguments': {'fdname': 'a'}}", OK);
      assertTrue(passed.isOpen());
      session.disconnected();
      assertTrue(passed.isOpen());
      negotiated();
      answers("{'execute': 'closefd', 'arguments': {'fdname': 'a'}}", OK);
      assertFalse(passed.isOpen());
    }
  }

  @Test
  void descriptorsThatNobodyCanTakeAreClosed() throws Exception {
    negotiated();
    try (Pipe pipe = Pipe.open()) {
      Fd first = pipe.readEnd().duplicate();
      Fd surplus = pipe.readEnd().duplicate();
      Fd newer = pipe.readEnd().duplicate();
      session.receive(new byte[] {' '}, 0, 1, List.of(first, surplus));
      assertTrue(first.isOpen());
      assertFalse(surplus.isOpen());
      session.receive(new byte[] {' '}, 0, 1, List.of(newer));
      assertFalse(first.isOpen());
      answers(
          "{'execute': 'getfd', 'arguments': {'fdname': '1a'}}",
          error("Parameter 'fdname' expects a name not starting with a digit"));
      assertFalse(newer.isOpen());
      answers(
          "{'execute': 'getfd', 'arguments': {'fdname': 'a'}}",
          error("No file descriptor supplied via SCM_RIGHTS"));
      answers(
          "{'execute': 'closefd', 'arguments': {'fdname': 'a'}}",
          error("File descriptor named 'a' not found"));
    }
  }

  @Test
  void theSameNameReplacesAndCloses() throws Exception {
    negotiated();
    try (Pipe pipe = Pipe.open()) {
      Fd older = pipe.readEnd().duplicate();
      Fd newer = pipe.readEnd().duplicate();
      byte[] getfd =
          "{'execute': 'getfd', 'arguments': {'fdname': 'a'}}".getBytes(StandardCharsets.US_ASCII);
      session.receive(getfd, 0, getfd.length, List.of(older));
      session.receive(getfd, 0, getfd.length, List.of(newer));
      assertFalse(older.isOpen());
      assertTrue(newer.isOpen());
      session.close();
      assertFalse(newer.isOpen());
    }
  }

  @Test
  void theSchemaListsWhatTheRouterKnows() {
    negotiated();
    say("{'execute': 'query-qmp-schema'}");
    String schema = said.get(0);
    for (String name : org.javisor.qmp.api.CommandRouter.names()) {
      assertTrue(schema.contains("\"" + name + "\""), name);
    }
    assertTrue(schema.contains("\"dynamic-auto-read-only\""));
    assertFalse(schema.contains("BlockdevOptionsFile"));
  }
}
