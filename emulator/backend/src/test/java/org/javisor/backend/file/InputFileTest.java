package org.javisor.backend.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.javisor.backend.fdset.FdSets;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFileTest {
  private static final byte[] TEXT = "what is in it".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path files;

  private final FdSets sets = new FdSets();

  private Path file() throws IOException {
    return Files.write(files.resolve("f"), TEXT);
  }

  private static String failure(InputFile file) {
    return assertThrows(IOException.class, () -> file.readAll(100)).getMessage();
  }

  @Test
  void aPathIsOpenedEachTime() throws Exception {
    Path path = file();
    InputFile file = InputFile.of(path, sets);
    assertEquals(path.toString(), file.toString());
    assertArrayEquals(TEXT, file.readAll(TEXT.length));
    assertArrayEquals(TEXT, file.readAll(TEXT.length));
    Files.delete(path);
    assertEquals("No such file or directory", failure(file));
  }

  @Test
  void aMemberOfASetIsReadFromTheBeginningEachTimeAndOutlivesItsSet() throws Exception {
    Fd fd = Fd.open(file(), AccessMode.READ_ONLY);
    sets.add(fd, Optional.of(3L), Optional.empty());
    try (InputFile file = InputFile.of(Path.of("/dev/fdset/3"), sets)) {
      sets.remove(3, Optional.empty());
      assertArrayEquals(TEXT, file.readAll(TEXT.length));
      try (InputFile.Contents contents = file.open()) {
        byte[] tail = new byte[20];
        assertEquals(5, contents.read(tail, TEXT.length - 5));
        assertEquals('w', contents.stream().read());
      }
      assertArrayEquals(TEXT, file.readAll(TEXT.length));
      assertEquals(1, sets.query().size());
    }
    assertTrue(sets.query().isEmpty());
  }

  @Test
  void whatCannotBeReadIsToldInAWord() throws Exception {
    assertEquals("Is a directory", failure(InputFile.of(files)));
    assertEquals(
        "No such file or directory",
        assertThrows(IOException.class, () -> InputFile.of(Path.of("/dev/fdset/9"), sets))
            .getMessage());
    assertEquals(
        "it is larger than 0 KiB",
        assertThrows(IOException.class, () -> InputFile.of(file()).readAll(4)).getMessage());
  }
}
