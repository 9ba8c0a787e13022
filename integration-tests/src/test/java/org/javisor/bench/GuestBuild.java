package org.javisor.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.javisor.supervisor.provision.debian.CpioArchive;

/** Builds the guests from their sources, with Debian's cross compiler. */
public final class GuestBuild {
  private static final String PREFIX = "riscv64-linux-gnu-";
  private static final List<String> BARE =
      List.of(
          "-std=gnu17",
          "-O2",
          "-march=rv64gc",
          "-mabi=lp64d",
          "-mcmodel=medany",
          "-ffreestanding",
          "-fno-pic",
          "-fno-pie",
          "-no-pie",
          "-nostdlib",
          "-static",
          "-fno-math-errno",
          "-fno-strict-aliasing",
          "-fno-tree-loop-distribute-patterns",
          "-Wall",
          "-Wextra",
          "-Werror",
          "-Wl,--build-id=none");

  private final Path sources;
  private final Path target;

  /**
   * @param sources the folder {@code src/bench}
   * @param target where what is built goes
   */
  public GuestBuild(Path sources, Path target) throws IOException {
    this.sources = sources;
    this.target = Files.createDirectories(target);
  }

  /** Whether there is a cross compiler. */
  public static boolean isPossible() {
    return Peer.of("compiler", PREFIX + "gcc").isPresent();
  }

  /** The image of a bare-metal kernel, with the boot header of a Linux kernel. */
  public Path bareMetal(String name) throws IOException, InterruptedException, BenchException {
    Path guest = sources.resolve("guest");
    Path program = target.resolve(name + ".elf");
    Path image = target.resolve(name + ".img");
    List<String> command = new ArrayList<>(List.of(PREFIX + "gcc"));
    command.addAll(BARE);
    command.addAll(List.of("-T", guest.resolve("kernel.ld").toString(), "-o", program.toString()));
    for (String source : List.of("start.S", "runtime.c", name + ".c")) {
      command.add(guest.resolve(source).toString());
    }
    execute(command);
    execute(List.of(PREFIX + "objcopy", "-O", "binary", program.toString(), image.toString()));
    return image;
  }

  /** An initial RAM disk whose {@code /init} measures Linux. */
  Path initialRamDisk() throws IOException, InterruptedException, BenchException {
    Path init = linux("init", "-static", "-s");
    Path dynamic = linux("dynamic", "-fPIE", "-pie", "-Wl,-rpath,/lib");
    CpioArchive archive = new CpioArchive();
    archive.folder("dev");
    archive.console("dev/console");
    archive.folder("lib");
    archive.program("init", Files.readAllBytes(init));
    archive.program("dynamic", Files.readAllBytes(dynamic));
    for (String library : List.of("ld-linux-riscv64-lp64d.so.1", "libc.so.6")) {
      archive.program("lib/" + library, Files.readAllBytes(library(library)));
    }
    archive.program("small", "a small file\n".getBytes(StandardCharsets.US_ASCII));
    Path file = target.resolve("initrd");
    Files.write(file, archive.finish());
    return file;
  }

  private Path linux(String name, String... options)
      throws IOException, InterruptedException, BenchException {
    Path program = target.resolve(name);
    List<String> command =
        new ArrayList<>(
            List.of(PREFIX + "gcc", "-std=gnu17", "-O2", "-Wall", "-Wextra", "-Werror"));
    command.addAll(List.of(options));
    command.addAll(List.of("-o", program.toString()));
    command.add(sources.resolve("linux").resolve(name + ".c").toString());
    execute(command);
    return program;
  }

  /** The file of a library that the cross compiler links with. */
  private Path library(String name) throws IOException, InterruptedException, BenchException {
    return Path.of(execute(List.of(PREFIX + "gcc", "-print-file-name=" + name)).strip());
  }

  private static String execute(List<String> command)
      throws IOException, InterruptedException, BenchException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new BenchException(String.join(" ", command) + " failed:\n" + said);
    }
    return said;
  }
}
