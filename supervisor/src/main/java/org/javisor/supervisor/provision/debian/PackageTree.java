package org.javisor.supervisor.provision.debian;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Packages unpacked into a folder, and entered in the package database there as unpacked. */
final class PackageTree {
  private final Path root;
  private final Path work;

  /** A tree in {@code root}; {@code work} takes what is needed meanwhile. */
  PackageTree(Path root, Path work) {
    this.root = root;
    this.work = work;
  }

  /** Unpacks all; the package with the links /bin, /lib and /sbin comes first. */
  void unpack(List<Path> packages) throws IOException, InterruptedException {
    Path database = root.resolve("var/lib/dpkg");
    Files.createDirectories(database.resolve("info"));
    StringBuilder status = new StringBuilder();
    List<Path> others = new ArrayList<>();
    for (Path file : packages) {
      if (file.getFileName().toString().startsWith("base-files_")) {
        status.append(unpack(file));
      } else {
        others.add(file);
      }
    }
    List<Callable<String>> tasks = new ArrayList<>();
    others.forEach(file -> tasks.add(() -> unpack(file)));
    Workers.all(tasks).forEach(status::append);
    Files.writeString(database.resolve("status"), status, StandardCharsets.UTF_8);
    Files.writeString(database.resolve("available"), "");
    Files.writeString(database.resolve("info/format"), "1\n");
  }

  /** Unpacks one package; gives its entry of the database. */
  private String unpack(Path file) throws IOException, InterruptedException {
    String listed =
        HostTools.run(work, List.of("dpkg-deb", "-X", file.toString(), root.toString()));
    Path control = Files.createTempDirectory(work, "control");
    HostTools.run(work, List.of("dpkg-deb", "-e", file.toString(), control.toString()));
    String fields = Files.readString(control.resolve("control"), StandardCharsets.UTF_8);
    String name = field(fields, "Package");
    if (field(fields, "Multi-Arch").equals("same")) {
      name += ":" + field(fields, "Architecture");
    }
    Path info = root.resolve("var/lib/dpkg/info");
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(control)) {
      for (Path entry : entries) {
        String kind = entry.getFileName().toString();
        if (!kind.equals("control")) {
          Files.move(entry, info.resolve(name + "." + kind));
        }
      }
    }
    Files.writeString(info.resolve(name + ".list"), list(listed), StandardCharsets.UTF_8);
    return entry(fields);
  }

  /** The package database's form of the paths that an unpacker has named. */
  static String list(String unpacked) {
    StringBuilder list = new StringBuilder("/.\n");
    unpacked
        .lines()
        .map(path -> path.startsWith(".") ? path.substring(1) : "/" + path)
        .map(path -> path.endsWith("/") ? path.substring(0, path.length() - 1) : path)
        .filter(path -> !path.isEmpty())
        .forEach(path -> list.append(path).append('\n'));
    return list.toString();
  }

  /** A package's control fields with its state, the second of the lines. */
  static String entry(String control) {
    String text = control.strip();
    int line = text.indexOf('\n');
    return text.substring(0, line)
        + "\nStatus: install ok unpacked"
        + text.substring(line)
        + "\n\n";
  }

  private static String field(String control, String name) {
    return control
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }
}
