package org.javisor.host.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.javisor.host.HostInfo;
import org.javisor.host.libc.Libc;
import org.junit.jupiter.api.Test;

class SignalHandlersTest {
  @Test
  void terminationSignalsAreDeliveredAsNumbers() throws Exception {
    BlockingQueue<Integer> seen = new LinkedBlockingQueue<>();
    try (SignalHandlers _ = TerminationSignals.install(seen::add)) {
      for (int number : new int[] {15, 2, 1}) {
        Libc.KILL.call(HostInfo.pid(), number);
        assertEquals(number, seen.take());
      }
    }
  }

  @Test
  void windowChangeIsDelivered() throws Exception {
    BlockingQueue<Integer> seen = new LinkedBlockingQueue<>();
    try (SignalHandlers _ = WindowSignal.install(seen::add)) {
      Libc.KILL.call(HostInfo.pid(), 28);
      assertEquals(28, seen.take());
    }
  }

  @Test
  void closingPutsTheHandlerOfBeforeBack() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (SignalHandlers _ = WindowSignal.install(n -> seen.add("outer"))) {
      try (SignalHandlers _ = WindowSignal.install(n -> seen.add("inner"))) {
        Libc.KILL.call(HostInfo.pid(), 28);
        assertEquals("inner", seen.take());
      }
      Libc.KILL.call(HostInfo.pid(), 28);
      assertEquals("outer", seen.take());
    }
  }

  @Test
  void namesAreTheUsualOnes() {
    assertEquals("SIGKILL", Signals.name(9));
    assertEquals("SIGSYS", Signals.name(31));
    assertEquals("signal 40", Signals.name(40));
    for (Signals signal : Signals.values()) {
      assertEquals("SIG" + signal.name(), Signals.name(signal.number()));
    }
  }
}
