package org.javisor.system.monitor;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.javisor.backend.fdset.FdSets;
import org.javisor.isa.riscv64.CpuConfig;
import org.javisor.isa.riscv64.CpuConfigException;
import org.javisor.isa.riscv64.CpuModel;
import org.javisor.isa.riscv64.CpuSwitches;
import org.javisor.isa.riscv64.Extension;
import org.javisor.qmp.api.Dumpdtb;
import org.javisor.qmp.api.GuidInfo;
import org.javisor.qmp.api.HumanReadableText;
import org.javisor.qmp.api.MemoryDeviceInfo;
import org.javisor.qmp.api.Memsave;
import org.javisor.qmp.api.Pmemsave;
import org.javisor.qmp.api.Balloon;
import org.javisor.qmp.api.BalloonInfo;
import org.javisor.qmp.api.CpuDefinitionInfo;
import org.javisor.qmp.api.CpuInfoFast;
import org.javisor.qmp.api.CpuInstanceProperties;
import org.javisor.qmp.api.CpuModelExpansionInfo;
import org.javisor.qmp.api.CpuModelExpansionType;
import org.javisor.qmp.api.CpuModelInfo;
import org.javisor.qmp.api.CurrentMachineParams;
import org.javisor.qmp.api.HostMemPolicy;
import org.javisor.qmp.api.HotpluggableCPU;
import org.javisor.qmp.api.KvmInfo;
import org.javisor.qmp.api.MachineHandler;
import org.javisor.qmp.api.MachineInfo;
import org.javisor.qmp.api.Memdev;
import org.javisor.qmp.api.MemoryInfo;
import org.javisor.qmp.api.ObjectOptions;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.api.QueryCpuModelExpansion;
import org.javisor.qmp.api.SysEmuTarget;
import org.javisor.qmp.api.TargetInfo;
import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.JsonValue;
import org.javisor.qmp.wire.QmpException;
import org.javisor.system.board.VirtBoard;
import org.javisor.system.lifecycle.Machine;
import org.javisor.system.qom.HostObjects;
import org.javisor.system.qom.MachineModel;
import org.javisor.system.qom.ObjectTree;
import org.javisor.system.qom.TypeCatalogue;

/** Commands about what machine this is and what could be had instead. */
final class MachineCommands implements MachineHandler {
  private final Machine machine;
  private final Introspected introspected;
  private final MemoryFiles files;
  private final MachineTexts texts;
  private final GuestBalloon balloon;

  MachineCommands(Machine machine, Introspected introspected, FdSets sets) {
    this.machine = machine;
    this.introspected = introspected;
    this.files = new MemoryFiles(machine, sets);
    this.texts = new MachineTexts(machine);
    this.balloon = new GuestBalloon(machine);
  }

  @Override
  public TargetInfo queryTarget(QmpCall call) {
    return new TargetInfo(SysEmuTarget.RISCV64);
  }

  @Override
  public KvmInfo queryKvm(QmpCall call) {
    return new KvmInfo(false, false);
  }

  @Override
  public List<MachineInfo> queryMachines(QmpCall call) {
    List<MachineInfo> all = new ArrayList<>();
    for (MachineModel model : MachineModel.values()) {
      all.add(
          new MachineInfo(
              model.text(),
              Optional.empty(),
              model.isDefault() ? Optional.of(true) : Optional.empty(),
              model.mostCpus(),
              false,
              false,
              false,
              model.cpu().map(TypeCatalogue::cpuType),
              Optional.of(model.ramId()),
              false));
    }
    return all;
  }

  @Override
  public CurrentMachineParams queryCurrentMachine(QmpCall call) {
    return new CurrentMachineParams(false);
  }

  @Override
  public List<CpuInfoFast> queryCpusFast(QmpCall call) {
    List<CpuInfoFast> all = new ArrayList<>();
    List<Integer> threads = machine.board().map(VirtBoard::cpuThreads).orElse(List.of());
    for (int i = 0; i < threads.size(); i++) {
      all.add(
          new CpuInfoFast(
              i,
              ObjectTree.cpuPath(i),
              threads.get(i),
              Optional.of(new CpuInstanceProperties(Optional.of((long) i))),
              SysEmuTarget.RISCV64));
    }
    return all;
  }

  @Override
  public List<HotpluggableCPU> queryHotpluggableCpus(QmpCall call) throws QmpException {
    throw QmpException.generic("machine does not support hot-plugging CPUs");
  }

  @Override
  public List<CpuDefinitionInfo> queryCpuDefinitions(QmpCall call) {
    List<CpuDefinitionInfo> all = new ArrayList<>();
    for (CpuModel model : CpuModel.values()) {
      all.add(
          new CpuDefinitionInfo(
              model.text(), model.isVendor(), TypeCatalogue.cpuType(model), false));
    }
    return all;
  }

