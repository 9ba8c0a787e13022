import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes the guest that trains the emulator's start-up cache: a bare-metal RV64 program that does
 * in a second what an operating system does while it boots, so that what the emulator needs for
 * that is in the cache. It powers off when it is done.
 *
 * <p>Run as a source file; the argument is the image to write. Always the same bytes.
 */
final class TrainingGuest extends Kernel {
  private static final int FUNCTIONS = 1500;

  private final Functions functions = new Functions(asm);
  private final int callAll = asm.label();

  static void main(String[] arguments) throws IOException {
    Files.write(Path.of(arguments[0]), new TrainingGuest().image());
  }

  private byte[] image() {
    int main = asm.label();
    int table = asm.label();
    header(main);
    for (int i = 0; i < FUNCTIONS; i++) {
      functions.write();
    }
    callAll(table);
    trapHandler();
    asm.align(4);
    asm.bind(main);
    setUp();
    console("start\n");
    readTree();
    callFunctions(1);
    buildPageTables();
    callFunctions(3);
    user();
    faults();
    interrupts();
    probe();
    addressSpaces();
    changingCode();
    exceptions();
    copy();
    console("trained\n");
    sbi(0x53525354, 0, 0, 0); // system reset: shut down
    asm.bind(table);
    for (int function : functions.all()) {
      asm.distance(function, table);
    }
    asm.quad(0);
    return asm.finish();
  }

  /** The boot header of a Linux kernel. */
  private void header(int main) {
    asm.jump(Assembler.ZERO, main);
    asm.word(0);
    asm.quad(0x20_0000); // offset to the start of RAM
    asm.quad(0x100_0000); // size
    asm.quad(0);
    asm.word(2);
    asm.word(0);
    asm.quad(0);
    asm.quad(0x5643534952L); // "RISCV"
    asm.word(0x05435352); // "RSC", 5
    asm.word(0);
  }

  /** Calls every function; a0 is the address of their data. */
  private void callAll(int table) {
    asm.align(4);
    asm.bind(callAll);
    asm.i(Assembler.ADDI, Assembler.SP, Assembler.SP, -32);
    asm.s(Assembler.SD, Assembler.RA, Assembler.SP, 0);
    asm.s(Assembler.SD, Assembler.S0, Assembler.SP, 8);
    asm.i(Assembler.ADDI, Assembler.S0, Assembler.A0, 0);
    asm.address(Assembler.T0, table);
    asm.s(Assembler.SD, Assembler.T0, Assembler.SP, 16);
    int next = asm.here();
    int end = asm.label();
    asm.i(Assembler.LD, Assembler.T0, Assembler.SP, 16);
    asm.i(Assembler.LW, Assembler.T1, Assembler.T0, 0);
    asm.branch(Assembler.BEQ, Assembler.T1, Assembler.ZERO, end);
    asm.i(Assembler.ADDI, Assembler.T0, Assembler.T0, 4);
    asm.s(Assembler.SD, Assembler.T0, Assembler.SP, 16);
    asm.address(Assembler.T2, table);
    asm.r(Assembler.ADD, Assembler.T1, Assembler.T1, Assembler.T2);
    asm.i(Assembler.JALR, Assembler.RA, Assembler.T1, 0);
    asm.jump(Assembler.ZERO, next);
    asm.bind(end);
    asm.i(Assembler.LD, Assembler.RA, Assembler.SP, 0);
    asm.i(Assembler.LD, Assembler.S0, Assembler.SP, 8);
    asm.i(Assembler.ADDI, Assembler.SP, Assembler.SP, 32);
    asm.ret();
  }

  private void setUp() {
    asm.li(Assembler.T1, TREE);
    asm.s(Assembler.SD, Assembler.A1, Assembler.T1, 0);
    asm.li(Assembler.SP, STACK);
    asm.address(Assembler.T0, trap);
    asm.csrWrite(STVEC, Assembler.T0);
    asm.li(Assembler.T0, TRAP_STACK);
    asm.csrWrite(SSCRATCH, Assembler.T0);
    asm.li(Assembler.T0, 1 << 13 | 1 << 18); // floating point is on; user pages are accessible
    asm.i(Assembler.CSRRS, Assembler.ZERO, Assembler.T0, SSTATUS);
    asm.li(Assembler.T0, 0x222);
    asm.csrWrite(SIE, Assembler.T0);
  }

