package org.javisor.engine.mmu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.bus.memory.GuestRam;
import org.javisor.engine.translate.CodeCache;
import org.javisor.engine.vcpu.CpuState;
import org.javisor.host.HostException;
import org.javisor.host.memory.RawMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What fences make the soft TLB forget, and that it forgets nothing else: walks are counted. */
class FencesTest {
  private static final long BASE = 0x80000000L;
  private static final int RAM_PAGES = 64;

  /** Its pages do not meet the first 600 global ones in the second table. */
  private static final long OWN = 0x10000000L + 0x3C0 * 4096;

  private static final long GLOBAL = 0xFFFFFFC000000000L;
  private static final int PAGE = 12;

  private final AddressSpace memory = new AddressSpace();
  private final PagesCpu cpu = new PagesCpu();
  private GuestRam ram;
  private CodeCache codeCache;
  private CpuState state;
  private SoftTlb tlb;
  private GuestMemory guest;

  @BeforeEach
  void start() throws HostException {
    ram = GuestRam.allocate("ram", BASE, RAM_PAGES * 4096L);
    memory.map(ram);
    for (int i = 0; i < RAM_PAGES; i++) {
      RawMemory.putLong(ram.hostAddress() + 4096L * i, i);
    }
    codeCache = new CodeCache(memory, false, 1000);
    state = new CpuState();
    useTlb(SoftTlb.MIN_ENTRIES, SoftTlb.MAX_ENTRIES);
  }

  private void useTlb(int least, int most) throws HostException {
    if (tlb != null) {
      tlb.close();
    }
    tlb = new SoftTlb(state, least, most);
    DirtyLogs logs = new DirtyLogs(memory, () -> {});
    guest = new GuestMemory(new GuestMemory.Shared(memory, codeCache, logs), tlb, cpu);
    enter(1);
  }

  @AfterEach
  void free() {
    tlb.close();
    state.close();
    codeCache.close();
    ram.close();
  }

  private void enter(long space) {
    cpu.space = space;
    tlb.activateSpace(space);
  }

  /** Maps {@code count} pages from {@code address} on, in spaces 1 and 2, and reads them there. */
  private void use(long address, int count) {
    boolean global = address == GLOBAL;
    for (long space = 1; space <= 2; space++) {
      for (int i = 0; i < count; i++) {
        PagesCpu.Page page = new PagesCpu.Page(PAGE, physical(i), global);
        cpu.pages(space).put(address + 4096L * i, page);
      }
    }
    for (long space = 2; space >= 1; space--) {
      enter(space);
      read(address, count);
      read(address, count); // Tables grow, and are empty then.
    }
  }

  private static long physical(int page) {
    return BASE + 4096L * (page % RAM_PAGES);
  }

  private void read(long address, int count) {
    for (int i = 0; i < count; i++) {
      assertEquals(i % RAM_PAGES, guest.load(address + 4096L * i, 8, 0));
    }
  }

