package org.javisor.supervisor.provision.debian;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * What a module of the Linux kernel says of itself: section {@code .modinfo} of its file, strings
 * {@code key=value} that end with a zero.
 *
 * <p>Spec: [ELF] 1 "ELF Header", "Sections"; Linux, include/linux/moduleparam.h (MODULE_INFO).
 *
 * @param path file below the folder of the kernel's version, such as {@code kernel/lib/crc16.ko.xz}
 * @param name with underscores where the file's name has hyphens, as the kernel calls it
 * @param information the section's strings, in order
 */
record KernelModule(String path, String name, List<String> information) {
  private static final int MAX_BYTES = 256 << 20;
  private static final int MAX_XZ_KIB = 128 << 10;
  private static final int HEADER_BYTES = 64;
  private static final int SECTION_BYTES = 64;

  /** Reads the module's file {@code path} of {@code folder}. */
  static KernelModule read(Path folder, String path) throws IOException {
    byte[] file;
    try (InputStream in = open(folder.resolve(path))) {
      file = in.readNBytes(MAX_BYTES);
    }
    return new KernelModule(path, nameOf(path), strings(modinfo(path, file)));
  }

  /** The kernel's name of the module in a file. */
  static String nameOf(String path) {
    String file = path.substring(path.lastIndexOf('/') + 1);
    return file.substring(0, file.indexOf(".ko")).replace('-', '_');
  }

  /** Whether a file's name is that of a module which can be read here. */
  static boolean isModule(String name) {
    return name.endsWith(".ko") || name.endsWith(".ko.xz") || name.endsWith(".ko.gz");
  }

  /** All values of {@code key}, in order. */
  List<String> values(String key) {
    String start = key + "=";
    return information.stream()
        .filter(entry -> entry.startsWith(start))
        .map(entry -> entry.substring(start.length()))
        .toList();
  }

  /** Names of the modules whose symbols this one uses. */
  List<String> depends() {
    return values("depends").stream()
        .flatMap(list -> Arrays.stream(list.split(",")))
        .filter(name -> !name.isEmpty())
        .map(name -> name.replace('-', '_'))
        .toList();
  }

  /** The strings, each ended by one zero or several, that {@code bytes} have. */
  static List<String> strings(ByteBuffer bytes) {
    List<String> strings = new ArrayList<>();
    for (String entry : StandardCharsets.ISO_8859_1.decode(bytes).toString().split("\0")) {
      if (!entry.isEmpty()) {
        strings.add(entry);
      }
    }
    return strings;
  }

  private static InputStream open(Path file) throws IOException {
    String name = file.toString();
    InputStream in = new ByteArrayInputStream(Files.readAllBytes(file));
    if (name.endsWith(".xz")) {
      return new XZInputStream(in, MAX_XZ_KIB);
    }
    return name.endsWith(".gz") ? new GZIPInputStream(in) : in;
  }

  private static ByteBuffer modinfo(String path, byte[] file) throws IOException {
    ByteBuffer elf = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (file.length < HEADER_BYTES || elf.getInt(0) != 0x464c457f || elf.get(4) != 2) {
      throw new IOException("kernel module " + path + " is not a 64-bit ELF file");
    }
    try {
      int table = Math.toIntExact(elf.getLong(0x28));
      int sections = Short.toUnsignedInt(elf.getShort(0x3c));
      ByteBuffer names = section(elf, table, Short.toUnsignedInt(elf.getShort(0x3e)));
      for (int i = 0; i < sections; i++) {
        int name = elf.getInt(table + i * SECTION_BYTES);
        if (isModinfo(names, name)) {
          return section(elf, table, i);
        }
      }
      return ByteBuffer.allocate(0);
    } catch (IndexOutOfBoundsException | ArithmeticException e) {
      throw new IOException("kernel module " + path + " has sections outside of its file", e);
    }
  }

  private static boolean isModinfo(ByteBuffer names, int at) {
    byte[] wanted = ".modinfo\0".getBytes(StandardCharsets.US_ASCII);
    return at >= 0
        && at <= names.limit() - wanted.length
        && names.slice(at, wanted.length).equals(ByteBuffer.wrap(wanted));
  }

  private static ByteBuffer section(ByteBuffer elf, int table, int index) {
    int header = table + index * SECTION_BYTES;
    return elf.slice(
        Math.toIntExact(elf.getLong(header + 0x18)), Math.toIntExact(elf.getLong(header + 0x20)));
  }
}
