package org.javisor.host.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.FutureTask;
import org.javisor.host.Errno;
import org.javisor.host.HostException;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.FdTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AncillaryTest {
  @TempDir private Path folder;
  private Fd left;
  private Fd right;
  private SortedSet<Integer> before;

  @BeforeEach
  void connect() throws IOException {
    FdTable.open();
    before = FdTable.open();
    List<Fd> pair = UnixSocket.pair();
    left = pair.get(0);
    right = pair.get(1);
  }

  @AfterEach
  void nothingLeaks() throws IOException {
    left.close();
    right.close();
    assertEquals(before, FdTable.open());
  }

  /** Files whose content is their index. */
  private List<Fd> files(int count) throws IOException {
    List<Fd> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path path = folder.resolve("file" + i);
      Files.write(path, new byte[] {(byte) i});
      files.add(Fd.open(path, AccessMode.READ_ONLY));
    }
    return files;
  }

  private static void close(List<Fd> fds) {
    fds.forEach(Fd::close);
  }

  private static void checkFiles(List<Fd> fds) throws IOException {
    for (int i = 0; i < fds.size(); i++) {
      byte[] content = new byte[1];
      assertEquals(1, fds.get(i).pread(content, 0));
      assertEquals(i, content[0]);
      assertTrue(fds.get(i).isCloseOnExec());
      assertEquals(AccessMode.READ_ONLY, fds.get(i).accessMode());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 5, 16})
  void descriptorsArriveInOrderWithTheirBytes(int count) throws IOException {
    List<Fd> sent = files(count);
    Ancillary.send(left, "data".getBytes(UTF_8), sent);
    close(sent);
    byte[] buffer = new byte[100];
    Received received = Ancillary.receive(right, buffer);
    assertEquals("data", new String(buffer, 0, received.bytes(), UTF_8));
    assertEquals(count, received.fds().length);
    assertFalse(received.truncated());
    List<Fd> got = received.adopt();
    checkFiles(got);
    close(got);
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 20, 253})
  void surplusDescriptorsAreClosedAndReported(int count) throws IOException {
    List<Fd> sent = files(count);
    Ancillary.send(left, new byte[1], sent);
    close(sent);
    Received received = Ancillary.receive(right, new byte[1]);
    assertEquals(Ancillary.MAX_RECEIVED, received.fds().length);
    assertTrue(received.truncated());
    List<Fd> got = received.adopt();
    checkFiles(got);
    close(got);
  }

  @Test
  void truncatedControlDataIsReported() throws IOException {
    List<Fd> sent = files(5);
    Ancillary.send(left, new byte[1], sent);
    close(sent);
    Received received = Ancillary.receive(right, new byte[1], 16 + 8); // room for two
    assertTrue(received.truncated());
    assertEquals(2, received.fds().length);
    List<Fd> got = received.adopt();
    checkFiles(got);
    close(got);
  }

  @Test
  void onlyTheBufferSliceIsSent() throws IOException {
    Ancillary.send(left, ByteBuffer.wrap("0123456".getBytes(UTF_8), 2, 3), List.of());
    byte[] buffer = new byte[10];
    assertEquals(3, Ancillary.receive(right, buffer).bytes());
    assertEquals("234", new String(buffer, 0, 3, UTF_8));
  }

  @Test
  void largeMessageIsSentWholeWithItsDescriptorsOnce() throws Exception {
    List<Fd> sent = files(1);
    FutureTask<Void> sending =
        new FutureTask<>(() -> {
          Ancillary.send(left, new byte[3_000_000], sent);
          return null;
        });
    Thread.ofPlatform().start(sending);
    int bytes = 0;
    int fds = 0;
    byte[] buffer = new byte[65536];
    while (bytes < 3_000_000) {
      Received received = Ancillary.receive(right, buffer);
      bytes += received.bytes();
      fds += received.fds().length;
      close(received.adopt());
    }
    sending.get();
    close(sent);
    assertEquals(3_000_000, bytes);
    assertEquals(1, fds);
  }

  @Test
  void endOfStreamIsMinusOne() throws IOException {
    left.close();
    assertEquals(-1, Ancillary.receive(right, new byte[1]).bytes());
  }

  @Test
  void sendingToNobodyIsAnErrorNotASignal() throws IOException {
    right.close();
    HostException e =
        assertThrows(HostException.class, () -> Ancillary.send(left, new byte[1], List.of()));
    assertTrue(e.is(Errno.EPIPE));
  }

  @Test
  void descriptorsWithoutBytesAreRefused() throws IOException {
    List<Fd> sent = files(1);
    assertThrows(IllegalArgumentException.class, () -> Ancillary.send(left, new byte[0], sent));
    close(sent);
  }

  @Test
  void closedDescriptorIsRefusedBeforeAnythingIsSent() throws IOException {
    List<Fd> sent = files(2);
    sent.get(1).close();
    assertTrue(
        assertThrows(HostException.class, () -> Ancillary.send(left, new byte[1], sent))
            .is(Errno.EBADF));
    close(sent);
    left.close();
    assertEquals(-1, Ancillary.receive(right, new byte[1]).bytes());
  }
}
