package org.javisor.system.main;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.javisor.backend.block.BlockBackend;
import org.javisor.backend.block.BlockNodes;
import org.javisor.engine.vcpu.Engine;
import org.javisor.system.board.BoardConfig;
import org.javisor.system.board.BoardOptions;
import org.javisor.system.board.BootConfig;
import org.javisor.system.board.PciAddress;
import org.javisor.system.board.VirtTree;
import org.javisor.system.board.VirtioDevices;
import org.javisor.system.config.ConfigException;
import org.javisor.system.config.EmulatorConfig;
import org.javisor.system.firmware.BootException;

/** From the command line's words to the board's. */
final class Boards {
  private Boards() {}

  /** The board; its flash is on {@code nodes}. */
  static BoardConfig config(EmulatorConfig all, BlockNodes nodes) throws ConfigException {
    EmulatorConfig.Machine wanted = all.machine();
    EmulatorConfig.Boot boot = wanted.boot();
    return new BoardConfig(
        wanted.memoryBytes(),
        wanted.cpus(),
        wanted.cpu(),
        new BootConfig(
            bios(boot.bios()),
            boot.kernel(),
            boot.initrd(),
            boot.arguments(),
            boot.deviceTree(),
            boot.loaders().stream().map(Boards::load).toList()),
        new BoardOptions(
            wanted.board().aclint(),
            flash(wanted.board().flash(), nodes),
            files(wanted.board().files()),
            UUID.fromString(all.identity().uuid()),
            wanted.board().semihosting()),
        Engine.Config.of(
            switch (wanted.acceleration()) {
              case JIT -> Engine.Accelerator.JIT;
              case INTERPRETER -> Engine.Accelerator.INTERPRETER;
            }));
  }

  private static List<Optional<BlockBackend>> flash(List<Optional<String>> names, BlockNodes nodes)
      throws ConfigException {
    List<Optional<BlockBackend>> disks = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Optional<String> name = names.get(i);
      Optional<BlockBackend> disk = name.flatMap(nodes::find);
      if (name.isPresent() && disk.isEmpty()) {
        throw new ConfigException(
            "Property 'virt-machine.pflash" + i + "' can't find value '" + name.get() + "'");
      }
      disks.add(disk);
    }
    return disks;
  }

  private static Map<String, byte[]> files(List<EmulatorConfig.ConfigFile> files)
      throws ConfigException {
    Map<String, byte[]> contents = new TreeMap<>();
    for (EmulatorConfig.ConfigFile file : files) {
      byte[] bytes = file.text().orElse("").getBytes(StandardCharsets.UTF_8);
      if (file.file().isPresent()) {
        try {
          bytes = Files.readAllBytes(file.file().get());
        } catch (IOException e) {
          throw new ConfigException(
              file.source() + ": can't load " + file.file().get() + ": " + e.getMessage(), e);
        }
      }
      contents.put(file.name(), bytes);
    }
    return contents;
  }

  /** Writes the board's device tree to {@code target}. */
  static void dumpTree(BoardConfig board, Path target) throws ConfigException {
    try {
      Files.write(target, VirtTree.make(board, 0, 0));
    } catch (BootException e) {
      throw new ConfigException(e.getMessage(), e);
    } catch (IOException e) {
      throw new ConfigException(
          "could not write device tree '" + target + "': " + e.getMessage(), e);
    }
  }

  /** A device's place as the board has it. */
  static VirtioDevices.Request request(EmulatorConfig.Device device) {
    EmulatorConfig.Slot slot = device.slot();
    return new VirtioDevices.Request(
        device.driver(),
        device.id(),
        device.drive(),
        new PciAddress(slot.bus(), slot.device(), slot.function(), slot.multifunction()),
        slot.number());
  }

  private static BootConfig.Bios bios(String name) {
    return switch (name) {
      case "default" -> new BootConfig.Bios.BuiltIn();
      case "none" -> new BootConfig.Bios.None();
      default -> new BootConfig.Bios.File(Path.of(name));
    };
  }

  private static BootConfig.Load load(EmulatorConfig.Loader loader) {
    return new BootConfig.Load(
        loader.file(), loader.address(), loader.raw(), loader.data(), loader.cpu());
  }
}