  /** Reads the device tree, whose address is in a1 when the machine starts, byte by byte. */
  private void readTree() {
    asm.li(Assembler.T1, TREE);
    asm.i(Assembler.LD, Assembler.T0, Assembler.T1, 0);
    repeat(
        Assembler.S2,
        4096,
        () -> {
          asm.i(Assembler.LBU, Assembler.T2, Assembler.T0, 0);
          asm.i(Assembler.ADDI, Assembler.T0, Assembler.T0, 1);
          asm.r(Assembler.ADD, Assembler.T1, Assembler.T1, Assembler.T2);
        });
  }

  private void callFunctions(int times) {
    repeat(
        Assembler.S2,
        times,
        () -> {
          asm.li(Assembler.A0, DATA);
          asm.call(callAll);
        });
  }

  /**
   * Sv39: devices as one large page, RAM in 2 MiB and 4 KiB pages, its alias for user mode, the
   * windows.
   */
  private void buildPageTables() {
    fill(TABLES, 0, 0, 0x6000 / 8);
    fill(TABLES, entry(0, 0xC7), 0, 1);
    fill(TABLES + 8, entry(TABLES + 0x6000, 1), 0, 1);
    fill(TABLES + 16, entry(TABLES + 0x1000, 1), 0, 1);
    fill(TABLES + 32, entry(TABLES + 0x2000, 1), 0, 1);
    fill(TABLES + 40, entry(TABLES + 0x4000, 1), 0, 1);
    fill(TABLES + 0x1000, entry(RAM, PTE_KERNEL), 0x20_0000 >> 2, 512);
    fill(TABLES + 0x1008, entry(TABLES + 0x7000, 1), 0, 1);
    fill(TABLES + 0x2000, entry(TABLES + 0x3000, 1), 0, 1);
    fill(TABLES + 0x4000, entry(TABLES + 0x5000, 1), 0, 1);
    fill(TABLES + 0x6000, entry(RAM, PTE_USER), 0x20_0000 >> 2, 512);
    fill(TABLES + 0x7000, entry(RAM + 0x20_0000, PTE_KERNEL & ~0xC0), 0x1000 >> 2, 512);
    asm.r(Assembler.SFENCE_VMA, 0, 0, 0);
    asm.li(Assembler.T0, 8L << 60 | TABLES >> 12);
    asm.csrWrite(SATP, Assembler.T0);
    asm.r(Assembler.SFENCE_VMA, 0, 0, 0);
  }

  /**
   * User mode: all functions at their other address, system calls, pages that come when touched.
   */
  private void user() {
    int code = asm.label();
    int end = asm.label();
    asm.address(Assembler.T0, code);
    asm.li(Assembler.T1, RAM - USER_ALIAS);
    asm.r(Assembler.encoding(0x33, 0, 0x20), Assembler.T0, Assembler.T0, Assembler.T1);
    asm.csrWrite(SEPC, Assembler.T0);
    asm.li(Assembler.T0, 0x100);
    asm.i(Assembler.CSRRC, Assembler.ZERO, Assembler.T0, SSTATUS);
    asm.li(Assembler.SP, STACK - RAM + USER_ALIAS);
    asm.word(Assembler.SRET);
    asm.bind(code);
    repeat(
        Assembler.S2,
        2,
        () -> {
          asm.li(Assembler.A0, DATA - RAM + USER_ALIAS);
          asm.call(callAll);
        });
    touch(USER_FAULTS);
    repeat(
        Assembler.S2,
        3000,
        () -> {
          asm.li(Assembler.A7, 64);
          asm.word(Assembler.ECALL);
        });
    asm.li(Assembler.A7, 0);
    asm.word(Assembler.ECALL);
    asm.bind(end);
    asm.jump(Assembler.ZERO, end);
    asm.align(4);
    asm.bind(userDone);
    asm.li(Assembler.SP, STACK);
  }

