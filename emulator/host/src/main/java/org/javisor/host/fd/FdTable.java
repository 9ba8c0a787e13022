package org.javisor.host.fd;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;

/** This process's open descriptors, for leak checks. */
public final class FdTable {
  private static final Path OWN = Path.of("/proc/self/fd");

  private FdTable() {}

  /** The numbers open now, without the one that looking needs. */
  public static SortedSet<Integer> open() throws IOException {
    SortedSet<Integer> numbers = new TreeSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(OWN)) {
      for (Path entry : entries) {
        numbers.add(Integer.valueOf(entry.getFileName().toString()));
      }
    }
    numbers.removeIf(n -> Files.notExists(OWN.resolve(Integer.toString(n))));
    return numbers;
  }
}
