package org.javisor.supervisor.provision.debian;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class ModuleIndexTest {
  @TempDir private Path folder;

  @Test
  void whatModprobeReads() throws Exception {
    module("fs/ext4/ext4.ko.xz", "depends=jbd2,crc16,mb-cache", "alias=fs-ext4");
    module("fs/jbd2/jbd2.ko", "depends=crc16");
    module("fs/mb-cache.ko", "depends=");
    module("lib/crc16.ko.xz", "softdep=pre: crypto", "alias=pci:v*[a-f]-x");
    module("drivers/tun.ko", "alias=char-major-10-200", "alias=devname:net/tun", "depends=zlib");
    text("modules.order", "kernel/lib/crc16.ko\nkernel/fs/mb-cache.ko\nkernel/fs/jbd2/jbd2.ko\n");
    text("modules.builtin", "kernel/lib/zlib.ko\n");
    text("modules.builtin.modinfo", "zlib.license=GPL\0zlib.alias=crypto-zlib\0");
    ModuleIndex.write(folder);
    assertEquals(
        """
        kernel/lib/crc16.ko.xz:
        kernel/fs/mb-cache.ko:
        kernel/fs/jbd2/jbd2.ko: kernel/lib/crc16.ko.xz
        kernel/drivers/tun.ko:
        kernel/fs/ext4/ext4.ko.xz: kernel/fs/mb-cache.ko kernel/fs/jbd2/jbd2.ko kernel/lib/crc16.ko.xz
        """,
        Files.readString(folder.resolve("modules.dep")));
    assertEquals(
        """
        alias pci:v*[a-f]-x crc16
        alias char-major-10-200 tun
        alias devname:net/tun tun
        alias fs-ext4 ext4
        """,
        Files.readString(folder.resolve("modules.alias")));
    assertEquals(
        "softdep crc16 pre: crypto\n", Files.readString(folder.resolve("modules.softdep")));
    assertEquals("tun net/tun c10:200\n", Files.readString(folder.resolve("modules.devname")));
    assertEquals(List.of("ext4"), find("modules.alias.bin", "fs_ext4"));
    assertEquals(
        List.of("kernel/fs/jbd2/jbd2.ko: kernel/lib/crc16.ko.xz"), find("modules.dep.bin", "jbd2"));
    assertEquals(List.of(""), find("modules.builtin.bin", "zlib"));
    assertEquals(List.of("zlib"), find("modules.builtin.alias.bin", "crypto_zlib"));
    assertEquals(List.of(), find("modules.dep.bin", "jbd"));
  }

  @Test
  void severalOfOneNameComeInTheKernelsOrder() throws IOException {
    ModuleTrie trie = new ModuleTrie();
    trie.put("name", "second", 7);
    trie.put("name", "first", 3);
    trie.put("names", "other", 1);
    trie.put("näme", "not ASCII", 1);
    Files.write(folder.resolve("trie"), trie.encode());
    assertEquals(List.of("first", "second"), find("trie", "name"));
    assertEquals(List.of("other"), find("trie", "names"));
    assertEquals(List.of(), find("trie", "n"));
  }

  @Test
  void aDamagedModuleIsNamed() throws IOException {
    Path file = folder.resolve("kernel/bad.ko");
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[100]);
    IOException refused = assertThrows(IOException.class, () -> ModuleIndex.write(folder));
    assertEquals("kernel module kernel/bad.ko is not a 64-bit ELF file", refused.getMessage());
    byte[] elf = elf(List.of("depends="));
    ByteBuffer.wrap(elf).order(ByteOrder.LITTLE_ENDIAN).putLong(64 + 64 + 0x18, 1L << 40);
    Files.write(file, elf);
    refused = assertThrows(IOException.class, () -> ModuleIndex.write(folder));
    assertTrue(
        refused.getMessage().contains("kernel/bad.ko has sections outside"), refused::toString);
  }

  private void text(String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
  }

  private void module(String path, String... information) throws IOException {
    Path file = folder.resolve("kernel").resolve(path);
    Files.createDirectories(file.getParent());
    try (OutputStream plain = Files.newOutputStream(file);
        OutputStream out =
            path.endsWith(".xz") ? new XZOutputStream(plain, new LZMA2Options()) : plain) {
      out.write(elf(List.of(information)));
    }
  }

  /** A file with two sections: the sections' names, and what the module says. */
  private static byte[] elf(List<String> information) {
    byte[] names = "\0.shstrtab\0.modinfo\0".getBytes(StandardCharsets.US_ASCII);
    byte[] said = (String.join("\0", information) + "\0").getBytes(StandardCharsets.US_ASCII);
    ByteBuffer elf =
        ByteBuffer.allocate(64 + 2 * 64 + names.length + said.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    elf.putInt(0, 0x464c457f).put(4, (byte) 2).putLong(0x28, 64);
    elf.putShort(0x3c, (short) 2).putShort(0x3e, (short) 0);
    section(elf, 64, 1, 192, names.length);
    section(elf, 128, 11, 192 + names.length, said.length);
    elf.put(192, names).put(192 + names.length, said);
    return elf.array();
  }

  private static void section(ByteBuffer elf, int at, int name, int offset, int size) {
    elf.putInt(at, name).putLong(at + 0x18, offset).putLong(at + 0x20, size);
  }

  /** Looks a name up as modprobe does. */
  private List<String> find(String file, String key) throws IOException {
    ByteBuffer index = ByteBuffer.wrap(Files.readAllBytes(folder.resolve(file)));
    assertEquals(0xb007f457, index.getInt(0));
    int node = index.getInt(8);
    String rest = key;
    while (true) {
      index.position(node & 0x0fff_ffff);
      if ((node & 0x8000_0000) != 0) {
        String prefix = string(index);
        if (!rest.startsWith(prefix)) {
          return List.of();
        }
        rest = rest.substring(prefix.length());
      }
      int next = 0;
      if ((node & 0x2000_0000) != 0) {
        int first = index.get();
        int last = index.get();
        int offsets = index.position();
        if (!rest.isEmpty() && rest.charAt(0) >= first && rest.charAt(0) <= last) {
          next = index.getInt(offsets + 4 * (rest.charAt(0) - first));
        }
        index.position(offsets + 4 * (last - first + 1));
      }
      if (rest.isEmpty()) {
        return (node & 0x4000_0000) != 0 ? values(index) : List.of();
      }
      if (next == 0) {
        return List.of();
      }
      node = next;
      rest = rest.substring(1);
    }
  }

  private static List<String> values(ByteBuffer index) {
    String[] values = new String[index.getInt()];
    for (int i = 0; i < values.length; i++) {
      index.getInt();
      values[i] = string(index);
    }
    return List.of(values);
  }

  private static String string(ByteBuffer bytes) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (byte b = bytes.get(); b != 0; b = bytes.get()) {
      text.write(b);
    }
    return text.toString(StandardCharsets.US_ASCII);
  }
}
