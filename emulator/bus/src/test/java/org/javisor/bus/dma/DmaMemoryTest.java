package org.javisor.bus.dma;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.bus.memory.GuestRam;
import org.javisor.host.HostException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DmaMemoryTest {
  private static final long BASE = 0x80000000L;

  private final AddressSpace space = new AddressSpace();
  private final DmaMemory memory = new DmaMemory(space);
  private GuestRam ram;

  @BeforeEach
  void map() throws HostException {
    ram = GuestRam.allocate("ram", BASE, 1 << 16);
    space.map(ram);
  }

  @AfterEach
  void unmap() {
    ram.close();
  }

  @Test
  void thereAreRangesInRamOnlyAndNoEmptyOnes() {
    assertTrue(memory.range(BASE, 1 << 16).isPresent());
    assertTrue(memory.range(BASE, 0).isEmpty());
    assertTrue(memory.range(BASE, -1).isEmpty());
    assertTrue(memory.range(BASE, (1 << 16) + 1).isEmpty());
    assertTrue(memory.range(BASE - 4, 8).isEmpty());
    assertTrue(memory.range(0, 4).isEmpty());
    assertTrue(memory.range(-4, 8).isEmpty());
  }

  @Test
  void scalarsAreLittleEndianAtAnyAlignment() {
    DmaRange range = memory.range(BASE + 3, 16).orElseThrow();
    range.putInt(1, 0x80FF0201);
    assertEquals(0x80FF0201, range.getInt(1));
    assertEquals(0x0201, range.getShort(1));
    assertEquals(0x80FF, range.getShort(3));
    range.putByte(0, 0x1FE);
    range.putShort(5, 0x12345);
    assertEquals(0x45_80FF0201FEL, range.getLong(0) & 0xFFFFFFFFFFFFL);
  }

  @Test
  void bytesAreCopiedWhereTheyBelong() {
    DmaRange range = memory.range(BASE, 8).orElseThrow();
    range.copyIn(2, new byte[] {9, 1, 2, 3}, 1, 3);
    byte[] copy = new byte[5];
    range.copyOut(1, copy, 0, 5);
    assertArrayEquals(new byte[] {0, 1, 2, 3, 0}, copy);
  }

  @Test
  void nothingIsReachedOutsideTheRange() {
    DmaRange range = memory.range(BASE, 8).orElseThrow();
    assertThrows(IndexOutOfBoundsException.class, () -> range.getLong(1));
    assertThrows(IndexOutOfBoundsException.class, () -> range.putByte(8, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> range.getShort(-1));
    assertThrows(IndexOutOfBoundsException.class, () -> range.slice(4, 5));
    assertThrows(IndexOutOfBoundsException.class, () -> range.copyOut(0, new byte[9], 0, 9));
    assertThrows(IndexOutOfBoundsException.class, () -> range.written(0, 9));
  }

  @Test
  void neighboursJoin() {
    DmaRange range = memory.range(BASE, 8).orElseThrow();
    DmaRange head = range.slice(0, 3);
    DmaRange tail = range.slice(3, 5);
    assertTrue(head.precedes(tail));
    assertFalse(tail.precedes(head));
    assertEquals(8, head.with(tail).length());
    assertThrows(IllegalArgumentException.class, () -> tail.with(head));
  }

  @Test
  void writingIsToldWithGuestAddresses() {
    List<Long> heard = new ArrayList<>();
    space.addRamWriteListener((gpa, length) -> heard.addAll(List.of(gpa, length)));
    DmaRange range = memory.range(BASE + 16, 8).orElseThrow();
    range.written(2, 4);
    range.written(2, 0);
    assertEquals(List.of(BASE + 18, 4L), heard);
  }
}
