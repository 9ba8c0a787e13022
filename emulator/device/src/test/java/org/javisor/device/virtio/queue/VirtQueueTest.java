package org.javisor.device.virtio.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import org.javisor.bus.dma.DmaMemory;
import org.javisor.bus.dma.DmaRange;
import org.javisor.device.virtio.FakeDriver;
import org.javisor.device.virtio.FakeDriver.Descriptor;
import org.javisor.host.HostException;
import org.javisor.host.memory.RawMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A queue against drivers that are right, wrong and hostile. */
class VirtQueueTest {
  private static final long DATA = FakeDriver.DATA;
  private static final long TABLE = FakeDriver.RAM + 0x8000;
  private static final int NEXT = FakeDriver.NEXT;
  private static final int WRITE = FakeDriver.WRITE;
  private static final int INDIRECT = FakeDriver.INDIRECT;

  private FakeDriver driver;
  private VirtQueue queue;

  @BeforeEach
  void start() throws HostException {
    driver = new FakeDriver();
    queue = new VirtQueue(new DmaMemory(driver.space));
    start(false);
  }

  @AfterEach
  void free() {
    driver.close();
  }

  private void start(boolean eventIndex) {
    queue.reset();
    queue.setPlace(
        new VirtQueue.Place(
            FakeDriver.QUEUE_SIZE, FakeDriver.DESCRIPTORS, FakeDriver.AVAILABLE, FakeDriver.USED));
    queue.start(eventIndex);
    assertFalse(queue.isBroken());
  }

  private Chain take() {
    return queue.poll().orElseThrow();
  }

  private void assertRefused() {
    driver.offer(0);
    assertTrue(queue.poll().isEmpty());
    assertTrue(queue.isBroken());
    assertTrue(queue.poll().isEmpty(), "it stays broken");
  }

  @Test
  void aChainIsItsBuffersInOrder() {
    driver.describe(3, new Descriptor(DATA, 16, NEXT, 1));
    driver.describe(1, new Descriptor(DATA + 0x100, 8, NEXT, 0));
    driver.describe(0, new Descriptor(DATA + 0x200, 4, WRITE, 0));
    driver.offer(3);
    Chain chain = take();
    assertEquals(3, chain.head());
    assertEquals(24, chain.readable().length());
    assertEquals(DATA + 0x100, chain.readable().ranges().get(1).gpa());
    assertEquals(4, chain.writable().length());
    assertTrue(queue.poll().isEmpty());
    assertFalse(queue.isBroken());
  }

  @Test
  void anIndirectTableIsAChainOfItsOwn() {
    driver.describe(2, new Descriptor(TABLE, 3 * 16, INDIRECT, 0));
    driver.describe(TABLE, 0, new Descriptor(DATA, 16, NEXT, 2));
    driver.describe(TABLE, 2, new Descriptor(DATA + 16, 512, NEXT | WRITE, 1));
    driver.describe(TABLE, 1, new Descriptor(DATA + 1024, 1, WRITE, 0));
    driver.offer(2);
    Chain chain = take();
    assertEquals(2, chain.head());
    assertEquals(16, chain.readable().length());
    assertEquals(513, chain.writable().length());
  }

  @Test
  void directBuffersMayComeBeforeAnIndirectTable() {
    driver.describe(0, new Descriptor(DATA, 16, NEXT, 1));
    driver.describe(1, new Descriptor(TABLE, 16, INDIRECT, 0));
    driver.describe(TABLE, 0, new Descriptor(DATA + 32, 5, WRITE, 0));
    driver.offer(0);
    Chain chain = take();
    assertEquals(16, chain.readable().length());
    assertEquals(5, chain.writable().length());
  }

  @Test
  void aLoopIsRefused() {
    driver.describe(0, new Descriptor(DATA, 16, NEXT, 1));
    driver.describe(1, new Descriptor(DATA, 16, NEXT, 0));
    assertRefused();
  }

  @Test
  void aHeadBeyondTheTableIsRefused() {
    driver.offer(FakeDriver.QUEUE_SIZE);
    assertTrue(queue.poll().isEmpty());
    assertTrue(queue.isBroken());
  }

  @Test
  void aNextBeyondTheTableIsRefused() {
    driver.describe(0, new Descriptor(DATA, 16, NEXT, 0xFFFF));
    assertRefused();
  }

  @Test
  void aBufferOutsideRamIsRefused() {
    long end = FakeDriver.RAM + FakeDriver.RAM_SIZE;
    driver.describe(0, new Descriptor(end - 8, 16, 0, 0));
    assertRefused();
  }

  @Test
  void aBufferOfFourGigabytesIsRefused() {
    driver.describe(0, new Descriptor(DATA, -1, WRITE, 0));
    assertRefused();
  }

  @Test
  void anEmptyBufferIsRefused() {
    driver.describe(0, new Descriptor(DATA, 0, WRITE, 0));
    assertRefused();
  }

  @Test
  void aReadableBufferBehindAWritableOneIsRefused() {
    driver.describe(0, new Descriptor(DATA, 16, WRITE | NEXT, 1));
    driver.describe(1, new Descriptor(DATA, 16, 0, 0));
    assertRefused();
  }

  @Test
  void anIndirectTableInAnIndirectTableIsRefused() {
    driver.describe(0, new Descriptor(TABLE, 16, INDIRECT, 0));
    driver.describe(TABLE, 0, new Descriptor(TABLE, 16, INDIRECT, 0));
    assertRefused();
  }

  @Test
  void anIndirectTableOfPartOfARowIsRefused() {
    driver.describe(0, new Descriptor(TABLE, 17, INDIRECT, 0));
    assertRefused();
  }