  /** Stores to a word of each page of a window. */
  private void touch(long window) {
    asm.li(Assembler.T0, window);
    asm.li(Assembler.T1, 4096);
    repeat(
        Assembler.S3,
        FAULT_PAGES,
        () -> {
          asm.s(Assembler.SD, Assembler.T0, Assembler.T0, 16);
          asm.i(Assembler.LW, Assembler.T2, Assembler.T0, 16);
          asm.r(Assembler.ADD, Assembler.T0, Assembler.T0, Assembler.T1);
        });
  }

  /** Pages that come when touched and go again, some of them executed. */
  private void faults() {
    asm.li(Assembler.S3 + 1, 20);
    int head = asm.here();
    touch(FAULTS);
    asm.li(Assembler.T0, FAULTS);
    asm.li(Assembler.T1, 0x8067); // ret
    asm.s(Assembler.SW, Assembler.T1, Assembler.T0, 0);
    fill(TABLES + 0x3000, 0, 0, FAULT_PAGES);
    asm.li(Assembler.T0, FAULTS);
    asm.r(Assembler.SFENCE_VMA, 0, 0, 0);
    asm.word(Assembler.FENCE_I);
    asm.i(Assembler.JALR, Assembler.RA, Assembler.T0, 0);
    asm.i(Assembler.ADDI, Assembler.S3 + 1, Assembler.S3 + 1, -1);
    asm.branch(Assembler.BNE, Assembler.S3 + 1, Assembler.ZERO, head);
  }

  /** Timer, software and device interrupts, each awaited. */
  private void interrupts() {
    repeat(
        Assembler.S2,
        20,
        () -> {
          beginWait();
          asm.csrRead(Assembler.T0, TIME);
          asm.i(Assembler.ADDI, Assembler.T0, Assembler.T0, 500);
          asm.csrWrite(STIMECMP, Assembler.T0);
          endWait();
          beginWait();
          asm.csrRead(Assembler.A0, TIME);
          asm.i(Assembler.ADDI, Assembler.A0, Assembler.A0, 500);
          asm.li(Assembler.A6, 0);
          asm.li(Assembler.A7, 0x54494D45);
          asm.word(Assembler.ECALL);
          endWait();
          beginWait();
          sbi(0x735049, 0, 1, 0);
          endWait();
        });
    asm.li(Assembler.T0, PLIC);
    asm.li(Assembler.T1, 1);
    asm.s(Assembler.SW, Assembler.T1, Assembler.T0, 4 * UART_IRQ);
    asm.li(Assembler.T0, PLIC + 0x2080);
    asm.li(Assembler.T1, 1 << UART_IRQ);
    asm.s(Assembler.SW, Assembler.T1, Assembler.T0, 0);
    asm.li(Assembler.T0, PLIC + 0x20_1000);
    asm.s(Assembler.SW, Assembler.ZERO, Assembler.T0, 0);
    repeat(
        Assembler.S2,
        20,
        () -> {
          beginWait();
          asm.li(Assembler.T0, UART);
          asm.li(Assembler.T1, 2);
          asm.s(Assembler.SB, Assembler.T1, Assembler.T0, 1); // tell when it can send
          endWait();
        });
  }

  private void beginWait() {
    asm.li(Assembler.T0, COUNTERS);
    asm.s(Assembler.SD, Assembler.ZERO, Assembler.T0, 0);
    asm.li(Assembler.T0, 2);
    asm.i(Assembler.CSRRS, Assembler.ZERO, Assembler.T0, SSTATUS);
  }

  private void endWait() {
    int again = asm.label();
    int here = asm.label();
    asm.jump(Assembler.ZERO, here);
    asm.bind(again);
    asm.word(Assembler.WFI);
    asm.bind(here);
    asm.li(Assembler.T0, 2);
    asm.i(Assembler.CSRRC, Assembler.ZERO, Assembler.T0, SSTATUS);
    asm.li(Assembler.T1, COUNTERS);
    asm.i(Assembler.LD, Assembler.T1, Assembler.T1, 0);
    int done = asm.label();
    asm.branch(Assembler.BNE, Assembler.T1, Assembler.ZERO, done);
    asm.i(Assembler.CSRRS, Assembler.ZERO, Assembler.T0, SSTATUS);
    asm.jump(Assembler.ZERO, again);
    asm.bind(done);
  }

