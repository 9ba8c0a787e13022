package org.javisor.system.main;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.javisor.backend.block.BlockBackend;
import org.javisor.backend.block.BlockNodes;
import org.javisor.backend.fdset.FdSets;
import org.javisor.backend.file.InputFile;
import org.javisor.backend.file.OutputFile;
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
  private static final int MAX_CONFIG_FILE = 64 << 20;

  private final BlockNodes nodes;
  private final StartFiles files;
  private final FdSets sets;

  Boards(BlockNodes nodes, StartFiles files, FdSets sets) {
    this.nodes = nodes;
    this.files = files;
    this.sets = sets;
  }

  /** The board. */
  BoardConfig config(EmulatorConfig all) throws ConfigException {
    EmulatorConfig.Machine wanted = all.machine();
    EmulatorConfig.Boot boot = wanted.boot();
    return new BoardConfig(
        wanted.memoryBytes(),
        wanted.cpus(),
        wanted.cpu(),
        new BootConfig(
            bios(boot.bios()),
            files.file("kernel", boot.kernel()),
            files.file("initrd", boot.initrd()),
            boot.arguments(),
            files.file("device tree", boot.deviceTree()),
            loads(boot.loaders())),
        new BoardOptions(
            wanted.board().aclint(),
            flash(wanted.board().flash()),
            contents(wanted.board().files()),
            UUID.fromString(all.identity().uuid()),
            wanted.board().semihosting()),
        Engine.Config.of(
            switch (wanted.acceleration()) {
              case JIT -> Engine.Accelerator.JIT;
              case INTERPRETER -> Engine.Accelerator.INTERPRETER;
            }));
  }

  private List<Optional<BlockBackend>> flash(List<Optional<String>> names) throws ConfigException {
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

  private Map<String, byte[]> contents(List<EmulatorConfig.ConfigFile> named)
      throws ConfigException {
    Map<String, byte[]> contents = new TreeMap<>();
    for (EmulatorConfig.ConfigFile file : named) {
      byte[] bytes = file.text().orElse("").getBytes(StandardCharsets.UTF_8);
      if (file.file().isPresent()) {
        try {
          bytes = InputFile.of(file.file().get(), sets).readAll(MAX_CONFIG_FILE);
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
  void dumpTree(BoardConfig board, Path target) throws ConfigException {
    try (OutputStream out = OutputFile.create(target.toString(), sets)) {
      out.write(VirtTree.make(board, 0, 0));
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

  private BootConfig.Bios bios(String name) throws ConfigException {
    return switch (name) {
      case "default" -> new BootConfig.Bios.BuiltIn();
      case "none" -> new BootConfig.Bios.None();
      default -> new BootConfig.Bios.File(files.file("firmware", Path.of(name)));
    };
  }

  private List<BootConfig.Load> loads(List<EmulatorConfig.Loader> loaders) throws ConfigException {
    List<BootConfig.Load> loads = new ArrayList<>();
    for (EmulatorConfig.Loader loader : loaders) {
      loads.add(
          new BootConfig.Load(
              files.file("loader file", loader.file()),
              loader.address(),
              loader.raw(),
              loader.data(),
              loader.cpu()));
    }
    return loads;
  }
}
