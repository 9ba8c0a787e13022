package org.javisor.system.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.javisor.backend.file.InputFile;
import org.javisor.backend.chardev.CharacterDevices;
import org.javisor.backend.chardev.Chardev;
import org.javisor.backend.chardev.ChardevConfig;
import org.javisor.backend.chardev.SocketOptions;
import org.javisor.backend.chardev.SocketTarget;
import org.javisor.backend.fdset.FdSets;
import org.javisor.device.serial.Ns16550;
import org.javisor.host.fd.Fd;
import org.javisor.host.socket.UnixSocket;
import org.javisor.isa.riscv64.CpuModel;
import org.javisor.system.board.BoardConfig;
import org.javisor.system.board.BoardPorts;
import org.javisor.system.board.BootConfig;
import org.javisor.system.board.VirtBoard;
import org.javisor.system.lifecycle.Actions;
import org.javisor.system.lifecycle.Machine;
import org.javisor.system.monitor.MonitorScope;
import org.javisor.system.monitor.TlsObjects;
import org.javisor.system.qom.HostObjects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A serial port and a peer that stops again and again: every byte arrives, in order. As many bytes
 * as the system property {@code javisor.serial.bytes} says.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class SerialStressTest {
  private static final int BYTES = Integer.getInteger("javisor.serial.bytes", 1_000_000);
  private static final long POLL_NANOS = 20_000;
  private static final int DATA = 0;
  private static final int FIFO_CONTROL = 2;
  private static final int LINE_STATUS = 5;
  private static final int READY = 1;
  private static final int TRANSMITTER_EMPTY = 0x20;

  @TempDir private Path files;
  private final AtomicReference<Throwable> failed = new AtomicReference<>();

  /** Whether the guest finds the port blocked, and how often it began to. */
  private volatile boolean blocked;

  private final AtomicInteger stops = new AtomicInteger();

  private VirtBoard board;
  private CharacterDevices devices;
  private Fd peer;

  @BeforeEach
  void connect() throws Exception {
    Path image = Files.write(files.resolve("kernel"), new byte[4096]);
    Machine machine = new Machine(Actions.DEFAULT, event -> {}, error -> {});
    devices =
        new CharacterDevices(new CharacterDevices.Surroundings(new FdSets(), note -> {}, () -> {}));
    Path path = files.resolve("serial");
    Chardev device =
        devices.add(
            new ChardevConfig.Socket(
                ChardevConfig.Common.named("serial0"),
                new SocketTarget.Unix(path.toString(), false, true),
                SocketOptions.plain(true)),
            new MonitorScope(null, new TlsObjects(new HostObjects())));
    SerialConsole console = new SerialConsole(Optional.of(device));
    console.attach();
    board =
        new VirtBoard(
            new BoardConfig(
                16 << 20,
                1,
                CpuModel.RV64.plain(),
                BootConfig.ofKernel(InputFile.of(image), Optional.empty(), "")),
            new BoardPorts(
                console,
                console::roomAgain,
                machine,
                bytes -> {},
                port -> {},
                failure -> {},
                text -> {},
                machine::failed));
    console.connect(board);
    peer = UnixSocket.connect(path);
    device.awaitClient();
    uart(FIFO_CONTROL, 1);
  }

  @AfterEach
  void close() {
    peer.close();
    devices.close();
    board.close();
  }

  private void uart(int register, int value) {
    board.lock().lock();
    try {
      board.uart().write(register, 1, value);
    } finally {
      board.lock().unlock();
    }
  }

  private Thread guest(Runnable driver) {
    Thread thread = Thread.ofPlatform().daemon(true).unstarted(driver);
    thread.setUncaughtExceptionHandler((_, thrown) -> failed.set(thrown));
    thread.start();
    return thread;
  }

  /** As Linux's driver: once the transmitter is empty it fills the FIFO without looking again. */
  private void transmit() {
    Random bytes = new Random(1);
    int left = BYTES;
    while (left > 0) {
      board.lock().lock();
      try {
        Ns16550 uart = board.uart();
        if ((uart.read(LINE_STATUS, 1) & TRANSMITTER_EMPTY) != 0) {
          blocked = false;
          for (int i = Math.min(left, Ns16550.FIFO); i > 0; i--) {
            uart.write(DATA, 1, bytes.nextInt() & 0xFF);
            left--;
          }
        } else if (!blocked) {
          int _ = stops.incrementAndGet();
          blocked = true;
        }
      } finally {
        board.lock().unlock();
      }
      if (blocked) {
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
  }

  @Test
  void aReaderThatStopsLosesNothing() throws Exception {
    Thread guest = guest(this::transmit);
    Random expected = new Random(1);
    Random pieces = new Random(2);
    byte[] buffer = new byte[1 << 18];
    int done = 0;
    while (done < BYTES) {
      while (!blocked && guest.isAlive()) {
        LockSupport.parkNanos(POLL_NANOS); // Nobody reads until the guest can go no further.
      }
      int burst = Math.min(BYTES - done, 1 + pieces.nextInt(400_000));
      while (burst > 0) {
        int count = peer.read(buffer, 0, Math.min(burst, 1 + pieces.nextInt(buffer.length)));
        assertTrue(count > 0, "the connection ended");
        for (int i = 0; i < count; i++) {
          int at = done + i;
          assertEquals((byte) expected.nextInt(), buffer[i], () -> "byte " + at);
        }
        done += count;
        burst -= count;
      }
    }
    guest.join();
    assertEquals(null, failed.get());
    assertTrue(stops.get() > 3, () -> "the guest was held up " + stops + " times");
  }

  @Test
  void aGuestThatReadsSlowlyLosesNothing() throws Exception {
    int bytes = BYTES / 4;
    Thread guest = guest(() -> receive(bytes));
    Random sent = new Random(3);
    byte[] piece = new byte[1000];
    int done = 0;
    while (done < bytes) {
      int count = Math.min(piece.length, bytes - done);
      for (int i = 0; i < count; i++) {
        piece[i] = (byte) sent.nextInt();
      }
      peer.writeFully(piece, 0, count);
      done += count;
    }
    guest.join();
    assertEquals(null, failed.get());
  }

  private void receive(int bytes) {
    Random expected = new Random(3);
    Random patience = new Random(4);
    int done = 0;
    while (done < bytes) {
      board.lock().lock();
      try {
        Ns16550 uart = board.uart();
        int some = 1 + patience.nextInt(2 * Ns16550.FIFO);
        while (some-- > 0 && (uart.read(LINE_STATUS, 1) & READY) != 0) {
          int at = done;
          assertEquals(expected.nextInt() & 0xFF, (int) uart.read(DATA, 1), () -> "byte " + at);
          done++;
        }
      } finally {
        board.lock().unlock();
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }
}
