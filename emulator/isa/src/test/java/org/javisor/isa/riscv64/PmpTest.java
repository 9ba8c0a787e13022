package org.javisor.isa.riscv64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Physical memory protection: matching, rights, locks, and how far an answer holds. */
class PmpTest {
  private static final int TOR = 1 << 3;
  private static final int NA4 = 2 << 3;
  private static final int NAPOT = 3 << 3;
  private static final int LOCK = 0x80;
  private static final int R = 1;
  private static final int W = 2;
  private static final int X = 4;

  private static String rights(Pmp pmp, long address, boolean machine) {
    pmp.find(address, machine);
    return (pmp.allows(R) ? "r" : "-") + (pmp.allows(W) ? "w" : "-") + (pmp.allows(X) ? "x" : "-");
  }

  @Test
  void withoutEntriesOnlyMachineModeMayDoAnything() {
    Pmp pmp = new Pmp();
    assertEquals("rwx", rights(pmp, 0x80000000L, true));
    assertEquals("---", rights(pmp, 0x80000000L, false));
    pmp.openAll();
    assertEquals("rwx", rights(pmp, 0, false));
    assertEquals("rwx", rights(pmp, 0x00FFFFFFFFFFFFFFL, false));
    assertEquals(4096, pmp.block());
  }

  @ParameterizedTest
  @CsvSource({
    // address register, configuration, first byte, byte behind the last
    "20000000, 17, 80000000, 80000004", // NA4
    "20000000, 1F, 80000000, 80000008", // NAPOT, 8 bytes
    "20000001, 1F, 80000000, 80000010",
    "200001FF, 1F, 80000000, 80001000",
    "2000FFFF, 1F, 80000000, 80080000",
    "20000400, 0F, 00000000, 80001000", // TOR from 0, entry 0
  })
  void anEntryMatchesItsBytes(String address, String config, String first, String behind) {
    Pmp pmp = new Pmp();
    pmp.writeAddress(0, Long.parseLong(address, 16));
    pmp.writeConfig(0, Integer.parseInt(config, 16));
    long from = Long.parseLong(first, 16);
    long to = Long.parseLong(behind, 16);
    assertEquals("rwx", rights(pmp, from, false));
    assertEquals("rwx", rights(pmp, to - 1, false));
    assertEquals("---", rights(pmp, to, false));
    if (from > 0) {
      assertEquals("---", rights(pmp, from - 1, false));
    }
  }

  @Test
  void aRangeBeginsWhereTheEntryBelowEnds() {
    Pmp pmp = new Pmp();
    pmp.writeAddress(3, 0x1000 >> 2);
    pmp.writeAddress(4, 0x2004 >> 2);
    pmp.writeConfig(0, (long) (TOR | R) << 32);
    assertEquals("---", rights(pmp, 0xFFF, false));
    assertEquals("r--", rights(pmp, 0x1000, false));
    assertEquals("r--", rights(pmp, 0x2003, false));
    assertEquals(4, pmp.block());
    assertEquals("---", rights(pmp, 0x2004, false));
    pmp.writeAddress(4, 0x1000 >> 2);
    assertEquals("---", rights(pmp, 0x1000, false), "an empty range");
    pmp.writeAddress(4, 0x800 >> 2);
    assertEquals("---", rights(pmp, 0x900, false), "a range upside down");
  }

  @Test
  void theLowestNumberWins() {
    Pmp pmp = new Pmp();
    pmp.writeAddress(0, 0x80000000L >> 2 | 0x1FF);
    pmp.writeAddress(1, -1);
    pmp.writeConfig(0, NAPOT | R | (NAPOT | R | W | X) << 8);
    assertEquals("r--", rights(pmp, 0x80000FFFL, false));
    assertEquals("rwx", rights(pmp, 0x80001000L, false));
  }

  @Test
  void lockedEntriesBindMachineModeAndStay() {
    Pmp pmp = new Pmp();
    pmp.writeAddress(2, 0x1000);
    pmp.writeAddress(3, 0x2000);
    pmp.writeConfig(0, (long) (LOCK | TOR | R) << 24);
    assertEquals("r--", rights(pmp, 0x4000, true));
    assertEquals("rwx", rights(pmp, 0x3FFC, true));
    pmp.writeConfig(0, 0);
    pmp.writeAddress(2, 0);
    pmp.writeAddress(3, 0);
    assertEquals(0x1000, pmp.readAddress(2), "the lower end of a locked range");
    assertEquals(0x2000, pmp.readAddress(3));
    assertEquals((long) (LOCK | TOR | R) << 24, pmp.readConfig(0));
    pmp.reset();
    assertEquals(0, pmp.readConfig(0));
  }

  @Test
  void registersKeepLegalValues() {
    Pmp pmp = new Pmp();
    pmp.writeConfig(2, 0x6061626364656667L);
    assertEquals(0, pmp.readConfig(2) & 0x6060606060606060L, "two bits of each entry are fixed");
    assertEquals(0, pmp.readConfig(0));
    pmp.writeAddress(15, -1);
    assertEquals((1L << 54) - 1, pmp.readAddress(15));
  }

  /** Every byte of the block that is said to be alike is alike, and no larger block is. */
  @Test
  void blocksAreAlikeThroughout() {
    long seed = 20261125;
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      Pmp pmp = new Pmp();
      long configs = 0;
      for (int i = 0; i < 8; i++) {
        pmp.writeAddress(i, random.nextInt(0x3000) >> random.nextInt(8));
        configs = configs << 8 | random.nextInt(32) & ~W;
      }
      pmp.writeConfig(0, configs);
      for (int i = 0; i < 100; i++) {
        long address = random.nextInt(0xC000);
        String expected = rights(pmp, address, false);
        long block = pmp.block();
        assertTrue(block >= 4 && block <= 4096 && Long.bitCount(block) == 1);
        long base = address & -block;
        for (int k = 0; k < 16; k++) {
          long other = base + random.nextInt((int) block);
          assertEquals(expected, rights(pmp, other, false), "seed " + seed + " at " + other);
        }
      }
    }
  }

  @Test
  void fourBytesAreTheFinestEntry() {
    Pmp pmp = new Pmp();
    pmp.writeAddress(0, 0x1004 >> 2);
    pmp.writeConfig(0, NA4 | R);
    pmp.find(0x1000, true);
    assertEquals(4, pmp.block());
    pmp.find(0x1004, true);
    assertEquals(4, pmp.block());
    pmp.find(0x1008, true);
    assertEquals(8, pmp.block());
    pmp.find(0x2000, true);
    assertEquals(4096, pmp.block());
    assertFalse(rights(pmp, 0x1004, false).contains("w"));
  }
}
