package org.javisor.bus.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.javisor.bus.io.MmioHandler;
import org.javisor.host.HostException;
import org.javisor.host.memory.RawMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AddressSpaceTest {
  private static final long BASE = 0x80000000L;
  private static final long SIZE = 1 << 20;
  private static final MmioHandler SILENT =
      new MmioHandler() {
        @Override
        public long read(long offset, int width) {
          return 0;
        }

        @Override
        public void write(long offset, int width, long value) {
          // Nobody listens.
        }
      };

  private final AddressSpace space = new AddressSpace();
  private GuestRam ram;

  @BeforeEach
  void map() throws HostException {
    ram = GuestRam.allocate("ram", BASE, SIZE);
    space.map(ram);
  }

  @AfterEach
  void unmap() {
    ram.close();
  }

  @Test
  void ramIsZeroAtFirstAndHasTheSizeAskedFor() {
    assertEquals(SIZE, ram.size());
    assertEquals(0, RawMemory.getLong(ram.hostAddress()));
    assertEquals(0, RawMemory.getLong(ram.hostAddress() + SIZE - 8));
  }

  @Test
  void everyAddressIsAnsweredByItsRegionAndNoOther() {
    space.map("low", 0x1000, 0x100, SILENT);
    space.map("high", BASE + SIZE, 0x1000, SILENT);
    assertEquals("low", space.find(0x1000).name());
    assertEquals("low", space.find(0x10FF).name());
    assertInstanceOf(Region.Unassigned.class, space.find(0xFFF));
    assertInstanceOf(Region.Unassigned.class, space.find(0x1100));
    assertInstanceOf(Region.Unassigned.class, space.find(-1));
    assertEquals("ram", space.find(BASE).name());
    assertEquals("ram", space.find(BASE + SIZE - 1).name());
    assertEquals("high", space.find(BASE + SIZE).name());
  }

  @Test
  void regionsMayNotOverlap() {
    assertThrows(IllegalArgumentException.class, () -> space.map("x", BASE + SIZE - 1, 2, SILENT));
    assertThrows(IllegalArgumentException.class, () -> space.map("x", BASE - 1, 2, SILENT));
    assertEquals(1, space.regions().size());
  }

  @Test
  void ramAddressesExistOnlyForRangesWhollyInRam() {
    assertEquals(ram.hostAddress(), space.ramAddress(BASE, SIZE));
    assertEquals(ram.hostAddress() + 5, space.ramAddress(BASE + 5, 1));
    assertEquals(0, space.ramAddress(BASE, SIZE + 1));
    assertEquals(0, space.ramAddress(BASE + 1, SIZE));
    assertEquals(0, space.ramAddress(BASE - 1, 2));
    assertEquals(0, space.ramAddress(BASE, -1));
    assertEquals(0, space.ramAddress(BASE + 8, Long.MAX_VALUE));
    assertEquals(0, space.ramAddress(-8, 16));
  }

  @Test
  void noRangeReachesBeyondRam() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      long gpa = BASE + random.nextLong(-SIZE, 2 * SIZE);
      long length = random.nextInt(3) == 0 ? random.nextLong() : random.nextLong(1, SIZE + 2);
      long host = space.ramAddress(gpa, length);
      boolean inside =
          length >= 0 && gpa >= BASE && length <= BASE + SIZE - gpa && gpa < BASE + SIZE;
      long expected = inside ? ram.hostAddress() + (gpa - BASE) : 0;
      assertEquals(expected, host, () -> "seed " + seed);
    }
  }

  @Test
  void codeLiesInRamAndRomDataOfDevicesOnlyInRam() throws HostException {
    try (GuestRam contents = GuestRam.allocate("rom", 0x1000, 0x1000)) {
      space.mapRom(contents, SILENT);
      space.map("device", 0x4000, 0x1000, SILENT);
      assertEquals(contents.hostAddress() + 2, space.codeAddress(0x1002));
      assertEquals(0, space.codeAddress(0x1FFF));
      assertEquals(ram.hostAddress() + SIZE - 2, space.codeAddress(BASE + SIZE - 2));
      assertEquals(0, space.codeAddress(BASE + SIZE - 1));
      assertEquals(0, space.codeAddress(0x4000));
      assertEquals(0, space.ramAddress(0x1000, 1));
      assertInstanceOf(Region.Rom.class, space.find(0x1FFF));
    }
  }

  @Test
  void listenersHearWhatWasWritten() {
    List<Long> heard = new ArrayList<>();
    space.addRamWriteListener((gpa, length) -> heard.addAll(List.of(gpa, length)));
    space.ramWritten(BASE, 12);
    assertEquals(List.of(BASE, 12L), heard);
  }
}
