package org.javisor.supervisor.domain.check;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.javisor.supervisor.api.DiskRequest;
import org.javisor.supervisor.api.ErrorCode;
import org.javisor.supervisor.api.Problem;
import org.javisor.supervisor.api.VmSpec;

/** Finds everything that is wrong with a machine before a process is started for it. */
public final class DefinitionCheck {
  private static final int MAX_NAME = 40;
  private static final int MAX_CPUS = 512;
  private static final int MAX_APPEND = 2047;
  private static final int SECTOR = 512;

  private final List<Problem> problems = new ArrayList<>();
  private final HostLimits host;

  private DefinitionCheck(HostLimits host) {
    this.host = host;
  }

  /** All problems of a machine; empty when it can be started. */
  public static List<Problem> problems(VmSpec spec, HostLimits host) {
    DefinitionCheck check = new DefinitionCheck(host);
    check.name(spec.name());
    check.memory(spec.hardware().memoryMib());
    check.cpus(spec.hardware().cpus());
    check.kernel(spec.boot().kernel());
    check.initrd(spec.boot().initrd());
    check.append(spec.boot().append());
    for (int i = 0; i < spec.disks().size(); i++) {
      check.disk(i, spec.disks().get(i));
    }
    return List.copyOf(check.problems);
  }

  /** Whether a text can be a machine's name: it becomes a directory and an option value. */
  public static boolean isName(String name) {
    if (name.isEmpty() || name.length() > MAX_NAME || !isAlphanumeric(name.charAt(0))) {
      return false;
    }
    for (int i = 1; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!isAlphanumeric(c) && c != '-' && c != '_' && c != '.') {
        return false;
      }
    }
    return true;
  }

  private static boolean isAlphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private void name(String name) {
    if (!isName(name)) {
      add(
          ErrorCode.INVALID,
          "name",
          "name '"
              + printable(name)
              + "' is not 1 to "
              + MAX_NAME
              + " letters, digits, '-', '_' or"
              + " '.', beginning with a letter or digit",
          "choose another name");
    }
  }

  private void memory(long mib) {
    if (mib < 1) {
      add(
          ErrorCode.INVALID,
          "memory",
          "memory is " + mib + " MiB, expected at least 1 MiB",
          "give for example --memory 512M");
    } else if (mib > host.memoryMib()) {
      add(
          ErrorCode.HOST_LIMIT,
          "memory",
          "memory is " + mib + " MiB, but this host has " + host.memoryMib() + " MiB",
          "give less memory");
    }
  }

  private void cpus(long cpus) {
    if (cpus < 1 || cpus > MAX_CPUS) {
      add(
          ErrorCode.INVALID,
          "cpus",
          "number of processors is " + cpus + ", expected 1 to " + MAX_CPUS,
          "give for example --cpus 1");
    }
  }

  private void append(String append) {
    if (append.length() > MAX_APPEND || append.indexOf('\0') >= 0) {
      add(
          ErrorCode.INVALID,
          "append",
          "kernel command line is not text of at most " + MAX_APPEND + " characters",
          "shorten it");
    }
  }

  private void kernel(String path) {
    if (path.isEmpty()) {
      add(ErrorCode.INVALID, "kernel", "no kernel is given", "give --kernel FILE");
      return;
    }
    String item = "kernel '" + printable(path) + "'";
    try (FileChannel file = openRegular(path)) {
      kernel(item, file);
    } catch (IOException unusable) {
      unusable("kernel", item, unusable);
    }
  }

  private void kernel(String item, FileChannel file) throws IOException {
    KernelImage.Finding finding = KernelImage.inspect(file);
    switch (finding.verdict()) {
      case USABLE -> {}
      case NOT_A_KERNEL ->
          add(
              ErrorCode.FILE_UNUSABLE,
              "kernel",
              item + " is not a riscv64 kernel image",
              "give an uncompressed Image or ELF file");
      case OTHER_CPU ->
          add(
              ErrorCode.WRONG_CPU,
              "kernel",
              item + " is for " + finding.detail() + ", expected a riscv64 kernel",
              "give a riscv64 kernel");
      case TRUNCATED ->
          add(
              ErrorCode.FILE_UNUSABLE,
              "kernel",
              item
                  + " is cut off: it has "
                  + file.size()
                  + " bytes, its header tells of "
                  + finding.detail(),
              "fetch it again");
    }
  }

  private void initrd(String path) {
    if (path.isEmpty()) {
      return;
    }
    String item = "initrd '" + printable(path) + "'";
    try (FileChannel file = openRegular(path)) {
      if (file.size() == 0) {
        add(ErrorCode.FILE_UNUSABLE, "initrd", item + " is empty", "fetch it again");
      }
    } catch (IOException unusable) {
      unusable("initrd", item, unusable);
    }
  }

  private void disk(int index, DiskRequest disk) {
    String field = "disks[" + index + "]";
    String item = "disk '" + printable(disk.path()) + "'";
    try (FileChannel file = openDisk(disk)) {
      if (file.size() % SECTOR != 0) {
        add(
            ErrorCode.FILE_UNUSABLE,
            field,
            item + ": image size " + file.size() + " is not a multiple of " + SECTOR,
            "give a raw image");
      }
    } catch (IOException unusable) {
      unusable(field, item, unusable);
    }
  }

  private static FileChannel openDisk(DiskRequest disk) throws IOException {
    Path path = absolute(disk.path());
    if (Files.isDirectory(path)) {
      throw new IOException("it is a directory");
    }
    return disk.readOnly()
        ? FileChannel.open(path, StandardOpenOption.READ)
        : FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** Opening a fifo or device for reading could wait for ever, so the kind is looked at first. */
  private static FileChannel openRegular(String text) throws IOException {
    Path path = absolute(text);
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new IOException("it is not a regular file");
    }
    return FileChannel.open(path, StandardOpenOption.READ);
  }

  private static Path absolute(String text) throws IOException {
    if (text.indexOf('\0') >= 0 || !text.startsWith("/")) {
      throw new IOException("it is not an absolute path");
    }
    return Path.of(text);
  }

  private void unusable(String field, String item, IOException why) {
    String problem =
        switch (why) {
          case NoSuchFileException _ -> item + " does not exist";
          case AccessDeniedException _ -> item + " cannot be opened: permission denied";
          default -> item + " cannot be used: " + why.getMessage();
        };
    add(ErrorCode.FILE_UNUSABLE, field, problem, "check the path and its permissions");
  }

  private void add(ErrorCode code, String path, String problem, String hint) {
    problems.add(new Problem(code, path, problem, hint));
  }

  /** Keeps control characters of a hostile definition off the terminal. */
  private static String printable(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      out.append(Character.isISOControl(text.charAt(i)) ? '?' : text.charAt(i));
    }
    return out.toString();
  }
}
