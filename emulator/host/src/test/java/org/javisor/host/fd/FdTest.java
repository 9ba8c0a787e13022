package org.javisor.host.fd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.javisor.host.Errno;
import org.javisor.host.HostException;
import org.javisor.host.memory.Mapping;
import org.javisor.host.memory.RawMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FdTest {
  @TempDir private Path folder;

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("file"), content);
  }

  @Test
  void missingFileIsNamedInTheMessage() {
    Path missing = folder.resolve("missing");
    HostException e =
        assertThrows(HostException.class, () -> Fd.open(missing, AccessMode.READ_ONLY));
    assertEquals("open '" + missing + "': No such file or directory", e.getMessage());
    assertTrue(e.is(Errno.ENOENT));
  }

  @Test
  void accessModeIsTheOneOpenedWith() throws IOException {
    Path path = file("x");
    for (AccessMode mode : AccessMode.values()) {
      try (Fd fd = Fd.open(path, mode)) {
        assertEquals(mode, fd.accessMode());
      }
    }
  }

  @Test
  void writingThroughReadOnlyDescriptorIsRefused() throws IOException {
    try (Fd fd = Fd.open(file("x"), AccessMode.READ_ONLY)) {
      HostException e = assertThrows(HostException.class, () -> fd.pwrite(new byte[1], 0));
      assertTrue(e.is(Errno.EBADF));
    }
  }

  @Test
  void positionedTransfersUseTheirOffsetsAndStopAtTheEnd() throws IOException {
    try (Fd fd = Fd.open(file("0123456789"), AccessMode.READ_WRITE)) {
      byte[] three = new byte[3];
      assertEquals(3, fd.pread(three, 4));
      assertArrayEquals("456".getBytes(UTF_8), three);
      fd.pwrite("abc".getBytes(UTF_8), 9);
      assertEquals(12, fd.size());
      byte[] tail = new byte[8];
      assertEquals(4, fd.pread(tail, 8));
      assertArrayEquals(new byte[] {'8', 'a', 'b', 'c', 0, 0, 0, 0}, tail);
      assertEquals(0, fd.pread(tail, 12));
      assertArrayEquals("012".getBytes(UTF_8), first(fd, 3));
    }
  }

  private static byte[] first(Fd fd, int count) throws IOException {
    byte[] bytes = new byte[count];
    assertEquals(count, fd.readFully(bytes));
    return bytes;
  }

  @Test
  void memoryTransfersReachMemory() throws IOException {
    try (Mapping memory = Mapping.anonymous(8192);
        Fd fd = Fd.open(folder.resolve("new"), AccessMode.READ_WRITE, OpenFlag.CREATE)) {
      RawMemory.putLong(memory.address(), 0x1122334455667788L);
      fd.pwriteFully(memory.address(), 8, 4096);
      assertEquals(8, fd.preadFully(memory.address() + 100, 16, 4096));
      assertEquals(0x1122334455667788L, RawMemory.getLong(memory.address() + 100));
      assertEquals(-1, fd.pread(memory.address(), 8, 5000));
      fd.truncate(10);
      fd.dataSync();
      assertEquals(10, fd.size());
    }
  }

  @Test
  void createdFileBelongsToItsOwnerOnly() throws IOException {
    Path path = folder.resolve("new");
    Fd.open(path, AccessMode.WRITE_ONLY, OpenFlag.CREATE, OpenFlag.EXCLUSIVE).close();
    assertEquals(
        "rw-------",
        java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    assertThrows(
        HostException.class,
        () -> Fd.open(path, AccessMode.WRITE_ONLY, OpenFlag.CREATE, OpenFlag.EXCLUSIVE));
  }

  @Test
  void closeIsIdempotentAndNeverClosesAnothersNumber() throws IOException {
    Path path = file("x");
    Fd first = Fd.open(path, AccessMode.READ_ONLY);
    first.close();
    try (Fd second = Fd.open(path, AccessMode.READ_ONLY)) {
      first.close();
      assertFalse(first.isOpen());
      assertTrue(second.isOpen());
      assertEquals(1, second.pread(new byte[1], 0));
      assertTrue(assertThrows(HostException.class, first::size).is(Errno.EBADF));
    }
  }

  @Test
  void numberStaysValidWhileAnOperationHoldsIt() throws IOException {
    Fd fd = Fd.open(file("x"), AccessMode.READ_ONLY);
    int number = fd.hold();
    fd.close();
    assertTrue(FdTable.open().contains(number));
    fd.letGo();
    assertFalse(FdTable.open().contains(number));
  }

  @Test
  void releasedNumberIsTheCallersToClose() throws IOException {
    Fd fd = Fd.open(file("x"), AccessMode.READ_ONLY);
    int number = fd.release();
    fd.close();
    assertTrue(FdTable.open().contains(number));
    Fd.adopt(number).close();
    assertFalse(FdTable.open().contains(number));
    assertThrows(HostException.class, fd::release);
  }

  @Test
  void thousandCyclesLeaveTheTableAsItWas() throws IOException {
    Path path = file("x");
    FdTable.open();
    SortedSet<Integer> before = FdTable.open();
    for (int i = 0; i < 1000; i++) {
      try (Fd fd = Fd.open(path, AccessMode.READ_ONLY);
          Fd second = fd.duplicate()) {
        assertEquals(1, second.size());
      }
    }
    assertEquals(before, FdTable.open());
  }

  @Test
  void everyDescriptorIsCloseOnExecUntilToldOtherwise() throws IOException {
    try (Fd fd = Fd.open(file("x"), AccessMode.READ_ONLY);
        Fd second = fd.duplicate()) {
      assertTrue(fd.isCloseOnExec());
      assertTrue(second.isCloseOnExec());
      second.setCloseOnExec(false);
      assertFalse(second.isCloseOnExec());
      assertTrue(fd.isCloseOnExec());
    }
  }

  @Test
  void typesAreTold() throws IOException {
    try (Fd regular = Fd.open(file("x"), AccessMode.READ_ONLY);
        Fd directory = Fd.open(folder, AccessMode.READ_ONLY, OpenFlag.DIRECTORY);
        Fd device = Fd.open(Path.of("/dev/null"), AccessMode.READ_WRITE)) {
      assertEquals(FileType.REGULAR, regular.fileType());
      assertEquals(FileType.DIRECTORY, directory.fileType());
      assertEquals(FileType.CHARACTER_DEVICE, device.fileType());
      assertFalse(device.isSocket());
    }
  }

  @Test
  void directoryFlagRefusesFiles() throws IOException {
    Path path = file("x");
    HostException e =
        assertThrows(
            HostException.class, () -> Fd.open(path, AccessMode.READ_ONLY, OpenFlag.DIRECTORY));
    assertTrue(e.is(Errno.ENOTDIR));
    Path link = Files.createSymbolicLink(folder.resolve("link"), path);
    e =
        assertThrows(
            HostException.class, () -> Fd.open(link, AccessMode.READ_ONLY, OpenFlag.NOFOLLOW));
    assertTrue(e.is(Errno.ELOOP));
  }

  @Test
  void readersRacingWithCloseNeverReadAnotherFile() throws Exception {
    Path mine = file("A");
    Path other = Files.writeString(folder.resolve("other"), "B");
    SortedSet<Integer> before = FdTable.open();
    for (int round = 0; round < 50; round++) {
      Fd fd = Fd.open(mine, AccessMode.READ_ONLY);
      List<FutureTask<Integer>> readers = new ArrayList<>();
      CountDownLatch reading = new CountDownLatch(2);
      for (int i = 0; i < 2; i++) {
        FutureTask<Integer> reader = new FutureTask<>(() -> readUntilClosed(fd, reading));
        readers.add(reader);
        Thread.ofPlatform().start(reader);
      }
      reading.await();
      fd.close();
      List<Fd> others = new ArrayList<>(); // one of these gets the number as soon as it is free
      for (int i = 0; i < 5; i++) {
        others.add(Fd.open(other, AccessMode.READ_ONLY));
      }
      for (FutureTask<Integer> reader : readers) {
        assertEquals(Errno.EBADF.number(), reader.get());
      }
      others.forEach(Fd::close);
    }
    assertEquals(before, FdTable.open());
  }

  /** Reads "A" again and again until that fails; the error number of the failure. */
  private static int readUntilClosed(Fd fd, CountDownLatch reading) {
    byte[] content = new byte[1];
    try {
      while (true) {
        assertEquals(1, fd.pread(content, 0));
        assertEquals('A', content[0]);
        reading.countDown();
      }
    } catch (HostException e) {
      return e.errno();
    }
  }
}
