package org.javisor.system.board;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.javisor.backend.file.InputFile;
import org.javisor.device.firmware.FwCfgItems;
import org.javisor.system.firmware.BootException;

/** What the configuration device of {@code virt} has to say. */
final class VirtConfiguration {
  /** Item access by register and by DMA. */
  private static final int FEATURES = 3;

  /** What firmware fetches is kept in the heap. */
  private static final int MAX_IMAGE = 128 << 20;

  private VirtConfiguration() {}

  /**
   * The items.
   *
   * @param kernel whether firmware in flash is to fetch kernel and initial RAM disk
   */
  static FwCfgItems items(BoardConfig config, boolean kernel) throws BootException {
    FwCfgItems items = new FwCfgItems();
    items.put(FwCfgItems.Key.SIGNATURE, "QEMU".getBytes(StandardCharsets.US_ASCII));
    items.put32(FwCfgItems.Key.ID, FEATURES);
    UUID uuid = config.options().uuid();
    items.put(
        FwCfgItems.Key.UUID,
        ByteBuffer.allocate(16)
            .putLong(uuid.getMostSignificantBits())
            .putLong(uuid.getLeastSignificantBits())
            .array());
    items.put16(FwCfgItems.Key.NOGRAPHIC, 1);
    items.put16(FwCfgItems.Key.NB_CPUS, config.cpus());
    items.put16(FwCfgItems.Key.BOOT_MENU, 0);
    for (Map.Entry<String, byte[]> file : config.options().configFiles().entrySet()) {
      items.putFile(file.getKey(), file.getValue());
    }
    if (kernel && config.boot().kernel().isPresent()) {
      addKernel(items, config.boot());
    }
    return items;
  }

  private static void addKernel(FwCfgItems items, BootConfig boot) throws BootException {
    byte[] image = read("kernel", boot.kernel().orElseThrow());
    items.put32(FwCfgItems.Key.KERNEL_SIZE, image.length);
    items.put(FwCfgItems.Key.KERNEL_DATA, image);
    if (boot.initrd().isPresent()) {
      byte[] disk = read("initrd", boot.initrd().get());
      items.put32(FwCfgItems.Key.INITRD_SIZE, disk.length);
      items.put(FwCfgItems.Key.INITRD_DATA, disk);
    }
    if (!boot.arguments().isEmpty()) {
      byte[] text = (boot.arguments() + "\0").getBytes(StandardCharsets.UTF_8);
      items.put32(FwCfgItems.Key.CMDLINE_SIZE, text.length);
      items.put(FwCfgItems.Key.CMDLINE_DATA, text);
    }
  }

  private static byte[] read(String kind, InputFile file) throws BootException {
    try {
      return file.readAll(MAX_IMAGE);
    } catch (IOException e) {
      throw new BootException("could not load " + kind + " '" + file + "': " + e.getMessage(), e);
    }
  }
}
