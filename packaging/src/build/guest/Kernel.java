import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * The privileged parts of the training guest: where things are, its trap handler, and what all its
 * parts use.
 */
abstract class Kernel {
  static final long RAM = 0x8000_0000L;
  static final long USER_ALIAS = 0x4000_0000L;
  static final long FAULTS = 0x1_0000_0000L;
  static final long USER_FAULTS = 0x1_4000_0000L;
  static final int FAULT_PAGES = 200;

  static final long UART = 0x1000_0000L;
  static final int UART_IRQ = 10;
  static final long PLIC = 0x0C00_0000L;
  static final long RTC = 0x10_1000L;
  static final long VIRTIO = 0x1000_1000L;
  static final long PCI_CONFIG = 0x3000_0000L;

  // Fixed places in RAM, above the image.
  static final long DATA = RAM + 0x100_0000;
  static final long STACK = DATA + 0x1_0000;
  static final long TRAP_STACK = DATA + 0x2_0000;
  static final long COUNTERS = DATA + 0x2_0000;
  static final long TREE = DATA + 0x2_0100;
  static final long CODE = DATA + 0x3_0000;
  static final long TABLES = RAM + 0x110_0000;
  static final long BACKING = RAM + 0x120_0000;

  static final int SSTATUS = 0x100;
  static final int SIE = 0x104;
  static final int STVEC = 0x105;
  static final int SSCRATCH = 0x140;
  static final int SEPC = 0x141;
  static final int SCAUSE = 0x142;
  static final int STVAL = 0x143;
  static final int SIP = 0x144;
  static final int STIMECMP = 0x14D;
  static final int SATP = 0x180;
  static final int TIME = 0xC01;

  static final int PTE_KERNEL = 0xCF; // D A X W R V
  static final int PTE_USER = 0xDF;

  final Assembler asm = new Assembler();
  final int trap = asm.label();
  final int userDone = asm.label();

  /** Handles page faults, calls from user mode and interrupts; skips what else traps. */
  final void trapHandler() {
    int[] saved = {5, 6, 7, 28, 10, 11};
    int back = asm.label();
    asm.align(4);
    asm.bind(trap);
    asm.i(Assembler.CSRRW, Assembler.SP, Assembler.SP, SSCRATCH);
    for (int i = 0; i < saved.length; i++) {
      asm.s(Assembler.SD, saved[i], Assembler.SP, -8 * i - 8);
    }
    asm.csrRead(Assembler.T0, SCAUSE);
    asm.csrRead(Assembler.T1, SEPC);
    int interrupt = asm.label();
    int fault = asm.label();
    int call = asm.label();
    asm.branch(Assembler.BLT, Assembler.T0, Assembler.ZERO, interrupt);
    for (int cause : new int[] {12, 13, 15}) {
      asm.li(Assembler.T2, cause);
      asm.branch(Assembler.BEQ, Assembler.T0, Assembler.T2, fault);
    }
    asm.i(Assembler.ADDI, Assembler.T1, Assembler.T1, 4);
    asm.csrWrite(SEPC, Assembler.T1);
    asm.li(Assembler.T2, 8);
    asm.branch(Assembler.BEQ, Assembler.T0, Assembler.T2, call);
    asm.bind(back);
    for (int i = 0; i < saved.length; i++) {
      asm.i(Assembler.LD, saved[i], Assembler.SP, -8 * i - 8);
    }
    asm.i(Assembler.CSRRW, Assembler.SP, Assembler.SP, SSCRATCH);
    asm.word(Assembler.SRET);
    asm.bind(fault);
    handleFault(back);
    asm.bind(call);
    handleCall(back);
    asm.bind(interrupt);
    handleInterrupt(back);
  }

  /**
   * Maps the page of the address, which is in one of the two windows of {@value #FAULT_PAGES}
   * pages.
   */
  private void handleFault(int back) {
    int kernel = asm.label();
    int mapped = asm.label();
    asm.csrRead(Assembler.T0, STVAL);
    asm.i(Assembler.SRLI, Assembler.T2, Assembler.T0, 12);
    asm.i(Assembler.ANDI, Assembler.T2, Assembler.T2, 511);
    asm.i(Assembler.ANDI, Assembler.T3, Assembler.T2, 63);
    asm.i(Assembler.SLLI, Assembler.T3, Assembler.T3, 12);
    asm.li(Assembler.A0, BACKING);
    asm.r(Assembler.ADD, Assembler.T3, Assembler.T3, Assembler.A0);
    asm.i(Assembler.SRLI, Assembler.T3, Assembler.T3, 2);
    asm.i(Assembler.SLLI, Assembler.T2, Assembler.T2, 3);
    asm.i(Assembler.SRLI, Assembler.A0, Assembler.T0, 30);
    asm.li(Assembler.A1, USER_FAULTS >> 30);
    asm.branch(Assembler.BNE, Assembler.A0, Assembler.A1, kernel);
    asm.i(Assembler.ADDI, Assembler.T3, Assembler.T3, PTE_USER);
    asm.li(Assembler.A0, TABLES + 0x5000);
    asm.jump(Assembler.ZERO, mapped);
    asm.bind(kernel);
    int wild = asm.label();
    asm.li(Assembler.A1, FAULTS >> 30);
    asm.branch(Assembler.BNE, Assembler.A0, Assembler.A1, wild);
    asm.i(Assembler.ADDI, Assembler.T3, Assembler.T3, PTE_KERNEL);
    asm.li(Assembler.A0, TABLES + 0x3000);
    asm.bind(mapped);
    asm.r(Assembler.ADD, Assembler.T2, Assembler.T2, Assembler.A0);
    asm.s(Assembler.SD, Assembler.T3, Assembler.T2, 0);
    asm.r(Assembler.SFENCE_VMA, 0, Assembler.T0, 0);
    asm.jump(Assembler.ZERO, back);
    asm.bind(wild);
    console("fault out of place\n");
    sbi(0x53525354, 0, 0, 1);
  }

