package org.javisor.device.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.javisor.bus.dma.DmaMemory;
import org.javisor.bus.dma.DmaRange;
import org.javisor.device.virtio.FakeDriver;
import org.javisor.device.virtio.queue.Buffers;
import org.javisor.device.virtio.queue.Chain;
import org.javisor.host.HostException;
import org.javisor.host.memory.RawMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BlkRequestTest {
  private static final int SECTORS = 16;
  private static final int[] TYPES = {0, 1, 4, 8, 11, 13, 99};

  private final MemoryDisk disk = new MemoryDisk(SECTORS);
  private FakeDriver driver;

  @BeforeEach
  void create() throws HostException {
    driver = new FakeDriver();
  }

  @AfterEach
  void free() {
    driver.close();
  }

  private DmaRange range(long offset, long length) {
    return new DmaMemory(driver.space).range(FakeDriver.DATA + offset, length).orElseThrow();
  }

  private BlkRequest request(int type, long sector, long dataBytes) {
    DmaRange header = range(0, 16);
    header.putInt(0, type);
    RawMemory.putLong(header.hostAddress() + 8, sector);
    List<DmaRange> readable = new ArrayList<>(List.of(header));
    List<DmaRange> writable = new ArrayList<>();
    if (dataBytes > 0) {
      (type == 0 || type == 8 ? writable : readable).add(range(0x1000, dataBytes));
    }
    writable.add(range(0x800, 1));
    return BlkRequest.of(new Chain(0, new Buffers(readable), new Buffers(writable))).orElseThrow();
  }

  private int status() {
    return RawMemory.getByte(driver.host(FakeDriver.DATA) + 0x800);
  }

  @Test
  void withoutAgreementOnFlushEveryWriteIsMadeSafe() {
    request(1, 0, 512).execute(disk, "", true, () -> false);
    assertEquals(1, disk.flushes);
    request(0, 0, 512).execute(disk, "", true, () -> false);
    assertEquals(1, disk.flushes);
    request(1, 0, 512).execute(disk, "", false, () -> false);
    assertEquals(1, disk.flushes);
    request(4, 0, 0).execute(disk, "", false, () -> false);
    assertEquals(2, disk.flushes);
  }

  @Test
  void aFailingDiskIsReportedAndNoDataPromised() {
    disk.failing = true;
    for (int type : new int[] {0, 1, 4}) {
      BlkRequest request = request(type, 0, type == 4 ? 0 : 512);
      request.execute(disk, "", false, () -> false);
      assertEquals(1, request.complete());
      assertEquals(1, status());
    }
  }

  @Test
  void aWholeDiskIsMovedInOneRequest() {
    java.util.Arrays.fill(disk.content, (byte) 0x42);
    BlkRequest request = request(0, 0, SECTORS * 512);
    request.execute(disk, "", false, () -> false);
    assertEquals(SECTORS * 512 + 1, request.complete());
    assertEquals(0, status());
    assertEquals(0x42, range(0x1000 + SECTORS * 512 - 2, 2).getShort(0) >>> 8);
  }

  /** The same memory may be in it often: whoever waits for its end waits for a piece of it. */
  @Test
  void aTransferEndsWhenNobodyWantsItAnyMore() {
    for (int type = 0; type <= 1; type++) {
      List<DmaRange> again = new ArrayList<>(Collections.nCopies(SECTORS, range(0x1000, 512)));
      DmaRange header = range(0, 16);
      header.putInt(0, type);
      RawMemory.putLong(header.hostAddress() + 8, 0);
      List<DmaRange> readable = new ArrayList<>(List.of(header));
      (type == 1 ? readable : again).addAll(type == 1 ? again : List.of(range(0x800, 1)));
      Buffers writable = new Buffers(type == 1 ? List.of(range(0x800, 1)) : again);
      BlkRequest request =
          BlkRequest.of(new Chain(0, new Buffers(readable), writable)).orElseThrow();
      disk.transfers = 0;
      AtomicInteger asked = new AtomicInteger();
      request.execute(disk, "", false, () -> asked.incrementAndGet() > 3);
      assertEquals(3, disk.transfers);
      assertEquals(1, request.complete());
      assertEquals(1, status());
    }
  }

  /** Whatever a guest asks for, the disk is asked only for what it has. */
  @Test
  void randomRequestsNeverThrow() {
    long seed = System.nanoTime();
    System.err.println("BlkRequestTest seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] noise = new byte[64];
      random.nextBytes(noise);
      range(0, 64).copyIn(0, noise, 0, 64);
      range(0, 16).putInt(0, TYPES[random.nextInt(TYPES.length)]);
      if (random.nextBoolean()) {
        RawMemory.putLong(driver.host(FakeDriver.DATA) + 8, random.nextLong(-2, SECTORS + 2));
      }
      Chain chain = new Chain(0, pieces(random, true), pieces(random, false));
      Optional<BlkRequest> request = BlkRequest.of(chain);
      if (request.isPresent()) {
        request.get().execute(disk, "s", random.nextBoolean(), () -> false);
        long written = request.get().complete();
        assertTrue(written >= 1 && written <= chain.writable().length(), () -> "seed " + seed);
      }
    }
  }

  private Buffers pieces(Random random, boolean withHeader) {
    List<DmaRange> pieces = new ArrayList<>();
    if (withHeader) {
      pieces.add(range(0, 16));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      long length = random.nextBoolean() ? 512L << random.nextInt(5) : random.nextInt(1, 40);
      pieces.add(range(random.nextInt(0x4000), length));
    }
    return new Buffers(pieces);
  }
}