  /** How many walks it takes to read all of them again. */
  private int walks(long address, int count) {
    cpu.walks = 0;
    read(address, count);
    return cpu.walks;
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 220, 600})
  void aSpaceIsForgottenButForGlobalPages(int globals) {
    use(GLOBAL, globals);
    use(OWN, 30);
    tlb.flushSpace(1);
    assertEquals(0, walks(GLOBAL, globals));
    assertEquals(30, walks(OWN, 30));
    enter(2);
    assertEquals(0, walks(OWN, 30));
    assertEquals(0, walks(GLOBAL, globals));
  }

  @Test
  void aSpaceThatIsNotInUseIsForgottenBeforeItsNextUse() {
    use(GLOBAL, 20);
    use(OWN, 20);
    enter(2);
    tlb.flushSpace(1);
    enter(1);
    assertEquals(0, walks(GLOBAL, 20));
    assertEquals(20, walks(OWN, 20));
  }

  @Test
  void aSpaceIsForgottenOverAndOver() {
    use(GLOBAL, 100);
    for (int round = 0; round < 40; round++) {
      use(OWN, 400);
      tlb.flushSpace(1);
      tlb.flushSpace(2);
      assertEquals(400, walks(OWN, 400));
    }
    read(GLOBAL, 100);
    tlb.flushSpace(1);
    assertEquals(0, walks(GLOBAL, 100));
  }

  @Test
  void everythingIsForgottenInAllSpaces() {
    use(GLOBAL, 20);
    use(OWN, 20);
    tlb.flush();
    for (long space = 1; space <= 2; space++) {
      enter(space);
      assertEquals(20, walks(GLOBAL, 20));
      assertEquals(20, walks(OWN, 20));
    }
  }

  @Test
  void aPageIsForgottenInAllSpacesGlobalOrNot() {
    use(GLOBAL, 20);
    use(OWN, 20);
    tlb.flushPage(GLOBAL + 0x3123);
    tlb.flushPage(OWN + 0x4000);
    for (long space = 1; space <= 2; space++) {
      enter(space);
      assertEquals(1, walks(GLOBAL, 20));
      assertEquals(1, walks(OWN, 20));
    }
  }

  @Test
  void aPageOfASpaceIsForgottenUnlessItIsGlobal() {
    use(GLOBAL, 20);
    use(OWN, 20);
    tlb.flushPage(GLOBAL + 0x3000, 1);
    tlb.flushPage(OWN + 0x3000, 1);
    assertEquals(0, walks(GLOBAL, 20));
    assertEquals(1, walks(OWN, 20));
    enter(2);
    assertEquals(0, walks(OWN, 20));
  }

  @Test
  void aPageThatIsGlobalNoLongerBelongsToItsSpace() {
    use(GLOBAL, 2);
    cpu.pages(1).put(GLOBAL, new PagesCpu.Page(PAGE, physical(0), false));
    tlb.flushPage(GLOBAL);
    read(GLOBAL, 2);
    tlb.flushSpace(1);
    assertEquals(1, walks(GLOBAL, 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 21, 30, 39, 48})
  void aLargePageIsForgottenWhereverItIsNamed(int shift) {
    long size = 1L << shift;
    use(OWN, 20);
    cpu.pages(1).put(1L << 50, new PagesCpu.Page(shift, physical(7), false));
    cpu.pages(1).put(1L << 51, new PagesCpu.Page(shift, physical(8), true));
    // Places that do not meet in the tables.
    long[] own = {1L << 50, (1L << 50) + size - 0x3000};
    long[] global = {(1L << 51) + 0x7000, (1L << 51) + size - 0x6000};
    assertEquals(4, walks(own, 7) + walks(global, 8));
    assertEquals(0, walks(own, 7) + walks(global, 8));
    tlb.flushPage((1L << 50) + size / 2, 1);
    tlb.flushPage((1L << 51) + size / 2, 1);
    assertEquals(0, walks(global, 8));
    assertEquals(2, walks(own, 7));
    tlb.flushPage((1L << 51) + size / 2);
    assertEquals(2, walks(global, 8));
    assertEquals(0, walks(own, 7));
    assertEquals(0, walks(OWN, 20));
  }

  private int walks(long[] addresses, long value) {
    cpu.walks = 0;
    for (long address : addresses) {
      assertEquals(value, guest.load(address, 8, 0));
    }
    return cpu.walks;
  }

  @Test
  void jumpsIntoGlobalCodeOutliveAFenceOfTheSpace() {
    use(GLOBAL, 3);
    use(OWN, 3);
    long[] codes = {GLOBAL + 8, GLOBAL + 0x1008, OWN + 16, OWN + 0x1010};
    JumpTable jumps = tlb.jumps();
    for (long pc : codes) {
      jumps.put(pc, JumpTable.modeTag(pc < 0 ? 0x7F : 0x15), pc + 1);
    }
    jumps.note(GLOBAL + 0x2000);
    tlb.flushPage(OWN + 0x1000, 2);
    tlb.flushPage(GLOBAL, 1);
    for (long pc : codes) {
      assertEquals(pc + 1, jumps.find(pc, JumpTable.modeTag(pc < 0 ? 0x7F : 0x15)));
    }
    tlb.flushSpace(1);
    for (long pc : codes) {
      long found = jumps.find(pc, JumpTable.modeTag(pc < 0 ? 0x7F : 0x15));
      assertEquals(pc < 0 ? pc + 1 : 0, found);
    }
    tlb.flushPage(GLOBAL);
    assertEquals(0, jumps.find(GLOBAL + 8, JumpTable.modeTag(0x7F)));
  }

  @Test
  void codeThatGoesOnInAPageOfTheSpaceIsForgottenWithIt() {
    use(GLOBAL, 1);
    long next = GLOBAL + 4096;
    cpu.pages(1).put(next, new PagesCpu.Page(PAGE, physical(1), false));
    assertEquals(1, guest.load(next, 8, 0));
    JumpTable jumps = tlb.jumps();
    jumps.put(next - 2, JumpTable.modeTag(3), 1);
    jumps.note(next);
    tlb.flushPage(next, 1);
    assertEquals(0, jumps.find(next - 2, JumpTable.modeTag(3)));
  }

  /** Mappings change, fences that cover the change follow: nothing old is ever seen. */
  @ParameterizedTest
  @ValueSource(ints = {2, 8, 256})
  void whatChangesIsSeenAfterAnyFenceThatCoversIt(int entries) throws HostException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    useTlb(entries, 4 * entries);
    List<Long> addresses = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      addresses.add(OWN + 4096L * random.nextInt(64));
      addresses.add(GLOBAL + 4096L * random.nextInt(64));
      addresses.add((1L << 40) + ((long) i << 21));
    }
    for (int step = 0; step < 20_000; step++) {
      long address = addresses.get(random.nextInt(addresses.size()));
      long space = 1 + random.nextInt(20);
      if (random.nextInt(8) == 0 || !cpu.pages(space).containsKey(address)) {
        change(random, address, space);
      }
      enter(space);
      long expected = cpu.pages(space).get(address).physical() - BASE >>> 12;
      assertEquals(expected, guest.load(address, 8, 0), "seed " + seed + ", step " + step);
    }
    assertNotEquals(0, cpu.walks);
  }

  private void change(Random random, long address, long space) {
    boolean global = address < 0 && random.nextBoolean();
    PagesCpu.Page old = cpu.pages(space).get(address);
    int shift = address >= 1L << 40 ? 21 : PAGE;
    PagesCpu.Page now = new PagesCpu.Page(shift, physical(random.nextInt(64)), global);
    cpu.pages(space).put(address, now);
    boolean wasGlobal = old != null && old.global();
    int form = random.nextInt(wasGlobal ? 2 : 4);
    long named = address + random.nextInt(1 << shift);
    switch (form) {
      case 0 -> tlb.flushPage(named);
      case 1 -> {
        if (random.nextInt(10) == 0) {
          tlb.flush();
        } else {
          tlb.flushPage(named);
        }
      }
      case 2 -> tlb.flushPage(named, space);
      default -> tlb.flushSpace(space);
    }
  }
}