  @Test
  void anIndirectTableThatGoesOnIsRefused() {
    driver.describe(0, new Descriptor(TABLE, 16, INDIRECT | NEXT, 1));
    assertRefused();
  }

  @Test
  void anIndexThatLeapsIsRefused() {
    RawMemory.putShort(driver.host(FakeDriver.AVAILABLE) + 2, (short) (FakeDriver.QUEUE_SIZE + 1));
    assertTrue(queue.poll().isEmpty());
    assertTrue(queue.isBroken());
  }

  @Test
  void noMoreRequestsAreUnderWayThanTheQueueHasEntries() {
    driver.describe(0, new Descriptor(DATA, 16, WRITE, 0));
    Chain first = null;
    for (int i = 0; i < FakeDriver.QUEUE_SIZE; i++) {
      driver.offer(0);
      first = take();
    }
    driver.offer(0);
    assertTrue(queue.poll().isEmpty());
    assertFalse(queue.isBroken());
    queue.push(first, 0);
    assertTrue(queue.poll().isPresent());
  }

  @Test
  void aRequestIsGivenBackOnceOnly() {
    driver.describe(0, new Descriptor(DATA, 16, WRITE, 0));
    driver.offer(0);
    Chain chain = take();
    assertTrue(queue.push(chain, 16));
    assertFalse(queue.push(chain, 16));
    assertEquals(1, driver.usedIndex());
    assertEquals(new FakeDriver.Used(0, 16), driver.await());
  }

  @Test
  void whatWasTakenBeforeAResetIsNotGivenBack() {
    driver.describe(0, new Descriptor(DATA, 16, WRITE, 0));
    driver.offer(0);
    Chain chain = take();
    queue.reset();
    assertFalse(queue.push(chain, 16));
    assertEquals(0, driver.usedIndex());
  }

  @Test
  void aDriverThatWantsNoInterruptGetsNone() {
    driver.describe(0, new Descriptor(DATA, 16, WRITE, 0));
    RawMemory.putShort(driver.host(FakeDriver.AVAILABLE), (short) 1);
    driver.offer(0);
    assertFalse(queue.push(take(), 0));
  }

  @Test
  void withTheEventIndexTheInterruptComesWhenTheIndexIsPassed() {
    start(true);
    driver.describe(0, new Descriptor(DATA, 16, WRITE, 0));
    driver.setUsedEvent(1);
    driver.offer(0);
    driver.offer(0);
    driver.offer(0);
    assertFalse(queue.push(take(), 0));
    assertTrue(queue.push(take(), 0));
    assertFalse(queue.push(take(), 0));
  }

  @Test
  void withTheEventIndexTheDeviceAsksForTheNextNotification() {
    start(true);
    driver.describe(0, new Descriptor(DATA, 16, WRITE, 0));
    driver.offer(0);
    driver.offer(0);
    take();
    take();
    assertTrue(queue.poll().isEmpty());
    assertEquals(2, driver.availableEvent());
  }

  @Test
  void indicesWrapAround() {
    driver.describe(0, new Descriptor(DATA, 16, WRITE, 0));
    for (int i = 0; i < 70_000; i++) {
      driver.offer(0);
      queue.push(take(), i);
    }
    assertEquals(70_000 & 0xFFFF, driver.usedIndex());
    assertFalse(queue.isBroken());
  }

  /** Rings filled at random: whatever they say, all buffers are in RAM, and work is bounded. */
  @Test
  void hostileRingsReachNothingButRam() {
    long seed = System.nanoTime();
    System.err.println("VirtQueueTest seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 3_000; round++) {
      scramble(random);
      start(random.nextBoolean());
      int taken = 0;
      for (Optional<Chain> chain = queue.poll(); chain.isPresent(); chain = queue.poll()) {
        assertInRam(chain.get().readable());
        assertInRam(chain.get().writable());
        taken++;
        if (random.nextBoolean()) {
          queue.push(chain.get(), random.nextLong());
        }
        assertTrue(taken <= FakeDriver.QUEUE_SIZE, () -> "seed " + seed);
      }
      VirtQueue.State state = queue.save();
      queue.restore(state);
      assertEquals(state, queue.save());
    }
  }

  private void scramble(Random random) {
    for (int i = 0; i < FakeDriver.QUEUE_SIZE; i++) {
      driver.describe(i, row(random));
      driver.describe(TABLE, i, row(random));
    }
    long available = driver.host(FakeDriver.AVAILABLE);
    RawMemory.putShort(available, (short) random.nextInt(2));
    RawMemory.putShort(available + 2, (short) random.nextInt(FakeDriver.QUEUE_SIZE + 2));
    for (int i = 0; i <= FakeDriver.QUEUE_SIZE; i++) {
      RawMemory.putShort(available + 4 + 2L * i, (short) random.nextInt(FakeDriver.QUEUE_SIZE + 1));
    }
  }

  private static Descriptor row(Random random) {
    long gpa =
        switch (random.nextInt(6)) {
          case 0 -> random.nextLong();
          case 1 -> FakeDriver.RAM + FakeDriver.RAM_SIZE - random.nextInt(64);
          case 2 -> TABLE;
          default -> DATA + random.nextInt(4096);
        };
    int length = random.nextInt(8) == 0 ? random.nextInt() : 16 * (1 + random.nextInt(8));
    int flags = random.nextInt(12) == 0 ? random.nextInt() : random.nextInt(8);
    return new Descriptor(gpa, length, flags, random.nextInt(FakeDriver.QUEUE_SIZE + 1));
  }

  private void assertInRam(Buffers buffers) {
    for (DmaRange range : buffers.ranges()) {
      assertTrue(range.length() > 0);
      assertEquals(driver.space.ramAddress(range.gpa(), range.length()), range.hostAddress());
    }
  }
}
