package org.javisor.system.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.javisor.backend.file.InputFile;
import org.javisor.device.power.PowerControl;
import org.javisor.engine.vcpu.Engine;
import org.javisor.isa.riscv64.CpuModel;

/** A board whose harts run a {@link Program} until it turns the machine off. */
final class BareBoard implements AutoCloseable {
  private static final long MEMORY = 64 << 20;

  /** Extensions of firmware calls. */
  static final long HSM = 0x48534D;

  static final long IPI = 0x735049;
  static final long RFENCE = 0x52464E43;
  static final long SRST = 0x53525354;

  /** Counts the harts that have come to their end. */
  private static final long ENDED = 0x80F00200L;

  private final CountDownLatch off = new CountDownLatch(1);
  private final AtomicReference<String> failure = new AtomicReference<>("");
  private final VirtBoard board;

  BareBoard(Path folder, int harts, Program program, Engine.Config how) throws Exception {
    Path image = Files.write(folder.resolve("kernel"), program.image());
    PowerControl power =
        new PowerControl() {
          @Override
          public void guestShutdown() {
            off.countDown();
          }

          @Override
          public void guestFailed(int exitCode) {
            off.countDown();
          }

          @Override
          public void guestExit(int exitCode) {
            off.countDown();
          }

          @Override
          public void guestReset() {
            off.countDown();
          }
        };
    BoardConfig config =
        new BoardConfig(
            MEMORY,
            harts,
            CpuModel.RV64.plain(),
            BootConfig.ofKernel(InputFile.of(image), Optional.empty(), ""),
            BoardOptions.PLAIN,
            how);
    board =
        new VirtBoard(
            config,
            new BoardPorts(
                value -> true,
                () -> {},
                power,
                bytes -> {},
                port -> {},
                failure -> {},
                line -> {},
                this::failed));
    board.start();
  }

  /** The end of a hart's program: the last of {@code harts} turns the machine off. */
  static void end(Program program, String label, int harts) {
    program.li(Program.T0, ENDED).addi(Program.T1, Program.ZERO, 1);
    program.amoadd(Program.AQRL, Program.T0, Program.T0, Program.T1);
    program.addi(Program.T1, Program.ZERO, harts - 1).bne(Program.T0, Program.T1, label);
    program.addi(Program.A0, Program.ZERO, 0).addi(Program.A1, Program.ZERO, 0).sbi(SRST, 0);
    program.label(label).wfi().j(label);
  }

  private void failed(String dump) {
    failure.set(dump);
    off.countDown();
  }

  VirtBoard board() {
    return board;
  }

  /** Whether the program has ended. */
  boolean isOff() {
    return off.getCount() == 0;
  }

  /** Lets the program run to its end. */
  void run() throws InterruptedException {
    board.resume();
    awaitOff();
  }

  void awaitOff() throws InterruptedException {
    boolean ended = off.await(100, TimeUnit.SECONDS);
    board.pause();
    assertEquals("", failure.get());
    assertTrue(ended, () -> "the program did not end:\n" + dumps());
  }

  private String dumps() {
    StringBuilder all = new StringBuilder();
    BoardView view = new BoardView(board);
    for (int i = 0; i < view.cpus(); i++) {
      all.append(view.registers(i)).append('\n');
    }
    return all.toString();
  }

  /** 64-bit numbers from the guest's memory, while it stands still. */
  long[] longs(long address, int count) {
    byte[] bytes = new byte[8 * count];
    assertEquals(bytes.length, new BoardView(board).read(address, bytes));
    long[] numbers = new long[count];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(numbers);
    return numbers;
  }

  @Override
  public void close() {
    board.close();
  }
}
