package org.javisor.qmp.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.Pipe;
import org.javisor.host.socket.UnixSocket;
import org.javisor.qmp.api.AddFd;
import org.javisor.qmp.api.AddfdInfo;
import org.javisor.qmp.api.BlockdevAdd;
import org.javisor.qmp.api.BlockdevOptions;
import org.javisor.qmp.api.CommandInfo;
import org.javisor.qmp.api.Cont;
import org.javisor.qmp.api.QmpCommand;
import org.javisor.qmp.api.QueryCommands;
import org.javisor.qmp.api.QueryFdsets;
import org.javisor.qmp.api.QueryStatus;
import org.javisor.qmp.api.QueryVersion;
import org.javisor.qmp.api.Quit;
import org.javisor.qmp.api.ResumeEvent;
import org.javisor.qmp.api.RunState;
import org.javisor.qmp.api.ShutdownCause;
import org.javisor.qmp.api.ShutdownEvent;
import org.javisor.qmp.api.StatusInfo;
import org.javisor.qmp.server.FakeMachine;
import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.QmpErrorClass;
import org.javisor.qmp.wire.QmpException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QmpClientTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final FakeMachine machine = new FakeMachine();
  private final Listener listener = new Listener();
  private List<Fd> pair = List.of();

  @BeforeEach
  void connect() throws IOException {
    pair = UnixSocket.pair();
  }

  @AfterEach
  void disconnect() {
    pair.forEach(Fd::close);
  }

  private static final class Listener implements QmpListener {
    final BlockingQueue<QmpNotice> notices = new LinkedBlockingQueue<>();
    final BlockingQueue<QmpDisconnectedException> ends = new LinkedBlockingQueue<>();

    @Override
    public void event(QmpNotice notice) {
      notices.add(notice);
    }

    @Override
    public void disconnected(QmpDisconnectedException reason) {
      ends.add(reason);
    }

    QmpNotice next() throws InterruptedException {
      return notices.poll(20, TimeUnit.SECONDS);
    }
  }

  private QmpClient open() throws Exception {
    return QmpClient.open(pair.get(0), listener, PATIENCE);
  }

  @Test
  void commandsReturnRecords() throws Exception {
    ServerThread server = new ServerThread(machine, pair.get(1));
    try (QmpClient client = open()) {
      assertEquals(FakeMachine.VERSION, client.execute(new QueryVersion()));
      assertEquals(new StatusInfo(false, RunState.PAUSED), client.execute(new QueryStatus()));
      assertTrue(client.execute(new QueryCommands()).contains(new CommandInfo("add-fd")));
      assertEquals(3, client.execute(new QueryFdsets()).get(0).fdsetId());
    }
    assertEquals(null, server.join());
    assertEquals(1, listener.ends.size());
  }

  @Test
  void argumentsArriveAsTheyWereGiven() throws Exception {
    ServerThread server = new ServerThread(machine, pair.get(1));
    BlockdevAdd add =
        new BlockdevAdd(BlockdevOptions.File.of("/a b").withNodeName("n").withReadOnly(true));
    try (QmpClient client = open()) {
      client.execute(add);
    }
    server.join();
    assertEquals(List.of(add), machine.nodes);
  }

  @Test
  void eventsComeWhileCommandsRun() throws Exception {
    ServerThread server = new ServerThread(machine, pair.get(1));
    try (QmpClient client = open()) {
      client.execute(new Cont());
      QmpNotice notice = listener.next();
      assertEquals(7, notice.when().getEpochSecond());
      assertInstanceOf(ResumeEvent.class, notice.typed().orElseThrow());
    }
    server.join();
  }

  @Test
  void descriptorsGoAlongWithACommand() throws Exception {
    ServerThread server = new ServerThread(machine, pair.get(1));
    try (QmpClient client = open();
        Pipe pipe = Pipe.open()) {
      AddfdInfo info =
          client.execute(AddFd.of().withFdsetId(4L), QmpOptions.NONE.passing(pipe.writeEnd()));
      assertEquals(4, info.fdsetId());
      Fd theirs = machine.added.get(0);
      theirs.writeFully("x".getBytes(StandardCharsets.US_ASCII));
      byte[] one = new byte[1];
      assertEquals(1, pipe.readEnd().readFully(one));
      theirs.close();
    }
    server.join();
  }

  @Test
  void refusalsKeepClassAndDescription() throws Exception {
    ServerThread server = new ServerThread(machine, pair.get(1));
    try (QmpClient client = open()) {
      QmpException unknown =
          assertThrows(
              QmpException.class, () -> client.execute(QmpCommand.raw("nope", new JsonObject())));
      assertEquals(QmpErrorClass.COMMAND_NOT_FOUND, unknown.errorClass());
      assertEquals("The command nope has not been found", unknown.description());
      QmpException noFd = assertThrows(QmpException.class, () -> client.execute(AddFd.of()));
      assertEquals("No file descriptor supplied via SCM_RIGHTS", noFd.description());
    }
    server.join();
  }

  @Test
  void quitIsAnsweredAndThenTheConnectionEnds() throws Exception {
    ServerThread server = new ServerThread(machine, pair.get(1));
    try (QmpClient client = open()) {
      client.execute(new Quit());
      assertEquals(
          new ShutdownEvent(false, ShutdownCause.HOST_QMP_QUIT),
          listener.next().typed().orElseThrow());
      server.join();
      listener.ends.take();
      assertFalse(client.isConnected());
      assertThrows(QmpDisconnectedException.class, () -> client.execute(new QueryStatus()));
    }
  }

  @Test
  void manyThreadsEachGetTheirOwnAnswer() throws Exception {
    ServerThread server = new ServerThread(machine, pair.get(1));
    try (QmpClient client = open()) {
      List<Thread> threads = new ArrayList<>();
      BlockingQueue<String> answers = new LinkedBlockingQueue<>();
      for (int i = 0; i < 8; i++) {
        String name = "none" + i;
        threads.add(Thread.ofPlatform().start(() -> askInVain(client, name, answers)));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(8 * 20, answers.size());
      assertTrue(answers.stream().allMatch("own"::equals), answers::toString);
    }
    server.join();
  }

  private static void askInVain(QmpClient client, String name, BlockingQueue<String> answers) {
    for (int i = 0; i < 20; i++) {
      try {
        client.execute(QmpCommand.raw(name, new JsonObject()));
        answers.add("success");
      } catch (QmpException e) {
        answers.add(e.description().contains(" " + name + " ") ? "own" : e.description());
      } catch (IOException | InterruptedException e) {
        answers.add(e.toString());
      }
    }
  }

  @Test
  void aSilentPeerMeetsTheDeadline() {
    assertThrows(
        QmpTimeoutException.class,
        () -> QmpClient.open(pair.get(0), listener, Duration.ofMillis(1)));
    assertFalse(pair.get(0).isOpen());
  }

  @Test
  void aPeerThatLeavesIsADisconnection() {
    pair.get(1).close();
    assertThrows(
        QmpDisconnectedException.class, () -> QmpClient.open(pair.get(0), listener, PATIENCE));
  }

  @Test
  void aPeerThatTalksNonsenseIsLeft() throws Exception {
    pair.get(1).writeFully("HTTP/1.1 400\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    assertThrows(
        QmpDisconnectedException.class, () -> QmpClient.open(pair.get(0), listener, PATIENCE));
  }
}
