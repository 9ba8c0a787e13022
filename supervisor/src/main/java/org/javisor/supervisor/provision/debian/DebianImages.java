package org.javisor.supervisor.provision.debian;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.javisor.supervisor.api.ErrorCode;
import org.javisor.supervisor.api.VmException;
import org.javisor.supervisor.store.HeldLock;

/** Debian disks, built when first asked for and kept in the user's cache. */
public final class DebianImages {
  static final String SUITE = "trixie";
  private static final String RELEASE = "13";

  /** What every system has; the first is apt's word for all packages that are marked so. */
  private static final List<String> BASE =
      List.of(
          "?essential",
          "apt",
          "busybox-static",
          "e2fsprogs",
          "kmod",
          "linux-image-riscv64",
          "login",
          "passwd",
          "systemd-sysv",
          "udev");

  private static final List<String> TOOLS = List.of("apt-get", "dpkg-deb", "mke2fs", "debugfs");

  /** The lock in the cache is between processes only. */
  private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock();

  private final Path cache;
  private final Consumer<String> progress;

  /**
   * A keeper of images.
   *
   * @param cache folder for them; made when it is not there
   * @param progress is told one sentence at each step
   */
  public DebianImages(Path cache, Consumer<String> progress) {
    this.cache = cache;
    this.progress = progress;
  }

  /** The folder that a user's images are in. */
  public static Path usualCache(Map<String, String> environment) {
    String given = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path base =
        given.startsWith("/") ? Path.of(given) : Path.of(System.getProperty("user.home"), ".cache");
    return base.resolve("javisor/guest");
  }

  /**
   * The image of {@code spec}; nobody may write to it. Throws a {@link VmException} that says what
   * failed, with {@link ErrorCode#HOST_LIMIT} where this machine has no program, package source or
   * connection that it takes.
   */
  public DebianImage get(DebianSpec spec) throws IOException, InterruptedException {
    String name = "debian-" + RELEASE + "-riscv64-" + spec.key();
    Files.createDirectories(cache);
    ONE_AT_A_TIME.lockInterruptibly();
    try (HeldLock _ = HeldLock.acquire(cache.resolve(name + ".lock"))) {
      Path folder = cache.resolve(name);
      if (!Files.exists(folder)) {
        build(spec, folder);
      }
      return DebianImage.in(folder);
    } finally {
      ONE_AT_A_TIME.unlock();
    }
  }

  private void build(DebianSpec spec, Path folder) throws IOException, InterruptedException {
    HostTools.require(TOOLS);
    Path work = folder.resolveSibling(folder.getFileName() + ".work");
    if (Files.exists(work)) {
      delete(work); // A builder was killed.
    }
    Files.createDirectory(work);
    try {
      PackageSource source =
          PackageSource.find(Path.of("/etc/apt"), codename())
              .orElseThrow(() ->
                  new VmException(
                      ErrorCode.HOST_LIMIT,
                      "no Debian package source is configured on this machine (looked in"
                          + " /etc/apt)"));
      List<String> packages = new ArrayList<>(BASE);
      packages.addAll(spec.packages());
      progress.accept("Fetching packages of Debian " + SUITE);
      List<Path> files = new PackageClient(work.resolve("apt"), source).fetch(SUITE, packages);
      progress.accept("Unpacking " + files.size() + " packages");
      Path tree = Files.createDirectory(work.resolve("tree"));
      new PackageTree(tree, work).unpack(files);
      Path image = Files.createDirectory(work.resolve("image"));
      write(spec, source, tree, DebianImage.in(image));
      Files.move(image, folder, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      delete(work);
    }
  }

  private void write(DebianSpec spec, PackageSource source, Path tree, DebianImage image)
      throws IOException, InterruptedException {
    Path work = tree.getParent();
    Path modules = modules(tree);
    String kernel = modules.getFileName().toString();
    String uuid = UUID.randomUUID().toString();
    new SystemFiles(tree).write(spec, source, uuid, kernel);
    progress.accept("Listing the kernel's modules");
    ModuleIndex.write(modules);
    Path boot = tree.resolve("boot");
    Files.write(boot.resolve("initrd.img-" + kernel), InitialRamDisk.of(tree, modules));
    progress.accept("Writing the file system");
    new DiskWriter(work).write(image.disk(), tree, uuid, spec.sizeBytes());
    Files.move(boot.resolve("vmlinux-" + kernel), image.kernel());
    Files.move(boot.resolve("initrd.img-" + kernel), image.initialRamDisk());
  }

  /** The folder of the only kernel's modules; its name is the kernel's version. */
  private static Path modules(Path tree) throws IOException {
    try (DirectoryStream<Path> versions =
        Files.newDirectoryStream(tree.resolve("usr/lib/modules"))) {
      for (Path version : versions) {
        return version;
      }
    }
    throw new VmException(ErrorCode.FAILED, "the packages bring no kernel");
  }

  private static String codename() throws IOException {
    Path release = Path.of("/etc/os-release");
    if (!Files.isReadable(release)) {
      return "";
    }
    return Files.readAllLines(release).stream()
        .filter(line -> line.startsWith("VERSION_CODENAME="))
        .map(line -> line.substring(line.indexOf('=') + 1).replace("\"", ""))
        .findFirst()
        .orElse("");
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
