package org.javisor.qmp.server;

import java.util.List;
import java.util.Optional;
import org.javisor.qmp.api.AddClient;
import org.javisor.qmp.api.Balloon;
import org.javisor.qmp.api.BalloonInfo;
import org.javisor.qmp.api.CommandLineOptionInfo;
import org.javisor.qmp.api.CpuDefinitionInfo;
import org.javisor.qmp.api.CpuInfoFast;
import org.javisor.qmp.api.CpuModelExpansionInfo;
import org.javisor.qmp.api.CurrentMachineParams;
import org.javisor.qmp.api.Dumpdtb;
import org.javisor.qmp.api.GuidInfo;
import org.javisor.qmp.api.HotpluggableCPU;
import org.javisor.qmp.api.HumanReadableText;
import org.javisor.qmp.api.IOThreadInfo;
import org.javisor.qmp.api.KvmInfo;
import org.javisor.qmp.api.MachineHandler;
import org.javisor.qmp.api.MachineInfo;
import org.javisor.qmp.api.Memdev;
import org.javisor.qmp.api.MemoryDeviceInfo;
import org.javisor.qmp.api.MemoryInfo;
import org.javisor.qmp.api.Memsave;
import org.javisor.qmp.api.MiscHandler;
import org.javisor.qmp.api.ObjectAdd;
import org.javisor.qmp.api.ObjectDel;
import org.javisor.qmp.api.ObjectPropertyInfo;
import org.javisor.qmp.api.ObjectTypeInfo;
import org.javisor.qmp.api.Pmemsave;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.api.QomGet;
import org.javisor.qmp.api.QomHandler;
import org.javisor.qmp.api.QomList;
import org.javisor.qmp.api.QomListProperties;
import org.javisor.qmp.api.QomListTypes;
import org.javisor.qmp.api.QomSet;
import org.javisor.qmp.api.QueryCommandLineOptions;
import org.javisor.qmp.api.QueryCpuModelExpansion;
import org.javisor.qmp.api.SysEmuTarget;
import org.javisor.qmp.api.TargetInfo;
import org.javisor.qmp.wire.JsonValue;
import org.javisor.qmp.wire.QmpException;

/** A machine without objects, memory or processors. */
final class FakeObjects implements MachineHandler, MiscHandler, QomHandler {
  private static final HumanReadableText NOTHING = new HumanReadableText("");

  @Override
  public List<IOThreadInfo> queryIothreads(QmpCall call) {
    return List.of();
  }

  @Override
  public List<CommandLineOptionInfo> queryCommandLineOptions(
      QmpCall call, QueryCommandLineOptions command) {
    return List.of();
  }

  @Override
  public List<ObjectPropertyInfo> qomList(QmpCall call, QomList command) {
    return List.of();
  }

  @Override
  public JsonValue qomGet(QmpCall call, QomGet command) {
    return JsonValue.Null.NULL;
  }

  @Override
  public void qomSet(QmpCall call, QomSet command) {}

  @Override
  public List<ObjectTypeInfo> qomListTypes(QmpCall call, QomListTypes command) {
    return List.of();
  }

  @Override
  public List<ObjectPropertyInfo> qomListProperties(QmpCall call, QomListProperties command) {
    return List.of();
  }

  @Override
  public void objectAdd(QmpCall call, ObjectAdd command) {}

  @Override
  public void objectDel(QmpCall call, ObjectDel command) {}

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
    return List.of();
  }

  @Override
  public CurrentMachineParams queryCurrentMachine(QmpCall call) {
    return new CurrentMachineParams(false);
  }

  @Override
  public List<CpuInfoFast> queryCpusFast(QmpCall call) {
    return List.of();
  }

  @Override
  public List<HotpluggableCPU> queryHotpluggableCpus(QmpCall call) {
    return List.of();
  }

  @Override
  public List<CpuDefinitionInfo> queryCpuDefinitions(QmpCall call) {
    return List.of();
  }

  @Override
  public CpuModelExpansionInfo queryCpuModelExpansion(
      QmpCall call, QueryCpuModelExpansion command) {
    return new CpuModelExpansionInfo(command.model());
  }

  @Override
  public List<Memdev> queryMemdev(QmpCall call) {
    return List.of();
  }

  @Override
  public MemoryInfo queryMemorySizeSummary(QmpCall call) {
    return new MemoryInfo(0, Optional.empty());
  }

  @Override
  public void balloon(QmpCall call, Balloon command) {}

  @Override
  public BalloonInfo queryBalloon(QmpCall call) {
    return new BalloonInfo(0);
  }

  @Override
  public void addClient(QmpCall call, AddClient command) throws QmpException {
    call.takeNamedFd(command.fdname()).close();
  }

  @Override
  public void memsave(QmpCall call, Memsave command) {}

  @Override
  public void pmemsave(QmpCall call, Pmemsave command) {}

  @Override
  public void injectNmi(QmpCall call) {}

  @Override
  public void dumpdtb(QmpCall call, Dumpdtb command) {}

  @Override
  public List<MemoryDeviceInfo> queryMemoryDevices(QmpCall call) {
    return List.of();
  }

  @Override
  public GuidInfo queryVmGenerationId(QmpCall call) {
    return new GuidInfo("none");
  }

  @Override
  public HumanReadableText xQueryInterruptControllers(QmpCall call) {
    return NOTHING;
  }

  @Override
  public HumanReadableText xQueryIrq(QmpCall call) {
    return NOTHING;
  }

  @Override
  public HumanReadableText xQueryJit(QmpCall call) {
    return NOTHING;
  }

  @Override
  public HumanReadableText xQueryNuma(QmpCall call) {
    return NOTHING;
  }

  @Override
  public HumanReadableText xQueryRamblock(QmpCall call) {
    return NOTHING;
  }

  @Override
  public HumanReadableText xQueryRoms(QmpCall call) {
    return NOTHING;
  }

  @Override
  public HumanReadableText xQueryUsb(QmpCall call) {
    return NOTHING;
  }
}
