package org.javisor.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a machine executes, its first serial port being what the process prints.
 *
 * @param memory as {@code -m} takes it
 * @param processors how many CPUs there are
 * @param more options of its devices
 */
record Guest(
    String memory,
    int processors,
    Path kernel,
    Optional<Path> ramDisk,
    String commandLine,
    List<String> more) {
  /** A bare-metal kernel for one CPU. */
  static Guest bareMetal(Path image, String commandLine) {
    return new Guest("256M", 1, image, Optional.empty(), commandLine, List.of());
  }

  /** Linux on one CPU. */
  static Guest linux(String memory, Path kernel, Path ramDisk, String commandLine) {
    return new Guest(
        memory,
        1,
        kernel,
        Optional.of(ramDisk),
        ("console=ttyS0 " + commandLine).strip(),
        List.of());
  }

  /** The same with {@code count} CPUs. */
  Guest withProcessors(int count) {
    return new Guest(memory, count, kernel, ramDisk, commandLine, more);
  }

  /** The same with {@code options}. */
  Guest with(String... options) {
    return new Guest(memory, processors, kernel, ramDisk, commandLine, List.of(options));
  }

  /** Starts it on {@code peer}. */
  GuestRun start(Peer peer) throws IOException {
    List<String> options = new ArrayList<>(List.of("-m", memory));
    options.addAll(List.of("-smp", Integer.toString(processors)));
    options.addAll(List.of("-serial", "stdio", "-monitor", "none"));
    options.addAll(List.of("-kernel", kernel.toString()));
    ramDisk.ifPresent(file -> options.addAll(List.of("-initrd", file.toString())));
    options.addAll(List.of("-append", commandLine));
    options.addAll(more);
    return GuestRun.start(peer.machine(options.toArray(String[]::new)));
  }
}
