package org.javisor.system.main;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/**
 * A bare-metal program whose every trap leads to one handler, which starts random code at a random
 * place with random registers, privilege, delegation, protection and translation.
 *
 * <p>The code loads and stores at every region of the machine, changes itself, its page tables and
 * its CSRs. An interrupt ends what would loop; locked protection entries keep the handler's pages
 * accessible, and those of other harts not. Where the code has led the handler astray nothing goes
 * on until a reset.
 *
 * <p>Each hart has a program of its own: pages for its handler, state and tables, all harts' one
 * behind the other, and behind those its code, which others change, too.
 */
final class TortureGuest {
  static final long BASE = 0x80000000L;

  /** There is room for so many. */
  static final int HARTS = 4;

  private static final int STATE = 0x1000;
  private static final int SATPS = STATE + 64;
  private static final int POINTERS = 0x2000;
  private static final int POINTER_COUNT = 512;
  private static final int TABLES = 0x4000;
  private static final int PAGE = 0x1000;
  private static final int HART_SIZE = 0x10000;
  private static final int CODE = HARTS * HART_SIZE;
  private static final int CODE_SIZE = 0x14000;

  /** Words that are each hart's own. */
  private static final int OWN_PAGES = 0x200022b7;

  private static final int TIMER = 0x0083b023;
  private static final int OWN_CODE = 0x000403b7;

  /**
   * Where a hart's handler begins: x1 points to itself, x2 to the state; x6 is the random number.
   */
  private static final int[] HANDLER = {
    0x000202b7, // lui x5,0x20
    0x3002b073, // csrrc x0,mstatus,x5
    0x00000097, // auipc x1,0x0
    0xff808093, // addi x1,x1,-8
    0x00001137, // lui x2,0x1
    0x00208133, // add x2,x1,x2
    0xb02021f3, // csrrs x3,minstret,x0
    0x32001073, // csrrw x0,mcountinhibit,x0
    0x00a1d293, // srli x5,x3,0xa
    0x00029863, // bne x5,x0,34
    0x01013203, // ld x4,16(x2)
    0x00320233, // add x4,x4,x3
    0x00413823, // sd x4,16(x2)
    0x00013303, // ld x6,0(x2)
    0x00813203, // ld x4,8(x2)
    0x00021863, // bne x4,x0,4c
    0x0200c2b7, // lui x5,0x200c
    0xff82b283, // ld x5,-8(x5)
    0x00530333, // add x6,x6,x5
    0x00120213, // addi x4,x4,1
    0x00413423, // sd x4,8(x2)
    0x00d31293, // slli x5,x6,0xd
    0x00534333, // xor x6,x6,x5
    0x00735293, // srli x5,x6,0x7
    0x00534333, // xor x6,x6,x5
    0x01131293, // slli x5,x6,0x11
    0x00534333, // xor x6,x6,x5
    0x00613023, // sd x6,0(x2)
    0x30509073, // csrrw x0,mtvec,x1
    0x10509073, // csrrw x0,stvec,x1
    0xfff00293, // addi x5,x0,-1
    0x30429073, // csrrw x0,mie,x5
    0x30331073, // csrrw x0,mideleg,x6
    0x30629073, // csrrw x0,mcounteren,x5
    0x30a31073, // csrrw x0,menvcfg,x6
    0x00335293, // srli x5,x6,0x3
    0x0062f2b3, // and x5,x5,x6
    0x30229073, // csrrw x0,medeleg,x5
    0xfff00293, // addi x5,x0,-1
    0x3bf29073, // csrrw x0,pmpaddr15,x5
    0x01d35293, // srli x5,x6,0x1d
    0x3b229073, // csrrw x0,pmpaddr2,x5
    0x200082b7, // lui x5,0x20008: all harts' pages
    0xfff28293, // addi x5,x5,-1
    0x3b129073, // csrrw x0,pmpaddr1,x5
    OWN_PAGES, // lui x5,0x20002
    0xfff28293, // addi x5,x5,-1
    0x3b029073, // csrrw x0,pmpaddr0,x5
    0x01f00293, // addi x5,x0,31
    0x03829393, // slli x7,x5,0x38
    0x3a239073, // csrrw x0,pmpcfg2,x7
    0x01029293, // slli x5,x5,0x10
    0x0062f2b3, // and x5,x5,x6
    0x0000a3b7, // lui x7,0xa
    0x89f38393, // addi x7,x7,-1889
    0x0072e2b3, // or x5,x5,x7
    0x3a029073, // csrrw x0,pmpcfg0,x5
    0x03837293, // andi x5,x6,56
    0x002282b3, // add x5,x5,x2
    0x0402b283, // ld x5,64(x5)
    0x18029073, // csrrw x0,satp,x5
    0x01435293, // srli x5,x6,0x14
    0x007c23b7, // lui x7,0x7c2
    0x80038393, // addi x7,x7,-2048
    0x0072f2b3, // and x5,x5,x7
    0x000063b7, // lui x7,0x6
    0x08038393, // addi x7,x7,128
    0x0072e2b3, // or x5,x5,x7
    0x0200c3b7, // lui x7,0x200c
    0xff83b403, // ld x8,-8(x7)
    0x02840413, // addi x8,x8,40
    0x020043b7, // lui x7,0x2004
    TIMER, // sd x8,0(x7)
    OWN_CODE, // lui x7,0x40
    0x007083b3, // add x7,x1,x7
    0x02835413, // srli x8,x6,0x28
    0x000104b7, // lui x9,0x10
    0xffe48493, // addi x9,x9,-2
    0x00947433, // and x8,x8,x9
    0x008383b3, // add x7,x7,x8
    0x34139073, // csrrw x0,mepc,x7
    0x000023b7, // lui x7,0x2
    0x00708fb3, // add x31,x1,x7
    0x02035413, // srli x8,x6,0x20
    0x7f847413, // andi x8,x8,2040
    0x008f8fb3, // add x31,x31,x8
    0xb0201073, // csrrw x0,minstret,x0
    0x30029073, // csrrw x0,mstatus,x5
  };

