package org.javisor.system.main;

import java.nio.file.Path;
import org.javisor.system.board.BoardConfig;
import org.javisor.system.board.BootConfig;
import org.javisor.system.config.EmulatorConfig;

/** From the command line's words to the board's. */
final class Boards {
  private Boards() {}

  static BoardConfig config(EmulatorConfig.Machine wanted) {
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
            boot.loaders().stream().map(Boards::load).toList()));
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
