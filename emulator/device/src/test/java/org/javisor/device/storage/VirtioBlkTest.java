package org.javisor.device.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.javisor.backend.block.BlockBackend;
import org.javisor.backend.block.file.FileNode;
import org.javisor.backend.block.filter.DebugNode;
import org.javisor.backend.block.filter.DebugRule;
import org.javisor.backend.job.ErrorPolicy;
import org.javisor.device.virtio.FakeDriver;
import org.javisor.device.virtio.FakeDriver.Descriptor;
import org.javisor.device.virtio.FakeDriver.Used;
import org.javisor.host.Errno;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.memory.RawMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The block device over a real file. */
class VirtioBlkTest {
  private static final int SECTORS = 64;
  private static final long HEADER = FakeDriver.DATA;
  private static final long STATUS = FakeDriver.DATA + 0x100;
  private static final long BUFFER = FakeDriver.DATA + 0x1000;
  private static final int NEXT = FakeDriver.NEXT;
  private static final int WRITE = FakeDriver.WRITE;
  private static final int IN = 0;
  private static final int OUT = 1;
  private static final int FLUSH = 4;
  private static final int GET_ID = 8;
  private static final int DISCARD = 11;
  private static final int WRITE_ZEROES = 13;
  private static final int OK = 0;
  private static final int IOERR = 1;
  private static final int UNSUPPORTED = 2;
  private static final long FEATURE_FLUSH = 1 << 9;
  private static final DiskErrors REPORTED =
      new DiskErrors(ErrorPolicy.REPORT, ErrorPolicy.REPORT, (_, _, _) -> {});

  @TempDir Path folder;
  private final Queue<String> heard = new ConcurrentLinkedQueue<>();
  private FakeDriver driver;
  private Path file;
  private BlockBackend disk;
  private VirtioBlk blk;

