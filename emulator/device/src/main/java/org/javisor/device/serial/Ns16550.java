package org.javisor.device.serial;

import java.util.ArrayList;
import java.util.List;
import org.javisor.bus.device.Device;
import org.javisor.bus.device.DeviceLog;
import org.javisor.bus.device.Saveable;
import org.javisor.bus.io.MmioHandler;
import org.javisor.bus.irq.IrqLine;

/**
 * The 16550A UART with one-byte register spacing. Transmission takes no time, or as long as the
 * outside is slow.
 *
 * <p>Spec: [NS16550] register summary and section 8.
 */
public final class Ns16550 implements Device, MmioHandler, Saveable<Ns16550.State> {
  /** Bytes of its registers. */
  public static final long SIZE = 0x100;

  /** Room in each FIFO. */
  public static final int FIFO = 16;

  // Registers; the first two are the divisor while LCR.DLAB is set.
  private static final int DATA = 0;
  private static final int IER = 1;
  private static final int IIR_FCR = 2;
  private static final int LCR = 3;
  private static final int MCR = 4;
  private static final int LSR = 5;
  private static final int MSR = 6;
  private static final int SCR = 7;

  private static final int IER_RECEIVED = 1;
  private static final int IER_TRANSMIT_EMPTY = 2;
  private static final int IER_LINE = 4;
  private static final int IIR_NONE = 1;
  private static final int IIR_TRANSMIT_EMPTY = 2;
  private static final int IIR_RECEIVED = 4;
  private static final int IIR_LINE = 6;
  private static final int IIR_FIFO_ON = 0xC0;
  private static final int FCR_ENABLE = 1;
  private static final int FCR_CLEAR_RECEIVE = 2;
  private static final int FCR_CLEAR_TRANSMIT = 4;
  private static final int LCR_DLAB = 0x80;
  private static final int MCR_LOOP = 0x10;
  private static final int LSR_READY = 1;
  private static final int LSR_OVERRUN = 2;
  private static final int LSR_BREAK = 0x10;
  private static final int LSR_TRANSMITTER_EMPTY = 0x60;

  /** Data carrier, data set ready and clear to send: a terminal is always there. */
  private static final int MSR_CONNECTED = 0xB0;

  /** Guest-visible state. */
  public record State(
      List<Integer> received,
      int ier,
      int fcr,
      int lcr,
      int mcr,
      int lineErrors,
      int scratch,
      int divisor,
      boolean transmitEmptyPending,
      List<Integer> unsent) {}

  // Wiring.
  private final IrqLine irq;
  private final SerialOutput output;
  private final Runnable inputWanted;
  private final DeviceLog log;
  // Guest state.
  private final int[] fifo = new int[FIFO];
  private int head;
  private int count;
  private int ier;
  private int fcr;
  private int lcr;
  private int mcr;
  private int lineErrors;
  private int scratch;
  private int divisor;
  private boolean transmitEmptyPending;

  /** Bytes that the outside does not take yet, in the transmit FIFO. */
  private final int[] unsent = new int[FIFO];

  private int unsentCount;

  /**
   * @param output where sent bytes go
   * @param inputWanted run when there is room for received bytes again
   */
  public Ns16550(IrqLine irq, SerialOutput output, Runnable inputWanted, DeviceLog log) {
    this.irq = irq;
    this.output = output;
    this.inputWanted = inputWanted;
    this.log = log;
    reset();
  }

  @Override
  public String name() {
    return "serial";
  }

  @Override
  public long read(long offset, int width) {
    boolean divisorAccess = (lcr & LCR_DLAB) != 0;
    int value =
        switch ((int) offset) {
          case DATA -> divisorAccess ? divisor & 0xFF : receive();
          case IER -> divisorAccess ? divisor >>> 8 : ier;
          case IIR_FCR -> identifyInterrupt();
          case LCR -> lcr;
          case MCR -> mcr;
          case LSR -> lineStatus();
          case MSR -> modemStatus();
          case SCR -> scratch;
          default -> {
            log.guestError("read at offset 0x" + Long.toHexString(offset));
            yield 0;
          }
        };
    update();
    return value;
  }

  @Override
  public void write(long offset, int width, long value) {
    int data = (int) value & 0xFF;
    boolean divisorAccess = (lcr & LCR_DLAB) != 0;
    switch ((int) offset) {
      case DATA -> {
        if (divisorAccess) {
          divisor = divisor & 0xFF00 | data;
        } else {
          transmit(data);
        }
      }
      case IER -> {
        if (divisorAccess) {
          divisor = divisor & 0xFF | data << 8;
        } else {
          setInterruptEnable(data & 15);
        }
      }
      case IIR_FCR -> setFifoControl(data);
      case LCR -> lcr = data;
      case MCR -> setModemControl(data & 31);
      case SCR -> scratch = data;
      case LSR, MSR -> {
        // Factory test only.
      }
      default -> log.guestError("write at offset 0x" + Long.toHexString(offset));
    }
    update();
  }

  /** How many bytes {@link #accept} takes now. */
  public int room() {
    return (mcr & MCR_LOOP) != 0 ? 0 : capacity() - count;
  }

  private int capacity() {
    return (fcr & FCR_ENABLE) != 0 ? FIFO : 1;
  }

  /** A byte arrives from outside; without {@link #room} it is lost and an overrun is reported. */
  public void accept(int value) {
    put(value & 0xFF);
    update();
  }

  /** The line is held in the break state for a character's time. */
  public void receiveBreak() {
    lineErrors |= LSR_BREAK;
    put(0);
    update();
  }