  @Override
  public CpuModelExpansionInfo queryCpuModelExpansion(QmpCall call, QueryCpuModelExpansion command)
      throws QmpException {
    if (command.type() != CpuModelExpansionType.FULL) {
      throw QmpException.generic("The requested expansion type is not supported");
    }
    String name = command.model().name();
    Optional<CpuModel> model = CpuModel.of(name);
    if (model.isEmpty()) {
      throw QmpException.generic("The CPU type '" + name + "' is not a known RISC-V CPU type");
    }
    CpuConfig cpu;
    try {
      cpu = model.get().configure(switches(model.get(), command.model().props()));
    } catch (CpuConfigException e) {
      throw QmpException.generic(e.getMessage());
    }
    JsonObject all = new JsonObject();
    for (String each : TypeCatalogue.cpuSwitches()) {
      if (each.length() > 1) { // letters are not told
        Optional<Extension> extension = Extension.withSwitch(each);
        all.put(each, extension.isPresent() && cpu.features().has(extension.get()));
      }
    }
    return new CpuModelExpansionInfo(new CpuModelInfo(name, Optional.of(all)));
  }

  private static CpuSwitches switches(CpuModel model, Optional<JsonValue> given)
      throws QmpException {
    if (given.isEmpty()) {
      return CpuSwitches.NONE;
    }
    if (!(given.get() instanceof JsonObject members)) {
      throw QmpException.generic("Invalid parameter type for 'model.props', expected: object");
    }
    Map<Extension, Boolean> chosen = new EnumMap<>(Extension.class);
    for (Map.Entry<String, JsonValue> member : members.members().entrySet()) {
      String name = member.getKey();
      Optional<Extension> extension = Extension.withSwitch(name);
      if (extension.isEmpty()) {
        throw QmpException.generic(
            "Property '" + TypeCatalogue.cpuType(model) + "." + name + "' not found");
      }
      if (!(member.getValue() instanceof JsonValue.Bool value)) {
        throw QmpException.generic("Invalid parameter type for '" + name + "', expected: boolean");
      }
      chosen.put(extension.get(), value.value());
    }
    return new CpuSwitches(chosen, Map.of());
  }

  @Override
  public List<Memdev> queryMemdev(QmpCall call) {
    List<Memdev> all = new ArrayList<>();
    HostObjects objects = introspected.objects();
    for (ObjectOptions options : objects.all()) {
      Optional<HostObjects.Memory> memory = objects.memory(options);
      if (memory.isPresent()) {
        all.addFirst(memory(options.id(), memory.get().share(), options.toJson()));
      }
    }
    ObjectTree.MachineFacts facts = introspected.machine();
    if (facts.model() != MachineModel.NONE && !facts.given().containsKey("memory-backend")) {
      all.addFirst(
          memory(facts.model().ramId(), false, new JsonObject().put("size", facts.memoryBytes())));
    }
    return all;
  }

  private static Memdev memory(String id, boolean share, JsonObject given) {
    long size = given.get("size").orElseThrow() instanceof JsonValue.Int bytes ? bytes.value() : 0;
    return new Memdev(
        Optional.of(id),
        size,
        flag(given, "merge", true),
        flag(given, "dump", true),
        flag(given, "prealloc", false),
        share,
        Optional.of(flag(given, "reserve", true)),
        List.of(),
        HostMemPolicy.DEFAULT);
  }

  private static boolean flag(JsonObject given, String name, boolean missing) {
    return given.get(name).orElse(JsonValue.Null.NULL) instanceof JsonValue.Bool flag
        ? flag.value()
        : missing;
  }

  @Override
  public MemoryInfo queryMemorySizeSummary(QmpCall call) {
    return new MemoryInfo(introspected.machine().memoryBytes(), Optional.empty());
  }

  @Override
  public void balloon(QmpCall call, Balloon command) throws QmpException {
    balloon.setTarget(command.value());
  }

  @Override
  public BalloonInfo queryBalloon(QmpCall call) throws QmpException {
    return new BalloonInfo(balloon.actualBytes());
  }

  @Override
  public void memsave(QmpCall call, Memsave command) throws QmpException {
    files.save(command);
  }

  @Override
  public void pmemsave(QmpCall call, Pmemsave command) throws QmpException {
    files.save(command);
  }

  @Override
  public void injectNmi(QmpCall call) throws QmpException {
    throw QmpException.generic("machine does not provide NMIs");
  }

  @Override
  public void dumpdtb(QmpCall call, Dumpdtb command) throws QmpException {
    files.saveTree(command.filename());
  }

  @Override
  public List<MemoryDeviceInfo> queryMemoryDevices(QmpCall call) {
    return List.of();
  }

  @Override
  public GuidInfo queryVmGenerationId(QmpCall call) throws QmpException {
    throw QmpException.generic("VM Generation ID device not found");
  }

  /** The controllers of this machine do not count, and show nothing. */
  @Override
  public HumanReadableText xQueryIrq(QmpCall call) {
    return new HumanReadableText("");
  }

  @Override
  public HumanReadableText xQueryInterruptControllers(QmpCall call) {
    return new HumanReadableText("");
  }

  @Override
  public HumanReadableText xQueryJit(QmpCall call) {
    return new HumanReadableText(texts.translation());
  }

  @Override
  public HumanReadableText xQueryNuma(QmpCall call) {
    return new HumanReadableText("0 nodes\n");
  }

  @Override
  public HumanReadableText xQueryRamblock(QmpCall call) {
    return new HumanReadableText(texts.memory());
  }

  @Override
  public HumanReadableText xQueryRoms(QmpCall call) {
    return new HumanReadableText(texts.loaded());
  }

  @Override
  public HumanReadableText xQueryUsb(QmpCall call) throws QmpException {
    throw QmpException.generic("USB support not enabled");
  }
}
