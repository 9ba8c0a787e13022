package org.javisor.device.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.javisor.bus.device.DeviceLog;
import org.javisor.device.DeviceContract;
import org.javisor.device.FakeIrqLine;
import org.junit.jupiter.api.Test;

class Ns16550Test extends DeviceContract<Ns16550> {
  private static final int DATA = 0;
  private static final int IER = 1;
  private static final int IIR = 2;
  private static final int LCR = 3;
  private static final int MCR = 4;
  private static final int LSR = 5;
  private static final int MSR = 6;
  private static final int SCR = 7;

  private final FakeIrqLine irq = new FakeIrqLine();
  private final List<Integer> sent = new ArrayList<>();
  private int roomTold;
  private boolean outsideTakes = true;
  private final Ns16550 uart = create();

  @Override
  protected final Ns16550 create() {
    return new Ns16550(
        irq, value -> outsideTakes && sent.add(value), () -> roomTold++, DeviceLog.silent("uart"));
  }

  @Override
  protected long size() {
    return Ns16550.SIZE;
  }

  @Override
  protected int width() {
    return 1;
  }

  @Override
  protected Map<Long, Long> resetValues() {
    return Map.of(1L, 0L, 2L, 1L, 3L, 0L, 5L, 0x60L);
  }

  @Override
  protected Set<String> derived() {
    return Set.of("head", "count", "unsentCount");
  }

  @Override
  protected long fuzzOffset(Random random) {
    return random.nextInt(9);
  }

  private int in(int register) {
    return (int) uart.read(register, 1);
  }

  private void out(int register, int value) {
    uart.write(register, 1, value);
  }

  /** What Linux's 8250 driver does to find out what is there. */
  @Test
  void aDriversProbeFindsA16550A() {
    out(IER, 0);
    assertEquals(0, in(IER));
    out(IER, 0x0F);
    assertEquals(0x0F, in(IER), "all four interrupts exist");
    out(IER, 0);
    out(MCR, 0x10 | 0x0A);
    assertEquals(0x90, in(MSR) & 0xF0, "OUT2 and RTS come back as DCD and CTS in loop mode");
    out(MCR, 0);
    out(LCR, 0xBF);
    out(IIR, 0);
    out(LCR, 0);
    out(IIR, 1);
    assertEquals(0xC0, in(IIR) & 0xC0, "the FIFOs work");
    out(SCR, 0x5A);
    assertEquals(0x5A, in(SCR));
    out(LCR, 0x80);
    out(DATA, 0x34);
    out(IER, 0x12);
    assertEquals(0x34, in(DATA));
    assertEquals(0x12, in(IER));
    out(LCR, 3);
    assertEquals(0, in(IER));
    assertEquals(List.of(), sent);
  }

  @Test
  void bytesWrittenAreSentInOrder() {
    for (int value : new int[] {'o', 'k', 0xFF}) {
      assertEquals(0x60, in(LSR) & 0x60);
      out(DATA, value);
    }
    assertEquals(List.of((int) 'o', (int) 'k', 0xFF), sent);
  }

  /** A driver that has seen the transmitter empty writes as much as its FIFO holds. */
  @Test
  void whatASlowOutsideDoesNotTakeWaitsInTheFifo() {
    out(IIR, 1);
    out(IER, 2);
    outsideTakes = false;
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < Ns16550.FIFO; i++) {
      out(DATA, i);
      all.add(i);
    }
    assertEquals(0, in(LSR) & 0x60);
    assertFalse(irq.isHigh());
    uart.outputRoom();
    assertEquals(List.of(), sent);
    outsideTakes = true;
    uart.outputRoom();
    assertEquals(all, sent);
    assertEquals(0x60, in(LSR) & 0x60);
    assertTrue(irq.isHigh());
  }

  @Test
  void clearingTheTransmitFifoDropsWhatWaits() {
    out(IIR, 1);
    outsideTakes = false;
    out(DATA, 'a');
    assertEquals(0, in(LSR) & 0x60);
    out(IIR, 5);
    assertEquals(0x60, in(LSR) & 0x60);
    outsideTakes = true;
    uart.outputRoom();
    assertEquals(List.of(), sent);
  }

  @Test
  void theTransmitterInterruptComesWhenEnabledAndGoesWhenIdentified() {
    out(IER, 2);
    assertTrue(irq.isHigh());
    assertEquals(2, in(IIR) & 0x0F);
    assertFalse(irq.isHigh());
    assertEquals(1, in(IIR) & 0x0F);
    out(DATA, 'x');
    assertTrue(irq.isHigh());
    out(IER, 0);
    assertFalse(irq.isHigh());
  }

  @Test
  void receivedBytesInterruptUntilAllAreRead() {
    out(IIR, 1);
    out(IER, 1);
    uart.accept('a');
    uart.accept('b');
    assertTrue(irq.isHigh());
    assertEquals(4, in(IIR) & 0x0F);
    assertEquals(1, in(LSR) & 1);
    assertEquals('a', in(DATA));
    assertTrue(irq.isHigh());
    assertEquals('b', in(DATA));
    assertFalse(irq.isHigh());
    assertEquals(0, in(LSR) & 1);
  }

  @Test
  void flowControlLosesNothing() {
    out(IIR, 1);
    int room = uart.room();
    for (int i = 0; i < room; i++) {
      assertTrue(uart.room() > 0);
      uart.accept(i);
    }
    assertEquals(0, uart.room());
    roomTold = 0;
    for (int i = 0; i < room; i++) {
      assertEquals(i, in(DATA));
    }
    assertTrue(roomTold > 0, "the sender hears of the room");
    assertEquals(room, uart.room());
  }

  @Test
  void aByteWithoutRoomIsAnOverrunThatIsReportedOnce() {
    out(IER, 4);
    uart.accept(1);
    uart.accept(2);
    assertEquals(6, in(IIR) & 0x0F);
    assertEquals(2, in(LSR) & 2);
    assertEquals(0, in(LSR) & 2);
    assertFalse(irq.isHigh());
    assertEquals(1, in(DATA));
  }

  @Test
  void loopModeReturnsWhatIsSentAndSendsNothing() {
    out(MCR, 0x10);
    out(DATA, 'L');
    assertEquals('L', in(DATA));
    assertEquals(List.of(), sent);
    assertEquals(0, uart.room());
  }

  @Test
  void leavingLoopModeMakesRoomKnown() {
    out(MCR, 0x10);
    roomTold = 0;
    out(MCR, 0);
    assertTrue(roomTold > 0);
  }

  @Test
  void clearingTheFifoForgetsWhatWasReceived() {
    out(IIR, 1);
    uart.accept(1);
    out(IIR, 3);
    assertEquals(0, in(LSR) & 1);
  }

  @Test
  void aResetMakesRoomKnown() {
    uart.accept(1);
    roomTold = 0;
    uart.reset();
    assertTrue(roomTold > 0);
    assertTrue(uart.room() > 0);
  }
}