  private void put(int value) {
    if (count == capacity()) {
      lineErrors |= LSR_OVERRUN;
      return;
    }
    fifo[(head + count) % FIFO] = value;
    count++;
  }

  /** The next byte that has arrived, for firmware that shares the port; -1 when there is none. */
  public int take() {
    int value = count == 0 ? -1 : receive();
    update();
    return value;
  }

  private int receive() {
    if (count == 0) {
      return 0;
    }
    int value = fifo[head];
    head = (head + 1) % FIFO;
    count--;
    if (count == 0) {
      inputWanted.run();
    }
    return value;
  }

  private void transmit(int value) {
    if ((mcr & MCR_LOOP) != 0) {
      put(value);
    } else if (unsentCount > 0 || !output.send(value)) {
      // [NS16550] 8.4: drivers that saw it empty fill all of the FIFO without looking again.
      if (unsentCount < capacity()) {
        unsent[unsentCount++] = value;
      }
    }
    transmitEmptyPending = unsentCount == 0;
  }

  /** The outside takes bytes again. */
  public void outputRoom() {
    int sent = 0;
    while (sent < unsentCount && output.send(unsent[sent])) {
      sent++;
    }
    if (sent > 0) {
      System.arraycopy(unsent, sent, unsent, 0, unsentCount - sent);
      unsentCount -= sent;
      transmitEmptyPending = unsentCount == 0;
      update();
    }
  }

  private void setInterruptEnable(int value) {
    if ((value & IER_TRANSMIT_EMPTY) != 0 && (ier & IER_TRANSMIT_EMPTY) == 0) {
      transmitEmptyPending = unsentCount == 0;
    }
    ier = value;
  }

  private void setFifoControl(int value) {
    boolean other = ((value ^ fcr) & FCR_ENABLE) != 0;
    if (other || (value & FCR_CLEAR_RECEIVE) != 0) {
      count = 0;
      inputWanted.run();
    }
    if ((other || (value & FCR_CLEAR_TRANSMIT) != 0) && unsentCount > 0) {
      unsentCount = 0;
      transmitEmptyPending = true;
    }
    fcr = value & (FCR_ENABLE | 0xC8);
  }

  private void setModemControl(int value) {
    boolean outsideAgain = (mcr & ~value & MCR_LOOP) != 0;
    mcr = value;
    if (outsideAgain) {
      inputWanted.run();
    }
  }

  /**
   * [NS16550] 8.6: reading the identification takes back the transmitter's interrupt when that is
   * what it names.
   */
  private int identifyInterrupt() {
    int identification = interrupt();
    if (identification == IIR_TRANSMIT_EMPTY) {
      transmitEmptyPending = false;
    }
    return (fcr & FCR_ENABLE) != 0 ? identification | IIR_FIFO_ON : identification;
  }

  private int interrupt() {
    if ((ier & IER_LINE) != 0 && lineErrors != 0) {
      return IIR_LINE;
    }
    if ((ier & IER_RECEIVED) != 0 && count > 0) {
      return IIR_RECEIVED;
    }
    if ((ier & IER_TRANSMIT_EMPTY) != 0 && transmitEmptyPending) {
      return IIR_TRANSMIT_EMPTY;
    }
    return IIR_NONE;
  }

  private int lineStatus() {
    int status =
        (unsentCount == 0 ? LSR_TRANSMITTER_EMPTY : 0) | lineErrors | (count > 0 ? LSR_READY : 0);
    lineErrors = 0;
    return status;
  }

  /**
   * In loop mode the modem outputs are the inputs: DTR is DSR, RTS is CTS, OUT1 is RI, OUT2 is DCD.
   */
  private int modemStatus() {
    if ((mcr & MCR_LOOP) == 0) {
      return MSR_CONNECTED;
    }
    return (mcr & 0x0C) << 4 | (mcr & 0x02) << 3 | (mcr & 0x01) << 5;
  }

  private void update() {
    irq.set(interrupt() != IIR_NONE);
  }

  @Override
  public void reset() {
    boolean roomAgain = count > 0 || (mcr & MCR_LOOP) != 0;
    head = 0;
    count = 0;
    ier = 0;
    fcr = 0;
    lcr = 0;
    mcr = 8;
    lineErrors = 0;
    scratch = 0;
    divisor = 12;
    transmitEmptyPending = false;
    unsentCount = 0;
    update();
    if (roomAgain) {
      inputWanted.run();
    }
  }

  @Override
  public State save() {
    List<Integer> received = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      received.add(fifo[(head + i) % FIFO]);
    }
    List<Integer> waiting = new ArrayList<>();
    for (int i = 0; i < unsentCount; i++) {
      waiting.add(unsent[i]);
    }
    return new State(
        received, ier, fcr, lcr, mcr, lineErrors, scratch, divisor, transmitEmptyPending, waiting);
  }

  @Override
  public void restore(State state) {
    if (state.received().size() > FIFO || state.unsent().size() > FIFO) {
      throw new IllegalArgumentException("the serial port's saved FIFO is too long");
    }
    head = 0;
    count = 0;
    for (int value : state.received()) {
      fifo[count++] = value & 0xFF;
    }
    ier = state.ier() & 15;
    fcr = state.fcr();
    lcr = state.lcr() & 0xFF;
    mcr = state.mcr() & 31;
    lineErrors = state.lineErrors();
    scratch = state.scratch() & 0xFF;
    divisor = state.divisor() & 0xFFFF;
    transmitEmptyPending = state.transmitEmptyPending();
    unsentCount = 0;
    for (int value : state.unsent()) {
      unsent[unsentCount++] = value & 0xFF;
    }
    update();
  }
}
