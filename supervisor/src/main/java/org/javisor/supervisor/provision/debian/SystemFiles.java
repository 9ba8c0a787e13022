package org.javisor.supervisor.provision.debian;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The files of a system that maintainer scripts or an installer would write, as far as a start
 * needs them.
 */
final class SystemFiles {
  private static final String PAM =
      "# Written when the image was built; pam-auth-update may take over.\n";

  private final Path root;

  SystemFiles(Path root) {
    this.root = root;
  }

  /**
   * Writes them all.
   *
   * @param uuid of the root file system
   * @param kernel version of the kernel that shall start
   */
  void write(DebianSpec spec, PackageSource source, String uuid, String kernel) throws IOException {
    accounts(spec.rootPassword());
    copies();
    logins();
    Map<String, String> texts =
        Map.of(
            "etc/fstab",
            "UUID=" + uuid + " / ext4 errors=remount-ro 0 1\n",
            "etc/hostname",
            spec.hostName() + "\n",
            "etc/hosts",
            "127.0.0.1 localhost\n127.0.1.1 " + spec.hostName() + "\n::1 localhost ip6-localhost\n",
            "etc/machine-id", // empty: the first start makes one, without asking anything
            "",
            "etc/apt/sources.list.d/debian.sources",
            source
                .stanza(DebianImages.SUITE, "riscv64")
                .replaceFirst("(?m)^Architectures:.*\n", ""),
            "etc/shells",
            "/bin/sh\n/usr/bin/sh\n/bin/bash\n/usr/bin/bash\n/bin/dash\n/usr/bin/dash\n",
            "etc/default/locale",
            "LANG=C.UTF-8\n",
            "boot/extlinux/extlinux.conf",
            menu(uuid, kernel));
    for (Map.Entry<String, String> text : texts.entrySet()) {
      put(text.getKey(), text.getValue());
    }
    link("etc/alternatives/awk", "/usr/bin/mawk");
    link("usr/bin/awk", "/etc/alternatives/awk");
    // Building the hardware database takes minutes and is of no use to a virtual machine.
    link("etc/systemd/system/systemd-hwdb-update.service", "/dev/null");
  }

  private static String menu(String uuid, String kernel) {
    return """
    default debian
    label debian
      linux /boot/vmlinux-%s
      initrd /boot/initrd.img-%s
      append root=UUID=%s ro console=ttyS0
    """
        .formatted(kernel, kernel, uuid);
  }

  private void accounts(String rootPassword) throws IOException {
    Path masters = root.resolve("usr/share/base-passwd");
    String users =
        Files.readString(masters.resolve("passwd.master"))
            .replaceAll("(?m)^([^:]*):[^:]*:", "$1:x:");
    put("etc/passwd", users);
    put(
        "etc/group",
        Files.readString(masters.resolve("group.master"))
            .replaceAll("(?m)^([^:]*):[^:]*:", "$1:x:"));
    String shadow =
        users
            .lines()
            .map(line -> line.substring(0, line.indexOf(':')))
            .map(name ->
                name + ":" + (name.equals("root") ? rootPassword : "*") + ":20000:0:99999:7:::")
            .collect(Collectors.joining("\n", "", "\n"));
    put("etc/shadow", shadow);
    Files.setPosixFilePermissions(
        root.resolve("etc/shadow"), PosixFilePermissions.fromString("rw-r-----"));
  }

  /** What base-files keeps as templates. */
  private void copies() throws IOException {
    Map<String, String> copies =
        Map.of(
            "profile", "etc/profile",
            "motd", "etc/motd",
            "nsswitch.conf", "etc/nsswitch.conf",
            "dot.bashrc", "root/.bashrc",
            "dot.profile", "root/.profile");
    for (Map.Entry<String, String> copy : copies.entrySet()) {
      Path template = root.resolve("usr/share/base-files").resolve(copy.getKey());
      if (Files.exists(template)) {
        put(copy.getValue(), Files.readString(template));
      }
    }
  }

  private void logins() throws IOException {
    put("etc/pam.d/common-auth", PAM + "auth required pam_unix.so nullok\n");
    put("etc/pam.d/common-account", PAM + "account required pam_unix.so\n");
    put("etc/pam.d/common-password", PAM + "password required pam_unix.so obscure yescrypt\n");
    put("etc/pam.d/common-session", PAM + "session required pam_unix.so\n");
    put("etc/pam.d/common-session-noninteractive", PAM + "session required pam_unix.so\n");
  }

  private void put(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text, StandardCharsets.UTF_8);
  }

  private void link(String name, String target) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    try {
      Files.createSymbolicLink(file, Path.of(target));
    } catch (FileAlreadyExistsException e) {
      // A package brings its own.
    }
  }
}
