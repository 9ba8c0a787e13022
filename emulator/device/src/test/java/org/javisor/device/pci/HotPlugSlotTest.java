package org.javisor.device.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.javisor.bus.irq.IrqLine;
import org.javisor.device.FakeIrqLine;
import org.junit.jupiter.api.Test;

/** A slot, as a guest's hot-plug driver deals with it. */
class HotPlugSlotTest {
  private static final int EXPRESS_ID = 0x10;
  private static final int PRESENT = 1 << 6;
  private static final int BUTTON = 1;
  private static final int PRESENCE_CHANGED = 1 << 3;
  private static final int COMPLETED = 1 << 4;
  private static final int LINK_CHANGED = 1 << 8;

  /** Interrupts for the button, presence, commands and the link. */
  private static final int WATCHING = 0x1039;

  private static final int ON = 0x100;
  private static final int BLINKS = 0x200;
  private static final int OFF = 0x300 | 0x400;

  private final FakeIrqLine own = new FakeIrqLine();
  private int ejected;
  private final PciBridge port =
      new PciBridge(
          new PciBridge.Config("port", 5),
          new PciBridge.Wiring(
              own,
              List.<IrqLine>of(
                  new FakeIrqLine(), new FakeIrqLine(), new FakeIrqLine(), new FakeIrqLine()),
              () -> ejected++));
  private final int express = find();

  private int find() {
    int at = (int) port.config().get(0x34, 1);
    while (port.config().get(at, 1) != EXPRESS_ID) {
      at = (int) port.config().get(at + 1, 1);
    }
    return at;
  }

  private int status() {
    port.configRead(express + 0x1A, 2);
    return (int) port.config().get(express + 0x1A, 2);
  }

  private void write(int register, int value) {
    port.config().write(express + register, 2, value);
    port.configWritten(express + register, 2);
  }

  private void control(int value) {
    write(0x18, value);
  }

  private void clear(int events) {
    write(0x1A, events);
  }

  private void plug() {
    assertTrue(port.bus().plug(0, 0, new RootComplex()));
    port.slot().inserted();
  }

  @Test
  void aSlotTellsWhatItHas() {
    assertEquals(5 << 19 | 0x2007B, port.config().get(express + 0x14, 4));
    assertEquals(0, status());
    assertEquals(0x7C0, port.config().get(express + 0x18, 2)); // everything is off
    assertTrue(port.slot().isOff());
  }

  @Test
  void aDeviceThatComesInterrupts() {
    control(WATCHING | OFF);
    assertTrue(own.isHigh(), "the command is completed");
    clear(COMPLETED);
    assertFalse(own.isHigh());
    plug();
    assertEquals(PRESENT | BUTTON | PRESENCE_CHANGED | LINK_CHANGED, status());
    assertTrue(own.isHigh());
    assertTrue((port.config().get(express + 0x12, 2) & 1 << 13) != 0, "the link is up");
    clear(BUTTON | PRESENCE_CHANGED | LINK_CHANGED);
    assertEquals(PRESENT, status());
    assertFalse(own.isHigh());
  }

  @Test
  void itGoesWhenTheGuestHasTurnedItOff() {
    plug();
    clear(0x11F);
    control(WATCHING | ON);
    clear(COMPLETED);
    assertFalse(port.slot().isOff());
    port.slot().pressButton();
    assertTrue(own.isHigh());
    clear(BUTTON);
    control(WATCHING | BLINKS);
    assertTrue(port.slot().isBusy());
    control(WATCHING | BLINKS | 0x400);
    assertEquals(0, ejected, "power is off, but its light blinks");
    control(WATCHING | OFF);
    assertEquals(1, ejected);
    control(WATCHING | OFF);
    assertEquals(1, ejected);
    assertTrue(port.bus().unplug(port.bus().numbered().get(0)));
    port.slot().removed();
    assertEquals(PRESENCE_CHANGED | COMPLETED | LINK_CHANGED, status());
  }

  @Test
  void anEmptySlotEjectsNothing() {
    control(ON);
    control(OFF);
    assertEquals(0, ejected);
  }

  @Test
  void whatIsThereBeforeTheStartIsOn() {
    assertTrue(port.bus().plug(0, 0, new RootComplex()));
    port.reset();
    assertEquals(PRESENT, status());
    assertFalse(port.slot().isOff());
    assertFalse(own.isHigh());
  }

  @Test
  void aRestoredSlotInterruptsAsBefore() {
    plug();
    control(WATCHING | ON);
    PciBridge.State state = port.save();
    port.reset();
    assertFalse(own.isHigh());
    port.restore(state);
    assertTrue(own.isHigh());
    assertFalse(port.slot().isOff());
    control(WATCHING | OFF);
    assertEquals(1, ejected);
  }
}
