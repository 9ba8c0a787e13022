package org.javisor.backend.fdset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class FdSetsTest {
  @TempDir Path folder;

  private final FdSets sets = new FdSets();
  private Path file = Path.of("/");

  @BeforeEach
  void makeFile() throws IOException {
    file = Files.writeString(folder.resolve("f"), "content");
  }

  private Fd open(AccessMode access) throws IOException {
    return Fd.open(file, access);
  }

  private Fd add(long set, AccessMode access) throws Exception {
    Fd fd = open(access);
    FdSets.Added added = sets.add(fd, Optional.of(set), Optional.empty());
    assertEquals(new FdSets.Added(set, fd.number()), added);
    return fd;
  }

  private static void refuses(Executable action, String message) {
    assertEquals(message, assertThrows(FdSetException.class, action).getMessage());
  }

  /** The sets' numbers and, after each, how many members it has. */
  private List<Long> shape() {
    List<Long> shape = new ArrayList<>();
    for (FdSets.Snapshot set : sets.query()) {
      shape.add(set.id());
      shape.add((long) set.members().size());
    }
    return shape;
  }

  @Test
  void aSetWithoutANumberGetsTheLowestFreeOne() throws Exception {
    add(0, AccessMode.READ_ONLY);
    add(2, AccessMode.READ_ONLY);
    Fd fd = open(AccessMode.READ_ONLY);
    assertEquals(1, sets.add(fd, Optional.empty(), Optional.of("note")).setId());
    Fd next = open(AccessMode.READ_ONLY);
    assertEquals(3, sets.add(next, Optional.empty(), Optional.empty()).setId());
    assertEquals(List.of(3L, 1L, 2L, 1L, 1L, 1L, 0L, 1L), shape());
    assertEquals("note", sets.query().get(2).members().get(0).opaque().orElseThrow());
    sets.monitorsGone();
  }

  @Test
  void aNegativeNumberIsRefused() throws Exception {
    try (Fd fd = open(AccessMode.READ_ONLY)) {
      refuses(
          () -> sets.add(fd, Optional.of(-1L), Optional.empty()),
          "Parameter 'fdset-id' expects a non-negative value");
    }
    assertEquals(List.of(), shape());
  }

  @Test
  void whatIsRemovedUnusedIsClosed() throws Exception {
    Fd first = add(7, AccessMode.READ_ONLY);
    Fd second = add(7, AccessMode.READ_WRITE);
    sets.remove(7, Optional.of((long) first.number()));
    assertFalse(first.isOpen());
    assertTrue(second.isOpen());
    assertEquals(List.of(7L, 1L), shape());
    sets.remove(7, Optional.empty());
    assertFalse(second.isOpen());
    assertEquals(List.of(), shape());
  }

  @Test
  void removingWhatIsNotThereIsRefused() throws Exception {
    refuses(() -> sets.remove(9, Optional.empty()), "File descriptor named 'fdset-id:9' not found");
    refuses(
        () -> sets.remove(9, Optional.of(1L)),
        "File descriptor named 'fdset-id:9, fd:1' not found");
    Fd fd = add(9, AccessMode.READ_ONLY);
    refuses(
        () -> sets.remove(9, Optional.of(99_999L)),
        "File descriptor named 'fdset-id:9, fd:99999' not found");
    assertTrue(fd.isOpen());
    sets.remove(9, Optional.empty());
  }

  @Test
  void aMemberIsChosenByItsAccessMode() throws Exception {
    add(2, AccessMode.READ_ONLY);
    add(2, AccessMode.READ_WRITE);
    try (FdSets.Opened reader = sets.open("/dev/fdset/2", AccessMode.READ_ONLY);
        FdSets.Opened both = sets.open("/dev/fdset/2", AccessMode.READ_WRITE)) {
      assertEquals(AccessMode.READ_ONLY, reader.fd().accessMode());
      assertEquals(AccessMode.READ_WRITE, both.fd().accessMode());
      assertTrue(both.fd().isCloseOnExec());
    }
    refuses(
        () -> sets.open("/dev/fdset/2", AccessMode.WRITE_ONLY),
        "Failed to find file descriptor with matching flags=0x1");
    sets.monitorsGone();
  }

  @Test
  void theNewestMatchingMemberIsOpened() throws Exception {
    add(2, AccessMode.READ_ONLY);
    Path other = Files.writeString(folder.resolve("g"), "newest!");
    Fd newest = Fd.open(other, AccessMode.READ_ONLY);
    sets.add(newest, Optional.of(2L), Optional.empty());
    try (FdSets.Opened opened = sets.open("/dev/fdset/2", AccessMode.READ_ONLY)) {
      byte[] data = new byte[7];
      opened.fd().readFully(data);
      assertEquals("newest!", new String(data, StandardCharsets.US_ASCII));
    }
    sets.monitorsGone();
  }

  @Test
  void namesThatLeadNowhereAreRefused() {
    assertTrue(FdSets.isName("/dev/fdset/1"));
    assertFalse(FdSets.isName("/dev/fd/1"));
    refuses(
        () -> sets.open("/dev/fdset/8", AccessMode.READ_WRITE),
        "Failed to find fdset /dev/fdset/8");
    for (String name : List.of("abc", "", "-1", "1x", "99999999999999999999")) {
      refuses(
          () -> sets.open("/dev/fdset/" + name, AccessMode.READ_WRITE),
          "Could not parse fdset /dev/fdset/" + name);
    }
  }

  @Test
  void whatIsInUseOutlivesItsMember() throws Exception {
    Fd member = add(7, AccessMode.READ_ONLY);
    FdSets.Opened opened = sets.open("/dev/fdset/7", AccessMode.READ_ONLY);
    sets.remove(7, Optional.empty());
    assertFalse(member.isOpen());
    assertEquals(List.of(7L, 0L), shape());
    assertEquals(7, opened.fd().readFully(new byte[9]));
    refuses(
        () -> sets.open("/dev/fdset/7", AccessMode.READ_ONLY),
        "Failed to find file descriptor with matching flags=0x0");
    opened.close();
    assertEquals(List.of(), shape());
    assertFalse(opened.fd().isOpen());
  }

  @Test
  void whenTheLastMonitorGoesOnlySetsInUseStay() throws Exception {
    Fd unused = add(1, AccessMode.READ_ONLY);
    Fd used = add(2, AccessMode.READ_ONLY);
    FdSets.Opened opened = sets.open("/dev/fdset/2", AccessMode.READ_ONLY);
    sets.monitorsGone();
    assertFalse(unused.isOpen());
    assertTrue(used.isOpen());
    assertTrue(opened.fd().isOpen());
    assertEquals(List.of(2L, 1L), shape());
    opened.close();
    opened.close();
    assertEquals(List.of(2L, 1L), shape());
    sets.monitorsGone();
    assertFalse(used.isOpen());
  }
}
