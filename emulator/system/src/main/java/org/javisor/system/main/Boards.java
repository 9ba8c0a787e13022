package org.javisor.system.main;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.javisor.backend.block.BlockBackend;
import org.javisor.backend.block.BlockNodes;
import org.javisor.backend.block.file.LockedException;
import org.javisor.backend.fdset.FdSets;
import org.javisor.backend.file.InputFile;
import org.javisor.backend.file.OutputFile;
import org.javisor.bus.memory.GuestRam;
import org.javisor.engine.vcpu.Engine;
import org.javisor.qmp.wire.JsonValue;
import org.javisor.system.board.BoardConfig;
import org.javisor.system.board.BoardOptions;
import org.javisor.system.board.BootConfig;
import org.javisor.system.board.VirtTree;
import org.javisor.system.config.Paths;
import org.javisor.system.config.ConfigException;
import org.javisor.system.config.EmulatorConfig;
import org.javisor.system.firmware.BootException;
import org.javisor.system.qom.HostObjects;
import org.javisor.system.qom.ObjectTree;

/** From the command line's words to the board's. */
final class Boards {
  private static final int MAX_CONFIG_FILE = 64 << 20;

  private final BlockNodes nodes;
  private final StartFiles files;
  private final FdSets sets;
  private final HostObjects objects;

  Boards(BlockNodes nodes, StartFiles files, FdSets sets, HostObjects objects) {
    this.nodes = nodes;
    this.files = files;
    this.sets = sets;
    this.objects = objects;
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
            wanted.board().semihosting(),
            memory(wanted)),
        engine(wanted.acceleration()));
  }

  private static Engine.Config engine(EmulatorConfig.Acceleration wanted) {
    Engine.Config config =
        Engine.Config.of(
            switch (wanted.kind()) {
              case JIT -> Engine.Accelerator.JIT;
              case INTERPRETER -> Engine.Accelerator.INTERPRETER;
            });
    if (wanted.takesTurns()) {
      config = config.withThreads(Engine.Threads.SINGLE);
    }
    if (wanted.codeBytes().isPresent()) {
      config = config.withCodeBytes(wanted.codeBytes().getAsLong());
    }
    if (wanted.checked()) {
      config = config.withChecks();
    }
    return wanted.singleInstructions() ? config.withMaxUnit(1) : config;
  }

  private List<Optional<BlockBackend>> flash(List<Optional<String>> names) throws ConfigException {
    List<Optional<BlockBackend>> disks = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Optional<String> name = names.get(i);
      Optional<BlockBackend> disk = name.isPresent() ? flash(name.get(), i) : Optional.empty();
      if (name.isPresent() && disk.isEmpty()) {
        throw new ConfigException(
            "Property 'virt-machine.pflash" + i + "' can't find value '" + name.get() + "'");
      }
      disks.add(disk);
    }
    return disks;
  }

  private Optional<BlockBackend> flash(String name, int bank) throws ConfigException {
    try {
      return nodes.attach(name, "pflash" + bank);
    } catch (IOException e) {
      throw new ConfigException("pflash" + bank + ": " + LockedException.explain(e), e);
    }
  }

  private Map<String, byte[]> contents(List<EmulatorConfig.ConfigFile> named)
      throws ConfigException {
    Map<String, byte[]> contents = new TreeMap<>();
    for (EmulatorConfig.ConfigFile file : named) {
      byte[] bytes = file.text().orElse("").getBytes(StandardCharsets.UTF_8);
      if (file.file().isPresent()) {
        try (InputFile input = InputFile.of(file.file().get(), sets)) {
          bytes = input.readAll(MAX_CONFIG_FILE);
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

  /** What clients can find out about the machine. */
  static ObjectTree.MachineFacts facts(EmulatorConfig all) {
    EmulatorConfig.Machine machine = all.machine();
    Map<String, JsonValue> given = new TreeMap<>(machine.board().given());
    EmulatorConfig.Boot boot = machine.boot();
    boot.kernel().ifPresent(path -> given.put("kernel", new JsonValue.Text(path.toString())));
    boot.initrd().ifPresent(path -> given.put("initrd", new JsonValue.Text(path.toString())));
    if (!boot.arguments().isEmpty()) {
      given.put("append", new JsonValue.Text(boot.arguments()));
    }
    return new ObjectTree.MachineFacts(
        machine.board().model(),
        machine.cpu().model(),
        machine.cpus(),
        machine.memoryBytes(),
        given);
  }

  /** What the machine's memory is made of, which is an object's business when one is named. */
  private GuestRam.Backing memory(EmulatorConfig.Machine machine) throws ConfigException {
    if (!(machine.board().given().get("memory-backend") instanceof JsonValue.Text name)) {
      return GuestRam.Backing.PLAIN;
    }
    Optional<HostObjects.Memory> memory = objects.takeMemory(name.value());
    if (memory.isEmpty()) {
      throw new ConfigException("Memory backend '" + name.value() + "' not found");
    }
    if (memory.get().size() != machine.memoryBytes()) {
      throw new ConfigException(
          "Machine memory size does not match the size of the memory backend");
    }
    return memory.get().backing();
  }

  /** Refuses what an empty machine cannot have. */
  static void checkEmpty(EmulatorConfig all) throws ConfigException {
    if (all.machine().boot().kernel().isPresent()) {
      throw new ConfigException(
          "The -kernel parameter is not supported (use the generic 'loader' device instead).");
    }
    for (EmulatorConfig.Device device : all.devices()) {
      throw new ConfigException(
          device.source()
              + ": No '"
              + device.device().model().bus().text()
              + "' bus found for device '"
              + device.device().model().text()
              + "'");
    }
  }

  private BootConfig.Bios bios(String name) throws ConfigException {
    return switch (name) {
      case "default" -> new BootConfig.Bios.BuiltIn();
      case "none" -> new BootConfig.Bios.None();
      default -> new BootConfig.Bios.File(files.file("firmware", Paths.parse(name)));
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