  /** A call from user mode: a7 = 0 ends it. */
  private void handleCall(int back) {
    asm.branch(Assembler.BNE, Assembler.A7, Assembler.ZERO, back);
    asm.address(Assembler.T0, userDone);
    asm.csrWrite(SEPC, Assembler.T0);
    asm.li(Assembler.T0, 0x100); // SPP
    asm.i(Assembler.CSRRS, Assembler.ZERO, Assembler.T0, SSTATUS);
    asm.jump(Assembler.ZERO, back);
  }

  private void handleInterrupt(int back) {
    int timer = asm.label();
    int software = asm.label();
    int count = asm.label();
    asm.i(Assembler.ANDI, Assembler.T0, Assembler.T0, 15);
    asm.li(Assembler.T2, 5);
    asm.branch(Assembler.BEQ, Assembler.T0, Assembler.T2, timer);
    asm.li(Assembler.T2, 1);
    asm.branch(Assembler.BEQ, Assembler.T0, Assembler.T2, software);
    asm.li(Assembler.T2, PLIC + 0x20_1004);
    asm.i(Assembler.LW, Assembler.T3, Assembler.T2, 0);
    asm.li(Assembler.A0, UART);
    asm.i(Assembler.LBU, Assembler.A1, Assembler.A0, 2);
    asm.s(Assembler.SB, Assembler.ZERO, Assembler.A0, 1);
    asm.s(Assembler.SW, Assembler.T3, Assembler.T2, 0);
    asm.jump(Assembler.ZERO, count);
    asm.bind(timer);
    asm.li(Assembler.T2, -1);
    asm.csrWrite(STIMECMP, Assembler.T2);
    asm.jump(Assembler.ZERO, count);
    asm.bind(software);
    asm.li(Assembler.T2, 2);
    asm.i(Assembler.CSRRC, Assembler.ZERO, Assembler.T2, SIP);
    asm.bind(count);
    asm.li(Assembler.T2, COUNTERS);
    asm.i(Assembler.LD, Assembler.T3, Assembler.T2, 0);
    asm.i(Assembler.ADDI, Assembler.T3, Assembler.T3, 1);
    asm.s(Assembler.SD, Assembler.T3, Assembler.T2, 0);
    asm.jump(Assembler.ZERO, back);
  }

  /** Calls {@code body}'s code {@code count} times; {@code counter} is one of s2 to s11. */
  final void repeat(int counter, long count, Runnable body) {
    asm.li(counter, count);
    int head = asm.here();
    body.run();
    asm.i(Assembler.ADDI, counter, counter, -1);
    int behind = asm.label();
    asm.branch(Assembler.BEQ, counter, Assembler.ZERO, behind);
    asm.jump(Assembler.ZERO, head);
    asm.bind(behind);
  }

  final void sbi(long extension, int function, long argument0, long argument1) {
    asm.li(Assembler.A0, argument0);
    asm.li(Assembler.A1, argument1);
    asm.li(Assembler.A2, 0);
    asm.li(Assembler.A6, function);
    asm.li(Assembler.A7, extension);
    asm.word(Assembler.ECALL);
  }

  /** Prints through the serial port, then through the firmware. */
  final void console(String text) {
    asm.li(Assembler.T0, UART);
    for (byte letter : text.getBytes(US_ASCII)) {
      int wait = asm.here();
      asm.i(Assembler.LBU, Assembler.T1, Assembler.T0, 5);
      asm.i(Assembler.ANDI, Assembler.T1, Assembler.T1, 0x20);
      asm.branch(Assembler.BEQ, Assembler.T1, Assembler.ZERO, wait);
      asm.li(Assembler.T1, letter);
      asm.s(Assembler.SB, Assembler.T1, Assembler.T0, 0);
    }
    for (byte letter : text.getBytes(US_ASCII)) {
      sbi(0x4442434E, 2, letter, 0);
    }
  }

  /** memory[at + 8 * i] = first + i * step, for i below count. */
  final void fill(long at, long first, long step, int count) {
    asm.li(Assembler.T0, at);
    asm.li(Assembler.T1, first);
    asm.li(Assembler.T2, step);
    repeat(
        Assembler.S2,
        count,
        () -> {
          asm.s(Assembler.SD, Assembler.T1, Assembler.T0, 0);
          asm.i(Assembler.ADDI, Assembler.T0, Assembler.T0, 8);
          asm.r(Assembler.ADD, Assembler.T1, Assembler.T1, Assembler.T2);
        });
  }

  static long entry(long address, int flags) {
    return address >> 2 | flags;
  }
}
