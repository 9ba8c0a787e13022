package org.javisor.device.virtio.queue;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.javisor.bus.dma.DmaMemory;
import org.javisor.bus.dma.DmaRange;
import org.javisor.device.virtio.FakeDriver;
import org.javisor.host.HostException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BuffersTest {
  private FakeDriver driver;

  @BeforeEach
  void create() throws HostException {
    driver = new FakeDriver();
  }

  @AfterEach
  void free() {
    driver.close();
  }

  private DmaRange range(int offset, int length) {
    return new DmaMemory(driver.space).range(FakeDriver.DATA + offset, length).orElseThrow();
  }

  @Test
  void piecesReadAsOneSequence() {
    Buffers buffers = new Buffers(List.of(range(100, 2), range(0, 3)));
    assertEquals(5, buffers.copyIn(new byte[] {1, 2, 3, 4, 5, 6}));
    byte[] copy = new byte[7];
    assertEquals(5, buffers.copyOut(copy));
    assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 0, 0}, copy);
    assertEquals(0x0201, range(100, 2).getShort(0), "the first piece comes first");
  }

  @Test
  void aSliceCutsPiecesAndJoinsNeighbours() {
    Buffers buffers = new Buffers(List.of(range(0, 4), range(4, 4), range(100, 4)));
    Buffers slice = buffers.slice(2, 8);
    assertEquals(8, slice.length());
    assertEquals(2, slice.ranges().size());
    assertEquals(FakeDriver.DATA + 2, slice.ranges().getFirst().gpa());
    assertEquals(6, slice.ranges().getFirst().length());
    assertEquals(2, slice.ranges().get(1).length());
    assertEquals(10, buffers.slice(2, Long.MAX_VALUE).length());
    assertEquals(0, buffers.slice(12, 1).ranges().size());
    assertEquals(0, buffers.slice(100, 1).ranges().size());
  }

  @Test
  void onlyWhatWasWrittenIsTold() {
    new Buffers(List.of(range(0, 4), range(100, 4))).written(5);
    assertEquals(5, driver.writtenBytes.get());
  }
}
