package org.javisor.system.board;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.javisor.bus.device.Device;
import org.javisor.bus.device.DeviceLog;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.bus.memory.GuestRam;
import org.javisor.device.firmware.CfiFlash;
import org.javisor.host.HostException;
import org.javisor.system.firmware.BootException;

/** The two flash banks of {@code virt} and what their images mean for the start. */
final class VirtFlash implements AutoCloseable {
  private final BoardOptions options;
  private final List<GuestRam> contents = new ArrayList<>();
  private final List<CfiFlash> banks = new ArrayList<>();

  VirtFlash(BoardOptions options, AddressSpace memory, BoardPorts ports) throws BootException {
    this.options = options;
    VirtMap[] places = {VirtMap.FLASH0, VirtMap.FLASH1};
    for (int i = 0; i < places.length; i++) {
      String name = "virt.flash" + i;
      try {
        GuestRam bytes = GuestRam.allocate(name, places[i].base(), places[i].size());
        contents.add(bytes);
        CfiFlash bank =
            new CfiFlash(
                new CfiFlash.Config(name),
                bytes,
                memory,
                options.flash().get(i),
                new DeviceLog(name, ports.log()));
        bank.load();
        memory.mapRom(bytes, bank);
        banks.add(bank);
      } catch (HostException e) {
        throw new BootException("cannot set up flash memory: " + e.getMessage(), e);
      } catch (IOException e) {
        throw new BootException("pflash" + i + ": " + e.getMessage(), e);
      }
    }
  }

  List<? extends Device> devices() {
    return banks;
  }

  /**
   * An image in bank 0 is M-mode code for a machine without firmware and S-mode code otherwise;
   * bank 1 keeps what the code in bank 0 wants to keep.
   */
  VirtBoot.FlashEntry entry(BootConfig.Bios bios) {
    boolean first = options.flash().get(0).isPresent();
    if (!first) {
      return VirtBoot.FlashEntry.NONE;
    }
    OptionalLong start = OptionalLong.of(VirtMap.FLASH0.base());
    return bios instanceof BootConfig.Bios.None
        ? new VirtBoot.FlashEntry(start, OptionalLong.empty())
        : new VirtBoot.FlashEntry(OptionalLong.empty(), start);
  }

  /** Forgets the contents; the images keep theirs. */
  @Override
  public void close() {
    contents.forEach(GuestRam::close);
  }
}
