package org.javisor.host.fd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.javisor.host.Errno;
import org.javisor.host.HostException;
import org.junit.jupiter.api.Test;

class PollerTest {
  @Test
  void readableEndIsReportedAndTheOtherIsNot() throws IOException {
    try (Pipe a = Pipe.open();
        Pipe b = Pipe.open();
        Poller poller = Poller.open()) {
      poller.watch(a.readEnd(), Poller.Interest.READ);
      poller.watch(b.readEnd(), Poller.Interest.READ);
      assertTrue(poller.await(0).isEmpty());
      b.writeEnd().writeFully(new byte[] {1});
      List<Poller.Ready> ready = poller.await(-1);
      assertEquals(1, ready.size());
      assertEquals(b.readEnd(), ready.get(0).fd());
      assertTrue(ready.get(0).readable());
      poller.forget(b.readEnd());
      assertTrue(poller.await(1).isEmpty());
    }
  }

  @Test
  void writerGoneIsAHangup() throws IOException {
    try (Pipe pipe = Pipe.open();
        Poller poller = Poller.open()) {
      poller.watch(pipe.readEnd(), Poller.Interest.NONE);
      pipe.writeEnd().close();
      Poller.Ready ready = poller.await(-1).get(0);
      assertTrue(ready.hangup() && ready.readable());
      assertEquals(-1, pipe.readEnd().read(new byte[1], 0, 1));
    }
  }

  @Test
  void writingWithoutReaderIsAnErrorNotASignal() throws IOException {
    try (Pipe pipe = Pipe.open()) {
      pipe.readEnd().close();
      HostException e =
          assertThrows(HostException.class, () -> pipe.writeEnd().writeFully(new byte[1]));
      assertTrue(e.is(Errno.EPIPE));
    }
  }

  @Test
  void wakeEndsTheWaitOnceFromAnyThread() throws Exception {
    try (Poller poller = Poller.open()) {
      FutureTask<Integer> waiting = new FutureTask<>(() -> poller.await(-1).size());
      Thread.ofPlatform().start(waiting);
      poller.wake();
      assertEquals(0, waiting.get());
      poller.wake();
      poller.wake();
      assertEquals(0, poller.await(-1).size());
      assertTrue(poller.await(0).isEmpty());
    }
  }

  @Test
  void watchingAgainChangesTheInterest() throws IOException {
    try (Pipe pipe = Pipe.open();
        Poller poller = Poller.open()) {
      poller.watch(pipe.writeEnd(), Poller.Interest.NONE);
      assertTrue(poller.await(0).isEmpty());
      poller.watch(pipe.writeEnd(), Poller.Interest.WRITE);
      assertTrue(poller.await(-1).get(0).writable());
      assertEquals(1, poller.await(-1).size());
    }
  }

  @Test
  void closedDescriptorIsRefused() throws IOException {
    try (Pipe pipe = Pipe.open();
        Poller poller = Poller.open()) {
      poller.watch(pipe.readEnd(), Poller.Interest.READ);
      pipe.readEnd().close();
      assertTrue(assertThrows(HostException.class, () -> poller.await(0)).is(Errno.EBADF));
      poller.forget(pipe.readEnd());
      assertTrue(poller.await(0).isEmpty());
    }
  }

  @Test
  void eventFlagIsUpUntilLowered() throws IOException {
    try (EventFd event = EventFd.create()) {
      assertFalse(event.lower());
      event.raise();
      event.raise();
      assertTrue(Poller.awaitReadable(event.fd(), 0));
      assertTrue(event.lower());
      assertFalse(event.lower());
      assertFalse(Poller.awaitReadable(event.fd(), 0));
    }
  }

  @Test
  void nonBlockingReadOfNothingIsEagain() throws IOException {
    try (Pipe pipe = Pipe.open()) {
      pipe.readEnd().setNonBlocking(true);
      HostException e =
          assertThrows(HostException.class, () -> pipe.readEnd().read(new byte[1], 0, 1));
      assertTrue(e.is(Errno.EAGAIN));
    }
  }
}