  private static final int[] START = {
    0x000fbf83, // ld x31,0(x31)
    0x30200073, // mret
  };

  /** First address and size of each of the machine's regions. */
  private static final long[][] REGIONS = {
    {0x1000, 0xF000}, // boot ROM
    {0x100000, 0x1000}, // test device
    {0x101000, 0x1000}, // clock
    {0x2000000, 0x10000}, // interrupts between harts, timer
    {0x2F00000, 0x4000},
    {0x3000000, 0x10000}, // PCI ports
    {0x4000000, 0x2000000}, // nothing
    {0xC000000, 0x600000}, // interrupt controller
    {0x10000000, 0x100}, // serial port
    {0x10001000, 0x8000}, // virtio
    {0x10100000, 0x18}, // configuration device
    {0x20000000, 0x4000000}, // flash
    {0x30000000, 0x200000}, // PCI configuration
    {0x30000000, 0x10000000},
    {0x40000000, 0x40000000}, // PCI memory
    {0x400000000L, 0x400000000L},
    {BASE + CODE, HARTS * CODE_SIZE},
    {BASE + TABLES, 0x6000},
    {BASE, 64 << 20},
  };

  private static final int[] OPCODES = {
    0x03, 0x03, 0x03, 0x03, 0x07, 0x0F, 0x13, 0x13, 0x17, 0x1B, 0x23, 0x23, 0x23, 0x23, 0x27, 0x2F,
    0x2F, 0x33, 0x37, 0x3B, 0x43, 0x53, 0x63, 0x67, 0x6F, 0x73
  };

  private static final int[] FUNCTIONS = {0, 0, 1, 2, 4, 5, 0x10, 0x14, 0x20, 0x24, 0x30, 0x34};

  private static final int[] PRIVILEGED = {
    0x00000073, 0x00100073, 0x10200073, 0x30200073, 0x10500073, 0x12000073, 0x0000100F, 0x0FF0000F
  };

  private final Random random;
  private final int hart;
  private final ByteBuffer image;

  private TortureGuest(long seed, int hart, ByteBuffer image) {
    random = new Random(seed + hart);
    this.hart = hart;
    this.image = image;
  }

