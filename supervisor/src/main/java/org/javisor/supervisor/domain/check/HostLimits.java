package org.javisor.supervisor.domain.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What this host has.
 *
 * @param memoryMib physical memory in MiB
 */
public record HostLimits(long memoryMib) {
  private static final String KEY = "MemTotal:";

  /** Reads the kernel's {@code /proc/meminfo}. */
  public static HostLimits read() throws IOException {
    return parse(Files.readAllLines(Path.of("/proc/meminfo")));
  }

  static HostLimits parse(List<String> meminfo) throws IOException {
    for (String line : meminfo) {
      if (line.startsWith(KEY)) {
        String kib = line.substring(KEY.length()).replace("kB", "").strip();
        return new HostLimits(Long.parseLong(kib) / 1024);
      }
    }
    throw new IOException("/proc/meminfo has no line 'MemTotal'");
  }
}
