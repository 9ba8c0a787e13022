package org.javisor.system.config;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.javisor.isa.riscv64.CpuConfig;
import org.javisor.isa.riscv64.CpuConfigException;
import org.javisor.isa.riscv64.CpuModel;
import org.javisor.isa.riscv64.CpuSwitches;
import org.javisor.isa.riscv64.Extension;
import org.javisor.isa.riscv64.HartConfig;
import org.javisor.system.qom.Globals;
import org.javisor.system.qom.TypeCatalogue;

/** The argument of {@code -cpu}: a model and its switches, {@code rv64,zba=off,sv48=on}. */
final class CpuOptions {
  private static final Map<String, Integer> SATP_MODES =
      Map.of("sv39", HartConfig.SV39, "sv48", HartConfig.SV48, "sv57", HartConfig.SV57);

  private CpuOptions() {}

  /** What {@code -cpu help} shows. */
  static String models() {
    StringBuilder text = new StringBuilder("Available CPUs:\n");
    for (CpuModel model : CpuModel.values()) {
      text.append("  ").append(model.text()).append('\n');
    }
    return text.toString();
  }

  /**
   * Reads {@code argument}.
   *
   * @param globals what the CPU has unless the argument says otherwise
   * @throws UnknownModelException whose message stands for itself
   */
  static CpuConfig parse(String argument, Globals globals) throws ConfigException {
    String[] parts = argument.split(",", -1);
    CpuModel model =
        CpuModel.of(parts[0])
            .orElseThrow(
                () -> new UnknownModelException("unable to find CPU model '" + parts[0] + "'"));
    List<String> switches = new ArrayList<>(globals.switches(TypeCatalogue.cpuType(model)));
    switches.addAll(List.of(parts).subList(1, parts.length));
    return configured(model, switches);
  }

  private static CpuConfig configured(CpuModel model, List<String> switches)
      throws ConfigException {
    Map<Extension, Boolean> extensions = new EnumMap<>(Extension.class);
    Map<Integer, Boolean> modes = new HashMap<>();
    for (String part : switches) {
      int equals = part.indexOf('=');
      if (equals < 0) {
        throw new UnknownModelException("Expected key=value format, found " + part + ".");
      }
      String key = part.substring(0, equals);
      String value = part.substring(equals + 1);
      Optional<Extension> extension = Extension.withSwitch(key);
      if (extension.isPresent()) {
        extensions.put(extension.get(), flag(model, key, value));
      } else if (SATP_MODES.containsKey(key)) {
        modes.put(SATP_MODES.get(key), flag(model, key, value));
      } else if (Extension.isAbsent(key)) {
        if (flag(model, key, value)) {
          throw refused(model, key, value, "extension '" + key + "' is not implemented");
        }
      } else {
        String type = model.text() + "-riscv-cpu";
        throw refused(model, key, value, "Property '" + type + "." + key + "' not found");
      }
    }
    try {
      return model.configure(new CpuSwitches(extensions, modes));
    } catch (CpuConfigException e) {
      if (e.property().isEmpty()) {
        throw new UnknownModelException(e.getMessage());
      }
      throw refused(model, e.property(), "on", e.getMessage());
    }
  }

  private static boolean flag(CpuModel model, String key, String value) throws ConfigException {
    return switch (value) {
      case "on", "yes", "true", "y" -> true;
      case "off", "no", "false", "n" -> false;
      default -> throw refused(model, key, value, "Parameter '" + key + "' expects 'on' or 'off'");
    };
  }

  private static UnknownModelException refused(
      CpuModel model, String key, String value, String why) {
    return new UnknownModelException(
        "can't apply global " + model.text() + "-riscv-cpu." + key + "=" + value + ": " + why);
  }
}
