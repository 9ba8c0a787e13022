package org.javisor.supervisor.provision.debian;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageTreeTest {
  @TempDir private Path folder;

  @Test
  void pathsAreListedAsThePackageDatabaseHasThem() {
    assertEquals(
        "/.\n/usr\n/usr/bin\n/usr/bin/a b\n",
        PackageTree.list("./\n./usr/\n./usr/bin/\n./usr/bin/a b\n"));
  }

  @Test
  void anEntryHasItsStateBehindItsName() {
    assertEquals(
        "Package: a\nStatus: install ok unpacked\nVersion: 1\nDescription: x\n more\n\n",
        PackageTree.entry("Package: a\nVersion: 1\nDescription: x\n more\n"));
  }

  @Test
  void packagesAreUnpackedAndEntered() throws Exception {
    Assumptions.assumeTrue(
        HostTools.find("dpkg-deb").isPresent(), "skipped: dpkg-deb is not installed");
    List<Path> packages =
        List.of(made("libx", "Multi-Arch: same\n"), made("base-files", ""), made("tool", ""));
    Path root = Files.createDirectory(folder.resolve("root"));
    new PackageTree(root, folder).unpack(packages);
    for (String name : List.of("libx", "base-files", "tool")) {
      assertEquals(name, Files.readString(root.resolve("usr/share/" + name)));
    }
    Path info = root.resolve("var/lib/dpkg/info");
    assertTrue(Files.exists(info.resolve("libx:riscv64.list")));
    assertTrue(Files.exists(info.resolve("tool.postinst")));
    assertFalse(Files.exists(info.resolve("tool.control")));
    String status = Files.readString(root.resolve("var/lib/dpkg/status"));
    assertTrue(status.startsWith("Package: base-files\nStatus: install ok unpacked\n"), status);
    assertEquals(3, status.split("\n\n").length, status);
  }

  private Path made(String name, String fields) throws IOException, InterruptedException {
    Path source = Files.createDirectory(folder.resolve(name));
    Files.createDirectories(source.resolve("usr/share"));
    Files.writeString(source.resolve("usr/share").resolve(name), name);
    Path control = Files.createDirectory(source.resolve("DEBIAN"));
    Files.writeString(
        control.resolve("control"),
        "Package: "
            + name
            + "\nVersion: 1\nArchitecture: riscv64\nMaintainer: A <a@b.example>\n"
            + fields
            + "Description: made for a test\n");
    Path script = Files.writeString(control.resolve("postinst"), "#!/bin/sh\nfalse\n");
    assertTrue(script.toFile().setExecutable(true, false));
    Path file = folder.resolve(name + "_1_riscv64.deb");
    HostTools.run(folder, List.of("dpkg-deb", "--build", source.toString(), file.toString()));
    return file;
  }
}