  @BeforeEach
  void create() throws IOException {
    driver = new FakeDriver();
    file = folder.resolve("disk.img");
    byte[] content = new byte[SECTORS * 512];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (i / 512);
    }
    Files.write(file, content);
  }

  @AfterEach
  void free() throws IOException {
    blk.close();
    disk.close();
    driver.close();
  }

  private void start(boolean readOnly) throws IOException {
    Fd fd = Fd.open(file, readOnly ? AccessMode.READ_ONLY : AccessMode.READ_WRITE);
    disk = new FileNode("root", fd, fd::close, readOnly);
    blk =
        new VirtioBlk(
            new VirtioBlk.Config("serial-1", Optional.empty(), REPORTED), disk, driver.space);
    driver.start(blk, FEATURE_FLUSH);
  }

  /** Header in descriptor 0, data in 1 (unless none), status in 2; the status that comes back. */
  private int request(int type, long sector, int bytes) {
    header(type, sector);
    driver.describe(0, new Descriptor(HEADER, 16, NEXT, bytes > 0 ? 1 : 2));
    boolean toGuest = type == IN || type == GET_ID;
    driver.describe(1, new Descriptor(BUFFER, bytes, NEXT | (toGuest ? WRITE : 0), 2));
    driver.describe(2, new Descriptor(STATUS, 1, WRITE, 0));
    driver.offer(0);
    driver.kick();
    Used used = driver.await();
    assertEquals(0, used.head());
    int status = RawMemory.getByte(driver.host(STATUS));
    assertEquals(status == OK && toGuest ? bytes + 1 : 1, used.length());
    return status;
  }

  private void header(int type, long sector) {
    RawMemory.putInt(driver.host(HEADER), type);
    RawMemory.putLong(driver.host(HEADER) + 8, sector);
    RawMemory.putByte(driver.host(STATUS), (byte) 0xEE);
  }

  private byte guestByte(int offset) {
    return RawMemory.getByte(driver.host(BUFFER) + offset);
  }

  @Test
  void theConfigurationSpaceTellsTheDisk() throws IOException {
    start(false);
    assertEquals(SECTORS, driver.read(0x100));
    assertEquals(0, driver.read(0x104));
    assertEquals(254, driver.read(0x10C));
    assertEquals(512, driver.read(0x114));
    assertEquals(0, driver.read(0x200));
  }

  @Test
  void sectorsAreRead() throws IOException {
    start(false);
    assertEquals(OK, request(IN, 5, 1024));
    assertEquals(5, guestByte(0));
    assertEquals(5, guestByte(511));
    assertEquals(6, guestByte(512));
    assertTrue(driver.irq.isHigh());
    assertTrue(driver.writtenBytes.get() >= 1025, "CPUs hear of what was written");
  }

  @Test
  void sectorsAreWritten() throws IOException {
    start(false);
    RawMemory.fill(driver.host(BUFFER), 512, (byte) 0x77);
    assertEquals(OK, request(OUT, 63, 512));
    assertEquals(OK, request(FLUSH, 0, 0));
    byte[] content = Files.readAllBytes(file);
    assertEquals(0x77, content[63 * 512]);
    assertEquals(62, content[63 * 512 - 1]);
    assertEquals(SECTORS * 512, content.length);
  }

  @Test
  void whatLiesBehindTheEndIsAnError() throws IOException {
    start(false);
    assertEquals(IOERR, request(IN, SECTORS, 512));
    assertEquals(IOERR, request(IN, SECTORS - 1, 1024));
    assertEquals(IOERR, request(OUT, SECTORS, 512));
    assertEquals(IOERR, request(IN, -1, 512));
    assertEquals(IOERR, request(OUT, Long.MAX_VALUE, 512));
    assertEquals(IOERR, request(OUT, Long.MAX_VALUE / 512 + 1, 512));
    assertEquals(SECTORS * 512, Files.size(file));
  }

  @Test
  void partOfASectorIsAnError() throws IOException {
    start(false);
    assertEquals(IOERR, request(IN, 0, 100));
  }

  @Test
  void aReadOnlyDiskSaysSoAndRefusesWrites() throws IOException {
    start(true);
    assertTrue((blk.features() & 1 << 5) != 0);
    assertEquals(OK, request(IN, 0, 512));
    assertEquals(IOERR, request(OUT, 0, 512));
    assertEquals(IOERR, zeroes(0, 1, 0));
    assertEquals(0, blk.features() & 1 << 13);
    assertEquals(IOERR, overRange(DISCARD, 0, 1, 0));
  }

  @Test
  void theSerialNumberFillsTwentyBytes() throws IOException {
    start(false);
    RawMemory.fill(driver.host(BUFFER), 32, (byte) 0x11);
    assertEquals(OK, request(GET_ID, 0, 20));
    byte[] id = new byte[21];
    RawMemory.copyOut(driver.host(BUFFER), id, 0, 21);
    byte[] expected = Arrays.copyOf("serial-1".getBytes(StandardCharsets.US_ASCII), 21);
    expected[20] = 0x11;
    assertEquals(Arrays.toString(expected), Arrays.toString(id));
  }

  @Test
  void anUnknownRequestIsUnsupported() throws IOException {
    start(false);
    assertEquals(UNSUPPORTED, request(99, 0, 512));
    assertEquals(UNSUPPORTED, request(-1, 0, 0));
  }

  private int zeroes(long sector, int sectors, int flags) {
    return overRange(WRITE_ZEROES, sector, sectors, flags);
  }

  private int overRange(int type, long sector, int sectors, int flags) {
    RawMemory.putLong(driver.host(BUFFER), sector);
    RawMemory.putInt(driver.host(BUFFER) + 8, sectors);
    RawMemory.putInt(driver.host(BUFFER) + 12, flags);
    return request(type, 0, 16);
  }

  @Test
  void whatIsNotNeededIsDiscardedWithinTheDisk() throws IOException {
    start(false);
    assertTrue((blk.features() & 1 << 13) != 0);
    assertEquals((1 << 22) - 1, driver.read(0x124));
    assertEquals(1, driver.read(0x128));
    assertEquals(1, driver.read(0x12C));
    assertEquals(OK, overRange(DISCARD, 8, 8, 0));
    assertEquals(UNSUPPORTED, overRange(DISCARD, 8, 8, 1));
    assertEquals(IOERR, overRange(DISCARD, SECTORS - 1, 2, 0));
    assertEquals(IOERR, overRange(DISCARD, -1, 1, 0));
    assertEquals(IOERR, overRange(DISCARD, 0, 1 << 22, 0));
    assertEquals(IOERR, request(DISCARD, 0, 32));
    byte[] content = Files.readAllBytes(file);
    assertEquals(7, content[8 * 512 - 1]);
    assertEquals(0, content[8 * 512]); // whole blocks of the host's are given back
    assertEquals(0, content[16 * 512 - 1]);
    assertEquals(SECTORS * 512, content.length);
  }

  @Test
  void zeroesAreWrittenWithinTheDisk() throws IOException {
    start(false);
    assertEquals(OK, zeroes(10, 2, 0));
    assertEquals(OK, zeroes(10, 2, 1)); // it may give room back
    assertEquals(UNSUPPORTED, zeroes(10, 2, 2));
    assertEquals(IOERR, zeroes(SECTORS - 1, 2, 0));
    assertEquals(IOERR, zeroes(0, -1, 0));
    byte[] content = Files.readAllBytes(file);
    assertEquals(9, content[10 * 512 - 1]);
    assertEquals(0, content[10 * 512]);
    assertEquals(0, content[12 * 512 - 1]);
    assertEquals(12, content[12 * 512]);
  }

  @Test
  void aDriverMayCutARequestAnywhere() throws IOException {
    start(false);
    header(IN, 7);
    driver.describe(0, new Descriptor(HEADER, 3, NEXT, 1));
    driver.describe(1, new Descriptor(HEADER + 3, 13, NEXT, 2));
    driver.describe(2, new Descriptor(BUFFER, 100, NEXT | WRITE, 3));
    driver.describe(3, new Descriptor(BUFFER + 0x800, 413, WRITE, 0));
    driver.offer(0);
    driver.kick();
    assertEquals(513, driver.await().length());
    assertEquals(7, guestByte(99));
    assertEquals(7, guestByte(0x800 + 411));
    assertEquals(OK, guestByte(0x800 + 412));
  }

  @Test
  void aRequestWithoutHeaderOrStatusNeedsAReset() throws IOException {
    start(false);
    driver.describe(0, new Descriptor(HEADER, 8, NEXT, 1));
    driver.describe(1, new Descriptor(STATUS, 1, WRITE, 0));
    driver.offer(0);
    driver.kick();
    assertTrue(driver.needsReset());
    driver.initialize(FEATURE_FLUSH);
    driver.describe(0, new Descriptor(HEADER, 16, 0, 0));
    driver.offer(0);
    driver.kick();
    assertTrue(driver.needsReset());
    driver.initialize(FEATURE_FLUSH);
    assertEquals(OK, request(IN, 1, 512));
  }

  @Test
  void afterAResetNothingComesBack() throws IOException {
    start(false);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      header(IN, 0);
      driver.describe(0, new Descriptor(HEADER, 16, NEXT, 1));
      driver.describe(1, new Descriptor(BUFFER, 16384, NEXT | WRITE, 2));
      driver.describe(2, new Descriptor(STATUS, 1, WRITE, 0));
      int requests = random.nextInt(1, FakeDriver.QUEUE_SIZE);
      for (int i = 0; i < requests; i++) {
        driver.offer(0);
      }
      driver.kick();
      driver.write(0x70, 0);
      // From here on the memory is the guest's alone.
      RawMemory.fill(driver.host(BUFFER), 16384, (byte) 0x33);
      RawMemory.putShort(driver.host(FakeDriver.USED) + 2, (short) 0);
      driver.initialize(FEATURE_FLUSH);
      assertEquals(OK, request(FLUSH, 0, 0), () -> "seed " + seed);
      assertEquals(0x33, guestByte(0));
      assertEquals(0x33, guestByte(16383));
      assertEquals(1, driver.usedIndex());
    }
  }

  @Test
  void aFloodOfTheSameRequestIsServedInBoundedSteps() throws IOException {
    start(false);
    header(IN, 0);
    driver.describe(0, new Descriptor(HEADER, 16, NEXT, 1));
    driver.describe(1, new Descriptor(BUFFER, 512, NEXT | WRITE, 2));
    driver.describe(2, new Descriptor(STATUS, 1, WRITE, 0));
    int served = 0;
    int offered = 0;
    while (served < 2_000) {
      while (offered - served < FakeDriver.QUEUE_SIZE) {
        driver.offer(0);
        offered++;
        driver.kick();
      }
      assertEquals(new Used(0, 513), driver.await());
      served++;
    }
    assertFalse(driver.needsReset());
  }

  /** A disk over the file with which things go wrong, and a device for it. */
  private void start(DebugRule.Action action, ErrorPolicy policy) throws IOException {
    Fd fd = Fd.open(file, AccessMode.READ_WRITE);
    FileNode node = new FileNode("root", fd, fd::close, false);
    List<DebugRule> rules =
        List.of(
            new DebugRule(DebugRule.Event.READ_AIO, 0, action),
            new DebugRule(DebugRule.Event.WRITE_AIO, 0, action));
    disk = new DebugNode(node, rules, false);
    DiskErrors.Listener listener =
        (reading, done, why) -> heard.add((reading ? "read " : "write ") + done.text());
    blk =
        new VirtioBlk(
            new VirtioBlk.Config("", Optional.empty(), new DiskErrors(policy, policy, listener)),
            disk,
            driver.space);
    driver.start(blk, FEATURE_FLUSH);
  }

  private static DebugRule.Action fail(Errno errno) {
    return new DebugRule.Action.Fail(
        errno.number(),
        Set.of(DebugRule.Request.READ, DebugRule.Request.WRITE),
        OptionalLong.of(512),
        true);
  }

  private void submit(int type) {
    header(type, 1);
    driver.describe(0, new Descriptor(HEADER, 16, NEXT, 1));
    driver.describe(1, new Descriptor(BUFFER, 512, NEXT | (type == IN ? WRITE : 0), 2));
    driver.describe(2, new Descriptor(STATUS, 1, WRITE, 0));
    driver.offer(0);
    driver.kick();
  }

  private void awaitHeard(int count) {
    while (heard.size() < count) {
      Thread.onSpinWait();
    }
  }

  private void resume() {
    driver.space.lock().lock();
    try {
      blk.resumed();
    } finally {
      driver.space.lock().unlock();
    }
  }

  @Test
  void aRequestThatFailedIsTriedAgainWhenTheGuestGoesOn() throws IOException {
    start(fail(Errno.ENOSPC), ErrorPolicy.ENOSPC);
    submit(OUT);
    awaitHeard(1);
    assertEquals(0, driver.usedIndex());
    resume();
    assertEquals(new Used(0, 1), driver.await());
    assertEquals(OK, RawMemory.getByte(driver.host(STATUS)));
    submit(IN);
    awaitHeard(2);
    resume();
    assertEquals(new Used(0, 513), driver.await());
    assertEquals(OK, RawMemory.getByte(driver.host(STATUS)));
    resume(); // nothing is left
    assertEquals(2, driver.usedIndex());
    assertEquals(List.of("write stop", "read stop"), List.copyOf(heard));
  }

  @Test
  void otherErrorsThanAFullHostAreReported() throws IOException {
    start(fail(Errno.EIO), ErrorPolicy.ENOSPC);
    assertEquals(IOERR, request(OUT, 1, 512));
    assertEquals(OK, request(OUT, 1, 512));
    assertEquals(List.of("write report"), List.copyOf(heard));
  }

  @Test
  void anErrorMayBeIgnored() throws IOException {
    start(fail(Errno.EIO), ErrorPolicy.IGNORE);
    assertEquals(OK, request(IN, 1, 512));
    assertEquals(List.of("read ignore"), List.copyOf(heard));
  }

  @Test
  void aResetForgetsWhatHasFailed() throws IOException {
    start(fail(Errno.EIO), ErrorPolicy.STOP);
    submit(IN);
    awaitHeard(1);
    driver.initialize(FEATURE_FLUSH);
    resume();
    assertEquals(OK, request(FLUSH, 0, 0));
    assertEquals(1, driver.usedIndex());
  }

  @Test
  void afterItsEndItTouchesNoMemory() throws IOException {
    for (int round = 0; round < 200; round++) {
      start(false);
      header(IN, 0);
      driver.describe(0, new Descriptor(HEADER, 16, NEXT, 1));
      driver.describe(1, new Descriptor(BUFFER, 512, NEXT | WRITE, 2));
      driver.describe(2, new Descriptor(STATUS, 1, WRITE, 0));
      for (int i = 0; i < FakeDriver.QUEUE_SIZE; i++) {
        driver.offer(0);
      }
      driver.kick();
      free(); // what still reached for the guest's memory would end the JVM
      driver = new FakeDriver();
    }
    start(false);
  }

  @Test
  void aDiskThatFailsIsAnErrorForTheDriver() throws IOException {
    start(false);
    try (Fd fd = Fd.open(file, AccessMode.READ_WRITE)) {
      fd.truncate(512);
    }
    assertEquals(IOERR, request(IN, 1, 512));
    assertEquals(OK, request(IN, 0, 512));
  }
}
