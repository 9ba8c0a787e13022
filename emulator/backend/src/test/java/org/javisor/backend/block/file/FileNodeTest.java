package org.javisor.backend.block.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.javisor.host.HostException;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.memory.Mapping;
import org.javisor.host.memory.RawMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileNodeTest {
  @TempDir Path folder;
  private Path file;
  private Mapping memory;

  @BeforeEach
  void create() throws IOException {
    file = folder.resolve("disk.img");
    memory = Mapping.anonymous(4096);
  }

  @AfterEach
  void release() {
    memory.close();
  }

  private byte[] bytes(int count) {
    byte[] copy = new byte[count];
    RawMemory.copyOut(memory.address(), copy, 0, count);
    return copy;
  }

  private FileNode image(int size, boolean readOnly) throws IOException {
    byte[] content = new byte[size];
    for (int i = 0; i < size; i++) {
      content[i] = (byte) (i / 512 + 1);
    }
    Files.write(file, content);
    return open(file, readOnly);
  }

  private static FileNode open(Path path, boolean readOnly) throws IOException {
    Fd fd = Fd.open(path, readOnly ? AccessMode.READ_ONLY : AccessMode.READ_WRITE);
    return new FileNode("root", fd, fd::close, readOnly);
  }

  @Test
  void theDiskIsTheFile() throws IOException {
    try (FileNode disk = image(1536, false)) {
      assertEquals(1536, disk.sizeBytes());
      disk.read(510, memory.address(), 4);
      assertArrayEquals(new byte[] {1, 1, 2, 2}, bytes(4));
      RawMemory.putInt(memory.address(), 0x04030201);
      disk.write(512, memory.address(), 4);
      disk.flush();
    }
    byte[] content = Files.readAllBytes(file);
    assertArrayEquals(
        new byte[] {1, 1, 1, 2, 3, 4, 2}, java.util.Arrays.copyOfRange(content, 510, 517));
    assertEquals(1536, content.length);
  }

  @Test
  void zeroesReplaceExactlyTheRange() throws IOException {
    int size = 3 << 20;
    try (FileNode disk = image(size, false)) {
      disk.writeZeroes(512, size - 1024);
      disk.writeZeroes(0, 0);
    }
    byte[] content = Files.readAllBytes(file);
    assertEquals(1, content[511]);
    for (int i = 512; i < size - 512; i++) {
      assertEquals(0, content[i]);
    }
    assertEquals((byte) (size / 512), content[size - 512]);
  }

  @Test
  void aReadOnlyDiskIsNotWritten() throws IOException {
    try (FileNode disk = image(512, true)) {
      assertTrue(disk.readOnly());
      assertThrows(IOException.class, () -> disk.write(0, memory.address(), 512));
      assertThrows(IOException.class, () -> disk.writeZeroes(0, 512));
      disk.flush();
    }
  }

  @Test
  void aFileMayEndAnywhereAndGrows() throws IOException {
    try (FileNode node = image(700, false)) {
      assertEquals(700, node.sizeBytes());
      node.writeBytes(1000, new byte[] {7});
      assertEquals(1001, node.sizeBytes());
      assertArrayEquals(new byte[] {0, 7, 0, 0}, node.readBytes(999, 4));
      node.truncate(10);
      assertEquals(10, node.sizeBytes());
    }
    assertEquals(10, Files.size(file));
  }

  @Test
  void whatIsDiscardedReadsAsZeroOrAsBefore() throws IOException {
    try (FileNode node = image(1 << 20, false)) {
      node.discard(0, 1 << 19);
      byte first = node.readBytes(0, 1)[0];
      assertTrue(first == 0 || first == 1, "read " + first);
      assertEquals(1 << 20, node.sizeBytes());
    }
  }

  @Test
  void whatIsNoImageIsRefused() {
    IOException refused = assertThrows(IOException.class, () -> open(folder, true));
    assertTrue(refused.getMessage().contains("neither a regular file nor a block device"));
  }

  @Test
  void aDescriptorThatCannotWriteNeedsAReadOnlyDisk() throws IOException {
    Files.write(file, new byte[512]);
    try (Fd fd = Fd.open(file, AccessMode.READ_ONLY)) {
      assertThrows(IOException.class, () -> new FileNode("root", fd, fd::close, false));
      assertEquals(512, new FileNode("root", fd, fd::close, true).sizeBytes());
    }
  }

  @Test
  void closingRunsWhatTheOwnerGave() throws IOException {
    Files.write(file, new byte[512]);
    Fd fd = Fd.open(file, AccessMode.READ_WRITE);
    new FileNode("root", fd, fd::close, false).close();
    assertThrows(HostException.class, fd::size);
  }

  @Test
  void aFileThatWasCutShortIsAnError() throws IOException {
    try (FileNode disk = image(1024, false);
        Fd fd = Fd.open(file, AccessMode.READ_WRITE)) {
      fd.truncate(512);
      assertThrows(IOException.class, () -> disk.read(0, memory.address(), 1024));
    }
  }
}
