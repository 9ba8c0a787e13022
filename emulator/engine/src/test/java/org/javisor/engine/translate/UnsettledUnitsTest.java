package org.javisor.engine.translate;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.javisor.bus.memory.AddressSpace;
import org.javisor.bus.memory.GuestRam;
import org.javisor.engine.mmu.SoftTlb;
import org.javisor.engine.vcpu.CpuState;
import org.javisor.host.HostException;
import org.javisor.host.memory.RawMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stores that were under way when their page got code: as if the other vCPU stood still there. */
class UnsettledUnitsTest {
  private static final long BASE = 0x80000000L;
  private static final byte[] CODE = {1, 2, 3, 4};

  private final AddressSpace memory = new AddressSpace();
  private GuestRam ram;
  private CpuState own;
  private CpuState other;
  private SoftTlb ownTlb;
  private SoftTlb otherTlb;
  private CodeCache cache;

  private static final class Plain extends Unit {
    Plain(long physical) {
      super(new UnitKey(physical, physical, 0), CODE.length);
    }
  }

  @BeforeEach
  void twoCpus() throws HostException {
    ram = GuestRam.allocate("ram", BASE, 1 << 16);
    memory.map(ram);
    cache = new CodeCache(memory, false, 1000);
    own = new CpuState();
    other = new CpuState();
    ownTlb = new SoftTlb(own);
    otherTlb = new SoftTlb(other);
    cache.addTlb(ownTlb);
    cache.addTlb(otherTlb);
  }

  @AfterEach
  void free() {
    ownTlb.close();
    otherTlb.close();
    own.close();
    other.close();
    ram.close();
  }

  /** A unit in page {@code page}, as the translator makes one. */
  private Unit translate(int page) {
    long physical = BASE + 4096L * page;
    cache.lock().lock();
    try {
      cache.protect(physical, ownTlb);
      RawMemory.copyIn(CODE, 0, ram.hostAddress() + 4096L * page, CODE.length);
      Unit unit = new Plain(physical);
      cache.add(unit);
      if (cache.isUnsettled()) {
        cache.lookAgain(unit, CODE);
      }
      return unit;
    } finally {
      cache.lock().unlock();
    }
  }

  private void storeUnnoticed(int page) {
    RawMemory.putByte(ram.hostAddress() + 4096L * page + 2, (byte) 9);
  }

  @Test
  void nothingIsLookedAtAgainWhileNobodyElseExecutes() {
    own.beginStores();
    assertTrue(translate(0).valid());
    assertFalse(own.isCodeUnsettled());
  }

  @Test
  void aStoreThatWasUnderWayIsFoundByWhoeverExecutesABarrier() {
    other.beginStores();
    Unit changed = translate(0);
    Unit same = translate(1);
    assertTrue(own.isCodeUnsettled());
    assertTrue(other.isCodeUnsettled());
    storeUnnoticed(0);
    cache.settle();
    assertFalse(changed.valid());
    assertTrue(same.valid());
    storeUnnoticed(1);
    cache.settle();
    assertFalse(same.valid());
  }

  @Test
  void itIsLookedForOnceMoreWhenTheOtherHasPassed() {
    other.beginStores();
    Unit unit = translate(0);
    cache.settle();
    assertTrue(other.isCodeUnsettled());
    storeUnnoticed(0);
    other.beginStores();
    cache.settle();
    assertFalse(unit.valid());
    assertFalse(own.isCodeUnsettled());
    assertFalse(other.isCodeUnsettled());
  }

  @Test
  void anAnswerToAnEarlierQuestionIsNone() {
    other.beginStores();
    Unit first = translate(0);
    other.beginStores();
    Unit second = translate(1);
    cache.settle();
    storeUnnoticed(0);
    storeUnnoticed(1);
    cache.settle();
    assertTrue(first.valid(), "was for the last time");
    assertFalse(second.valid());
    other.endStores();
    cache.settle();
    assertFalse(own.isCodeUnsettled());
  }

  @Test
  void aCpuThatComesLaterIsAskedNothingOld() throws HostException {
    other.beginStores();
    Unit unit = translate(0);
    try (CpuState third = new CpuState();
        SoftTlb thirdTlb = new SoftTlb(third)) {
      cache.addTlb(thirdTlb);
      third.beginStores();
      assertTrue(third.isCodeUnsettled());
      other.endStores();
      cache.settle();
      assertFalse(third.isCodeUnsettled());
      assertTrue(unit.valid());
      cache.removeTlb(thirdTlb);
    }
  }

  @Test
  void whoIsInTheWayForLongIsAskedForAttentionAndTheOldestUnitsGo() {
    other.beginStores();
    Unit first = translate(0);
    for (int i = 1; i < 64; i++) {
      translate(i % 16);
    }
    assertTrue(other.attention());
    assertTrue(first.valid());
    for (int i = 64; i <= 4096; i++) {
      translate(i % 16);
    }
    assertFalse(first.valid());
  }
}