  /** The programs of {@code seed}, for {@link #BASE} on; each hart starts at {@link #start}. */
  static byte[] of(long seed) {
    ByteBuffer image = ByteBuffer.allocate(CODE + HARTS * CODE_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    for (int hart = 0; hart < HARTS; hart++) {
      TortureGuest guest = new TortureGuest(seed, hart, image);
      guest.handler();
      guest.state();
      guest.tables();
      guest.code();
    }
    return image.array();
  }

  static long start(int hart) {
    return BASE + (long) HART_SIZE * hart;
  }

  /** How often the hart's handler has run, then how many instructions ran between. */
  static long counts(int hart) {
    return start(hart) + STATE + 8;
  }

  private int at(int offset) {
    return HART_SIZE * hart + offset;
  }

  private int own(int word) {
    return switch (word) {
      case OWN_PAGES -> word + (hart * HART_SIZE >> 2);
      case TIMER -> word + (8 * hart << 7);
      case OWN_CODE -> word + hart * (CODE_SIZE - HART_SIZE);
      default -> word;
    };
  }

  private void handler() {
    image.position(at(0));
    for (int word : HANDLER) {
      image.putInt(own(word));
    }
    for (int register = 1; register < 31; register++) {
      image.putInt(8 * register << 20 | 31 << 15 | 3 << 12 | register << 7 | 0x03);
    }
    for (int word : START) {
      image.putInt(word);
    }
  }

  private void state() {
    image.putLong(at(STATE), random.nextLong() | 1);
    for (int i = 0; i < POINTER_COUNT; i++) {
      image.putLong(at(POINTERS) + 8 * i, operand());
    }
    long root = start(hart) + TABLES >>> 12;
    long[] satps = {
      0,
      0,
      8L << 60 | root,
      8L << 60 | root + 2,
      9L << 60 | root + 4,
      8L << 60 | root,
      random.nextLong(),
      0
    };
    for (int i = 0; i < satps.length; i++) {
      image.putLong(at(SATPS) + 8 * i, satps[i]);
    }
  }

  private long operand() {
    if (random.nextInt(6) == 0) {
      return random.nextLong() >> random.nextInt(64);
    }
    long[] region = REGIONS[random.nextInt(REGIONS.length)];
    long offset = random.nextLong(region[1]);
    return region[0]
        + (random.nextBoolean() ? offset & -8 & Math.min(region[1] - 1, 0xFFF) : offset);
  }

  /** Two times a root and a table below it, for supervisor and user; a root of four levels. */
  private void tables() {
    for (int user = 0; user < 2; user++) {
      int root = at(TABLES) + 2 * user * PAGE;
      for (int i = 0; i < 512; i++) {
        image.putLong(root + 8 * i, (long) i << 28 | random.nextInt(256) | user << 4 | 1);
        long flags = random.nextInt(256) & ~0x10 | user << 4;
        image.putLong(
            root + PAGE + 8 * i,
            (BASE + ((long) i << 21)) >>> 12 << 10 | (i == 0 ? flags | 0xF : flags));
      }
      image.putLong(root + 16, BASE + root + PAGE >>> 12 << 10 | 1);
    }
    image.putLong(at(TABLES) + 4 * PAGE, start(hart) + TABLES >>> 12 << 10 | 1);
  }

  private void code() {
    int end = CODE + (hart + 1) * CODE_SIZE;
    image.position(end - CODE_SIZE);
    while (image.position() < end) {
      switch (random.nextInt(10)) {
        case 0 -> image.putInt(random.nextInt());
        case 1 -> image.putShort((short) random.nextInt()).putShort((short) random.nextInt());
        case 2 -> image.putInt(PRIVILEGED[random.nextInt(PRIVILEGED.length)]);
        case 3 ->
            image.putInt(
                random.nextInt() & 0xFFFFFF80 & ~(7 << 12) | 1 + random.nextInt(3) << 12 | 0x73);
        default -> image.putInt(instruction());
      }
    }
  }

  private int instruction() {
    int opcode = OPCODES[random.nextInt(OPCODES.length)];
    int word = random.nextInt() & ~0x7F | opcode;
    return switch (opcode) {
      case 0x33, 0x3B -> word & 0x1FFFFFF | FUNCTIONS[random.nextInt(FUNCTIONS.length)] << 25;
      case 0x2F -> word & ~(7 << 12) | 2 + random.nextInt(2) << 12;
      case 0x6F -> word & 0x003FFFFF;
      default -> word;
    };
  }
}
