package org.javisor.host.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.SortedSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.javisor.host.Errno;
import org.javisor.host.HostException;
import org.javisor.host.HostInfo;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.FdTable;
import org.javisor.host.fd.Poller;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixSocketTest {
  @TempDir private Path folder;

  @Test
  void clientAndServerMeet() throws IOException {
    Path path = folder.resolve("socket");
    try (Fd listener = UnixSocket.listen(path, 0600, 4);
        Fd client = UnixSocket.connect(path);
        Fd server = UnixSocket.accept(listener)) {
      client.writeFully("hello".getBytes(UTF_8));
      byte[] got = new byte[5];
      assertEquals(5, server.readFully(got));
      assertEquals("hello", new String(got, UTF_8));
      assertEquals(HostInfo.pid(), UnixSocket.peerCredentials(server).pid());
      assertEquals(
          Files.getAttribute(folder, "unix:uid"), UnixSocket.peerCredentials(client).uid());
      for (Fd each : new Fd[] {listener, client, server}) {
        assertTrue(each.isCloseOnExec());
        assertTrue(UnixSocket.isUnix(each));
      }
      assertTrue(UnixSocket.isListening(listener));
      assertFalse(UnixSocket.isListening(server));
      assertEquals(
          new UnixAddress(UnixAddress.Kind.PATH, path.toString()),
          UnixSocket.localAddress(listener));
      assertEquals(
          new UnixAddress(UnixAddress.Kind.PATH, path.toString()), UnixSocket.peerAddress(client));
      assertEquals(new UnixAddress(UnixAddress.Kind.UNNAMED, ""), UnixSocket.peerAddress(server));
    }
  }

  @Test
  void socketFileHasThePermissionsAskedFor() throws IOException {
    Path path = folder.resolve("socket");
    try (Fd listener = UnixSocket.listen(path, 0600, 1)) {
      assertTrue(listener.isOpen());
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    }
  }

  @Test
  void longPathIsRefusedClearlyAndTheLongestIsNot() throws IOException {
    int room = UnixAddress.MAX_PATH_BYTES - folder.toString().length() - 1;
    Path longest = folder.resolve("x".repeat(room));
    UnixSocket.listen(longest, 0600, 1).close();
    Path longer = folder.resolve("x".repeat(room + 1));
    SortedSet<Integer> before = FdTable.open();
    HostException e = assertThrows(HostException.class, () -> UnixSocket.listen(longer, 0600, 1));
    assertTrue(e.getMessage().contains("1 to 107 bytes, this one has 108"), e.getMessage());
    assertThrows(HostException.class, () -> UnixSocket.connect(longer));
    assertEquals(before, FdTable.open());
  }

  @Test
  void failuresAreToldApartAndLeakNothing() throws IOException {
    Path path = folder.resolve("socket");
    SortedSet<Integer> before = FdTable.open();
    assertTrue(assertThrows(HostException.class, () -> UnixSocket.connect(path)).is(Errno.ENOENT));
    UnixSocket.listen(path, 0600, 1).close();
    assertTrue(
        assertThrows(HostException.class, () -> UnixSocket.connect(path)).is(Errno.ECONNREFUSED));
    assertTrue(
        assertThrows(HostException.class, () -> UnixSocket.listen(path, 0600, 1))
            .is(Errno.EADDRINUSE));
    assertEquals(before, FdTable.open());
  }

  @Test
  void shutdownWakesWhoWaitsInAccept() throws Exception {
    try (Fd listener = UnixSocket.listen(folder.resolve("socket"), 0600, 1)) {
      FutureTask<Fd> waiting = new FutureTask<>(() -> UnixSocket.accept(listener));
      Thread.ofPlatform().start(waiting);
      UnixSocket.shutdown(listener);
      ExecutionException e = assertThrows(ExecutionException.class, waiting::get);
      assertTrue(((HostException) e.getCause()).is(Errno.EINVAL));
    }
  }

  @Test
  void connectionNeverAcceptedIsReset() throws IOException {
    Path path = folder.resolve("socket");
    Fd listener = UnixSocket.listen(path, 0600, 1);
    try (Fd client = UnixSocket.connect(path)) {
      listener.close();
      assertTrue(Poller.awaitReadable(client, -1));
      HostException e = assertThrows(HostException.class, () -> client.read(new byte[1], 0, 1));
      assertTrue(e.is(Errno.ECONNRESET));
    }
  }

  @Test
  void fileIsNoSocket() throws IOException {
    try (Fd file = Fd.open(folder, AccessMode.READ_ONLY)) {
      assertFalse(UnixSocket.isUnix(file));
      assertTrue(
          assertThrows(HostException.class, () -> UnixSocket.isListening(file)).is(Errno.ENOTSOCK));
    }
  }
}