  /** Looks at devices as drivers do that search for them. */
  private void probe() {
    read(VIRTIO, 0x1000, 8, 0, 4, 8, 12, 0x34, 0x70);
    read(PCI_CONFIG, 0x8000, 32, 0, 4, 8, 0xC, 0x2C, 0x34, 0x3C);
    repeat(
        Assembler.S3,
        20,
        () -> {
          read(RTC, 0, 1, 0, 4);
          for (int bar = 0x10; bar < 0x28; bar += 4) {
            asm.li(Assembler.T0, PCI_CONFIG + 0x8000);
            asm.i(Assembler.LW, Assembler.T1, Assembler.T0, bar);
            asm.li(Assembler.T2, -1);
            asm.s(Assembler.SW, Assembler.T2, Assembler.T0, bar);
            asm.i(Assembler.LW, Assembler.T2, Assembler.T0, bar);
            asm.s(Assembler.SW, Assembler.T1, Assembler.T0, bar);
          }
        });
  }

  private void read(long first, long step, int count, int... offsets) {
    asm.li(Assembler.T0, first);
    asm.li(Assembler.T1, step);
    repeat(
        Assembler.S2,
        count,
        () -> {
          for (int offset : offsets) {
            asm.i(Assembler.LW, Assembler.T2, Assembler.T0, offset);
          }
          asm.r(Assembler.ADD, Assembler.T0, Assembler.T0, Assembler.T1);
        });
  }

  /** The page table's register is written and single pages are fenced, over and over. */
  private void addressSpaces() {
    asm.li(Assembler.T2, DATA);
    repeat(
        Assembler.S2,
        4000,
        () -> {
          asm.i(Assembler.ANDI, Assembler.T0, Assembler.S2, 31);
          asm.i(Assembler.SLLI, Assembler.T0, Assembler.T0, 44);
          asm.li(Assembler.T1, 8L << 60 | TABLES >> 12);
          asm.r(Assembler.OR, Assembler.T0, Assembler.T0, Assembler.T1);
          asm.csrWrite(SATP, Assembler.T0);
          asm.i(Assembler.LD, Assembler.T0, Assembler.T2, 0);
          asm.r(Assembler.SFENCE_VMA, 0, Assembler.T2, 0);
          asm.s(Assembler.SD, Assembler.T0, Assembler.T2, 0);
        });
  }

  /** Code that is written, called, and written again; and data beside it. */
  private void changingCode() {
    repeat(
        Assembler.S2,
        2000,
        () -> {
          asm.li(Assembler.T0, CODE);
          asm.i(Assembler.ANDI, Assembler.T1, Assembler.S2, 7);
          asm.i(Assembler.SLLI, Assembler.T1, Assembler.T1, 8);
          asm.r(Assembler.ADD, Assembler.T0, Assembler.T0, Assembler.T1);
          asm.li(Assembler.T1, 0x150513); // addi a0, a0, 1
          for (int n = 0; n < 20; n++) {
            asm.s(Assembler.SW, Assembler.T1, Assembler.T0, 4 * n);
          }
          asm.li(Assembler.T1, 0x8067); // ret
          asm.s(Assembler.SW, Assembler.T1, Assembler.T0, 80);
          asm.word(Assembler.FENCE_I);
          asm.i(Assembler.JALR, Assembler.RA, Assembler.T0, 0);
          asm.s(Assembler.SW, Assembler.A0, Assembler.T0, 252);
        });
  }

  /** Breakpoints, and registers that do not exist. */
  private void exceptions() {
    repeat(
        Assembler.S2,
        3000,
        () -> {
          asm.word(Assembler.EBREAK);
          asm.csrRead(Assembler.T0, 0x5C0);
        });
  }

  /** A long copy, word by word. */
  private void copy() {
    asm.li(Assembler.T0, RAM + 0x20_0000);
    asm.li(Assembler.T1, BACKING);
    repeat(
        Assembler.S2,
        0x2_0000,
        () -> {
          asm.i(Assembler.LD, Assembler.T2, Assembler.T0, 0);
          asm.s(Assembler.SD, Assembler.T2, Assembler.T1, 0);
          asm.i(Assembler.ADDI, Assembler.T0, Assembler.T0, 8);
          asm.i(Assembler.ADDI, Assembler.T1, Assembler.T1, 8);
        });
  }
}
