package org.javisor.device.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.javisor.bus.device.DeviceLog;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.bus.memory.GuestRam;
import org.javisor.device.DeviceContract;
import org.javisor.host.HostException;
import org.javisor.host.memory.RawMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CfiFlashTest extends DeviceContract<CfiFlash> {
  private static final long BASE = 0x20000000L;
  private static final long READY = 0x00800080L;

  private final AddressSpace memory = new AddressSpace();
  private final DeviceLog log = DeviceLog.silent("flash");
  private GuestRam contents;

  @BeforeEach
  void allocate() throws HostException {
    contents = GuestRam.allocate("flash", BASE, CfiFlash.SIZE);
  }

  @AfterEach
  void free() {
    contents.close();
  }

  @Override
  protected CfiFlash create() {
    RawMemory.putLong(contents.hostAddress(), 0x1122334455667788L);
    return new CfiFlash(new CfiFlash.Config("flash0"), contents, memory, Optional.empty(), log);
  }

  @Override
  protected long size() {
    return CfiFlash.SIZE;
  }

  /** Far from where the fuzzer programs and erases. */
  @Override
  protected Map<Long, Long> resetValues() {
    return Map.of(CfiFlash.SIZE - 8, 0L);
  }

  @Override
  protected long fuzzOffset(Random random) {
    return random.nextLong(1 << 20);
  }

  @Test
  void itBeginsAsMemory() {
    CfiFlash flash = create();
    assertEquals(0x88, flash.read(0, 1));
    assertEquals(0x5566, flash.read(2, 2));
    assertEquals(0x11223344, flash.read(4, 4));
    assertEquals(0x1122334455667788L, flash.read(0, 8));
  }

  @Test
  void theQueryDescribesTwoChipsOf16Megabytes() {
    CfiFlash flash = create();
    flash.write(0x55 * 4, 4, 0x00980098);
    assertEquals(0x00510051, flash.read(0x10 * 4, 4));
    assertEquals('R', flash.read(0x11 * 4, 2));
    assertEquals('Y', flash.read(0x12 * 4, 1));
    assertEquals(1, flash.read(0x13 * 4, 1));
    assertEquals(24, flash.read(0x27 * 4, 1));
    assertEquals(11, flash.read(0x2A * 4, 1));
    assertEquals(127, flash.read(0x2D * 4, 1));
    assertEquals(2, flash.read(0x30 * 4, 1)); // 128 KiB in units of 256
    assertEquals(0, flash.read(0x100 * 4, 4));
    flash.write(0, 4, 0x00900090);
    assertEquals(0x00890089, flash.read(0, 4));
    assertEquals(0x00180018, flash.read(4, 4));
    flash.write(0, 4, 0x00FF00FF);
    assertEquals(0x55667788, flash.read(0, 4));
  }

  @Test
  void eraseProgramAndBufferedProgramChangeTheContents() {
    List<Long> told = new ArrayList<>();
    memory.addRamWriteListener((gpa, length) -> told.addAll(List.of(gpa, length)));
    CfiFlash flash = create();
    flash.write(CfiFlash.BLOCK + 8, 4, 0x00200020);
    flash.write(CfiFlash.BLOCK + 8, 4, 0x00D000D0);
    assertEquals(READY, flash.read(0, 4));
    flash.write(CfiFlash.BLOCK + 4, 4, 0x00400040);
    flash.write(CfiFlash.BLOCK + 4, 4, 0x12345678);
    assertEquals(READY, flash.read(0, 4));
    flash.write(2 * CfiFlash.BLOCK, 4, 0x00E800E8);
    assertEquals(READY, flash.read(0, 4));
    flash.write(2 * CfiFlash.BLOCK, 4, 0x00010001);
    flash.write(2 * CfiFlash.BLOCK + 16, 4, 1);
    flash.write(2 * CfiFlash.BLOCK + 20, 4, 2);
    flash.write(2 * CfiFlash.BLOCK, 4, 0x00D000D0);
    assertEquals(READY, flash.read(0, 4));
    flash.write(0, 4, 0x00FF00FF);
    assertEquals(0x12345678FFFFFFFFL, flash.read(CfiFlash.BLOCK, 8));
    assertEquals(-1, flash.read(2 * CfiFlash.BLOCK - 8, 8));
    assertEquals(0, flash.read(CfiFlash.BLOCK - 8, 8));
    assertEquals(0x200000001L, flash.read(2 * CfiFlash.BLOCK + 16, 8));
    assertEquals(BASE + CfiFlash.BLOCK, told.getFirst());
    assertEquals(6, told.size());
  }

  @Test
  void mistakesAreInTheStatusUntilItIsCleared() {
    CfiFlash flash = create();
    flash.write(0, 4, 0x20);
    flash.write(0, 4, 0x20);
    assertEquals(0x00B000B0, flash.read(0, 4));
    flash.write(0, 4, 0x50);
    assertEquals(READY, flash.read(0, 4));
    flash.write(0, 4, 0xE8);
    flash.write(0, 4, 1);
    flash.write(4092, 4, 1);
    flash.write(4096, 4, 1);
    assertEquals(0x00900090, flash.read(0, 4));
    flash.write(0, 4, 0xFF);
    assertEquals(0x55667788, flash.read(0, 4));
  }

  @Test
  void anImageIsReadAndKeepsWhatIsWritten() throws Exception {
    HeapImage disk = new HeapImage((int) CfiFlash.SIZE, false);
    disk.bytes()[1000] = 7;
    CfiFlash flash =
        new CfiFlash(new CfiFlash.Config("flash1"), contents, memory, Optional.of(disk), log);
    flash.load();
    assertEquals(7, flash.read(1000, 1));
    flash.write(1001, 1, 0x40);
    flash.write(1001, 1, 9);
    assertEquals(9, disk.bytes()[1001]);
    assertEquals(7, disk.bytes()[1000]);
  }

  @Test
  void aReadOnlyImageStaysAsItIs() throws Exception {
    HeapImage disk = new HeapImage((int) CfiFlash.SIZE, true);
    CfiFlash flash =
        new CfiFlash(new CfiFlash.Config("flash0"), contents, memory, Optional.of(disk), log);
    flash.load();
    flash.write(0, 4, 0x40);
    flash.write(0, 4, 9);
    assertEquals(0x00900090, flash.read(0, 4));
    flash.write(0, 4, 0x20);
    flash.write(0, 4, 0xD0);
    assertEquals(0x00B000B0, flash.read(0, 4));
    flash.write(0, 4, 0xFF);
    assertEquals(0, flash.read(0, 4));
  }

  @Test
  void anImageOfAnotherSizeIsRefused() {
    HeapImage disk = new HeapImage(1 << 20, false);
    CfiFlash flash =
        new CfiFlash(new CfiFlash.Config("flash0"), contents, memory, Optional.of(disk), log);
    assertEquals(
        "device requires 33554432 bytes, block backend provides 1048576 bytes",
        assertThrows(IOException.class, flash::load).getMessage());
  }
}
